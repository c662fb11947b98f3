"""What is said in a thread goes a year after it fell silent, and not while somebody may ask."""

from datetime import UTC, datetime, timedelta

import pytest
import time_machine
from dateutil.relativedelta import relativedelta

from coopere.rights.purges import forget_messages, forget_reports
from exchanges.models import ContactShare, Exchange, Message
from members.models import Membership, Report
from members.scoping import in_network
from tests.factories import ExchangeFactory, OfferFactory

START = datetime(2026, 3, 14, 12, tzinfo=UTC)
YEAR = relativedelta(months=12)
DAY = timedelta(days=1)


@pytest.fixture
def done(alice: Membership, bachir: Membership) -> Exchange:
    """An exchange that was done at START."""
    with time_machine.travel(START, tick=False):
        return ExchangeFactory(offer=OfferFactory(author=alice), answerer=bachir, status="done")


def night_of(moment: datetime) -> int:
    """Keep to the rule at that moment; how many messages are left."""
    forget_messages(YEAR, moment)
    return Message._base_manager.count()


def test_thread_in_which_neighbours_still_talk_stays_whole(done, alice):
    late = START + relativedelta(months=13)
    with time_machine.travel(late, tick=False), in_network(alice.network):
        Message.say(done, by=alice, text="La perceuse marche toujours ?")
        ContactShare.share(done, by=alice, what="email")
    assert night_of(late + DAY) == 2
    assert ContactShare._base_manager.count() == 1
    assert night_of(late + YEAR - DAY) == 2
    assert night_of(late + YEAR + DAY) == 0
    assert ContactShare._base_manager.count() == 0


def test_contact_shared_lately_in_a_silent_thread_stays(done, alice):
    late = START + relativedelta(months=13)
    with time_machine.travel(late, tick=False), in_network(alice.network):
        ContactShare.share(done, by=alice, what="email")
    assert night_of(late + DAY) == 0
    assert ContactShare._base_manager.count() == 1
    night_of(late + YEAR + DAY)
    assert ContactShare._base_manager.count() == 0


@pytest.mark.parametrize("verb", ["uphold", "dismiss"])
def test_message_stays_while_the_decision_on_it_may_be_contested(done, alice, bachir, denise, verb):
    late = START + relativedelta(months=10)
    with time_machine.travel(late, tick=False), in_network(alice.network):
        report, _new = Report.make(done.messages.get(), by=alice, words="Ce mot me blesse.")
        getattr(report, verb)(by=denise, reason="Voici pourquoi.")
    assert night_of(late + YEAR - DAY) == 1
    assert night_of(late + YEAR + DAY) == 0


def test_report_ends_with_what_it_kept_out_of_sight(done, alice, denise):
    with time_machine.travel(START, tick=False), in_network(alice.network):
        report, _new = Report.make(done.messages.get(), by=alice, words="Ce mot me blesse.")
        report.uphold(by=denise, reason="Voici pourquoi.")
    later = START + YEAR + DAY
    forget_reports(YEAR, later)
    assert Report._base_manager.count() == 1, "the message is there, and hidden"
    assert night_of(later) == 0
    forget_reports(YEAR, later)
    assert Report._base_manager.count() == 0
