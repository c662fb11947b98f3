import secrets
from collections.abc import Iterator
from datetime import timedelta
from itertools import count
from typing import TYPE_CHECKING, Any, ClassVar

from django.core.exceptions import PermissionDenied, ValidationError
from django.db import IntegrityError, models, transaction
from django.urls import reverse
from django.utils import timezone
from django.utils.text import slugify
from django.utils.translation import gettext_lazy as _

from coopere.lib.state import TransitionRefused
from coopere.lib.text import search_key
from members.models.places import Commune
from members.scoping import TenantModel, tenant_key, tenant_manager

if TYPE_CHECKING:
    from members.models.memberships import Membership

# Letters and digits that cannot be taken for one another, on paper or aloud.
CODE_ALPHABET = "ABCDEFGHJKMNPQRTUVWXY346789"
CODE_LENGTH = 8
LIT_FOR = timedelta(days=30)
# How long after its opening a network is led by the hand.
BEGINS_FOR = timedelta(days=14)
SLUG_LENGTH = 100
# What stands below /reseaux/ itself, so that no network may be called so.
RESERVED_SLUGS = ("communes", "interet", "proposer")


def validate_free(slug: str) -> None:
    """Raise ValidationError for an address that belongs to a page of the site."""
    if slug in RESERVED_SLUGS:
        raise ValidationError(
            _("Cette adresse est celle d’une page du site : choisissez-en une autre.")
        )


def new_facade_seed() -> int:
    return secrets.randbelow(2**31)


def new_entry_code() -> str:
    """Eight characters to copy from a poster: 27⁸ of them, about 38 bits."""
    return "".join(secrets.choice(CODE_ALPHABET) for _letter in range(CODE_LENGTH))


def slugs_of(town: str, name: str) -> Iterator[str]:
    """The addresses that a network may have: "massy-residence-du-parc", then with a number."""
    words = slugify(search_key(f"{town} {name}"))[: SLUG_LENGTH - 5].strip("-") or "reseau"
    if words not in RESERVED_SLUGS:
        yield words
    for number in count(2):
        yield f"{words}-{number}"


def is_taken(error: IntegrityError) -> bool:
    """Whether it says that another network has this address."""
    said = getattr(error.__cause__, "diag", None)
    return "slug" in (said.constraint_name or "") if said else False


class NetworkQuerySet(models.QuerySet["Network"]):
    def listed(self) -> "NetworkQuerySet":
        """Those that a visitor may find: all but the closed ones."""
        return self.exclude(state=Network.State.CLOSED).order_by("town", "name")

    def found_by(self, text: str) -> "NetworkQuerySet":
        """Those whose name, town or postcode has every word of `text`, accents aside."""
        found = self
        for word in search_key(text).split():
            found = found.filter(search_key__contains=word)
        return found

    def near(self, commune: Commune) -> "NetworkQuerySet":
        """Those that share a postcode with `commune`, then those of its department."""
        same = models.Q(postcode__in=commune.postcodes)
        found = self.filter(same | models.Q(commune__department=commune.department))
        distance = models.Case(models.When(same, then=0), default=1)
        return found.order_by(distance, "town", "name")


class Network(models.Model):
    """A residence, or a few streets, whose neighbours help each other."""

    class State(models.TextChoices):
        PREPARING = "preparing", _("en préparation")
        OPEN = "open", _("ouvert")
        PAUSED = "paused", _("en pause")
        CLOSED = "closed", _("fermé")

    class JoinPolicy(models.TextChoices):
        CODE = "code", _("le code d’entrée suffit")
        CODE_AND_YES = "code_and_yes", _("le code, puis l’accord d’une personne référente")
        YES = "yes", _("l’accord d’une personne référente")

    name = models.CharField(_("nom"), max_length=80)
    town = models.CharField(_("commune"), max_length=80)
    postcode = models.CharField(_("code postal"), max_length=5)
    commune: "models.ForeignKey[Commune | None, Commune | None]" = models.ForeignKey(
        Commune, on_delete=models.PROTECT, null=True, blank=True, related_name="networks"
    )
    slug = models.SlugField(
        _("adresse sur le site"), max_length=SLUG_LENGTH, unique=True, validators=[validate_free]
    )
    presentation = models.TextField(_("présentation"), blank=True, max_length=2000)
    state = models.CharField(
        _("état"), max_length=10, choices=State.choices, default=State.PREPARING
    )
    notice = models.CharField(
        _("mot affiché pendant une pause"), max_length=300, blank=True, default=""
    )
    join_policy = models.CharField(
        _("pour entrer"),
        max_length=12,
        choices=JoinPolicy.choices,
        default=JoinPolicy.CODE_AND_YES,
    )
    entry_code = models.CharField(
        _("code d’entrée"), max_length=CODE_LENGTH, default=new_entry_code, editable=False
    )
    facade_seed = models.PositiveIntegerField(
        _("dessin de la façade"), default=new_facade_seed, editable=False
    )
    search_key = models.CharField(max_length=200, editable=False, default="")
    created_at = models.DateTimeField(default=timezone.now, editable=False)
    opened_at = models.DateTimeField(null=True, editable=False)
    # Unique: whatever happens at once, of one proposal there is one network.
    proposal = models.OneToOneField(
        "members.Proposal",
        on_delete=models.SET_NULL,
        null=True,
        editable=False,
        related_name="network",
    )

    objects: ClassVar[Any] = tenant_manager(NetworkQuerySet, field="pk")

    class Meta:
        verbose_name = _("réseau")
        verbose_name_plural = _("réseaux")
        constraints = [
            models.CheckConstraint(
                condition=models.Q(postcode__regex=r"^[0-9]{5}$"),
                name="network_postcode_is_5_digits",
            ),
            models.CheckConstraint(
                condition=~models.Q(slug__in=RESERVED_SLUGS), name="network_slug_is_free"
            ),
        ]

    def __str__(self) -> str:
        return self.full_name

    def save(self, *args: Any, **kwargs: Any) -> None:
        """Keep the key by which a visitor finds the network in step with its names."""
        # Plain letters may be more letters: "ﬃ" is three.
        self.search_key = search_key(f"{self.name} {self.town} {self.postcode}")[:200]
        fields = kwargs.get("update_fields")
        if fields and {"name", "town", "postcode"} & {*fields}:
            kwargs["update_fields"] = [*fields, "search_key"]
        super().save(*args, **kwargs)

    def get_absolute_url(self) -> str:
        return reverse("members:network", args=[self.slug])

    @property
    def full_name(self) -> str:
        """ "Massy, Résidence du Parc": the way that neighbours say it."""
        return f"{self.town}, {self.name}"

    @property
    def is_read_only(self) -> bool:
        return self.state in {self.State.PAUSED, self.State.CLOSED}

    @property
    def takes_newcomers(self) -> bool:
        return not self.is_read_only

    @property
    def is_preparing(self) -> bool:
        return self.state == self.State.PREPARING

    @property
    def is_open(self) -> bool:
        return self.state == self.State.OPEN

    @property
    def is_beginning(self) -> bool:
        """Whether it prepares its opening, or has opened lately."""
        if self.is_preparing:
            return True
        lately = timezone.now() - BEGINS_FOR
        return self.is_open and bool(self.opened_at and self.opened_at > lately)

    @property
    def charter(self) -> "Charter | None":
        """The charter in force: the newest version."""
        return self.charter_set.order_by("-version").first()

    def count_lit_windows(self) -> int:
        """How many gestures of the last 30 days light the façade."""
        return self.gesture_set.filter(at__gt=timezone.now() - LIT_FOR).count()

    def count_gestures(self) -> dict[str, int]:
        """The same by kind, without those that nobody did."""
        recent = self.gesture_set.filter(at__gt=timezone.now() - LIT_FOR).order_by()
        return dict(recent.values_list("kind").annotate(count=models.Count("pk")))

    def count_neighbours(self) -> int:
        """How many people are members now, with or without an account."""
        members: Any = self.membership_set
        return int(members.inside().count())

    def settle(self) -> None:
        """Tie the network to the commune of its town and postcode, if there is one."""
        self.commune = Commune.objects.called(self.town, self.postcode)
        self.save(update_fields=["commune"])

    def accepts_code(self, code: str) -> bool:
        """Whether `code`, as somebody typed it, is the entry code of today."""
        typed = "".join(code.split()).replace("-", "").upper()
        return secrets.compare_digest(typed.encode(), self.entry_code.encode())

    @classmethod
    def found(cls, *, town: str, name: str, **facts: Any) -> "Network":
        """Make a network whose address says its town and its name.

        Where another network has that address, a number ends it.
        """
        for slug in slugs_of(town, name):
            try:
                with transaction.atomic():
                    made: Network = cls.objects.create(town=town, name=name, slug=slug, **facts)
            except IntegrityError as error:
                if not is_taken(error):
                    raise
            else:
                return made
        raise AssertionError("The numbers never end.")

    @transaction.atomic
    def open(self, *, by: "Membership") -> None:
        """Open the doors that were prepared until now, and have those told who waited there.

        Raises PermissionDenied unless `by` coordinates the network, TransitionRefused when it
        does not prepare itself any more.
        """
        from members.models.interests import Interest  # which names Network

        if not by.is_coordinator or by.network_id != self.pk:
            raise PermissionDenied
        preparing = Network.objects.filter(pk=self.pk, state=self.State.PREPARING)
        if not preparing.update(state=self.State.OPEN):
            raise TransitionRefused(_("Ce réseau n’est plus en préparation."))
        self.state = self.State.OPEN
        self.note_opening()
        Interest.tell(self)

    def note_opening(self) -> None:
        """Remember when the doors opened: the first week is over two weeks later."""
        self.opened_at = timezone.now()
        self.save(update_fields=["opened_at"])

    def regenerate_entry_code(self) -> None:
        """Draw a new entry code; the old one is dead from now on."""
        self.entry_code = new_entry_code()
        self.save(update_fields=["entry_code"])


class Charter(TenantModel):
    """The rules of the house in one version; the newest is in force."""

    version = models.PositiveSmallIntegerField(_("version"))
    text = models.TextField(_("texte"), max_length=10_000)
    published_at = models.DateTimeField(_("publiée le"), default=timezone.now)

    class Meta:
        verbose_name = _("charte")
        verbose_name_plural = _("chartes")
        ordering = ["-version"]
        constraints = [
            tenant_key("charter"),
            models.UniqueConstraint(fields=["network", "version"], name="one_charter_per_version"),
        ]

    def __str__(self) -> str:
        return f"{_('Charte')}, {_('version')} {self.version}"

    @property
    def is_first(self) -> bool:
        """Whether the network had no other before."""
        return self.version == 1

    def is_accepted_by(self, membership: "Membership") -> bool:
        return self.acceptances.filter(membership=membership).exists()


class Gesture(TenantModel):
    """A window that is lit: something that neighbours did, with no name on it."""

    class Kind(models.TextChoices):
        EXCHANGE = "exchange", _("échange")
        SEAT = "seat", _("place")
        PLEDGE = "pledge", _("don à une collecte")

    kind = models.CharField(max_length=10, choices=Kind.choices)
    at = models.DateTimeField(default=timezone.now)

    class Meta:
        verbose_name = _("geste")
        verbose_name_plural = _("gestes")
        indexes = [
            models.Index(fields=["network", "at"], name="gesture_network_at"),
            # For the home page, which counts over all networks.
            models.Index(fields=["at", "kind"], name="gesture_at_kind"),
        ]

    def __str__(self) -> str:
        return self.get_kind_display()


class CharterAcceptance(TenantModel):
    """Who said yes to which version of the charter, and when."""

    membership: "models.ForeignKey[Membership, Membership]" = models.ForeignKey(
        "members.Membership", on_delete=models.CASCADE, related_name="charter_acceptances"
    )
    charter = models.ForeignKey(Charter, on_delete=models.PROTECT, related_name="acceptances")
    accepted_at = models.DateTimeField(default=timezone.now)

    class Meta:
        verbose_name = _("acceptation de la charte")
        verbose_name_plural = _("acceptations de la charte")
        constraints = [
            models.UniqueConstraint(fields=["membership", "charter"], name="charter_accepted_once"),
        ]

    def __str__(self) -> str:
        return f"{self.membership}, {self.charter}"
