from typing import Any, ClassVar

from django.conf import settings
from django.core.exceptions import PermissionDenied
from django.db import models, transaction
from django.db.models.functions import Lower
from django.urls import reverse
from django.utils import timezone
from django.utils.functional import cached_property
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from coopere.lib.mail import send_templated
from coopere.lib.state import Stateful, TransitionRefused
from members.models.exclusions import Exclusion, ExclusionQuerySet
from members.models.leaving import Leaving
from members.models.moderation import Moderated, ModeratedQuerySet, moderation_constraint
from members.models.networks import CharterAcceptance, Network
from members.models.notices import Kind
from members.models.persons import Person
from members.notifications import notify, settle
from members.scoping import TenantModel, tenant_key, tenant_manager


class MembershipQuerySet(ModeratedQuerySet):
    def inside(self) -> "MembershipQuerySet":
        """Members of today, those in pause too."""
        return self.filter(status__in=Membership.INSIDE)

    def visible_to(self, membership: "Membership") -> "MembershipQuerySet":
        """The neighbours whose page one may open: those of today."""
        return self.inside()

    def by_name(self) -> "MembershipQuerySet":
        """By first name, as a French reader expects: Élodie before Fatou, on any server."""
        plain = models.Func(Lower("first_name"), function="coopere_unaccent")
        return self.order_by(plain, "last_name", "pk")

    def coordinators(self) -> "MembershipQuerySet":
        return self.inside().filter(role=Membership.Role.COORDINATOR)

    def acted_for_by(self, membership: "Membership") -> "MembershipQuerySet":
        """The person, and the neighbours of today for whom they act."""
        godchildren = models.Q(godparent=membership, status__in=Membership.INSIDE)
        return self.filter(models.Q(pk=membership.pk) | godchildren)


class Membership(TenantModel, Stateful, Person, Leaving, Moderated):
    """A person in a network, and the author of everything they do there."""

    class Role(models.TextChoices):
        MEMBER = "member", _("membre")
        COORDINATOR = "coordinator", _("référent ou référente")

    class Status(models.TextChoices):
        PENDING = "pending", _("en attente")
        ACTIVE = "active", _("membre")
        PAUSED = "paused", _("en pause")
        DECLINED = "declined", _("demande refusée")
        EXCLUDED = "excluded", _("exclusion")
        LEFT = "left", _("départ")

    class Consent(models.TextChoices):
        SPOKEN = "spoken", _("de vive voix")
        PAPER = "paper", _("sur papier")

    INSIDE = (Status.ACTIVE, Status.PAUSED)
    MAY_ASK_AGAIN = (Status.DECLINED, Status.LEFT)

    reported_as = "voisin"
    reported_while_hidden = True
    hidden_means = _("Votre présentation n’est plus visible. Vous restez membre du réseau.")

    user = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.PROTECT,
        related_name="memberships",
        null=True,
        blank=True,
        verbose_name=_("compte"),
    )
    first_name = models.CharField(_("prénom"), max_length=40)
    last_name = models.CharField(_("nom"), max_length=60)
    building = models.CharField(_("bâtiment"), max_length=20, blank=True, default="")
    entrance = models.CharField(_("entrée"), max_length=20, blank=True, default="")
    floor = models.CharField(_("étage"), max_length=20, blank=True, default="")
    phone = models.CharField(_("téléphone"), max_length=20, blank=True, default="")
    about = models.TextField(_("en quelques mots"), max_length=500, blank=True, default="")
    role = models.CharField(_("rôle"), max_length=12, choices=Role.choices, default=Role.MEMBER)
    status = models.CharField(
        _("état"), max_length=10, choices=Status.choices, default=Status.PENDING
    )
    sponsor = models.ForeignKey(
        "self",
        on_delete=models.SET_NULL,
        null=True,
        blank=True,
        related_name="sponsored",
        verbose_name=_("sur l’invitation de"),
    )
    godparent = models.ForeignKey(
        "self",
        on_delete=models.SET_NULL,
        null=True,
        blank=True,
        related_name="godchildren",
        verbose_name=_("parrain ou marraine"),
    )
    consent_manner = models.CharField(
        _("accord donné"), max_length=10, choices=Consent.choices, blank=True, default=""
    )
    consent_at = models.DateTimeField(_("accord recueilli le"), null=True, blank=True)
    consent_recorded_by = models.ForeignKey(
        "self",
        on_delete=models.SET_NULL,
        null=True,
        blank=True,
        related_name="consents_recorded",
        verbose_name=_("accord recueilli par"),
    )
    with_code = models.BooleanField(_("avec le code d’entrée"), default=False)
    request_text = models.TextField(_("sa demande"), max_length=500, blank=True, default="")
    decision_reason = models.TextField(_("motif"), max_length=500, blank=True, default="")
    decided_by = models.ForeignKey(
        "self",
        on_delete=models.SET_NULL,
        null=True,
        blank=True,
        related_name="decisions",
        verbose_name=_("décision de"),
    )
    decided_at = models.DateTimeField(_("décision du"), null=True, blank=True)
    joined_at = models.DateTimeField(_("membre depuis"), null=True, blank=True)
    left_at = models.DateTimeField(_("départ le"), null=True, blank=True)
    created_at = models.DateTimeField(_("demande du"), default=timezone.now, editable=False)
    # Since when this is an "ancien membre": the row stays for what others did with the person.
    erased_at = models.DateTimeField(_("effacé le"), null=True, blank=True, editable=False)

    objects: ClassVar[Any] = tenant_manager(MembershipQuerySet)

    class Meta:
        verbose_name = _("voisin ou voisine")
        verbose_name_plural = _("voisins et voisines")
        constraints = [
            tenant_key("membership"),
            models.UniqueConstraint(fields=["user", "network"], name="one_membership_per_user"),
            models.CheckConstraint(
                condition=models.Q(user__isnull=False)
                | ~models.Q(consent_manner="")
                | models.Q(erased_at__isnull=False),
                name="membership_without_user_has_consent",
            ),
            models.CheckConstraint(
                condition=models.Q(erased_at__isnull=True)
                | models.Q(user__isnull=True, status="left", last_name="", phone=""),
                name="membership_erased_is_nobody",
            ),
            models.CheckConstraint(
                condition=~models.Q(status__in=["declined", "excluded"])
                | ~models.Q(decision_reason=""),
                name="membership_refusal_has_a_reason",
            ),
            models.CheckConstraint(
                condition=~models.Q(godparent=models.F("id")), name="membership_not_own_godparent"
            ),
            moderation_constraint("membership"),
        ]
        indexes = [
            models.Index(fields=["network", "status", "first_name"], name="membership_directory"),
        ]

    def __str__(self) -> str:
        return self.display_name

    def get_absolute_url(self) -> str:
        return reverse("members:neighbour", args=[self.network.slug, self.pk])

    @property
    def is_coordinator(self) -> bool:
        return self.role == self.Role.COORDINATOR and self.is_inside

    @property
    def is_inside(self) -> bool:
        return self.status in self.INSIDE

    @property
    def is_paused(self) -> bool:
        return self.status == self.Status.PAUSED

    def acts_for(self, other: "Membership") -> bool:
        """Whether what `other` does may be done by this person: oneself, or one's godchild."""
        return self.pk in {other.pk, other.godparent_id}

    def has_accepted_charter(self) -> bool:
        """Whether the version in force is accepted (or there is none)."""
        charter = self.network.charter
        return charter is None or charter.is_accepted_by(self)

    @cached_property
    def people(self) -> list[int]:
        """The keys of those for whom this person acts; the door brings them along.

        Keys and not a subquery: with those PostgreSQL walks the index of each side.
        """
        if "godchild_keys" in self.__dict__:
            return [self.pk, *self.__dict__["godchild_keys"]]
        return list(Membership.objects.acted_for_by(self).values_list("pk", flat=True))

    @property
    def exclusions(self) -> ExclusionQuerySet:
        """That somebody with the same address, who is gone since, was excluded from here."""
        known: ExclusionQuerySet = Exclusion.objects.all()
        return known.of(self.network, self.user) if self.user else known.none()

    @classmethod
    @transaction.atomic
    def ask_to_join(
        cls,
        network: Network,
        user: Any,
        *,
        first_name: str,
        last_name: str,
        request_text: str = "",
        with_code: bool = False,
        sponsor: "Membership | None" = None,
    ) -> "Membership":
        """Make or renew the membership of `user`, and accept the charter in force.

        `with_code` says that the entry code, or an invitation, was right. The membership is
        active at once where the code is enough, else pending; not after a refusal, or after
        somebody with that address was excluded. Raises TransitionRefused when the network
        takes nobody now, or when the person is in, waits, or was excluded.
        """
        if not network.takes_newcomers:
            raise TransitionRefused(gettext("Ce réseau n’accueille personne en ce moment."))
        membership, is_new = cls.objects.select_for_update(of=("self",)).get_or_create(
            network=network, user=user, defaults={"first_name": first_name, "last_name": last_name}
        )
        was_refused = membership.status == cls.Status.DECLINED or membership.exclusions.exists()
        if not is_new:
            membership._move(
                from_=cls.MAY_ASK_AGAIN, status=cls.Status.PENDING, role=cls.Role.MEMBER
            )
        membership.first_name, membership.last_name = first_name, last_name
        membership.request_text, membership.with_code = request_text, with_code
        membership.sponsor, membership.created_at = sponsor, timezone.now()
        membership.decision_reason, membership.decided_by, membership.decided_at = "", None, None
        membership.save()
        membership.accept_charter()
        # A coordinator who said no is asked again, whatever code the person has found since.
        if with_code and network.join_policy == Network.JoinPolicy.CODE and not was_refused:
            membership._enter()
        else:
            membership._ring(cls.objects.coordinators())
        return membership

    @classmethod
    @transaction.atomic
    def enter_without_account(
        cls,
        network: Network,
        *,
        by: "Membership | None",
        first_name: str,
        last_name: str,
        consent_manner: str,
        building: str = "",
        godparent: "Membership | None" = None,
    ) -> "Membership":
        """Let in a neighbour without e-mail, with their consent and perhaps a godparent.

        `by` is the coordinator to whom the consent was given, None for the site's staff.
        Raises PermissionDenied for anybody else.
        """
        now = timezone.now()
        person = cls(
            network=network,
            first_name=first_name,
            last_name=last_name,
            building=building,
            godparent=godparent,
            consent_manner=consent_manner,
            consent_at=now,
            consent_recorded_by=by,
            status=cls.Status.ACTIVE,
            joined_at=now,
        )
        person._check_coordinator(by)
        person.save()
        person.accept_charter()
        return person

    @transaction.atomic
    def accept(self, *, by: "Membership | None", reason: str = "") -> None:
        """Let the person in, and tell them. `by` is None for the site's staff."""
        self._check_coordinator(by)
        self._enter(decided_by=by, decided_at=timezone.now(), decision_reason=reason)
        self.exclusions.delete()
        settle(Kind.JOIN_REQUEST, target=self)
        notify(Kind.ACCEPTED, to=self, target=self, by=by)

    @transaction.atomic
    def decline(self, *, by: "Membership | None", reason: str) -> None:
        """Say no to a request, with the reason, which the person reads by mail."""
        self._check_coordinator(by)
        self._decide(self.Status.DECLINED, (self.Status.PENDING,), by, reason)
        settle(Kind.JOIN_REQUEST, target=self)
        self._write_to("membership_declined")

    @transaction.atomic
    def exclude(self, *, by: "Membership | None", reason: str) -> None:
        """End a membership, with the reason, which the person reads by mail."""
        self._check_coordinator(by)
        self._decide(self.Status.EXCLUDED, self.INSIDE, by, reason)
        self._let_godchildren_go()
        self._write_to("membership_excluded")

    def appoint(self) -> None:
        """Make the person a coordinator of the network."""
        self._move(from_=self.INSIDE, role=self.Role.COORDINATOR)

    def relieve(self) -> None:
        """Make a coordinator a member like the others again."""
        self._move(from_=self.INSIDE, role=self.Role.MEMBER)

    def pause(self) -> None:
        """Step back: one's offers leave the board, nobody can answer them."""
        self._move(from_=[self.Status.ACTIVE], status=self.Status.PAUSED)

    def resume(self) -> None:
        """Come back after a pause."""
        self._move(from_=[self.Status.PAUSED], status=self.Status.ACTIVE)

    def accept_charter(self) -> None:
        """Record the person's yes to the charter in force."""
        charter = self.network.charter
        if charter:
            CharterAcceptance.objects.get_or_create(
                network=self.network, membership=self, charter=charter
            )

    def _check_coordinator(self, by: "Membership | None") -> None:
        if by and not (by.is_coordinator and by.network_id == self.network_id):
            raise PermissionDenied

    def _enter(self, **decision: Any) -> None:
        self._move(
            from_=[self.Status.PENDING],
            status=self.Status.ACTIVE,
            joined_at=timezone.now(),
            left_at=None,
            **decision,
        )

    def _ring(self, coordinators: MembershipQuerySet) -> None:
        for coordinator in coordinators:
            notify(Kind.JOIN_REQUEST, to=coordinator, target=self, by=self)

    def _decide(
        self, status: str, from_: tuple[str, ...], by: "Membership | None", reason: str
    ) -> None:
        self._move(
            from_=from_,
            status=status,
            decided_by=by,
            decided_at=timezone.now(),
            decision_reason=reason,
        )

    def _write_to(self, template: str) -> None:
        """By mail alone: whoever is outside has no list of news to look at."""
        if self.email:
            send_templated(template, self.email, {"membership": self, "network": self.network})
