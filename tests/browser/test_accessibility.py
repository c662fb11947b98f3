"""Every page, as axe sees it: light and dark, on the smallest phone and on a desk."""

from collections.abc import Callable
from typing import Any

import pytest
from django.urls import reverse
from playwright.sync_api import Browser, Page

from coopere.models import Page as WordPage
from coopere.rights.absence import ticket_for
from members.models import FirstWeekPutAway, Membership, Network, User
from tests.browser.visit import accessibility_faults, faults_of, sign_in
from tests.crawl import ticket_of
from tests.factories import ContactMessageFactory, PageFactory, QuoteFactory
from tests.personas import World, build_world

NOWHERE = "/nulle-part/"
GONE = "disparue"


def public_pages(world: World) -> list[str]:
    slug = world.parc.network.slug
    return [
        reverse("home"),
        *(reverse("page", args=[slug]) for slug in WordPage.Slug.values),
        reverse("quotes"),
        reverse("members:networks"),
        reverse("members:networks") + "?q=nulle+part",
        reverse("members:propose"),
        reverse("members:network", args=[slug]),
        reverse("members:charter", args=[slug]),
        reverse("account_login"),
        reverse("account_signup"),
        reverse("account_reset_password"),
        reverse("account_request_login_code"),
        reverse("rights:rules"),
        reverse("rights:farewell"),
        reverse("rights:staying", args=[ticket_for(world.stranger)]),
        NOWHERE,
    ]


def newcomer_pages(world: World) -> list[str]:
    slug = world.parc.network.slug
    return [
        reverse("members:mine"),
        reverse("members:propose"),
        reverse("members:join", args=[slug]),
        reverse("members:join_request", args=[slug]),
        reverse("members:join_invited", args=[slug, world.parc.invitation.secret]),
        reverse("members:invitation", args=[GONE]),
        reverse("members:unsubscription", args=[ticket_of(world.parc)]),
        reverse("account_email"),
        reverse("account_change_password"),
        reverse("account_logout"),
    ]


def member_pages(world: World) -> list[str]:
    parc = world.parc
    slug = parc.network.slug
    names = ["members:network", "members:neighbours", "members:profile", "members:leave"]
    names += ["members:notices", "members:notice_settings", "members:invitations"]
    names += ["offers:board", "offers:choose", "offers:mine"]
    names += ["exchanges:list"]
    pages = [reverse(name, args=[slug]) for name in names]
    pages += [reverse("members:neighbour", args=[slug, parc.answerer.pk])]
    pages += [reverse("members:reporting", args=[slug, "voisin", parc.answerer.pk])]
    pages += [parc.reports[name].get_absolute_url() for name in ("upheld", "settled", "thread")]
    pages += [reverse("offers:create", args=[slug, "sought", "helping_hand"])]
    pages += [reverse("offers:board", args=[slug]) + "?q=introuvable"]
    pages += [
        reverse("offers:offer", args=[slug, offer.pk])
        for name, offer in parc.offers.items()
        if name != "of the paused"
    ]
    return pages


def proposal_pages(world: World) -> list[str]:
    """What the author proposed, in each state, and changes."""
    asked = world.parc.proposals
    change = reverse("members:proposal_edit", args=[asked["waiting"].pk])
    return [reverse("members:mine"), *(one.get_absolute_url() for one in asked.values()), change]


def young_pages(world: World) -> list[str]:
    """Zola prepares itself: its coordinator has the first week on board and desk, and a poster."""
    zola = world.zola.network
    Network._base_manager.filter(pk=zola.pk).update(state="preparing")
    FirstWeekPutAway._base_manager.all().delete()
    names = ["offers:board", "members:poster", "members:invitations"]
    return [reverse("admin:index"), *(reverse(name, args=[zola.slug]) for name in names)]


def founding_pages(world: World) -> list[str]:
    asked = world.parc.proposals["waiting"].pk
    names = ["change", "acceptation", "refus"]
    pages = [reverse(f"admin:members_proposal_{name}", args=[asked]) for name in names]
    return [reverse("admin:index"), reverse("admin:members_proposal_changelist"), *pages]


def exchange_pages(world: World) -> list[str]:
    slug = world.parc.network.slug
    met = [e for name, e in world.parc.exchanges.items() if name != "with the godchild"]
    pages = [reverse("exchanges:exchange", args=[slug, exchange.pk]) for exchange in met]
    return [*pages, reverse("exchanges:answer", args=[slug, world.parc.offers["open"].pk])]


def host_pages(world: World) -> list[str]:
    """Where the author writes what they invite to."""
    parc = world.parc
    slug = parc.network.slug
    pages = [reverse(name, args=[slug]) for name in ("events:choose", "events:mine")]
    pages += [reverse("events:create", args=[slug, kind]) for kind in ("concert", "cafe")]
    for name, page in [("concert", "edit"), ("concert", "cancellation"), ("draft", "edit")]:
        pages.append(reverse(f"events:{page}", args=[slug, parc.gatherings[name].pk]))
    return [*pages, reverse("events:cancellation", args=[slug, parc.gatherings["draft"].pk])]


def rights_pages(world: World) -> list[str]:
    return [
        reverse("account_reauthenticate"),
        reverse("rights:mine"),
        reverse("rights:erasure"),
    ]


def coordinator_pages(world: World) -> list[str]:
    return [
        reverse("admin:index"),
        reverse("admin:members_membership_changelist"),
        reverse("admin:members_membership_change", args=[world.parc.pending.pk]),
        reverse("admin:offers_offer_changelist"),
        reverse("admin:offers_offer_change", args=[world.parc.offers["open"].pk]),
        *(reverse("admin:members_report_change", args=[r.pk]) for r in world.parc.reports.values()),
        reverse("admin:members_report_retenue", args=[world.parc.reports["thread"].pk]),
        reverse("admin:events_gathering_changelist"),
        reverse("admin:events_gathering_change", args=[world.parc.gatherings["asked"].pk]),
        reverse("admin:events_gathering_renvoi", args=[world.parc.gatherings["asked"].pk]),
    ]


def staff_pages(world: World) -> list[str]:
    """What only the site's staff look after."""
    page = PageFactory()
    version, _new = page.write("## Bonjour\n\n| a | b |\n|-|-|\n| 1 | 2 |", by=None, since=0)
    page.write("## Bonsoir", by=None, since=version.pk)
    letter, quote = ContactMessageFactory(), QuoteFactory()
    return [
        reverse("admin:index"),
        *(reverse(f"admin:coopere_{name}_changelist") for name in ("page", "quote")),
        reverse("admin:coopere_page_change", args=[page.pk]),
        reverse("admin:coopere_page_texte", args=[page.pk]),
        reverse("admin:coopere_page_version", args=[page.pk, version.pk]),
        reverse("admin:coopere_quote_add"),
        reverse("admin:coopere_quote_change", args=[quote.pk]),
        reverse("admin:coopere_contactmessage_changelist"),
        reverse("admin:coopere_contactmessage_change", args=[letter.pk]),
    ]


Visit = tuple[Callable[[World], list[str]], Callable[[World], Membership | User | None]]
VISITS: dict[str, Visit] = {
    "visitor": (public_pages, lambda world: None),
    "newcomer": (newcomer_pages, lambda world: world.stranger),
    "pending": (lambda world: newcomer_pages(world)[:2], lambda world: world.parc.pending),
    "declined": (lambda world: newcomer_pages(world)[:2], lambda world: world.parc.declined),
    "author": (member_pages, lambda world: world.parc.author),
    "author in exchanges": (exchange_pages, lambda world: world.parc.author),
    "answerer in exchanges": (exchange_pages, lambda world: world.parc.answerer),
    "proposer": (proposal_pages, lambda world: world.parc.author),
    "founder": (young_pages, lambda world: world.zola.coordinator),
    "staff and proposals": (founding_pages, lambda world: world.staff),
    "host": (host_pages, lambda world: world.parc.author),
    "rights": (rights_pages, lambda world: world.parc.author),
    "rights of the coordinator": (rights_pages, lambda world: world.parc.coordinator),
    "coordinator": (coordinator_pages, lambda world: world.parc.coordinator),
    "staff": (staff_pages, lambda world: world.staff),
}


@pytest.mark.parametrize("visit", VISITS)
def test_page_has_no_accessibility_fault_and_fits_the_screen(
    visit: str, live_server: Any, browser: Browser, browser_context_args: dict[str, Any]
) -> None:
    world = build_world()
    pages, who = VISITS[visit]
    context = browser.new_context(**browser_context_args)
    person = who(world)
    if person:
        sign_in(context, live_server.url, person, is_sure=visit.startswith("rights"))
    page = context.new_page()
    refused: list[str] = []
    page.on("console", lambda said: refused.append(said.text) if _is_refusal(said.text) else None)
    faults = [fault for path in pages(world) for fault in _faults(page, live_server.url + path)]
    context.close()
    assert faults == []
    assert refused == []


def test_axe_finds_a_fault_where_there_is_one(page: Page) -> None:
    page.set_content("<html lang=fr><title>x</title><main><img src=x><input></main></html>")
    assert {fault.split(": ")[1] for fault in accessibility_faults(page)} == {"image-alt", "label"}


def test_fault_that_only_the_dark_shows_is_found_there(page: Page) -> None:
    dark = "@media (prefers-color-scheme: dark) { p { color: #222; background: #000 } }"
    fading = f"<style>p {{ color: #000; background: #fff; transition: all 9s }} {dark}</style>"
    page.set_content(f"<html lang=fr><title>x</title>{fading}<main><p>Bonjour</main></html>")
    found = [fault.split(": ") for fault in faults_of(page)]
    assert [(where, rule) for where, _url, rule, *_rest in found] == [
        ("dark, 320", "color-contrast"),
        ("dark, 1280", "color-contrast"),
    ]


def _faults(page: Page, address: str) -> list[str]:
    answer = page.goto(address)
    missing = address.endswith((NOWHERE, f"/{GONE}/"))
    assert answer
    assert answer.ok is not missing, (answer.status, address)
    return faults_of(page)


def _is_refusal(text: str) -> bool:
    return "Content Security Policy" in text
