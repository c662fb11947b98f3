from members.models.accounts import User
from members.models.interests import Interest, InterestTry
from members.models.joining import EntryAttempt, Invitation, TooManyTries
from members.models.memberships import Membership
from members.models.networks import Charter, CharterAcceptance, Gesture, Network
from members.models.notices import NoticePreference, Notification
from members.models.pictures import Picture
from members.models.places import Commune
from members.models.reports import Report
from members.models.voices import ReportVoice

__all__ = [
    "Charter",
    "CharterAcceptance",
    "Commune",
    "EntryAttempt",
    "Gesture",
    "Interest",
    "InterestTry",
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
]
