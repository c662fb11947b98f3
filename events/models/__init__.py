from events.models.address import Address, AddressShowing
from events.models.artist import Artist
from events.models.booking import Booking
from events.models.bring import BringItem, BringPledge
from events.models.feed import CalendarFeed
from events.models.gathering import Gathering
from events.models.meeting import Encounter
from events.models.memory import GatheringPicture, Memory, MemoryPicture
from events.models.series import Rhythm, Series

__all__ = [
    "Address",
    "AddressShowing",
    "Artist",
    "Booking",
    "BringItem",
    "BringPledge",
    "CalendarFeed",
    "Encounter",
    "Gathering",
    "GatheringPicture",
    "Memory",
    "MemoryPicture",
    "Rhythm",
    "Series",
]
