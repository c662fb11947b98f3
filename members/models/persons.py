"""What is said of a person: their names, where they live, where news of them leads."""

from typing import TYPE_CHECKING, Any

from django.urls import reverse
from django.utils.translation import gettext as _

if TYPE_CHECKING:
    from members.models.memberships import Membership


class Person:
    """For Membership: the words for a person."""

    first_name: Any
    last_name: Any
    building: Any
    entrance: Any
    floor: Any
    about: Any
    user: Any

    @property
    def display_name(self) -> str:
        """First name and initial: all that neighbours see; "Ancien membre" has no initial."""
        if not self.last_name:
            return str(self.first_name)
        return f"{self.first_name} {self.last_name[:1].upper()}."

    @property
    def initials(self) -> str:
        return f"{self.first_name[:1]}{self.last_name[:1]}".upper()

    @property
    def place(self) -> str:
        """ "bât. B", or nothing where the person did not say."""
        return _("bât. %(building)s") % {"building": self.building} if self.building else ""

    @property
    def flat(self) -> str:
        """The whole address in the residence, for those with whom it is shared."""
        parts = [
            self.building and _("bâtiment %s") % self.building,
            self.entrance and _("entrée %s") % self.entrance,
            self.floor,
        ]
        return ", ".join(part for part in parts if part)

    @property
    def email(self) -> str:
        """Where to write to this person: nowhere when a godparent acts for them."""
        return self.user.email if self.user else ""

    @property
    def presentation(self) -> str:
        """What neighbours read of the person in their own words; nothing where it is hidden."""
        return "" if self.hidden_at else str(self.about)  # type: ignore[attr-defined]

    @property
    def whose(self: Any) -> "Membership":
        """Who answers for what the person is reported for."""
        person: Membership = self
        return person

    @property
    def subject(self) -> str:
        return _("la page « %s »") % self.display_name

    @property
    def words(self) -> str:
        return self.presentation

    def notice_visible_to(self: Any, membership: "Membership") -> bool:
        """Whether news of this person is for `membership`."""
        told = self.pk == membership.pk or self.sponsor_id == membership.pk
        return bool(told or self.is_inside or membership.is_coordinator)

    def notice_url(self: Any, reader: "Membership") -> str:
        """Where news of this person leads: to the board, their page, the desk, the invitations."""
        slug = self.network.slug
        if self.pk == reader.pk:
            return reverse("offers:board", args=[slug])
        if self.is_inside:
            return str(self.get_absolute_url())
        if reader.is_coordinator:
            return reverse("admin:members_membership_change", args=[self.pk])
        return reverse("members:invitations", args=[slug])
