from members.models.absences import Absence
from members.models.accounts import User
from members.models.consents import Consent
from members.models.exclusions import Exclusion
from members.models.first_week import FirstWeekPutAway
from members.models.interests import Interest, InterestTry
from members.models.joining import EntryAttempt, Invitation, TooManyTries
from members.models.memberships import Membership
from members.models.networks import Charter, CharterAcceptance, Gesture, Network
from members.models.notices import NoticePreference, Notification
from members.models.pictures import Picture
from members.models.places import Commune
from members.models.proposals import Proposal
from members.models.reports import Report
from members.models.visits import Visit
from members.models.voices import ReportVoice

__all__ = [
    "Absence",
    "Charter",
    "CharterAcceptance",
    "Commune",
    "Consent",
    "EntryAttempt",
    "Exclusion",
    "FirstWeekPutAway",
    "Gesture",
    "Interest",
    "InterestTry",
    "Invitation",
    "Membership",
    "Network",
    "NoticePreference",
    "Notification",
    "Picture",
    "Proposal",
    "Report",
    "ReportVoice",
    "TooManyTries",
    "User",
    "Visit",
]
