from members.admin.accounts import UserAdmin
from members.admin.networks import CharterAdmin, NetworkAdmin
from members.admin.people import MembershipAdmin
from members.admin.places import CommuneAdmin
from members.admin.proposals import ProposalAdmin
from members.admin.reports import ReportAdmin

__all__ = [
    "CharterAdmin",
    "CommuneAdmin",
    "MembershipAdmin",
    "NetworkAdmin",
    "ProposalAdmin",
    "ReportAdmin",
    "UserAdmin",
]
