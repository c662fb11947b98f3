"""What was reported in a neighbourhood of the tests: each kind of thing, in each situation."""

from typing import TYPE_CHECKING, Any

from exchanges.models import Exchange, Message, Thanks
from members.models import Report
from tests.factories import ExchangeFactory, OfferFactory

if TYPE_CHECKING:
    from tests.personas import Neighbourhood

REASON = "Rien de cela ici."


def report_things(place: "Neighbourhood") -> None:
    """Fill `place.reports`, by what became of them."""
    by = place.coordinator
    agreed = place.exchanges["agreed"]
    open_, _new = Report.make(
        place.offers["of the godchild"], by=place.both, words="C’est une vente."
    )
    upheld, _new = Report.make(medicines(place), by=place.third, words="Des médicaments.")
    upheld.uphold(by=by, reason=REASON)
    medicines(place).refresh_from_db()
    thread, _new = Report.make(
        agreed.messages.filter(side=Exchange.Turn.ANSWERER).last(),
        by=place.author,
        words="Ce mot me blesse.",
    )
    place.reports = {
        "open": open_,
        "upheld": upheld,
        "thread": thread,
        "settled": settle_a_picture(place),
    }
    for thing in (place.paused, a_thanks(place), a_message(place)):
        Report.take_up(thing, by=by, reason=REASON)


def medicines(place: "Neighbourhood") -> Any:
    return place.offers["hidden"]


def settle_a_picture(place: "Neighbourhood") -> Report:
    """Hidden, contested by the author, hidden still, by the word of the site's staff."""
    report = Report.take_up(place.pictures["closed"], by=place.coordinator, reason=REASON)
    report.appeal(by=place.author, text="On n’y voit que mon vélo.")
    report.settle(by=None, reason="On y voit un visage.", overturn=False)
    return report


def a_message(place: "Neighbourhood") -> Message:
    message: Any = place.exchanges["declined"].messages.first()
    return Message.objects.with_people().get(pk=message.pk)  # type: ignore[no-any-return]


def a_thanks(place: "Neighbourhood") -> Thanks:
    offer = OfferFactory(author=place.author, title="Chaise (remerciée)")
    done = ExchangeFactory(offer=offer, answerer=place.answerer, status=Exchange.Status.DONE)
    return Thanks.thank(done, by=place.answerer, text="Merci, et bien plus.")
