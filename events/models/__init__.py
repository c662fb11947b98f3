from events.models.address import Address, AddressShowing
from events.models.artist import Artist
from events.models.booking import Booking
from events.models.bring import BringItem, BringPledge
from events.models.collection import Collection, Organiser
from events.models.collection_pictures import BilanPicture, CollectionPicture
from events.models.dropoff import DropPoint, OpeningHours
from events.models.feed import CalendarFeed
from events.models.gathering import Gathering
from events.models.meeting import Encounter
from events.models.memory import GatheringPicture, Memory, MemoryPicture
from events.models.need import Need
from events.models.pledge import Pledge
from events.models.series import Rhythm, Series
from events.models.shifts import Shift, VolunteerSlot

__all__ = [
    "Address",
    "AddressShowing",
    "Artist",
    "BilanPicture",
    "Booking",
    "BringItem",
    "BringPledge",
    "CalendarFeed",
    "Collection",
    "CollectionPicture",
    "DropPoint",
    "Encounter",
    "Gathering",
    "GatheringPicture",
    "Memory",
    "MemoryPicture",
    "Need",
    "OpeningHours",
    "Organiser",
    "Pledge",
    "Rhythm",
    "Series",
    "Shift",
    "VolunteerSlot",
]
