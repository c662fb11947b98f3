"""What people of a neighbourhood of the tests collect together: each state, each kind of gift."""

from datetime import time, timedelta
from decimal import Decimal
from typing import TYPE_CHECKING, Any

from django.utils import timezone

from events.models import Collection, Need, Pledge, Shift
from members.models import Report
from tests.factories import (
    BilanPictureFactory,
    CollectionFactory,
    CollectionPictureFactory,
    DropPointFactory,
    VolunteerSlotFactory,
)

if TYPE_CHECKING:
    from tests.personas import Neighbourhood

SAID = {
    "money_url": "https://www.helloasso.com/associations/les-tilleuls",
    "beneficiary": "trente familles de l’école Jean-Macé",
}
NEEDS: dict[str, dict[str, Any]] = {
    "notebooks": {"label": "Cahiers", "unit": "piece", "target": 120, "priority": 3},
    "cases": {"label": "Trousses", "unit": "piece", "target": 30, "note": "Pas de trousse usée."},
    "apples": {"label": "Pommes", "unit": "kg", "target": 50, "surplus_welcome": True},
    "juice": {"label": "Jus de fruits", "unit": "litre", "target": 20, "priority": 1},
    "sorting": {"label": "Tri et emballage", "unit": "hour", "target": 12},
}


def collect_things(place: "Neighbourhood") -> None:
    """Fill `place.collections`, `needs`, `pledges` and `slots`, by what they are."""
    open_a_collection(place)
    open_its_doors(place)
    promise_things(place)
    end_others(place)
    CollectionPictureFactory(collection=None, by=place.author)
    BilanPictureFactory(collection=None, by=place.author)


def open_a_collection(place: "Neighbourhood") -> None:
    """The author's, with the answerer's help."""
    author = place.author
    opened = CollectionFactory(
        created_by=author, title="Rentrée solidaire", needs=0, status="preparing", **SAID
    )
    for name, said in NEEDS.items():
        place.needs[name] = Need.add(
            opened, by=author, **{**said, "target": Decimal(said["target"])}
        )
    opened.add_organiser(by=author, who=place.answerer)
    opened.open(by=author)
    place.collections["open"] = opened
    place.pictures["collection"] = CollectionPictureFactory(collection=opened)


def open_its_doors(place: "Neighbourhood") -> None:
    """A point with hours, and two slots: the third has given hers back."""
    opened, author = place.collections["open"], place.author
    point = place.point = DropPointFactory(collection=opened)
    for days in (3, 7):
        day = timezone.localdate() + timedelta(days=days)
        point.open_on(by=author, day=day, opens=time(17), closes=time(20))
    first = place.slots["held"] = VolunteerSlotFactory(point=point)
    place.slots["free"] = VolunteerSlotFactory(
        point=point, starts_at=first.ends_at, ends_at=first.ends_at + timedelta(hours=1), wanted=1
    )
    place.shifts["both"] = Shift.sign_up(first, by=place.both)
    place.shifts["of the godchild"] = Shift.sign_up(first, by=place.godparent, for_=place.godchild)
    given_back = place.shifts["cancelled"] = Shift.sign_up(place.slots["free"], by=place.third)
    given_back.cancel(by=place.third)
    Shift.objects.filter(pk=given_back.pk).update(reminded_at=timezone.now())


def promise_things(place: "Neighbourhood") -> None:
    """A pledge in each state, one without a name, one for a neighbour, one of a passer-by."""
    needs, point, volunteer = place.needs, place.point, place.both
    said = {"point": point, "by": place.third}
    pledges = place.pledges = {
        "promised": Pledge.promise(needs["notebooks"], amount=Decimal(30), **said),
        "in part": Pledge.promise(needs["apples"], by=place.third, amount=Decimal(5)),
        "delivered": Pledge.promise(needs["cases"], by=place.third, amount=Decimal(4)),
        "withdrawn": Pledge.promise(needs["juice"], by=place.third, amount=Decimal(6)),
        "anonymous": Pledge.promise(
            needs["notebooks"], by=place.coordinator, amount=Decimal(10), is_anonymous=True
        ),
        "of the godchild": Pledge.promise(
            needs["apples"], by=place.godparent, for_=place.godchild, amount=Decimal("2.5")
        ),
    }
    pledges["in part"].deliver(by=volunteer, amount=Decimal(2))
    pledges["delivered"].deliver(by=volunteer, amount=Decimal(4))
    pledges["withdrawn"].withdraw(by=place.third)
    pledges["passing by"] = Pledge.bring_without_pledge(
        needs["apples"], by=volunteer, amount=Decimal("1.5"), name="Une dame du 4", point=point
    )
    Pledge.objects.filter(pk=pledges["promised"].pk).update(reminded_at=timezone.now())
    needs["juice"].close(by=place.author)


def end_others(place: "Neighbourhood") -> None:
    """One with its report on the front door, one after its model, one called off, one hidden."""
    author, coordinator = place.author, place.coordinator
    past = place.collections["reported"] = a_collection(place, "Couvertures pour l’hiver")
    blanket = Pledge.promise(past.needs.get(), by=place.third, amount=Decimal(3))
    blanket.deliver(by=author, amount=Decimal(3))
    past.close(by=author)
    place.pictures["bilan"] = BilanPictureFactory(collection=past)
    CollectionPictureFactory(collection=past)
    past.publish_report(by=author, text="Trente familles ont eu chaud tout l’hiver.")
    past.allow_public(by=coordinator)
    place.collections["preparing"], _new = Collection.copy_as_new(past, by=author)
    off = place.collections["cancelled"] = a_collection(place, "Colis de Noël")
    Pledge.promise(off.needs.get(), by=place.third, amount=Decimal(1))
    off.cancel(by=coordinator, word="La mairie s’en charge cette année.")
    hidden = place.collections["hidden"] = a_collection(place, "Vente de brioches")
    Report.take_up(hidden, by=coordinator, reason="C’est une vente.")


def a_collection(of: "Neighbourhood", title: str) -> Collection:
    """Of the author, open, for one thing."""
    made: Collection = CollectionFactory(created_by=of.author, title=title, **SAID)
    return made
