"""Tells a demonstration network event by event, at the hour of each, by the site's own verbs."""

import tomllib
from collections.abc import Callable
from datetime import datetime, timedelta
from functools import partial
from pathlib import Path
from typing import Any
from uuid import uuid4

import time_machine
from allauth.account.models import EmailAddress
from django.contrib.auth.hashers import make_password
from django.db import transaction
from django.db.models import F
from django.utils import timezone

from coopere.demo.still_life import still_life
from coopere.demo.told_collections import ToldCollection
from coopere.demo.told_gatherings import ToldGathering
from coopere.demo.told_reports import ToldReport
from coopere.lib.images import repaint
from exchanges.models import ContactShare, Exchange, Message, Thanks
from members.models import Charter, Consent, Membership, Network, Notification, User
from members.scoping import in_network
from offers.models import Offer, OfferPicture

FOLDER = Path(__file__).parent
PASSWORD = "bonjour-voisins"  # noqa: S105 (printed on the screen: it protects nothing)
UNREAD_FOR = timedelta(days=3)
Row = dict[str, Any]


def read(name: str) -> Row:
    """All tables of the network `name`: the file of that name and its `name_*.toml`."""
    tables: Row = {}
    for path in sorted([FOLDER / f"{name}.toml", *FOLDER.glob(f"{name}_*.toml")]):
        for table, rows in tomllib.loads(path.read_text()).items():
            tables[table] = tables.get(table, []) + rows if isinstance(rows, list) else rows
    return tables


def demo_user(email: str, **fields: Any) -> User:
    """The login of that address, made with a verified address and the demo's password."""
    user, is_new = User.objects.get_or_create(email=email, defaults=fields)
    if is_new:
        user.password = _password()
        user.save(update_fields=["password"])
        EmailAddress.objects.create(user=user, email=email, verified=True, primary=True)
        Consent.record_signup(user)
    return user


def _password(kept: list[str] = []) -> str:  # noqa: B006 (a cache: hashing is slow on purpose)
    if not kept:
        kept.append(make_password(PASSWORD))
    return kept[0]


class Story:
    """One network: what happened, in the order in which it happened."""

    def __init__(self, name: str, now: datetime) -> None:
        self.tables = read(name)
        self.now = now
        self.network = Network()
        self.people: dict[str, Membership] = {}
        self.offers: dict[str, Offer] = {}
        self.events: list[tuple[datetime, int, Callable[[], Any]]] = []

    @property
    def slug(self) -> str:
        return str(self.tables["network"]["slug"])

    @transaction.atomic
    def tell(self) -> Network:
        """Make the network and live through its events; return it."""
        facts = dict(self.tables["network"])
        founded = self.now - timedelta(days=facts.pop("age_days"))
        with time_machine.travel(founded, tick=False):
            self.network = Network.objects.create(**facts)
            self.network.settle()
        with in_network(self.network):
            self._plan()
            for moment, _order, act in sorted(self.events, key=lambda event: event[:2]):
                with time_machine.travel(self._by_day(moment), tick=False):
                    act()
            self._catch_up()
        return self.network

    def _catch_up(self) -> None:
        """News of the last days waits to be read; all is as if it had been mailed."""
        told = Notification.objects.filter(mailed_at=None)
        told.update(mailed_at=F("happened_at"))
        old = Notification.objects.unread().filter(happened_at__lt=self.now - UNREAD_FOR)
        old.update(read_at=F("happened_at"))

    def now_minus(self, days: float, act: Callable[[], Any], *, hours: float = 0) -> None:
        """Plan `act` for `days` ago, plus `hours`."""
        moment = self.now - timedelta(days=days) + timedelta(hours=hours)
        self.events.append((moment, len(self.events), act))

    def _by_day(self, moment: datetime) -> datetime:
        """The same day between 7 h and 22 h, when neighbours write; never in the future.

        What came first still comes first: the whole day is pressed into its waking hours.
        """
        local = timezone.localtime(moment)
        midnight = local.replace(hour=0, minute=0, second=0, microsecond=0)
        waking = midnight + timedelta(hours=7) + (local - midnight) * 15 / 24
        return min(waking, self.now - timedelta(seconds=20))

    def _plan(self) -> None:
        for charter in self.tables.get("charter", []):
            self.now_minus(charter["age_days"], partial(self._publish, charter))
        for person in self.tables["neighbours"]:
            self.now_minus(person["joined_days"], partial(self._enter, person))
            if person.get("status") in {"paused", "left"}:
                days = min(6, person["joined_days"] / 2)
                self.now_minus(days, partial(self._step_back, person))
        for offer in self.tables.get("offers", []):
            self._plan_offer(offer)
        for told in self.tables.get("exchanges", []):
            ToldExchange(self, told).plan()
        for reported in self.tables.get("reports", []):
            ToldReport(self, reported).plan()
        for gathering in self.tables.get("gatherings", []):
            ToldGathering(self, gathering).plan()
        for collection in self.tables.get("collections", []):
            ToldCollection(self, collection).plan()

    def _publish(self, charter: Row) -> None:
        Charter.objects.create(
            network=self.network, version=charter["version"], text=charter["text"].strip()
        )
        for person in self.people.values():
            person.accept_charter()

    def _enter(self, row: Row) -> None:
        person = self._join(row) if "email" in row else self._enter_without_account(row)
        self.people[row["key"]] = person
        for name in ("building", "entrance", "floor", "phone", "about"):
            setattr(person, name, row.get(name, ""))
        person.save()
        if row.get("role") == "coordinator":
            person.appoint()

    def _step_back(self, row: Row) -> None:
        person = self.people[row["key"]]
        if row["status"] == "paused":
            person.pause()
        else:
            person.leave()

    def _join(self, row: Row) -> Membership:
        user = demo_user(row["email"])
        sponsor = self.people.get(row.get("sponsor", ""))
        person = Membership.ask_to_join(
            self.network,
            user,
            first_name=row["first_name"],
            last_name=row["last_name"],
            request_text=row.get("request_text", ""),
            with_code=sponsor is None and row.get("status") != "declined",
            sponsor=sponsor,
        )
        coordinator = self._coordinator()
        if row.get("status") == "declined":
            person.decline(by=coordinator, reason=row["decision_reason"])
        elif row.get("status") != "pending" and not person.is_inside:
            person.accept(by=coordinator)
        return person

    def _enter_without_account(self, row: Row) -> Membership:
        return Membership.enter_without_account(
            self.network,
            by=self._coordinator(),
            first_name=row["first_name"],
            last_name=row["last_name"],
            godparent=self.people.get(row.get("godparent", "")),
            consent_manner=row["consent"],
        )

    def _coordinator(self) -> Membership | None:
        found: Membership | None = Membership.objects.coordinators().order_by("pk").first()
        return found

    def _plan_offer(self, row: Row) -> None:
        age = row["days_ago"]
        self.now_minus(age, lambda: self._write(row))
        state = row.get("state", "open")
        if state.startswith("closed_"):
            self.now_minus(min(age / 3, 0.5), lambda: self._close(row))

    def _write(self, row: Row) -> None:
        author = self.people[row["author"]]
        by = self.people[row["entered_by"] if "entered_by" in row else row["author"]]
        answers: Row = {
            name: row[name]
            for name in (
                *("kind", "direction", "title", "text", "duration", "place", "availability"),
                *("quantity", "condition", "longest_loan_days"),
            )
            if name in row
        }
        if "needed_in_days" in row:
            answers["needed_by"] = (self.now + timedelta(days=row["needed_in_days"])).date()
        offer, _is_new = Offer.write(by=by, author=author, **answers)
        self.offers[row["key"]] = offer
        for picture in self.tables.get("pictures", []):
            if picture["offer"] == row["key"]:
                self._show(offer, picture, by)
        if row.get("state") != "draft":
            offer.publish(by=by)

    def _show(self, offer: Offer, row: Row, by: Membership) -> None:
        painting = repaint(still_life(row["drawing"], row["colour"]))
        form = uuid4()
        OfferPicture.keep(painting, by=by, form=form, position=0, alt=row["alt"])
        OfferPicture.attach(offer, by=by, form=form)

    def _close(self, row: Row) -> None:
        offer = self.offers[row["key"]]
        offer.close(by=offer.author, closed_as=row["state"].removeprefix("closed_"))


class ToldExchange:
    """One exchange of a story, from the answer to where it stands."""

    def __init__(self, story: Story, row: Row) -> None:
        self.story = story
        self.row = row
        self.last_word = max((word["hours"] for word in row["messages"]), default=0)

    def plan(self) -> None:
        """Plan all that happened in it."""
        first, *others = self.row["messages"]
        self._at(0, lambda: self._answer(first["text"]))
        for word in others:
            self._at(word["hours"], partial(self._say, word))
        for share in self.row.get("shares", []):
            self._at(self.last_word + 0.1, partial(self._share, share))
        self._plan_end(self.row["state"])

    def _plan_end(self, state: str) -> None:
        agreed = self.row.get("agreed_hours", self.last_word + 0.2)
        done = self.row.get("done_hours", agreed + 24)
        if state in {"agreed", "done", "half_done", "cancelled", "not_done"}:
            self._at(agreed, lambda: self.exchange.agree(by=self._person("owner")))
        if state in {"done", "half_done"}:
            self._at(done, lambda: self._confirm("answerer"))
        if state == "done":
            self._at(done + 1, lambda: self._confirm("owner"))
            for number, word in enumerate(self.row.get("thanks", [])):
                self._at(done + 2 + number, partial(self._thank, word))
        if state in {"declined", "withdrawn", "cancelled", "not_done"}:
            self._at(max(agreed, self.last_word) + 3, lambda: self._end(state))

    def _at(self, hours: float, act: Callable[[], Any]) -> None:
        self.story.now_minus(self.row["days_ago"], act, hours=hours)

    def _person(self, side: str) -> Membership:
        """Who acts for that side: the person, or the godparent of one without a login."""
        if side == "owner":
            person = self.story.offers[self.row["offer"]].author
        else:
            person = self.story.people[self.row["answerer"]]
        return person if person.user_id or not person.godparent else person.godparent

    def _answer(self, text: str) -> None:
        self.exchange = Exchange.answer(
            self.story.offers[self.row["offer"]],
            by=self._person("answerer"),
            for_=self.story.people[self.row["answerer"]],
            text=text,
        )

    def _say(self, word: Row) -> None:
        Message.say(self.exchange, by=self._person(word["by"]), text=word["text"])

    def _share(self, share: Row) -> None:
        ContactShare.share(self.exchange, by=self._person(share["by"]), what=share["what"])

    def _confirm(self, side: str) -> None:
        self.exchange.confirm_done(by=self._person(side))

    def _thank(self, word: Row) -> None:
        Thanks.thank(self.exchange, by=self._person(word["by"]), text=word["text"])

    def _end(self, state: str) -> None:
        verbs = {
            "declined": (self.exchange.decline, "owner", self.row.get("decline_reason", "")),
            "withdrawn": (self.exchange.withdraw, "answerer", ""),
            "cancelled": (self.exchange.cancel, "answerer", self.row.get("cancel_reason", "")),
            "not_done": (self.exchange.report_not_done, "owner", ""),
        }
        verb, side, reason = verbs[state]
        verb(by=self._person(side), reason=reason)
