"""Each kind of news has its words: in the list, and in a mail of text and HTML."""

from typing import Any

import pytest
from django.template.loader import get_template

from events.models import Encounter
from members.models import NoticePreference, Notification
from members.models.notices import ICONS, Kind
from members.notice_mail import letter, line_of
from members.scoping import in_network
from tests.personas import Neighbourhood, World

ENDINGS = ("_subject.txt", ".txt", ".html")


@pytest.mark.parametrize("kind", Kind)
def test_kind_has_its_words_its_mail_and_its_drawing(kind):
    get_template(f"notices/{kind}.txt")
    for ending in ENDINGS:
        get_template(f"emails/notices/{kind}{ending}")
    assert kind in ICONS


def targets_of(world: World) -> dict[Kind, Any]:
    """For each kind, a thing of Parc in the state of which it tells."""
    parc = world.parc
    targets = dict.fromkeys(Kind, parc.exchanges["agreed"])
    targets |= {Kind.THANKS: parc.exchanges["done"], Kind.JOIN_REQUEST: parc.pending}
    for kind in ("declined", "withdrawn", "cancelled", "not_done", "done"):
        targets[Kind(kind)] = parc.exchanges[kind]
    targets |= dict.fromkeys((Kind.ACCEPTED, Kind.INVITATION_USED), parc.author)
    targets[Kind.GODPARENT_GONE] = parc.godchild
    targets |= {
        Kind.THREAD_READ: parc.reports["thread"].target,
        Kind.REPORTED: parc.reports["open"],
        Kind.APPEALED: parc.reports["settled"],
    }
    targets |= dict.fromkeys(
        (Kind.PLEDGE_DUE, Kind.PLEDGED, Kind.ORGANISER), parc.collections["open"]
    )
    targets |= {
        Kind.PLEDGE_TAKEN: parc.collections["reported"],
        Kind.BILAN: parc.collections["reported"],
        Kind.BILAN_ASKED: parc.collections["reported"],
        Kind.COLLECTION_OFF: parc.collections["cancelled"],
        Kind.SHIFT_DUE: parc.shifts["both"],
    }
    targets |= dict.fromkeys((Kind.DECISION, Kind.REPORT_ANSWER), parc.reports["upheld"])
    return targets | gathered(parc)


def gathered(parc: Neighbourhood) -> dict[Kind, Any]:
    """The same for what neighbours do together."""
    concert, seat = parc.gatherings["concert"], parc.bookings["offered"]
    told_of_it = (Kind.GATHERING_MOVED, Kind.BOOKED, Kind.UNBOOKED, Kind.REMINDER)
    return {
        **dict.fromkeys((*told_of_it, Kind.GATHERING_YES), concert),
        Kind.GATHERING_ASKED: parc.gatherings["asked"],
        Kind.GATHERING_BACK: parc.gatherings["draft"],
        Kind.GATHERING_OFF: parc.gatherings["cancelled"],
        **dict.fromkeys((Kind.SEAT_OFFERED, Kind.SEAT_LAPSED), seat),
        Kind.MET: Encounter.objects.mutual().get(),
        Kind.REMEMBERED: parc.memories["answerer"],
    }


def examples(world: World) -> dict[str, Notification]:
    """One piece of news of each kind, that nobody has read."""
    parc = world.parc
    desk = (
        *(Kind.JOIN_REQUEST, Kind.REPORTED, Kind.APPEALED, Kind.GATHERING_ASKED),
        *(Kind.BILAN_ASKED, Kind.GODPARENT_GONE),
    )
    guests = (Kind.THANKS, Kind.SEAT_OFFERED, Kind.SEAT_LAPSED)
    to = {**dict.fromkeys(desk, parc.coordinator), **dict.fromkeys(guests, parc.answerer)}
    to[Kind.SHIFT_DUE] = parc.both
    Notification.objects.all().delete()
    NoticePreference.objects.all().delete()
    return {
        kind: Notification.objects.create(
            network=parc.network,
            kind=kind,
            to=to.get(kind, parc.author),
            by=parc.third if kind not in to else parc.author,
            target=target,
        )
        for kind, target in targets_of(world).items()
    }


def test_every_kind_speaks_of_a_real_thing_in_text_and_html(world: World):
    with in_network(world.parc.network):
        news = examples(world)
        assert set(news) == set(Kind)
        for notice in news.values():
            line = line_of(notice, notice.to)
            message = letter(notice.pk)
            html = message.alternatives[0].content
            assert line
            assert "\n" not in line
            assert message.subject
            for text in (message.body, html):
                assert f"Bonjour {notice.to.first_name}," in text
                assert "/desabonnement/" in text
                assert "http://localhost" in text
            assert "None" not in line + message.subject + message.body
