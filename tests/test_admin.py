"""The coordinators' desk: who comes in, and what each sees there."""

import pytest
from django.contrib import admin
from django.contrib.admin.models import LogEntry
from django.db.models import CharField, Model, TextField
from django.urls import reverse

from exchanges.models import Exchange, Message, Thanks
from members.models import Charter, Invitation, Membership, Network, Report, ReportVoice, User
from members.scoped_admin import ScopedAdmin
from offers.models import Offer
from tests.personas import ROLES, Neighbourhood, World, browser_of
from tests.tenants import rows_of

CANARY = "Zinzolin"
INSIDE = {"coordinator", "staff", "coordinator of another network"}
LISTED = [Membership, Offer, Network, Charter]
# Fields that a coordinator of the same network does not read either.
KEPT = {
    Membership: ["phone", "entrance", "floor"],
    Message: ["text"],
    Thanks: ["text"],
    Exchange: ["ended_reason"],
    Invitation: ["first_name", "email"],
}


def text_of(response) -> str:
    return response.content.decode()


def page_of(model: type[Model]) -> ScopedAdmin:
    return admin.site.get_model_admin(model)


def url(model: type[Model], page: str, *args) -> str:
    return reverse(f"admin:{model._meta.app_label}_{model._meta.model_name}_{page}", args=args)


def row_pages(row: Model) -> list[str]:
    """Every page about one row: itself, its log, and each act."""
    names = ["change", "history", *(act.name for act in page_of(type(row)).acts)]
    return [url(type(row), name, row.pk) for name in names]


def rows_in(place: Neighbourhood) -> list[Model]:
    people = [place.pending, place.author, place.godchild, place.coordinator]
    offers = [place.offers["open"], place.offers["hidden"]]
    return [*people, *offers, *place.reports.values(), place.network, place.charter]


def pages_of(place: Neighbourhood) -> list[str]:
    """Every page of the desk that says something of a network."""
    lists = [url(model, "changelist") for model in LISTED]
    return [reverse("admin:index"), *lists, *(p for row in rows_in(place) for p in row_pages(row))]


def write_canary(place: Neighbourhood, model: type[Model], *names: str) -> None:
    """Put the canary in every text of the network's rows, or in the fields `names`."""
    texts = [f for f in model._meta.fields if type(f) in {CharField, TextField} and not f.choices]
    found = [f.name for f in texts if f.name != "hidden_reason"]  # where nothing is hidden: none
    assert rows_of(model, place.network).update(**dict.fromkeys(names or found, CANARY))


def fill_with_canaries(place: Neighbourhood) -> None:
    write_canary(place, Membership)
    write_canary(place, Charter, "text")
    write_canary(place, Offer, "title", "text")
    write_canary(place, Network, "name", "presentation", "notice")
    rows_of(Offer, place.network).exclude(hidden_at=None).update(hidden_reason=CANARY)
    write_canary(place, Report, "subject", "words")
    write_canary(place, ReportVoice, "words")
    rows_of(Report, place.network).exclude(status="open").update(decision_reason=CANARY)
    User.objects.filter(pk=place.author.user_id).update(email=f"{CANARY}@example.org".lower())


# -- Who comes in ---------------------------------------------------------------------------------


@pytest.mark.parametrize("role", [role for role in ROLES if role not in INSIDE | {"anonymous"}])
def test_desk_does_not_exist_for_others(world: World, role: str):
    client = browser_of(world.roles[role])
    answers = {client.get(page).status_code for page in pages_of(world.parc)}
    assert answers == {404}
    assert client.get(reverse("admin:login")).status_code == 404
    assert text_of(client.get(reverse("admin:index"))) == text_of(client.get("/nulle-part/"))


def test_visitor_signs_in_as_everywhere_else(world: World):
    client = browser_of(None)
    for page in [*pages_of(world.parc), reverse("admin:login")]:
        response = client.get(page, follow=True)
        assert response.redirect_chain[-1][0].startswith(reverse("account_login")), page
    assert client.post(reverse("admin:login"), {"username": "yves@example.org"}).status_code == 302


@pytest.mark.parametrize("role", ["coordinator", "staff"])
def test_desk_opens_every_page_of_the_network(world: World, role: str):
    client = browser_of(world.roles[role])
    # Who coordinates is decided by the site's staff: for a coordinator these pages do not exist.
    staff_only = ("/nomination/", "/fin-de-mandat/")
    for page in pages_of(world.parc):
        wanted = 404 if role == "coordinator" and page.endswith(staff_only) else 200
        assert client.get(page).status_code == wanted, page


def test_desk_of_a_coordinator_in_pause_opens(world: World):
    rows_of(Membership, world.parc.network).filter(pk=world.parc.coordinator.pk).update(
        status=Membership.Status.PAUSED
    )
    assert browser_of(world.parc.coordinator).get(reverse("admin:index")).status_code == 200


def test_desk_of_somebody_who_coordinated_and_left_is_closed(world: World):
    rows_of(Membership, world.parc.network).filter(pk=world.parc.coordinator.pk).update(
        status=Membership.Status.LEFT
    )
    assert browser_of(world.parc.coordinator).get(reverse("admin:index")).status_code == 404


@pytest.mark.parametrize(
    "door",
    [
        "password_change/",
        "autocomplete/?app_label=members&model_name=membership&field_name=godparent",
        "jsi18n/",
        "r/1/1/",
        "auth/group/",
        "account/emailaddress/",
        "procrastinate/procrastinatejob/",
        "exchanges/exchange/",
        "exchanges/message/",
        "members/invitation/",
    ],
)
def test_desk_has_no_other_door(world: World, door: str):
    assert browser_of(world.staff).get(f"/admin/{door}").status_code == 404


def test_nothing_is_deleted_here(world: World):
    client = browser_of(world.staff)
    for row in rows_in(world.parc):
        assert client.post(f"{url(type(row), 'change', row.pk)[:-7]}delete/").status_code == 404
        assert rows_of(type(row), world.parc.network).filter(pk=row.pk).exists()


# -- The wall -------------------------------------------------------------------------------------


def test_rows_of_another_network_do_not_exist(world: World):
    client = browser_of(world.parc.coordinator)
    own = browser_of(world.zola.coordinator)
    for row in rows_in(world.zola):
        for page in row_pages(row):
            assert client.get(page).status_code == 404, page
            assert client.post(page, {"reason": "Je passais par là."}).status_code == 404, page
        assert own.get(url(type(row), "change", row.pk)).status_code == 200
    assert LogEntry.objects.count() == 0


def test_pages_show_nothing_of_another_network(world: World):
    fill_with_canaries(world.zola)
    client = browser_of(world.parc.coordinator)
    for page in [*pages_of(world.parc), url(Membership, "changelist") + f"?q={CANARY[:5]}"]:
        shown = text_of(client.get(page))
        assert CANARY not in shown, page
        assert CANARY.lower() not in shown, page
        assert "Zola" not in shown, page


def test_canary_is_on_the_pages_of_its_own_network(world: World):
    fill_with_canaries(world.zola)
    for person in (world.zola.coordinator, world.staff):
        client = browser_of(person)
        seen = [page for page in pages_of(world.zola) if CANARY in text_of(client.get(page))]
        assert {reverse("admin:index"), *(url(m, "changelist") for m in (Membership, Offer))} < set(
            seen
        )
        page = text_of(client.get(url(Membership, "change", world.zola.author.pk)))
        assert f"{CANARY.lower()}@" in page


def test_coordinator_of_two_networks_sees_both_and_filters(world: World):
    row = rows_of(Membership, world.zola.network).get(pk=world.zola.third.pk)
    rows_of(Membership, world.zola.network).filter(pk=row.pk).update(
        user=world.parc.coordinator.user, role=Membership.Role.COORDINATOR
    )
    client = browser_of(world.parc.coordinator)
    everything = text_of(client.get(url(Membership, "changelist")))
    assert "Émile Esteve" in everything
    assert "Bachir Benali" in everything
    zola_only = client.get(url(Membership, "changelist"), {"reseau": world.zola.network.pk})
    assert "Émile Esteve" in text_of(zola_only)
    assert "Bachir Benali" not in text_of(zola_only)


@pytest.mark.parametrize(
    "probe",
    [
        "phone__startswith=06",
        "user__email__startswith=a",
        "user__password__contains=a",
        "network__slug__startswith=massy",
        "reseau=1",  # a filter of those who coordinate several
        "status__exact=%00",
    ],
)
def test_a_url_cannot_probe_what_the_page_hides(world: World, probe: str):
    client = browser_of(world.parc.coordinator)
    assert client.get(f"{url(Membership, 'changelist')}?{probe}").status_code == 400


def test_log_shows_acts_of_the_networks_own_rows_only(world: World):
    hide = url(Offer, "masquage", world.zola.offers["open"].pk)
    browser_of(world.zola.coordinator).post(hide, {"reason": CANARY})
    assert CANARY in text_of(browser_of(world.zola.coordinator).get(reverse("admin:index")))
    assert CANARY in text_of(browser_of(world.staff).get(reverse("admin:index")))
    assert CANARY not in text_of(browser_of(world.parc.coordinator).get(reverse("admin:index")))


def test_log_names_the_staff_without_their_address(world: World):
    hide = url(Offer, "masquage", world.parc.offers["open"].pk)
    browser_of(world.staff).post(hide, {"reason": "Vente."})
    client = browser_of(world.parc.coordinator)
    history = url(Offer, "history", world.parc.offers["open"].pk)
    for page in (reverse("admin:index"), history):
        shown = text_of(client.get(page))
        assert "l’équipe du site" in shown
        assert world.staff.email not in shown


# -- What nobody reads here -----------------------------------------------------------------------


@pytest.mark.parametrize("role", ["coordinator", "staff"])
def test_private_threads_and_contacts_are_nowhere(world: World, role: str):
    for model, names in KEPT.items():
        write_canary(world.parc, model, *names)
    client = browser_of(world.roles[role])
    people = [url(Membership, "change", person.pk) for person in world.parc.people.values()]
    pages = {*pages_of(world.parc), *people}
    # The one message that a side of the thread has reported, and what is around it.
    reported = url(Report, "change", world.parc.reports["thread"].pk)
    assert {page for page in pages if CANARY in text_of(client.get(page))} == {reported}


def test_private_thread_is_read_by_its_two_sides(world: World):
    write_canary(world.parc, Message, "text")
    thread = world.parc.exchanges["agreed"].get_absolute_url()
    assert CANARY in text_of(browser_of(world.parc.author).get(thread))


@pytest.mark.parametrize("role", ["coordinator", "staff"])
def test_drafts_are_their_authors_business(world: World, role: str):
    client = browser_of(world.roles[role])
    draft = world.parc.offers["draft"]
    assert {client.get(page).status_code for page in row_pages(draft)} == {404}
    assert draft.title not in text_of(client.get(url(Offer, "changelist")))
    assert world.parc.offers["open"].title in text_of(client.get(url(Offer, "changelist")))


def test_accounts_are_for_the_staff_and_show_no_password(world: World):
    user = world.parc.author.user
    pages = [url(User, "changelist"), *row_pages(user)]
    coordinator = browser_of(world.parc.coordinator)
    assert {coordinator.get(page).status_code for page in pages} == {404}
    staff = browser_of(world.staff)
    shown = [text_of(staff.get(page)) for page in pages]
    assert all(user.email in page for page in shown[:2])
    assert not any(user.password in page or "md5" in page for page in shown)


# -- The work queue -------------------------------------------------------------------------------


def test_queue_asks_for_answers_oldest_first(world: World):
    rows = rows_of(Membership, world.parc.network)
    older = rows.get(pk=world.parc.third.pk)
    rows.filter(pk=older.pk).update(
        status=Membership.Status.PENDING,
        joined_at=None,
        with_code=True,
        created_at="2026-01-01T10:00Z",
    )
    shown = text_of(browser_of(world.parc.coordinator).get(reverse("admin:index")))
    assert shown.index("Chloé Castel") < shown.index("Paul Petit")
    assert "avec le code" in shown
    assert "sans code" in shown
    assert "J’habite au troisième." in shown


def test_queue_that_is_empty_says_so_kindly(world: World):
    rows_of(Membership, world.parc.network).filter(pk=world.parc.pending.pk).update(
        status=Membership.Status.LEFT
    )
    shown = text_of(browser_of(world.parc.coordinator).get(reverse("admin:index")))
    assert "Personne n’attend" in shown


def test_queue_shows_what_was_hidden_and_leads_back(world: World):
    shown = text_of(browser_of(world.parc.coordinator).get(reverse("admin:index")))
    assert "Rien de cela ici." in shown
    assert url(Report, "change", world.parc.reports["upheld"].pk) in shown
    assert reverse("offers:board", args=[world.parc.network.slug]) in shown


def test_queue_costs_the_same_with_one_request_and_with_three(
    world: World, django_assert_num_queries
):
    client = browser_of(world.parc.coordinator)
    client.get(reverse("admin:index"))  # Django keeps the kinds of content that it has seen
    with django_assert_num_queries(QUEUE_COST):
        client.get(reverse("admin:index"))
    rows_of(Membership, world.parc.network).filter(
        pk__in=[world.parc.third.pk, world.parc.both.pk]
    ).update(status=Membership.Status.PENDING, joined_at=None)
    with django_assert_num_queries(QUEUE_COST):
        client.get(reverse("admin:index"))


QUEUE_COST = 10
