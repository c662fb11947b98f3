from typing import Any, ClassVar

from django.core.exceptions import PermissionDenied
from django.db import IntegrityError, models, transaction
from django.db.models import F, Q
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as lazy

from coopere.lib.once import Once
from coopere.lib.state import Stateful, TransitionRefused
from members.models import Gesture, Membership
from members.models.notices import Kind as News
from members.notifications import mark_seen, notify
from members.scoping import TenantModel, tenant_key, tenant_manager
from offers.models import Offer


def shown(message: Any) -> Any:
    """The message, unless the coordination has hidden it: an older one would pass for it."""
    return None if message is None or message.is_hidden else message


class ExchangeQuerySet(models.QuerySet["Exchange"]):
    def live(self) -> "ExchangeQuerySet":
        return self.filter(status__in=Exchange.LIVE)

    def taking(self, offer: Offer) -> "ExchangeQuerySet":
        """Those that use up the offer's quantity: a thing that was lent and came back does not."""
        taken = [Exchange.Status.AGREED]
        if offer.kind != Offer.Kind.LOAN:
            taken.append(Exchange.Status.DONE)
        return self.filter(offer=offer, status__in=taken)

    def involving(self, membership: Membership) -> "ExchangeQuerySet":
        """Those of the person, and of the neighbours for whom they act."""
        people = membership.people
        return self.filter(Q(owner__in=people) | Q(answerer__in=people))

    def turn_of(self, membership: Membership) -> "ExchangeQuerySet":
        """Live ones in which it is this person who is awaited."""
        people = membership.people
        return self.live().filter(
            Q(turn__in=[Exchange.Turn.OWNER, Exchange.Turn.BOTH], owner__in=people)
            | Q(turn__in=[Exchange.Turn.ANSWERER, Exchange.Turn.BOTH], answerer__in=people)
        )

    def with_people(self) -> "ExchangeQuerySet":
        """With the offer and both sides, their godparents and logins."""
        return self.select_related(
            "offer",
            "offer__author",
            "owner__user",
            "owner__godparent",
            "answerer__user",
            "answerer__godparent",
        )


class Exchange(TenantModel, Once, Stateful):
    """What two neighbours do together about one offer, from the answer to the thanks."""

    class Status(models.TextChoices):
        PROPOSED = "proposed", lazy("proposé")
        AGREED = "agreed", lazy("convenu")
        DONE = "done", lazy("réalisé")
        NOT_DONE = "not_done", lazy("non réalisé")
        DECLINED = "declined", lazy("décliné")
        WITHDRAWN = "withdrawn", lazy("retiré")
        CANCELLED = "cancelled", lazy("annulé")

    class Turn(models.TextChoices):
        OWNER = "owner", lazy("à l’auteur de l’annonce")
        ANSWERER = "answerer", lazy("à la personne qui a répondu")
        BOTH = "both", lazy("aux deux")
        NONE = "none", lazy("à personne")

    LIVE = (Status.PROPOSED, Status.AGREED)
    TALKING = (Status.PROPOSED, Status.AGREED, Status.DONE)

    offer = models.ForeignKey(Offer, on_delete=models.PROTECT, related_name="exchanges")
    owner = models.ForeignKey(Membership, on_delete=models.PROTECT, related_name="exchanges_owned")
    answerer = models.ForeignKey(
        Membership, on_delete=models.PROTECT, related_name="exchanges_answered"
    )
    status = models.CharField(max_length=9, choices=Status.choices, default=Status.PROPOSED)
    turn = models.CharField(max_length=8, choices=Turn.choices, default=Turn.OWNER)
    turn_since = models.DateTimeField(default=timezone.now)
    created_at = models.DateTimeField(default=timezone.now)
    agreed_at = models.DateTimeField(null=True)
    agreed_by = models.ForeignKey(
        Membership, on_delete=models.SET_NULL, null=True, related_name="exchanges_agreed"
    )
    owner_done_at = models.DateTimeField(null=True)
    answerer_done_at = models.DateTimeField(null=True)
    done_at = models.DateTimeField(null=True)
    ended_at = models.DateTimeField(null=True)
    ended_by = models.ForeignKey(
        Membership, on_delete=models.SET_NULL, null=True, related_name="exchanges_ended"
    )
    ended_reason = models.CharField(max_length=300, blank=True, default="")

    objects: ClassVar[Any] = tenant_manager(ExchangeQuerySet)

    class Meta:
        verbose_name = lazy("échange")
        verbose_name_plural = lazy("échanges")
        constraints = [
            tenant_key("exchange"),
            models.UniqueConstraint(
                fields=["offer", "answerer"],
                condition=Q(status__in=["proposed", "agreed"]),
                name="one_live_exchange_per_answerer",
            ),
            models.CheckConstraint(
                condition=~Q(owner=F("answerer")), name="exchange_never_with_oneself"
            ),
            models.CheckConstraint(
                condition=Q(status__in=["agreed", "done", "not_done", "cancelled"])
                ^ Q(agreed_at__isnull=True),
                name="exchange_agreed_has_a_date",
            ),
            models.CheckConstraint(
                condition=Q(status="done") ^ Q(done_at__isnull=True),
                name="exchange_done_has_a_date",
            ),
        ]
        indexes = [
            models.Index(fields=["network", "owner", "status", "turn"], name="exchange_of_owner"),
            models.Index(
                fields=["network", "answerer", "status", "turn"], name="exchange_of_answerer"
            ),
            models.Index(fields=["offer", "status"], name="exchange_of_offer"),
        ]

    def __str__(self) -> str:
        return f"{self.offer} · {self.answerer}"

    def get_absolute_url(self) -> str:
        return reverse("exchanges:exchange", args=[self.network.slug, self.pk])

    @property
    def is_live(self) -> bool:
        return self.status in self.LIVE

    def side_of(self, membership: Membership) -> "Exchange.Turn":
        """OWNER or ANSWERER; raises PermissionDenied for anybody else."""
        if membership.acts_for(self.owner):
            return self.Turn.OWNER
        if membership.acts_for(self.answerer):
            return self.Turn.ANSWERER
        raise PermissionDenied

    def person_at(self, side: "Exchange.Turn") -> Membership:
        return self.owner if side == self.Turn.OWNER else self.answerer

    def other_side(self, side: "Exchange.Turn") -> "Exchange.Turn":
        return self.Turn.ANSWERER if side == self.Turn.OWNER else self.Turn.OWNER

    def notice_visible_to(self, membership: Membership) -> bool:
        """Whether news of this exchange is for `membership`."""
        return membership.acts_for(self.owner) or membership.acts_for(self.answerer)

    def notice_words(self, to: Membership, by: Membership | None) -> dict[str, Any]:
        """For the words of news: the other side, who speaks for it, and what was last said."""
        side = self.other_side(self.side_of(to))
        other = self.person_at(side)
        who = other.display_name
        messages: Any = self.messages
        thanks: Any = self.thanks
        if by and by.pk != other.pk:
            who = _("%(author)s, pour %(person)s") % {"author": by.display_name, "person": who}
        return {
            "other": other,
            "who": who,
            "said": lambda: shown(messages.filter(side=side).order_by("created_at").last()),
            "thanked": lambda: thanks.visible().filter(recipient=to).first(),
        }

    @classmethod
    @transaction.atomic
    def answer(
        cls,
        offer: Offer,
        *,
        by: Membership,
        text: str,
        for_: Membership | None = None,
        token: Any = None,
    ) -> "Exchange":
        """Answer an offer with a first message; `for_` is the godchild for whom `by` acts.

        Returns the exchange; the same form sent twice, or a second answer while the first
        lives, gives the one that is there. Raises TransitionRefused when the offer cannot be
        answered now, PermissionDenied for somebody `by` does not act for.
        """
        person = for_ or by
        if not by.acts_for(person):
            raise PermissionDenied
        cls._check_answerable(offer, by, person)
        try:
            exchange, is_new = cls.create_once(
                token=token,
                network=offer.network,
                offer=offer,
                owner_id=offer.author_id,
                answerer=person,
            )
        except IntegrityError:
            return cls.objects.live().get(offer=offer, answerer=person)
        if is_new:
            # With the form's token too: the same one, sent again, says nothing twice.
            exchange.messages.create(
                network=offer.network,
                author=by,
                side=cls.Turn.ANSWERER,
                text=text,
                token=exchange.token,
            )
            exchange.tell_other(News.ANSWER, by=by)
        return exchange

    def pass_turn(self, *, by: Membership) -> None:
        """Something was said by `by`: while the exchange is proposed, it is the other's turn.

        Locks the row. Raises TransitionRefused when the exchange is over.
        """
        side = self.side_of(by)
        talking = Exchange.objects.select_for_update(of=("self",)).filter(status__in=self.TALKING)
        locked = talking.filter(pk=self.pk).first()
        if locked is None:
            raise TransitionRefused(
                _("Cet échange est terminé : votre message n’a pas été envoyé.")
            )
        if locked.status == self.Status.PROPOSED:
            self._move(from_=[self.Status.PROPOSED], **self._turn(self.other_side(side)))

    @transaction.atomic
    def agree(self, *, by: Membership) -> None:
        """The owner says yes. Never more agreed than the offer has to give, or helpers it needs.

        The offer's row is locked while the others are counted, so that of two people who are
        told yes to the last one at the same moment, one wins; TransitionRefused for the other,
        and where the one who answered is not a member any more.
        """
        self._require(by, self.Turn.OWNER)
        if not self.answerer.is_inside:
            raise TransitionRefused(
                _("Cette personne ne fait plus partie du réseau : vous pouvez décliner.")
            )
        offer = Offer.objects.select_for_update(of=("self",)).get(pk=self.offer_id)
        if offer.remaining == 0:
            raise TransitionRefused(
                _(
                    "Tout est déjà promis pour cette annonce. Si un accord est annulé, vous "
                    "pourrez dire oui à cette personne."
                )
            )
        self._move(
            from_=[self.Status.PROPOSED],
            status=self.Status.AGREED,
            agreed_at=timezone.now(),
            agreed_by=by,
            **self._turn(self.Turn.BOTH),
        )
        self.tell_other(News.AGREED, by=by)

    def decline(self, *, by: Membership, reason: str = "") -> None:
        """The owner says no, in one tap, with or without a word."""
        self._require(by, self.Turn.OWNER)
        self._end(self.Status.PROPOSED, self.Status.DECLINED, by, reason)

    def withdraw(self, *, by: Membership, reason: str = "") -> None:
        """The one who answered takes the answer back."""
        self._require(by, self.Turn.ANSWERER)
        self._end(self.Status.PROPOSED, self.Status.WITHDRAWN, by, reason)

    def cancel(self, *, by: Membership, reason: str = "") -> None:
        """Either side undoes the agreement; what was promised is free again."""
        self.side_of(by)
        self._end(self.Status.AGREED, self.Status.CANCELLED, by, reason)

    def report_not_done(self, *, by: Membership, reason: str = "") -> None:
        """Either side says that it did not happen."""
        self.side_of(by)
        self._end(self.Status.AGREED, self.Status.NOT_DONE, by, reason)

    @transaction.atomic
    def confirm_done(self, *, by: Membership) -> None:
        """One side says that it is done; when both have, it is, and a window lights up."""
        side = self.side_of(by)
        field = f"{side}_done_at"
        now = timezone.now()
        locked = Exchange.objects.select_for_update(of=("self",)).get(pk=self.pk)
        if getattr(locked, field):
            raise TransitionRefused(_("Vous l’avez déjà confirmé, merci."))
        if not getattr(locked, f"{self.other_side(side)}_done_at"):
            waiting = self._turn(self.other_side(side))
            self._move(from_=[self.Status.AGREED], **{field: now}, **waiting)
            self.tell_other(News.CONFIRMED, by=by)
            return
        finished = {"status": self.Status.DONE, "done_at": now, **self._turn(self.Turn.NONE)}
        self._move(from_=[self.Status.AGREED], **{field: now}, **finished)
        Gesture.objects.create(network=self.network, kind=Gesture.Kind.EXCHANGE, at=now)
        self.tell_other(News.DONE, by=by)

    def tell_other(self, news: News, *, by: Membership) -> None:
        """Tell the other side what `by` did, who has thereby seen what was new here."""
        side = self.side_of(by)
        mark_seen(self, by=by)
        notify(news, to=self.person_at(self.other_side(side)), target=self, by=by)

    def _turn(self, turn: "Exchange.Turn") -> dict[str, Any]:
        return {"turn": turn, "turn_since": timezone.now()}

    def _require(self, by: Membership, side: "Exchange.Turn") -> None:
        if self.side_of(by) != side:
            raise PermissionDenied

    @transaction.atomic
    def _end(self, from_: str, status: str, by: Membership, reason: str) -> None:
        self._move(
            from_=[from_],
            status=status,
            ended_at=timezone.now(),
            ended_by=by,
            ended_reason=reason,
            **self._turn(self.Turn.NONE),
        )
        self.tell_other(News(status), by=by)

    @classmethod
    def _check_answerable(cls, offer: Offer, by: Membership, person: Membership) -> None:
        if by.acts_for(offer.author) or person.pk == offer.author_id:
            raise TransitionRefused(_("C’est votre propre annonce."))
        if by.is_paused or not person.status == Membership.Status.ACTIVE:
            raise TransitionRefused(
                _("Vous êtes en pause : reprenez d’abord, depuis votre profil, pour répondre.")
            )
        if not Offer.objects.open().filter(pk=offer.pk).exists():
            raise TransitionRefused(
                _("Cette annonce vient d’être retirée : votre réponse n’a pas été envoyée.")
            )
