"""A host who changes a café while neighbours book there."""

import pytest
from django.db import transaction

from events.forms import GatheringForm
from events.models import Gathering
from members.models.notices import Kind as News
from members.notifications import notify
from tests.events.sheet import cafe
from tests.factories import GatheringFactory
from tests.racing import WON, Meeting, racing

pytestmark = pytest.mark.django_db(transaction=True)


def test_host_and_guest_who_act_at_once_do_not_hold_each_other_up(parc, alice, bachir):
    """The form holds its author, the seat holds the café, and each needs a word with the other."""
    pk, met = GatheringFactory(host=alice).pk, Meeting()

    def change():
        found = Gathering.objects.get(pk=pk)
        form = GatheringForm(cafe(), by=alice, kind="cafe", gathering=found)
        with form.taken_in():
            assert form.is_valid()
            met.wait()
            found.edit(by=alice, **form.answers())

    def book():
        with transaction.atomic():
            held = Gathering.objects.get(pk=pk).locked()
            met.wait()
            notify(News.BOOKED, to=alice, target=held, by=bachir)

    with racing(parc) as race:
        assert race(change, book) == [WON, WON]
