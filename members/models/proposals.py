from datetime import timedelta
from typing import Any
from uuid import UUID

from django.conf import settings
from django.core.exceptions import PermissionDenied
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models, transaction
from django.template import loader
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from coopere.lib.mail import send_templated
from coopere.lib.once import Once
from coopere.lib.state import Stateful, TransitionRefused
from members.models.accounts import User
from members.models.memberships import Membership
from members.models.networks import Charter, Network
from members.models.places import Commune
from members.notifications import write_to_staff
from members.scoping import in_network

MOST_WAITING = 3
MOST_A_DAY = 5
FEWEST_HOMES, MOST_HOMES = 5, 2000
# An answer can be read again for a year.
KEPT = timedelta(days=365)


class ProposalQuerySet(models.QuerySet["Proposal"]):
    def waiting(self) -> "ProposalQuerySet":
        """Those that nobody answered yet, the one that waits longest first."""
        return self.filter(status=Proposal.Status.WAITING).order_by("created_at", "pk")

    def of(self, user: Any) -> "ProposalQuerySet":
        return self.filter(proposer=user).order_by("-created_at", "-pk")


class Proposal(Once, Stateful):
    """A network that somebody would like to see where they live; the site's staff answer.

    It stands before any network: once accepted, the network itself names it.
    """

    class Status(models.TextChoices):
        WAITING = "waiting", _("en attente de réponse")
        ACCEPTED = "accepted", _("acceptée")
        REFUSED = "refused", _("refusée")
        WITHDRAWN = "withdrawn", _("retirée")

    # What is not a network yet, nor was taken back.
    SHOWN = (Status.WAITING, Status.REFUSED)

    proposer = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="proposals"
    )
    first_name = models.CharField(_("prénom"), max_length=40)
    last_name = models.CharField(_("nom"), max_length=60)
    commune: "models.ForeignKey[Commune | None, Commune | None]" = models.ForeignKey(
        Commune, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    town = models.CharField(_("commune"), max_length=80)
    postcode = models.CharField(_("code postal"), max_length=5)
    place = models.CharField(_("résidence ou rues"), max_length=80)
    homes = models.PositiveSmallIntegerField(
        _("logements"),
        validators=[MinValueValidator(FEWEST_HOMES), MaxValueValidator(MOST_HOMES)],
    )
    why = models.TextField(_("pourquoi"), max_length=1000)
    companions = models.TextField(_("avec qui"), max_length=500, blank=True, default="")
    status = models.CharField(
        _("état"), max_length=10, choices=Status.choices, default=Status.WAITING
    )
    # Why it was refused, or the word that came with a yes.
    reason = models.TextField(_("réponse"), max_length=500, blank=True, default="")
    created_at = models.DateTimeField(_("proposé le"), default=timezone.now, editable=False)
    changed_at = models.DateTimeField(_("modifié le"), null=True, editable=False)
    ended_at = models.DateTimeField(_("réponse du"), null=True, editable=False)

    objects = ProposalQuerySet.as_manager()

    class Meta:
        verbose_name = _("réseau proposé")
        verbose_name_plural = _("réseaux proposés")
        constraints = [
            models.CheckConstraint(
                condition=models.Q(postcode__regex=r"^[0-9]{5}$"),
                name="proposal_postcode_is_5_digits",
            ),
            models.CheckConstraint(
                condition=~models.Q(status="refused") | ~models.Q(reason=""),
                name="proposal_refusal_has_a_reason",
            ),
            models.CheckConstraint(
                condition=models.Q(status="waiting", ended_at=None)
                | (~models.Q(status="waiting") & models.Q(ended_at__isnull=False)),
                name="proposal_ended_has_a_date",
            ),
        ]
        indexes = [
            models.Index(fields=["proposer", "-created_at"], name="proposals_of_user"),
            models.Index(
                fields=["created_at"],
                name="proposals_waiting",
                condition=models.Q(status="waiting"),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.town}, {self.place}"

    def get_absolute_url(self) -> str:
        return reverse("members:proposal", args=[self.pk])

    @property
    def is_waiting(self) -> bool:
        return self.status == self.Status.WAITING

    @classmethod
    @transaction.atomic
    def propose(cls, *, by: User, token: UUID | None = None, **answers: Any) -> "Proposal":
        """Ask for a network; the site's staff are written to.

        Raises TransitionRefused where MOST_WAITING of theirs wait for an answer already, or
        they sent MOST_A_DAY since yesterday.
        """
        # The row of the person is locked, so that what they send at once is counted.
        User.objects.select_for_update().get(pk=by.pk)
        made, is_new = cls.create_once(token=token, proposer=by, **answers)
        if is_new:
            cls._check_number(by)
            write_to_staff("proposal_arrived", {"proposal": made})
        return made

    def edit(self, *, by: User, **answers: Any) -> None:
        """Say it otherwise, as long as nobody answered."""
        self._check_proposer(by)
        self._move(from_=[self.Status.WAITING], changed_at=timezone.now(), **answers)

    def withdraw(self, *, by: User) -> None:
        """Take it back, as long as nobody answered."""
        self._check_proposer(by)
        self._end(self.Status.WITHDRAWN)

    @transaction.atomic
    def refuse(self, *, reason: str) -> None:
        """Say no, with the reason, which the person reads by mail. For the site's staff."""
        self._end(self.Status.REFUSED, reason=reason)
        self._write_back("proposal_refused")

    @transaction.atomic
    def accept(self, *, name: str = "", word: str = "", as_of: Any = ...) -> Network:
        """Make the network with its entry code, its charter and its first coordinator.

        The proposer is written to, with what to do now. They have not accepted the charter:
        only they can, and are asked before their first post. For the site's staff; `as_of` is
        the `changed_at` of what they read. Raises TransitionRefused when it was written anew,
        answered, or taken back meanwhile.
        """
        self._end(self.Status.ACCEPTED, reason=word)
        self.refresh_from_db()
        if as_of is not ... and as_of != self.changed_at:
            raise TransitionRefused(
                gettext("Cette proposition a changé\u00a0: relisez-la d’abord.")
            )
        network = Network.found(
            commune=self.commune,
            town=self.town,
            postcode=self.postcode,
            name=name or self.place,
            proposal=self,
        )
        with in_network(network):
            Charter.objects.create(network=network, version=1, text=first_charter())
            coordinator = Membership.objects.create(
                network=network,
                user=self.proposer,
                first_name=self.first_name,
                last_name=self.last_name,
                role=Membership.Role.COORDINATOR,
                status=Membership.Status.ACTIVE,
                joined_at=timezone.now(),
            )
        self._write_back("proposal_accepted", network=network, membership=coordinator)
        return network

    @classmethod
    def _check_number(cls, by: User) -> None:
        mine = cls.objects.of(by)
        if mine.waiting().count() > MOST_WAITING:
            raise TransitionRefused(
                gettext(
                    "Trois de vos propositions attendent déjà une réponse. Attendez-la, ou "
                    "retirez-en une."
                )
            )
        if mine.filter(created_at__gt=timezone.now() - timedelta(days=1)).count() > MOST_A_DAY:
            raise TransitionRefused(
                gettext("Vous avez proposé beaucoup de réseaux aujourd’hui. Revenez demain.")
            )

    def _check_proposer(self, by: User) -> None:
        if by.pk != self.proposer_id:
            raise PermissionDenied

    def _end(self, status: str, **answer: Any) -> None:
        self._move(from_=[self.Status.WAITING], status=status, ended_at=timezone.now(), **answer)

    def _write_back(self, template: str, **context: Any) -> None:
        send_templated(template, self.proposer.email, {"proposal": self, **context})


def first_charter() -> str:
    """The charter with which every network begins; its coordinators may change it."""
    return loader.render_to_string("members/first_charter.txt").strip()
