"""Objects for tests, in states that the verbs of the models would lead to.

A factory enters the scope of the network it writes in by itself; so does not the test, which
says with `in_network(…)` or the fixture `in_parc` where it stands.
"""

from tests.factories.collections import (
    CollectionFactory,
    DropPointFactory,
    NeedFactory,
    PledgeFactory,
    VolunteerSlotFactory,
)
from tests.factories.events import BookingFactory, GatheringFactory
from tests.factories.exchanges import ExchangeFactory
from tests.factories.members import (
    CharterFactory,
    GestureFactory,
    InvitationFactory,
    MembershipFactory,
    NetworkFactory,
    UserFactory,
)
from tests.factories.offers import OfferFactory
from tests.factories.pictures import (
    BilanPictureFactory,
    CollectionPictureFactory,
    GatheringPictureFactory,
    MemoryPictureFactory,
    OfferPictureFactory,
    picture_file,
)
from tests.factories.words import ContactMessageFactory, PageFactory, QuoteFactory

__all__ = [
    "BilanPictureFactory",
    "BookingFactory",
    "CharterFactory",
    "CollectionFactory",
    "CollectionPictureFactory",
    "ContactMessageFactory",
    "DropPointFactory",
    "ExchangeFactory",
    "GatheringFactory",
    "GatheringPictureFactory",
    "GestureFactory",
    "InvitationFactory",
    "MembershipFactory",
    "MemoryPictureFactory",
    "NeedFactory",
    "NetworkFactory",
    "OfferFactory",
    "OfferPictureFactory",
    "PageFactory",
    "PledgeFactory",
    "QuoteFactory",
    "UserFactory",
    "VolunteerSlotFactory",
    "picture_file",
]
