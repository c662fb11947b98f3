"""The doors in the wall that the rights of a person need: theirs is what they have everywhere."""

from typing import Any

from django.db.models import QuerySet

from members.models import Membership
from members.models.memberships import MembershipQuerySet
from members.scoping import TenantModel


def rows_everywhere(model: Any) -> QuerySet[Any]:
    """All rows of a model, of every network: what is done with them says whose they are."""
    if issubclass(model, TenantModel):
        found: QuerySet[Any] = model.objects.with_scopes_disabled().all()
        return found
    return model._default_manager.all()  # type: ignore[no-any-return]


def people_everywhere() -> MembershipQuerySet:
    """All memberships, with their networks."""
    people: Any = Membership.objects.with_scopes_disabled()
    found: MembershipQuerySet = people.select_related("network")
    return found
