from typing import TYPE_CHECKING, Any, ClassVar

from django.contrib.contenttypes.fields import GenericForeignKey
from django.contrib.contenttypes.models import ContentType
from django.contrib.contenttypes.prefetch import GenericPrefetch
from django.db import models
from django.db.models import Model, Q, QuerySet, prefetch_related_objects
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from members.scoping import TenantModel, tenant_manager

if TYPE_CHECKING:
    from members.models.memberships import Membership


class Kind(models.TextChoices):
    """What people are told of; each has its words in `templates/notices/` and `emails/notices/`."""

    ANSWER = "answer", _("Quelqu’un répond à l’une de mes annonces")
    MESSAGE = "message", _("On m’écrit dans un échange")
    AGREED = "agreed", _("Un échange est convenu")
    DECLINED = "declined", _("Ma réponse est déclinée")
    WITHDRAWN = "withdrawn", _("Une réponse à mon annonce est retirée")
    CANCELLED = "cancelled", _("Un accord est annulé")
    NOT_DONE = "not_done", _("Un échange ne s’est pas fait")
    CONFIRMED = "confirmed", _("L’autre personne dit que c’est fait")
    DONE = "done", _("Un échange est réalisé")
    THANKS = "thanks", _("On me dit merci")
    DECISION = "decision", _("La coordination décide de ce que j’ai écrit ou montré")
    REPORT_ANSWER = "report_answer", _("La coordination répond à mon signalement")
    THREAD_READ = "thread_read", _("La coordination lit une partie d’un échange signalé")
    ACCEPTED = "accepted", _("Ma demande d’entrer dans un réseau est acceptée")
    INVITATION_USED = "invitation_used", _("Mon invitation a servi")
    JOIN_REQUEST = "join_request", _("Une personne demande à entrer dans le réseau")
    REPORTED = "reported", _("Quelque chose est signalé")
    APPEALED = "appealed", _("Une décision est contestée")
    SEAT_OFFERED = "seat_offered", _("Une place se libère pour moi")
    SEAT_LAPSED = "seat_lapsed", _("Une place qui m’attendait ne m’attend plus")
    GATHERING_MOVED = "gathering_moved", _("Un événement change d’heure ou de lieu")
    GATHERING_OFF = "gathering_off", _("Un événement est annulé")
    REMINDER = "reminder", _("C’est demain : le rappel de la veille")
    MET = "met", _("Quelqu’un dit m’avoir rencontré")
    BOOKED = "booked", _("On réserve une place chez moi")
    UNBOOKED = "unbooked", _("On rend une place chez moi")
    REMEMBERED = "remembered", _("On laisse un mot après mon événement")
    GATHERING_YES = "gathering_yes", _("Mon concert est publié")
    GATHERING_BACK = "gathering_back", _("Mon concert me revient, avec un mot")
    GATHERING_ASKED = "gathering_asked", _("Un concert attend d’être publié")
    PLEDGE_DUE = "pledge_due", _("Une collecte finit bientôt : ce que j’ai promis")
    PLEDGE_TAKEN = "pledge_taken", _("Ce que j’ai donné à une collecte est bien arrivé")
    SHIFT_DUE = "shift_due", _("Demain, je tiens un point de dépôt")
    BILAN = "bilan", _("Le bilan d’une collecte à laquelle j’ai pris part")
    COLLECTION_OFF = "collection_off", _("Une collecte est annulée")
    PLEDGED = "pledged", _("On promet quelque chose pour ma collecte")
    ORGANISER = "organiser", _("On me confie une collecte")
    BILAN_ASKED = "bilan_asked", _("Un bilan peut être montré à tout le monde")
    GODPARENT_GONE = "godparent_gone", _("Un voisin ou une voisine n’a plus de parrain")


ICONS = {
    Kind.ANSWER: "message-circle",
    Kind.MESSAGE: "messages-square",
    Kind.AGREED: "handshake",
    Kind.DECLINED: "undo-2",
    Kind.WITHDRAWN: "undo-2",
    Kind.CANCELLED: "x",
    Kind.NOT_DONE: "circle-alert",
    Kind.CONFIRMED: "circle-help",
    Kind.DONE: "lamp",
    Kind.THANKS: "heart",
    Kind.DECISION: "eye",
    Kind.REPORT_ANSWER: "flag",
    Kind.THREAD_READ: "eye",
    Kind.ACCEPTED: "door-open",
    Kind.INVITATION_USED: "user-check",
    Kind.JOIN_REQUEST: "user-plus",
    Kind.REPORTED: "flag",
    Kind.APPEALED: "flag",
    Kind.SEAT_OFFERED: "ticket",
    Kind.SEAT_LAPSED: "hourglass",
    Kind.GATHERING_MOVED: "calendar-days",
    Kind.GATHERING_OFF: "x",
    Kind.REMINDER: "clock",
    Kind.MET: "coffee",
    Kind.BOOKED: "ticket",
    Kind.UNBOOKED: "undo-2",
    Kind.REMEMBERED: "image",
    Kind.GATHERING_YES: "music",
    Kind.GATHERING_BACK: "undo-2",
    Kind.GATHERING_ASKED: "music",
    Kind.PLEDGE_DUE: "clock",
    Kind.PLEDGE_TAKEN: "heart",
    Kind.SHIFT_DUE: "clock",
    Kind.BILAN: "file-text",
    Kind.COLLECTION_OFF: "x",
    Kind.PLEDGED: "hand-heart",
    Kind.ORGANISER: "users",
    Kind.BILAN_ASKED: "megaphone",
    Kind.GODPARENT_GONE: "users",
}


class NotificationQuerySet(models.QuerySet["Notification"]):
    def read_by(self, membership: "Membership") -> "NotificationQuerySet":
        """Those told to the person, and to the neighbours for whom they act."""
        return self.filter(to__in=membership.people)

    def unread(self) -> "NotificationQuerySet":
        return self.filter(read_at=None)

    def about(self, target: Model) -> "NotificationQuerySet":
        kind = ContentType.objects.get_for_model(target)
        return self.filter(content_type=kind, object_id=target.pk)

    def mark_read(self) -> int:
        """Say that those not yet read are read now; how many they were."""
        return self.unread().update(read_at=timezone.now())


class Notification(TenantModel):
    """Something that a neighbour is told, once, in the site and by mail.

    `target` is what it is about. It answers `notice_visible_to(membership)` and
    `get_absolute_url()`; it may answer `notice_url(reader)`, where the reader finds it, and
    `notice_words(to, by)`, more for the templates to speak of.
    """

    kind = models.CharField(_("nouvelle"), max_length=16, choices=Kind.choices)
    to = models.ForeignKey(
        "members.Membership", on_delete=models.CASCADE, related_name="notifications"
    )
    by = models.ForeignKey(
        "members.Membership", on_delete=models.SET_NULL, null=True, related_name="+"
    )
    content_type = models.ForeignKey(ContentType, on_delete=models.CASCADE, related_name="+")
    object_id = models.PositiveBigIntegerField()
    target = GenericForeignKey("content_type", "object_id")
    created_at = models.DateTimeField(default=timezone.now)
    # Moves on when the same thing happens again before it was read.
    happened_at = models.DateTimeField(default=timezone.now)
    read_at = models.DateTimeField(null=True)
    mailed_at = models.DateTimeField(null=True)

    objects: ClassVar[Any] = tenant_manager(NotificationQuerySet)

    class Meta:
        verbose_name = _("nouvelle")
        verbose_name_plural = _("nouvelles")
        constraints = [
            models.UniqueConstraint(
                fields=["to", "kind", "content_type", "object_id"],
                condition=Q(read_at__isnull=True),
                name="one_unread_notice_of_a_kind",
            ),
        ]
        indexes = [
            models.Index(
                models.F("to"),
                models.F("happened_at").desc(),
                models.F("id").desc(),
                name="notices_of_member",
            ),
            models.Index(
                fields=["network", "to"],
                name="notices_unread",
                condition=Q(read_at__isnull=True),
            ),
            models.Index(fields=["content_type", "object_id"], name="notices_about"),
        ]

    def __str__(self) -> str:
        return self.get_kind_display()

    @property
    def icon(self) -> str:
        return ICONS[Kind(self.kind)]

    @property
    def is_read(self) -> bool:
        return self.read_at is not None

    @property
    def reader(self) -> "Membership | None":
        """Who reads it: the person told, or the godparent of one without a login."""
        return reader_for(self.to)

    @property
    def message_id(self) -> str:
        """The first half of the mail's Message-ID, the same however often it is sent."""
        return f"notice.{self.pk}.{self.created_at:%Y%m%d%H%M%S}"

    def is_visible_to(self, membership: "Membership") -> bool:
        """Whether what it is about is still there, in this network, and theirs to see."""
        target: Any = self.target
        if target is None or network_of(target) != self.network_id:
            return False
        return bool(target.notice_visible_to(membership))

    def url_for(self, reader: "Membership") -> str:
        """Where the reader finds what it is about."""
        target: Any = self.target
        own = getattr(target, "notice_url", None)
        return str(own(reader) if own else target.get_absolute_url())

    def words_for(self, reader: "Membership") -> dict[str, Any]:
        """What its templates speak of."""
        words = getattr(self.target, "notice_words", None)
        more = words(self.to, self.by) if words else {}
        return {
            "notice": self,
            "network": self.network,
            "target": self.target,
            "to": self.to,
            "by": self.by,
            "reader": reader,
            **more,
        }


def reader_for(person: "Membership") -> "Membership | None":
    return person if person.user_id else person.godparent


def network_of(target: Model) -> int:
    """The key of the network to which a row belongs."""
    return int(target.network_id)  # type: ignore[attr-defined]


def fetch_targets(notices: list[Notification]) -> None:
    """Fetch what the notices are about: one query for each model, through its scoped manager."""
    models_met = {notice.content_type_id for notice in notices}
    rows = [rows_of(ContentType.objects.get_for_id(pk).model_class()) for pk in models_met]
    prefetch_related_objects(notices, GenericPrefetch("target", rows))


def rows_of(model: Any) -> QuerySet[Any]:
    """All rows of a model, each with the people that words about it name."""
    rows = model.objects.all()
    people = getattr(rows, "with_people", None)
    return (people() if people else rows).select_related("network")


class NoticePreference(TenantModel):
    """How a member wants to be written to about one kind of news; without a row, at once."""

    class Frequency(models.TextChoices):
        AT_ONCE = "at_once", _("tout de suite")
        DAILY = "daily", _("chaque jour")
        WEEKLY = "weekly", _("chaque semaine")
        NEVER = "never", _("jamais")

    membership = models.ForeignKey(
        "members.Membership", on_delete=models.CASCADE, related_name="notice_preferences"
    )
    kind = models.CharField(max_length=16, choices=Kind.choices)
    frequency = models.CharField(max_length=8, choices=Frequency.choices, default=Frequency.AT_ONCE)
    changed_at = models.DateTimeField(default=timezone.now)

    class Meta:
        verbose_name = _("choix des e-mails")
        verbose_name_plural = _("choix des e-mails")
        constraints = [
            models.UniqueConstraint(
                fields=["membership", "kind"], name="one_notice_preference_of_a_kind"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.get_kind_display()} : {self.get_frequency_display()}"

    @classmethod
    def turned_off(cls, membership: "Membership") -> list[str]:
        """The kinds about which `membership` is not written to at once."""
        others = cls.objects.filter(membership=membership).exclude(frequency=cls.Frequency.AT_ONCE)
        return list(others.values_list("kind", flat=True))

    @classmethod
    def choose(cls, membership: "Membership", kind: str, *, at_once: bool) -> None:
        """Write to `membership` about `kind` from now on, or never."""
        frequency = cls.Frequency.AT_ONCE if at_once else cls.Frequency.NEVER
        changes = {"frequency": frequency, "changed_at": timezone.now()}
        cls.objects.update_or_create(
            membership=membership,
            kind=kind,
            defaults=changes,
            create_defaults={"network_id": membership.network_id, **changes},
        )
