from members.models.absences import Absence
from members.models.accounts import User
from members.models.consents import Consent
from members.models.joining import EntryAttempt, Invitation, TooManyTries
from members.models.memberships import Membership
from members.models.networks import Charter, CharterAcceptance, Gesture, Network
from members.models.notices import NoticePreference, Notification
from members.models.pictures import Picture
from members.models.reports import Report
from members.models.visits import Visit
from members.models.voices import ReportVoice

__all__ = [
    "Absence",
    "Charter",
    "CharterAcceptance",
    "Consent",
    "EntryAttempt",
    "Gesture",
    "Invitation",
    "Membership",
    "Network",
    "NoticePreference",
    "Notification",
    "Picture",
    "Report",
    "ReportVoice",
    "TooManyTries",
    "User",
    "Visit",
]
