"""What the organisers do with a collection, and a coordinator with its report."""

from datetime import datetime
from typing import Any

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext as _

from coopere.lib.state import TransitionRefused
from members.models import Membership
from members.models.notices import Kind as News
from members.notifications import mark_seen, notify, settle

# What a new collection takes over from the one that is its model.
COPIED = ("title", "beneficiary", "presentation", "money_url")


class Collecting:
    """For Collection: its verbs. Locks are taken in one order: collection, needs, pledges."""

    @classmethod
    @transaction.atomic
    def write(cls: Any, *, by: Membership, token: Any = None, **answers: Any) -> tuple[Any, bool]:
        """Prepare a collection, which `by` organises; with `model`, with the needs of that one.

        Returns (collection, whether it is new): the same form sent twice makes one.
        """
        written, is_new = cls.create_once(token=token, network=by.network, created_by=by, **answers)
        if is_new:
            written.organisers.create(network=by.network, membership=by)
            if written.model:
                written.model.needs.copy_to(written)
        return written, is_new

    @classmethod
    def copy_as_new(
        cls: Any, past: Any, *, by: Membership, token: Any = None, **answers: Any
    ) -> tuple[Any, bool]:
        """Prepare a new collection after a past one: its words and needs, no pledges.

        It lasts as long, from today, unless `answers` say otherwise. Raises PermissionDenied
        for one that `by` does not see.
        """
        if not cls.objects.visible_to(by).filter(pk=past.pk).exists():
            raise PermissionDenied
        today = timezone.localdate()
        dates = {"opens_on": today, "closes_on": today + (past.closes_on - past.opens_on)}
        words = {name: getattr(past, name) for name in COPIED}
        return cls.write(by=by, token=token, model=past, **{**words, **dates, **answers})

    @transaction.atomic
    def edit(self: Any, *, by: Membership, **fields: Any) -> None:
        """Write new `fields`; a later end asks givers again, in time, to bring what they promised.

        Raises PermissionDenied for those who do not organise it, TransitionRefused once it is
        closed, or when a day on which things are brought would be left outside the dates.
        """
        before = self._become(by, self.CHANGING)
        self._check_days(fields)
        for name, value in fields.items():
            setattr(self, name, value)
        self.updated_at = timezone.now()
        self.save(update_fields=[*fields, "updated_at"])
        if self.closes_on > before.closes_on:
            self.pledges.update(reminded_at=None)

    @transaction.atomic
    def open(self: Any, *, by: Membership) -> None:
        """Show it to the neighbours, who may promise from now on.

        Raises TransitionRefused without a need, past its last day, or for `by` in pause.
        """
        self._become(by, [self.Status.PREPARING], _("Cette collecte est déjà ouverte."))
        if by.is_paused:
            raise TransitionRefused(
                _("Vous êtes en pause : reprenez d’abord, depuis votre profil.")
            )
        if self.is_past:
            raise TransitionRefused(_("Choisissez d’abord une date de fin à venir."))
        if not self.needs.filter(closed_at=None).exists():
            raise TransitionRefused(_("Écrivez d’abord de quoi vous avez besoin."))
        self._move(from_=[self.Status.PREPARING], status=self.Status.OPEN, opened_at=timezone.now())

    @transaction.atomic
    def close(self: Any, *, by: Membership) -> None:
        """Nothing is promised any more; what was promised may still come, until the report.

        Raises TransitionRefused when it is not open.
        """
        self._become(by, [self.Status.OPEN], _("Cette collecte n’est pas ouverte."))
        self._move(from_=[self.Status.OPEN], status=self.Status.CLOSED, closed_at=timezone.now())

    @transaction.atomic
    def publish_report(self: Any, *, by: Membership, text: str) -> None:
        """Tell everybody who gave or helped what came of it, once; ask the coordinators too.

        Written anew later, the text changes, and nobody who gave is mailed again; if it stood
        on the front door, it is taken from there until a coordinator has read it. Raises
        TransitionRefused while the collection is not closed, or for an empty text.
        """
        before = self._become(
            by,
            [self.Status.CLOSED, self.Status.REPORTED],
            _("Terminez d’abord la collecte : le bilan vient après."),
        )
        if not text:
            raise TransitionRefused(_("Écrivez quelques mots : ce qui est venu, et à qui il sert."))
        now = timezone.now()
        self._move(
            from_=[self.Status.CLOSED, self.Status.REPORTED],
            status=self.Status.REPORTED,
            report_text=text,
            reported_at=before.reported_at or now,
            report_asked_at=before.report_asked_at or now,
            report_public_at=None,
            report_public_by=None,
            updated_at=now,
        )
        if not before.reported_at:
            settle(News.PLEDGE_DUE, target=self)
            self._tell_all(News.BILAN, by)
            self.shifts.live().to_come(now).update(cancelled_at=now)
        if not before.report_asked_at:
            for coordinator in Membership.objects.coordinators().order_by("pk"):
                notify(News.BILAN_ASKED, to=coordinator, target=self, by=by)

    @transaction.atomic
    def allow_public(self: Any, *, by: Membership | None, as_of: datetime | None = None) -> None:
        """A coordinator's yes: the report stands on the front door. None is the site's staff.

        `as_of` is the `updated_at` of what they read: written anew since, it is not shown
        unread. Raises PermissionDenied for anybody else, TransitionRefused for that, or
        without a report to show.
        """
        self._require_coordinator(by)
        held = self.locked()
        if held.is_hidden:
            raise TransitionRefused
        if as_of and as_of != held.updated_at:
            raise TransitionRefused(_("Le bilan vient d’être réécrit : relisez-le d’abord."))
        self._move(
            from_=[self.Status.REPORTED],
            refused=_("Le bilan n’est pas encore publié."),
            report_asked_at=None,
            report_public_at=timezone.now(),
            report_public_by=by,
        )
        settle(News.BILAN_ASKED, target=self)

    @transaction.atomic
    def keep_private(self: Any, *, by: Membership | None) -> None:
        """A coordinator's no, or no more: the report is for neighbours only. Raises likewise."""
        self._require_coordinator(by)
        self._move(
            from_=[self.Status.REPORTED],
            report_asked_at=None,
            report_public_at=None,
            report_public_by=None,
        )
        settle(News.BILAN_ASKED, target=self)

    @transaction.atomic
    def cancel(self: Any, *, by: Membership | None, word: str) -> None:
        """Call it off, with a word that givers, volunteers and organisers read.

        Nobody is expected any more: promises of which nothing came are withdrawn, volunteers
        are free. By an organiser or a coordinator; None is the site. Raises TransitionRefused
        once it is closed.
        """
        if by and not self.is_organised_by(by):
            self._require_coordinator(by)
        self._become(None, self.CHANGING, _("Cette collecte est déjà terminée ou annulée."))
        list(self.needs.select_for_update(of=("self",)).order_by("pk"))
        now = timezone.now()
        self._tell_all(News.COLLECTION_OFF, by)
        self._move(
            from_=self.CHANGING,
            status=self.Status.CANCELLED,
            cancelled_at=now,
            cancelled_by=by,
            cancel_word=word,
        )
        settle(News.PLEDGE_DUE, target=self)
        self.pledges.end_with_collection(now)
        self.shifts.live().update(cancelled_at=now)

    @transaction.atomic
    def add_organiser(self: Any, *, by: Membership, who: Membership) -> None:
        """Share the collection with a neighbour, who is told; twice is once.

        By an organiser; by a coordinator where none of them is there any more. Raises
        PermissionDenied otherwise, TransitionRefused for somebody who is not inside.
        """
        held = self.locked()
        is_orphan = not held.organiser_rows.exists()
        if not held.is_organised_by(by) and not (is_orphan and by.is_coordinator):
            raise PermissionDenied
        if who.network_id != held.network_id or not who.is_inside:
            raise TransitionRefused(_("Cette personne ne fait pas partie du réseau."))
        _row, is_new = held.organisers.get_or_create(
            membership=who, defaults={"network": held.network}
        )
        self.__dict__.pop("organiser_keys", None)
        if is_new:
            notify(News.ORGANISER, to=who, target=self, by=by)

    @transaction.atomic
    def step_down(self: Any, *, by: Membership, who: Membership | None = None) -> None:
        """Leave it to the others: oneself, or one's godchild `who`.

        Raises TransitionRefused for the last one: somebody must answer for what was promised.
        """
        person = who or by
        held = self.locked()
        if not by.acts_for(person) or not held.organisers.filter(membership=person).exists():
            raise PermissionDenied
        if not held.organiser_rows.exclude(membership=person).exists():
            raise TransitionRefused(
                _("Vous êtes la seule personne à organiser : nommez d’abord quelqu’un d’autre.")
            )
        held.organisers.filter(membership=person).delete()
        self.__dict__.pop("organiser_keys", None)
        mark_seen(self, by=by)

    def hold(self: Any, by: Membership) -> Any:
        """The locked row, whose needs, places and hours may change now.

        Raises PermissionDenied for those who do not organise it, TransitionRefused once closed.
        """
        self.require_organised_by(by)
        found = self.locked()
        if found.status not in self.CHANGING:
            raise TransitionRefused(_("Cette collecte est terminée ou annulée."))
        return found

    def _become(self: Any, by: Membership | None, statuses: Any, refused: str = "") -> Any:
        """The locked row, which this one becomes. `by` is None where that was looked at before."""
        if by:
            self.require_organised_by(by)
        found = self.locked()
        if found.status not in statuses:
            raise TransitionRefused(refused or _("Cette collecte est terminée ou annulée."))
        for field in self._meta.concrete_fields:
            setattr(self, field.attname, getattr(found, field.attname))
        return found

    def _check_days(self: Any, fields: dict[str, Any]) -> None:
        first = fields.get("opens_on", self.opens_on)
        last = fields.get("closes_on", self.closes_on)
        days = self.points.all().days()
        if days.exclude(day__range=(first, last)).exists():
            raise TransitionRefused(
                _("Un jour de dépôt tomberait hors de ces dates : changez-le d’abord.")
            )

    def _tell_all(self: Any, news: News, by: Membership | None) -> None:
        """Tell those who gave, helped or organise, each once."""
        givers = self.pledges.exclude(status="withdrawn").values("member")
        helpers = self.shifts.live().values("member")
        organisers = self.organisers.values("membership")
        told = Q(pk__in=givers) | Q(pk__in=helpers) | Q(pk__in=organisers)
        people = Membership.objects.inside().filter(told).order_by("pk")
        for person in people.select_related("user", "godparent__user"):
            notify(news, to=person, target=self, by=by)
