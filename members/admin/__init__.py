from members.admin.accounts import UserAdmin
from members.admin.networks import CharterAdmin, NetworkAdmin
from members.admin.people import MembershipAdmin

__all__ = ["CharterAdmin", "MembershipAdmin", "NetworkAdmin", "UserAdmin"]
