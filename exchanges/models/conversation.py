from typing import Any, ClassVar
from uuid import UUID

from django.db import IntegrityError, models, transaction
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as lazy

from coopere.lib.once import Once
from coopere.lib.state import TransitionRefused
from exchanges.models.exchange import Exchange
from members.models import Membership
from members.models.moderation import Moderated, ModeratedQuerySet, moderation_constraint
from members.models.notices import Kind as News
from members.scoping import TenantModel, tenant_manager

AROUND = 5


class InExchangeQuerySet(ModeratedQuerySet):
    def visible_to(self, membership: Membership) -> "InExchangeQuerySet":
        """What was said in the exchanges of the person, and of those for whom they act."""
        return self.filter(exchange__in=Exchange.objects.involving(membership))

    def with_people(self) -> "InExchangeQuerySet":
        """With both sides of the exchange, and its offer."""
        return self.select_related(
            "network",
            "author",
            "exchange__offer",
            "exchange__owner__godparent",
            "exchange__answerer__godparent",
        )


class Message(TenantModel, Once, Moderated):
    """One thing said in the private thread of an exchange."""

    reported_as = "message"
    hidden_means = lazy("On ne peut plus lire ce message dans l’échange.")

    exchange = models.ForeignKey(Exchange, on_delete=models.CASCADE, related_name="messages")
    author = models.ForeignKey(Membership, on_delete=models.PROTECT, related_name="messages")
    # For whom it was said: a godparent writes for one of the two, and may change.
    side = models.CharField(
        max_length=8, choices=[(s, s.label) for s in (Exchange.Turn.OWNER, Exchange.Turn.ANSWERER)]
    )
    text = models.TextField(lazy("message"), max_length=2000)
    created_at = models.DateTimeField(default=timezone.now)

    objects: ClassVar[Any] = tenant_manager(InExchangeQuerySet)

    class Meta:
        verbose_name = lazy("message")
        verbose_name_plural = lazy("messages")
        constraints = [moderation_constraint("message")]
        indexes = [models.Index(fields=["exchange", "created_at"], name="message_of_exchange")]

    def __str__(self) -> str:
        return self.text[:40]

    def get_absolute_url(self) -> str:
        return self.exchange.get_absolute_url()

    @property
    def whose(self) -> Membership:
        """The person for whom it was said."""
        return self.exchange.person_at(Exchange.Turn(self.side))

    @property
    def subject(self) -> str:
        return _("un message de l’échange « %s »") % self.exchange.offer.title

    @property
    def words(self) -> str:
        return self.text

    def surroundings(self) -> list["Message"]:
        """Itself and the five around it: up to three before it, and as many after as it takes."""
        others = Message.objects.filter(exchange=self.exchange_id).select_related("author")
        position = models.Q(created_at=self.created_at, pk__lt=self.pk)
        earlier = models.Q(created_at__lt=self.created_at) | position
        before = list(others.filter(earlier).order_by("-created_at", "-pk")[:AROUND])
        later = others.exclude(earlier).exclude(pk=self.pk)
        after = list(later.order_by("created_at", "pk")[:AROUND])
        kept = max(AROUND - 2, AROUND - len(after))
        before = before[:kept]
        return [*reversed(before), self, *after[: AROUND - len(before)]]

    def notice_visible_to(self, membership: Membership) -> bool:
        """Whether news of this message is for `membership`: one of the two sides."""
        return self.exchange.notice_visible_to(membership)

    def told_when_reported(self) -> list[Membership]:
        """Both sides: what they said to each other is read by somebody else."""
        return [self.exchange.owner, self.exchange.answerer]

    @classmethod
    @transaction.atomic
    def say(
        cls, exchange: Exchange, *, by: Membership, text: str, token: UUID | None = None
    ) -> None:
        """Write to the other side; the same form sent twice is one message.

        Raises TransitionRefused when the exchange is over.
        """
        exchange.pass_turn(by=by)
        _message, is_new = cls.create_once(
            token=token,
            network=exchange.network,
            exchange=exchange,
            author=by,
            side=exchange.side_of(by),
            text=text,
        )
        if is_new:
            exchange.tell_other(News.MESSAGE, by=by)


class ContactShare(TenantModel):
    """A phone, an address or a flat that one side shows to the other, until taken back."""

    class What(models.TextChoices):
        PHONE = "phone", lazy("mon téléphone")
        EMAIL = "email", lazy("mon adresse e-mail")
        FLAT = "flat", lazy("mon logement")

    exchange = models.ForeignKey(Exchange, on_delete=models.CASCADE, related_name="shares")
    membership = models.ForeignKey(Membership, on_delete=models.CASCADE, related_name="shares")
    what = models.CharField(max_length=5, choices=What.choices)
    shared_at = models.DateTimeField(default=timezone.now)
    revoked_at = models.DateTimeField(null=True)

    class Meta:
        verbose_name = lazy("coordonnée partagée")
        verbose_name_plural = lazy("coordonnées partagées")
        constraints = [
            models.UniqueConstraint(
                fields=["exchange", "membership", "what"],
                condition=models.Q(revoked_at__isnull=True),
                name="contact_shared_once",
            ),
        ]

    def __str__(self) -> str:
        return self.get_what_display()

    @property
    def value(self) -> str:
        """What is shared, as it is today."""
        return str(getattr(self.membership, self.what))

    @classmethod
    def share(cls, exchange: Exchange, *, by: Membership, what: str) -> None:
        """Show one's phone, address or flat (or one's godchild's) to the other side.

        Raises TransitionRefused when the exchange is over, or when there is nothing to show.
        """
        person = exchange.person_at(exchange.side_of(by))
        if exchange.status not in Exchange.TALKING:
            raise TransitionRefused
        if not getattr(person, cls.What(what)):
            raise TransitionRefused(_("Complétez d’abord votre profil pour partager cela."))
        try:
            with transaction.atomic():
                cls.objects.create(
                    network=exchange.network, exchange=exchange, membership=person, what=what
                )
        except IntegrityError:
            return

    @classmethod
    def unshare(cls, exchange: Exchange, *, by: Membership, what: str) -> None:
        """Take back what was shown; the other side does not see it any more."""
        person = exchange.person_at(exchange.side_of(by))
        shown = cls.objects.filter(exchange=exchange, membership=person, what=what, revoked_at=None)
        shown.update(revoked_at=timezone.now())


class Thanks(TenantModel, Moderated):
    """A word of thanks, between the two sides of an exchange that is done."""

    reported_as = "merci"
    hidden_means = lazy("On ne peut plus lire ce merci.")
    LONGEST: ClassVar[int] = 280

    exchange = models.ForeignKey(Exchange, on_delete=models.CASCADE, related_name="thanks")
    author = models.ForeignKey(Membership, on_delete=models.PROTECT, related_name="thanks_given")
    recipient = models.ForeignKey(
        Membership, on_delete=models.PROTECT, related_name="thanks_received"
    )
    text = models.CharField(lazy("merci"), max_length=LONGEST)
    created_at = models.DateTimeField(default=timezone.now)

    objects: ClassVar[Any] = tenant_manager(InExchangeQuerySet)

    class Meta:
        verbose_name = lazy("merci")
        verbose_name_plural = lazy("mercis")
        constraints = [
            models.UniqueConstraint(fields=["exchange", "author"], name="thanked_once"),
            moderation_constraint("thanks"),
        ]

    def __str__(self) -> str:
        return self.text[:40]

    def get_absolute_url(self) -> str:
        return self.exchange.get_absolute_url()

    @property
    def whose(self) -> Membership:
        return self.author

    @property
    def subject(self) -> str:
        return _("un merci pour « %s »") % self.exchange.offer.title

    @property
    def words(self) -> str:
        return self.text

    @classmethod
    def thank(cls, exchange: Exchange, *, by: Membership, text: str) -> "Thanks":
        """Thank the other side, once, when the exchange is done; TransitionRefused before."""
        side = exchange.side_of(by)
        if exchange.status != Exchange.Status.DONE:
            raise TransitionRefused(_("On se remercie quand l’échange est réalisé."))
        me, other = exchange.person_at(side), exchange.person_at(exchange.other_side(side))
        said = cls.objects.filter(exchange=exchange, author=me).first()
        if said:
            return said
        try:
            with transaction.atomic():
                said = cls.objects.create(
                    network=exchange.network,
                    exchange=exchange,
                    author=me,
                    recipient=other,
                    text=text,
                )
                exchange.tell_other(News.THANKS, by=by)
                return said
        except IntegrityError:
            return cls.objects.get(exchange=exchange, author=me)
