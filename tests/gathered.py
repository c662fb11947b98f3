"""Where people of a neighbourhood of the tests meet: each kind of gathering, each state."""

from datetime import timedelta
from typing import TYPE_CHECKING, Any

from django.utils import timezone

from events.models import (
    Address,
    AddressShowing,
    Artist,
    Booking,
    BringItem,
    CalendarFeed,
    Encounter,
    Gathering,
    Memory,
    Rhythm,
    Series,
)
from members.models import Report
from tests.factories import (
    BookingFactory,
    GatheringFactory,
    GatheringPictureFactory,
    MemoryPictureFactory,
)

if TYPE_CHECKING:
    from tests.personas import Neighbourhood

SAID = {
    "access_notes": "Trois étages sans ascenseur, et un chat.",
    "chapeau": "Un chapeau passe à la fin, chacun fait comme il veut.",
    "note_phone": "06 39 98 48 73",
}
ADDRESS = "2 allée des Tilleuls, 3e étage gauche"
Kind = Gathering.Kind


def gather(place: "Neighbourhood") -> None:
    """Fill `place.gatherings` and `place.bookings`, by what they are."""
    hold_a_cafe(place)
    announce_a_concert(place)
    announce_others(place)
    remember(place)
    GatheringPictureFactory(gathering=None, by=place.author)
    MemoryPictureFactory(memory=None, by=place.author)
    place.feed = CalendarFeed.renew(by=place.author)


def hold_a_cafe(place: "Neighbourhood") -> None:
    """The third's, each month; the answerer comes with a tart."""
    cafe = GatheringFactory(host=place.third, title="Café du samedi", status="draft", **SAID)
    Series.plan(by=place.third, first=cafe, rhythm=Rhythm.MONTHLY)
    cafe.propose(by=place.third)
    place.gatherings["café"] = cafe
    place.bookings["at the café"] = BookingFactory(gathering=cafe, member=place.answerer)
    for name, label in {"tart": "Une tarte", "juice": "Du jus"}.items():
        place.items[name] = BringItem.add(cafe, by=place.third, label=label, wanted=3)
    place.items["tart"].pledge(by=place.answerer, quantity=1)
    # The last of the series, which the answerer meant to see.
    last = Series.objects.get().gatherings.order_by("starts_at").last()
    BookingFactory(gathering=last, member=place.answerer)
    last.cancel(by=place.third, word="La salle est prise ce soir-là.")
    place.gatherings["cancelled"] = last


def announce_a_concert(place: "Neighbourhood") -> None:
    """The author's: two seats, which the answerer and a friend have; the third waits."""
    concert = a_concert(place, "Chansons du soir", seats=2, place="près du parc", **SAID)
    place.gatherings["concert"] = concert
    Artist.bill(concert, by=place.author, artists=[("Ana Lune", "https://example.org/ana")])
    Address.keep(concert, by=place.author, text=ADDRESS)
    place.pictures["concert"] = GatheringPictureFactory(gathering=concert)
    confirmed = Booking.book(concert, by=place.answerer, size=2, companions="Nina, ma sœur")
    Address.show(confirmed, by=place.answerer)
    given_back = Booking.book(concert, by=place.both)
    given_back.cancel(by=place.both)
    waiting = Booking.book(concert, by=place.third)
    place.bookings |= {"confirmed": confirmed, "waiting": waiting, "cancelled": given_back}
    place.showing = AddressShowing.objects.get(booking=confirmed)


def announce_others(place: "Neighbourhood") -> None:
    by = place.coordinator
    another = place.gatherings["another concert"] = a_concert(place, "Trio à vent")
    Address.keep(another, by=place.author, text=ADDRESS)
    place.bookings["not shown"] = BookingFactory(gathering=another, member=place.answerer)
    place.gatherings["asked"] = a_concert(place, "Duo de flûtes", status="proposed")
    draft = place.gatherings["draft"] = a_concert(place, "Récital", status="proposed")
    Address.keep(draft, by=place.author, text=ADDRESS)
    draft.send_back(by=by, reason="Il manque l’heure de fin.")
    place.gatherings["of the godchild"] = GatheringFactory(
        host=place.godchild, entered_by=place.godparent, title="Thé chez Odile"
    )
    hidden = place.gatherings["hidden"] = GatheringFactory(host=place.author, title="Vente privée")
    Report.take_up(hidden, by=by, reason="C’est une vente.")
    workshop = GatheringFactory(host=place.author, title="Réparer son vélo", kind=Kind.WORKSHOP)
    place.gatherings["workshop"] = workshop
    place.bookings["offered"] = BookingFactory(
        gathering=workshop, member=place.answerer, status="offered"
    )
    soon = GatheringFactory(
        host=place.author, title="Goûter", starts_at=timezone.now() + timedelta(hours=2)
    )
    place.gatherings["soon"] = soon
    place.bookings["claimed"] = BookingFactory(gathering=soon, member=place.third, status="waiting")


def remember(place: "Neighbourhood") -> None:
    """Where some met a week ago, and what they keep of it."""
    past = place.gatherings["past"] = a_concert(place, "Quatuor du palier", over=True)
    Gathering.objects.filter(pk=past.pk).update(reminded_at=past.starts_at)
    guests = {"gathering": past, "arrived_at": past.starts_at}
    for person in (place.answerer, place.third):
        BookingFactory(member=person, **guests)
    BookingFactory(member=place.godchild, entered_by=place.godparent, **guests)
    Address.objects.create(network=place.network, gathering=past, erased_at=timezone.now())
    for one, other in [("author", "answerer"), ("answerer", "author"), ("third", "author")]:
        Encounter.say(past, by=place.people[one], other=place.people[other])
    place.memories["answerer"] = Memory.write(past, by=place.answerer, text="Quel beau soir !")
    place.pictures["memory"] = MemoryPictureFactory(memory=place.memories["answerer"])
    Memory.write(past, by=place.godparent, for_=place.godchild, text="On se croyait à Vienne.")
    blurted = place.memories["hidden"] = Memory.write(past, by=place.author, text="Le 2e dormait.")
    Report.take_up(blurted, by=place.coordinator, reason="Cela peut blesser.")


def a_concert(chez: "Neighbourhood", title: str, /, **fields: Any) -> Gathering:
    """Chez the author."""
    made: Gathering = GatheringFactory(host=chez.author, concert=True, title=title, **fields)
    return made
