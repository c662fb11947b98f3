from typing import Any, ClassVar

from django.contrib.postgres.indexes import GinIndex
from django.contrib.postgres.search import SearchVector, SearchVectorField
from django.core.exceptions import PermissionDenied
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models.functions import JSONObject
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from coopere.lib.images import SIZES
from coopere.lib.once import Once
from coopere.lib.state import Stateful
from members.models import Membership, Picture
from members.models.moderation import Moderated, ModeratedQuerySet, moderation_constraint
from members.models.pictures import PictureQuerySet, cascade_with_files, picture_constraints
from members.scoping import TenantModel, tenant_key, tenant_manager

SEARCH_CONFIG = "coopere_french"
MOST = 99


class OfferQuerySet(ModeratedQuerySet):
    def open(self) -> "OfferQuerySet":
        """What may be answered: published, not hidden, by somebody who is there."""
        return self.visible().filter(
            status=Offer.Status.OPEN, author__status=Membership.Status.ACTIVE
        )

    def managed_by(self, membership: Membership) -> "OfferQuerySet":
        """One's own, and those of the neighbours for whom one acts."""
        return self.filter(author__in=membership.people)

    def visible_to(self, membership: Membership) -> "OfferQuerySet":
        """What is open, and all that is one's own."""
        return self.filter(
            models.Q(
                status=Offer.Status.OPEN,
                hidden_at=None,
                author__status=Membership.Status.ACTIVE,
            )
            | models.Q(author__in=membership.people)
        )

    def with_people(self) -> "OfferQuerySet":
        """With author, godparent, network and first picture, which every card shows."""
        shown = OfferPicture.objects.visible()
        first = shown.filter(offer=models.OuterRef("pk")).order_by("position")
        facts = JSONObject(name="name", alt="alt", width="width", height="height")
        cover = models.Subquery(first.values(facts=facts)[:1])
        return self.select_related("author", "entered_by", "network").annotate(cover_facts=cover)


class Offer(TenantModel, Once, Stateful, Moderated):
    """What a neighbour offers or asks for: skill, helping hand, donation or loan."""

    class Kind(models.TextChoices):
        HELPING_HAND = "helping_hand", _("Coup de main")
        SKILL = "skill", _("Compétence")
        DONATION = "donation", _("Don")
        LOAN = "loan", _("Prêt")

    class Direction(models.TextChoices):
        PROPOSED = "proposed", _("Je propose")
        SOUGHT = "sought", _("Je cherche")

    class Status(models.TextChoices):
        DRAFT = "draft", _("brouillon")
        OPEN = "open", _("publiée")
        CLOSED = "closed", _("close")

    class ClosedAs(models.TextChoices):
        FULFILLED = "fulfilled", _("C’est fait")
        WITHDRAWN = "withdrawn", _("Retirée")

    class Duration(models.TextChoices):
        QUARTER = "quarter", _("un quart d’heure")
        HOUR = "hour", _("une heure")
        HALF_DAY = "half_day", _("une demi-journée")
        REGULAR = "regular", _("régulièrement")

    class Place(models.TextChoices):
        HALL = "hall", _("dans le hall")
        LANDING = "landing", _("sur le palier")
        HOME = "home", _("chez moi")
        ELSEWHERE = "elsewhere", _("ailleurs")

    class Condition(models.TextChoices):
        NEW = "new", _("neuf")
        VERY_GOOD = "very_good", _("très bon état")
        GOOD = "good", _("bon état")
        WORN = "worn", _("a bien servi")

    ICONS = {
        Kind.HELPING_HAND: "hand-helping",
        Kind.SKILL: "lightbulb",
        Kind.DONATION: "gift",
        Kind.LOAN: "repeat",
    }
    TINTS = {
        Kind.HELPING_HAND: "help",
        Kind.SKILL: "skill",
        Kind.DONATION: "gift",
        Kind.LOAN: "loan",
    }
    DIRECTION_WORDS = {
        (Kind.DONATION, Direction.PROPOSED): _("Je donne"),
        (Kind.LOAN, Direction.PROPOSED): _("Je prête"),
    }

    reported_as = "annonce"
    hidden_means = _("Vos voisins ne voient plus cette annonce.")

    author = models.ForeignKey(
        Membership, on_delete=models.PROTECT, related_name="offers", verbose_name=_("de")
    )
    entered_by = models.ForeignKey(
        Membership,
        on_delete=models.SET_NULL,
        null=True,
        blank=True,
        related_name="offers_entered",
        verbose_name=_("écrite par"),
    )
    kind = models.CharField(_("genre"), max_length=12, choices=Kind.choices)
    direction = models.CharField(_("sens"), max_length=8, choices=Direction.choices)
    title = models.CharField(_("titre"), max_length=80)
    text = models.TextField(_("texte"), max_length=2000, blank=True, default="")
    duration = models.CharField(
        _("durée"), max_length=8, choices=Duration.choices, blank=True, default=""
    )
    place = models.CharField(_("lieu"), max_length=9, choices=Place.choices, blank=True, default="")
    availability = models.CharField(_("quand"), max_length=120, blank=True, default="")
    needed_by = models.DateField(_("pour le"), null=True, blank=True)
    quantity = models.PositiveSmallIntegerField(
        _("combien"), default=1, validators=[MinValueValidator(1), MaxValueValidator(MOST)]
    )
    condition = models.CharField(
        _("état"), max_length=9, choices=Condition.choices, blank=True, default=""
    )
    longest_loan_days = models.PositiveSmallIntegerField(
        _("prêt de combien de jours au plus"),
        null=True,
        blank=True,
        validators=[MinValueValidator(1), MaxValueValidator(365)],
    )
    status = models.CharField(
        _("situation"), max_length=6, choices=Status.choices, default=Status.DRAFT
    )
    closed_as = models.CharField(
        _("close parce que"), max_length=9, choices=ClosedAs.choices, blank=True, default=""
    )
    published_at = models.DateTimeField(_("publiée le"), null=True, blank=True)
    created_at = models.DateTimeField(default=timezone.now, editable=False)
    updated_at = models.DateTimeField(default=timezone.now, editable=False)
    search = models.GeneratedField(
        expression=SearchVector("title", weight="A", config=SEARCH_CONFIG)
        + SearchVector("text", weight="B", config=SEARCH_CONFIG),
        output_field=SearchVectorField(),
        db_persist=True,
    )

    objects: ClassVar[Any] = tenant_manager(OfferQuerySet)

    class Meta:
        verbose_name = _("annonce")
        verbose_name_plural = _("annonces")
        constraints = [
            tenant_key("offer"),
            models.CheckConstraint(
                condition=models.Q(quantity__range=(1, MOST)), name="offer_quantity_1_to_99"
            ),
            models.CheckConstraint(
                condition=models.Q(status="draft") | models.Q(published_at__isnull=False),
                name="offer_published_has_a_date",
            ),
            models.CheckConstraint(
                condition=models.Q(status="closed") ^ models.Q(closed_as=""),
                name="offer_closed_has_a_reason",
            ),
            moderation_constraint("offer"),
        ]
        indexes = [
            models.Index(
                "network",
                models.F("published_at").desc(),
                models.F("id").desc(),
                name="offer_board",
                condition=models.Q(status="open", hidden_at__isnull=True),
            ),
            models.Index(fields=["network", "author", "status"], name="offer_of_author"),
            GinIndex(fields=["network", "search"], name="offer_search"),
        ]

    def __str__(self) -> str:
        return self.title

    def get_absolute_url(self) -> str:
        return reverse("offers:offer", args=[self.network.slug, self.pk])

    @property
    def cover(self) -> "OfferPicture | None":
        """The picture of its card, when the offer was asked for `with_people`."""
        facts = getattr(self, "cover_facts", None)
        return OfferPicture(network=self.network, **facts) if facts else None

    @property
    def icon(self) -> str:
        return self.ICONS[self.Kind(self.kind)]

    @property
    def tint(self) -> str:
        return self.TINTS[self.Kind(self.kind)]

    @property
    def direction_words(self) -> str:
        """ "Je propose", "Je donne", "Je prête" or "Je cherche"."""
        words = self.DIRECTION_WORDS.get((self.Kind(self.kind), self.Direction(self.direction)))
        return str(words or self.get_direction_display())

    @property
    def sentence_kind(self) -> str:
        """ "Don · Je donne": kind and direction, as cards say them."""
        return f"{self.get_kind_display()} · {self.direction_words}"

    @property
    def is_sought(self) -> bool:
        return self.direction == self.Direction.SOUGHT

    @property
    def is_open(self) -> bool:
        return self.status == self.Status.OPEN and self.hidden_at is None

    @property
    def is_limited(self) -> bool:
        """Whether only `quantity` people can be agreed with: all but skills and hands offered."""
        return self.is_sought or self.kind in {self.Kind.DONATION, self.Kind.LOAN}

    @property
    def remaining(self) -> int | None:
        """How many more can be agreed, or None without a limit. One query."""
        if not self.is_limited:
            return None
        exchanges: Any = self.exchanges
        return max(0, self.quantity - int(exchanges.taking(self).count()))

    @property
    def whose(self) -> Membership:
        return self.author

    @property
    def subject(self) -> str:
        return _("l’annonce « %s »") % self.title

    @property
    def words(self) -> str:
        return f"{self.title}\n\n{self.text}".strip()

    def is_managed_by(self, membership: Membership) -> bool:
        return membership.acts_for(self.author)

    def notice_visible_to(self, membership: Membership) -> bool:
        """Whether news of it is for `membership`: anybody while it is open, else its author."""
        shown = self.is_open and self.author.status == Membership.Status.ACTIVE
        return shown or self.is_managed_by(membership)

    @classmethod
    def write(
        cls, *, by: Membership, author: Membership, token: Any = None, **answers: Any
    ) -> tuple["Offer", bool]:
        """Write a draft of `author`, by themselves or by their godparent.

        Returns (offer, whether it is new): the same form sent twice makes one. Raises
        PermissionDenied for an author that `by` does not act for.
        """
        if not by.acts_for(author):
            raise PermissionDenied
        return cls.create_once(
            token=token,
            network=by.network,
            author=author,
            entered_by=by if author != by else None,
            **answers,
        )

    def require_managed_by(self, membership: Membership) -> None:
        """Raises PermissionDenied for anybody but the author and their godparent."""
        if not self.is_managed_by(membership):
            raise PermissionDenied

    def publish(self, *, by: Membership) -> None:
        """Put a draft on the board."""
        self.require_managed_by(by)
        self._move(from_=[self.Status.DRAFT], status=self.Status.OPEN, published_at=timezone.now())

    def edit(self, *, by: Membership, **fields: Any) -> None:
        """Write new `fields` of an offer that is one's own."""
        self.require_managed_by(by)
        for name, value in fields.items():
            setattr(self, name, value)
        self.updated_at = timezone.now()
        self.save(update_fields=[*fields, "updated_at"])

    def close(self, *, by: Membership, closed_as: str) -> None:
        """Take an open offer off the board, as fulfilled or withdrawn."""
        self.require_managed_by(by)
        self._move(
            from_=[self.Status.OPEN],
            refused=_("Cette annonce n’est déjà plus sur le tableau."),
            status=self.Status.CLOSED,
            closed_as=closed_as,
        )

    def reopen(self, *, by: Membership) -> None:
        """Put a closed offer back on the board, as new."""
        self.require_managed_by(by)
        self._move(
            from_=[self.Status.CLOSED],
            refused=_("Cette annonce est déjà sur le tableau."),
            status=self.Status.OPEN,
            closed_as="",
            published_at=timezone.now(),
        )


class OfferPictureQuerySet(PictureQuerySet, ModeratedQuerySet):  # type: ignore[override,misc]
    def with_people(self) -> "OfferPictureQuerySet":
        """Those of an offer, with it and its author; not those that wait for their form."""
        given = self.filter(offer__isnull=False)
        return given.select_related("network", "offer__author", "offer__network")

    def visible_to(self, membership: Membership) -> "OfferPictureQuerySet":
        """Those of the offers that one sees, and those that one has just sent with a form."""
        offers = Offer.objects.visible_to(membership)
        mine = models.Q(offer__author__in=membership.people)
        seen = models.Q(offer__in=offers) & (models.Q(hidden_at=None) | mine)
        return self.filter(seen | models.Q(offer=None, uploaded_by=membership))


class OfferPicture(Picture, Moderated):
    """One of the four pictures that an offer may have."""

    owner = "offer"
    route = "offers:picture"
    reported_as = "photo"
    hidden_means = _("Vos voisins ne voient plus cette photo.")

    offer: Any = models.ForeignKey(
        Offer, on_delete=cascade_with_files, null=True, related_name="pictures", editable=False
    )

    objects: ClassVar[Any] = tenant_manager(OfferPictureQuerySet)

    @property
    def desk_url(self) -> str:
        """Where the coordinators see it, whatever became of its offer; it must have one."""
        return reverse("admin:offers_offer_photo", args=[self.offer_id, self.name, SIZES[1]])

    class Meta:
        verbose_name = _("photo")
        verbose_name_plural = _("photos")
        constraints = [
            *picture_constraints("offer_picture", "offer"),
            moderation_constraint("offer_picture"),
        ]

    @property
    def whose(self) -> Membership:
        return self.offer.author

    def get_absolute_url(self) -> str:
        return self.offer.get_absolute_url()

    @property
    def subject(self) -> str:
        return _("une photo de l’annonce « %s »") % self.offer.title

    @property
    def words(self) -> str:
        return self.alt
