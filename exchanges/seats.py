"""What one of the two sides sees of an exchange: whose turn, what may be done, what was said."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from functools import cached_property

from django.urls import reverse
from django.utils.translation import gettext as _

from coopere.lib.tags import moment
from exchanges.models import ContactShare, Exchange, Thanks
from exchanges.sentences import end_sentence, fact_sentence, next_sentence, when
from members.models import Membership
from members.models.moderation import Moderated


@dataclass(frozen=True)
class Entry:
    """One line of the thread, for thread.html: a message, or a fact by its name.

    `report_url` is where one reports what the other side said; `is_hidden` says that the
    coordination took it out of sight, and that only who said it still reads it.
    """

    at: datetime
    text: str
    name: str
    mine: bool
    fact: str = ""
    report_url: str = ""
    is_hidden: bool = False


class Seat:
    """An exchange as seen from one side of it."""

    def __init__(self, exchange: Exchange, membership: Membership) -> None:
        """Raises PermissionDenied for somebody who is on neither side."""
        self.exchange = exchange
        self.membership = membership
        self.side = exchange.side_of(membership)
        self.me = exchange.person_at(self.side)
        self.other = exchange.person_at(exchange.other_side(self.side))

    @property
    def is_owner(self) -> bool:
        return self.side == Exchange.Turn.OWNER

    @property
    def is_my_turn(self) -> bool:
        mine = {self.side, Exchange.Turn.BOTH}
        return self.exchange.is_live and (self.is_alone or self.exchange.turn in mine)

    @property
    def is_alone(self) -> bool:
        """Whether the other side has left an exchange that still lives."""
        return self.exchange.is_live and not self.other.is_inside

    @property
    def closing(self) -> str:
        """The name of the address by which this side ends an exchange that lives."""
        if self.exchange.status == Exchange.Status.AGREED:
            return "exchanges:cancellation"
        return "exchanges:refusal" if self.is_owner else "exchanges:withdrawal"

    @property
    def is_for_godchild(self) -> bool:
        return self.me.pk != self.membership.pk

    @property
    def kicker(self) -> str:
        """Whose turn it is, and since when."""
        if not self.exchange.is_live:
            return _("Terminé, %(when)s") % {"when": moment(self.exchange.turn_since)}
        if self.is_alone:
            return _("À vous de jouer")
        turns = {
            Exchange.Turn.BOTH: _("À vous deux, depuis %(when)s"),
            self.side: _("À vous de jouer, depuis %(when)s"),
        }
        theirs = _("À %(name)s de jouer, depuis %(when)s")
        said = turns.get(Exchange.Turn(self.exchange.turn), theirs)
        words = {"name": self.other.first_name, "when": when(self.exchange.turn_since)}
        return said % words

    @property
    def sentence(self) -> str:
        """What is next, or how it ended."""
        exchange, other = self.exchange, self.other
        if self.is_alone:
            return _("%(name)s ne fait plus partie du réseau. Vous pouvez clore cet échange.") % {
                "name": other.first_name
            }
        if exchange.ended_at:
            return end_sentence(exchange, other.first_name, by_other=self.ended_by_other)
        return next_sentence(
            exchange, other.first_name, is_owner=self.is_owner, is_my_turn=self.is_my_turn
        )

    @property
    def ended_by_other(self) -> bool:
        ended_by = self.exchange.ended_by_id
        return bool(ended_by) and ended_by in {self.other.pk, self.other.godparent_id}

    @property
    def i_confirmed(self) -> bool:
        return bool(getattr(self.exchange, f"{self.side}_done_at"))

    @property
    def other_confirmed(self) -> bool:
        return bool(getattr(self.exchange, f"{self.exchange.other_side(self.side)}_done_at"))

    @property
    def may_agree(self) -> bool:
        return self.is_owner and self.exchange.status == Exchange.Status.PROPOSED

    @property
    def may_withdraw(self) -> bool:
        return not self.is_owner and self.exchange.status == Exchange.Status.PROPOSED

    @property
    def may_confirm(self) -> bool:
        return self.exchange.status == Exchange.Status.AGREED and not self.i_confirmed

    @property
    def may_talk(self) -> bool:
        return self.exchange.status in Exchange.TALKING

    @cached_property
    def thanks(self) -> list[Thanks]:
        return list(self.exchange.thanks.select_related("author", "recipient"))

    @property
    def kind_words(self) -> list[tuple[Thanks, str]]:
        """The thanks that this side may read, each with where to report it, if one may."""
        seen = [word for word in self.thanks if word.author_id == self.me.pk or not word.is_hidden]
        return [
            (word, "" if word.author_id == self.me.pk else self._report_url(word)) for word in seen
        ]

    @property
    def may_thank(self) -> bool:
        thanked = any(word.author_id == self.me.pk for word in self.thanks)
        return self.exchange.status == Exchange.Status.DONE and not thanked

    @cached_property
    def shares(self) -> list[ContactShare]:
        """Everything that was ever shared here, with what was taken back."""
        return list(self.exchange.shares.select_related("membership__user"))

    @property
    def shown_to_me(self) -> dict[str, str]:
        """What the other side shows, by what it is; empty where it is not shown."""
        theirs = [s for s in self._shown if s.membership_id == self.other.pk]
        return dict.fromkeys(ContactShare.What.values, "") | {s.what: s.value for s in theirs}

    @property
    def shown_by_me(self) -> list[ContactShare]:
        return [s for s in self._shown if s.membership_id == self.me.pk]

    @property
    def not_yet_shown(self) -> list[tuple[str, str]]:
        """What one could still show: (value, label), only what the profile has."""
        shown = {share.what for share in self.shown_by_me}
        return [
            (what.value, str(what.label))
            for what in ContactShare.What
            if what not in shown and getattr(self.me, what)
        ]

    @cached_property
    def thread(self) -> list[Entry]:
        """Messages and facts, oldest first."""
        entries = [*self._messages(), *self._facts(), *self._contacts(), *self._thanks()]
        return sorted(entries, key=lambda entry: entry.at)

    @property
    def _shown(self) -> list[ContactShare]:
        # When an exchange came to nothing, what was shown for it is not seen any more.
        if not self.may_talk:
            return []
        # Whoever is gone cannot take anything back any more: it is taken back for them.
        return [s for s in self.shares if not s.revoked_at and s.membership.is_inside]

    def _messages(self) -> Iterator[Entry]:
        for message in self.exchange.messages.select_related("author"):
            mine = message.side == self.side
            hidden = message.is_hidden
            yield Entry(
                message.created_at,
                message.text if mine or not hidden else "",
                self._name(message.author, self.me if mine else self.other),
                mine,
                report_url="" if mine or hidden else self._report_url(message),
                is_hidden=hidden,
            )

    def _facts(self) -> Iterator[Entry]:
        exchange = self.exchange
        if exchange.agreed_at:
            yield self._fact("agreed", exchange.agreed_at, exchange.owner)
        if exchange.owner_done_at:
            yield self._fact("confirmed", exchange.owner_done_at, exchange.owner)
        if exchange.answerer_done_at:
            yield self._fact("confirmed", exchange.answerer_done_at, exchange.answerer)
        if exchange.done_at:
            yield self._fact("done", exchange.done_at, exchange.owner)
        if exchange.ended_at:
            ended_by = self.other if self.ended_by_other else self.me
            yield self._fact(exchange.status, exchange.ended_at, ended_by)

    def _contacts(self) -> Iterator[Entry]:
        for share in self.shares:
            what = share.what
            yield self._fact(f"shared_{what}", share.shared_at, share.membership)
            if share.revoked_at:
                yield self._fact(f"unshared_{what}", share.revoked_at, share.membership)

    def _thanks(self) -> Iterator[Entry]:
        for thanks in self.thanks:
            yield self._fact("thanks", thanks.created_at, thanks.author)

    def _fact(self, fact: str, at: datetime, person: Membership) -> Entry:
        mine = person.pk == self.me.pk
        text = fact_sentence(fact, person.first_name, is_mine=mine)
        return Entry(at, text, person.display_name, mine, fact)

    def _report_url(self, thing: Moderated) -> str:
        return reverse(
            "members:reporting", args=[self.membership.network.slug, thing.reported_as, thing.pk]
        )

    def _name(self, author: Membership, person: Membership) -> str:
        """The author, and for whom they wrote where that is somebody else."""
        if author.pk == person.pk:
            return author.display_name
        return _("%(author)s, pour %(person)s") % {
            "author": author.display_name,
            "person": person.display_name,
        }
