"""The pages of words: what everybody reads, and what staff do with them at the desk."""

import re
from html import unescape

import pytest
from django.contrib.admin.models import LogEntry
from django.db import IntegrityError, connection, transaction
from django.urls import NoReverseMatch, reverse

from coopere.lib.changes import changes
from coopere.lib.state import TransitionRefused
from coopere.models import Page, PageVersion
from coopere.models.pages import shipped_text
from coopere.pages import KINDS, PARTS, unknown_parts
from tests.factories import PageFactory
from tests.personas import browser_of
from tests.racing import WON, Meeting, racing

REASON = "Une phrase plus claire."
SLUGS = Page.Slug.values


def words_of(client, slug: str) -> str:
    """The page as it is read: without its tags."""
    html = client.get(f"/{slug}/").content.decode()
    main = re.search(r"<main.*</main>", html, re.DOTALL)[0]
    return " ".join(unescape(re.sub(r"<[^>]+>", " ", main)).split())


# -- What everybody reads -------------------------------------------------------------------------


@pytest.mark.parametrize("slug", SLUGS)
def test_page_has_a_title_words_and_a_way_on(client, db, slug):
    html = client.get(f"/{slug}/").content.decode()
    assert f"<h1>{Page.Slug(slug).label}</h1>" in html
    assert 'class="btn btn--lamp"' in html
    assert len(words_of(client, slug)) > 200


def test_page_that_the_code_does_not_know_is_none(client, db):
    assert client.get("/historiques/").status_code == 404
    with pytest.raises(NoReverseMatch):
        reverse("page", args=["histoire"])


@pytest.mark.parametrize("slug", SLUGS)
def test_shipped_text_leads_only_to_pages_that_are_there(client, db, slug):
    links = re.findall(r"\]\((/[^)#?]*)", shipped_text(slug))
    answers = {link: client.get(link).status_code for link in links}
    assert answers == dict.fromkeys(links, 200)


@pytest.mark.parametrize("slug", SLUGS)
def test_shipped_text_names_known_parts_and_nothing_that_is_missing(slug):
    assert unknown_parts(shipped_text(slug)) == []
    assert not re.search(r"TODO|XXX|lorem", shipped_text(slug), re.IGNORECASE)


def test_every_page_is_described_and_every_part_has_its_template(db):
    assert set(KINDS) == set(SLUGS)
    assert {part for kind in KINDS.values() for part in kind.parts} == PARTS


@pytest.mark.parametrize("slug", ["mentions-legales", "confidentialite"])
def test_publisher_stands_on_the_page_even_if_staff_took_the_line_out(client, db, settings, slug):
    settings.LEGAL = {**settings.LEGAL, "publisher": "Les Lampes de Massy"}
    page = PageFactory(slug=slug)
    assert words_of(client, slug).count("Les Lampes de Massy") == 1
    page.write("Plus rien.", by=None, since=0)
    assert words_of(client, slug).count("Les Lampes de Massy") == 1


@pytest.mark.parametrize(
    ("status", "said"),
    [("non", "non conforme"), ("partiellement", "partiellement conforme")],
)
def test_footer_and_statement_say_how_far_the_site_conforms(client, db, settings, status, said):
    settings.ACCESSIBILITY_STATUS = status
    home = unescape(client.get("/").content.decode())
    assert f"Accessibilité\u00a0: {said}</a>" in home
    assert f"Accessibilité : {said}." in words_of(client, "accessibilite")


def test_contents_lead_to_the_titles_of_a_long_page(client, db):
    html = client.get("/freins-leves/").content.decode()
    contents = re.search(r'<nav class="contents .*?</nav>', html, re.DOTALL)[0]
    anchors = re.findall(r'href="#([^"]+)"', contents)
    assert len(anchors) > 8
    assert [f'<h2 id="{anchor}">' in html for anchor in anchors] == [True] * len(anchors)
    assert "contents--side" not in client.get("/charte-type/").content.decode()


def test_page_is_not_sent_again_to_whoever_has_it(client, db):
    first = client.get("/historique/")
    again = client.get("/historique/", headers={"if-none-match": first["ETag"]})
    assert (again.status_code, again.content) == (304, b"")
    PageFactory().write("Autre chose.", by=None, since=0)
    later = client.get("/historique/", headers={"if-none-match": first["ETag"]})
    assert later.status_code == 200
    assert "public" not in first["Cache-Control"]


# -- Versions -------------------------------------------------------------------------------------


def test_staff_text_takes_the_place_of_the_shipped_one(client, yves):
    page = PageFactory(slug="aide")
    page.write("## Bonjour\n\nVoici l'aide.", by=yves, since=0)
    assert "Voici l’aide." in words_of(client, "aide")
    assert Page.text_of("aide") == page.text == "## Bonjour\n\nVoici l'aide."


def test_old_version_comes_back_as_a_new_one(yves):
    page = PageFactory()
    first, _new = page.write("Un", by=yves, since=0)
    second, _new = page.write("Deux", by=yves, since=first.pk)
    third, _new = page.write(first.text, by=yves, since=second.pk, returns_to=first)
    assert page.text == "Un"
    texts = list(page.versions.order_by("pk").values_list("text", "returns_to"))
    assert texts == [("Un", None), ("Deux", None), ("Un", first.pk)]
    assert third.by == yves


def test_words_written_meanwhile_are_not_lost_unseen(yves):
    page = PageFactory()
    page.write("Un", by=yves, since=0)
    with pytest.raises(TransitionRefused, match="entre-temps"):
        page.write("Autre", by=yves, since=0)
    assert page.text == "Un"


@pytest.mark.parametrize("change", ["text = 'Faux'", "at = now()", "page_id = page_id"])
def test_postgresql_keeps_a_version_as_it_was(yves, change):
    PageFactory().write("Un", by=yves, since=0)
    with connection.cursor() as cursor, pytest.raises(IntegrityError), transaction.atomic():
        cursor.execute(f"UPDATE coopere_pageversion SET {change}")  # noqa: S608 - our own words
    with connection.cursor() as cursor, pytest.raises(IntegrityError), transaction.atomic():
        cursor.execute("DELETE FROM coopere_pageversion")


def test_who_wrote_a_version_may_be_forgotten(yves):
    version, _new = PageFactory().write("Un", by=yves, since=0)
    yves.delete()
    version.refresh_from_db()
    assert (version.by, version.text) == (None, "Un")


def test_two_who_publish_at_once_do_not_overwrite_each_other(transactional_db, parc):
    page = PageFactory()

    def publish(text: str) -> None:
        Page.objects.get(pk=page.pk).write(text, by=None, since=0)

    with racing(parc) as race:
        ends = race(lambda: publish("Un"), lambda: publish("Deux"))
    assert sorted(ends) == ["TransitionRefused", WON]
    assert PageVersion.objects.count() == 1


def test_race_exists_without_the_lock(transactional_db, parc):
    """The control: looking, then writing, makes two."""
    page, meeting = PageFactory(), Meeting()

    def publish() -> None:
        if page.number == 0:
            meeting.wait()
            PageVersion.objects.create(page=page, text="Un")

    with racing(parc) as race:
        assert race(publish, publish) == [WON, WON]
    assert PageVersion.objects.count() == 2


# -- At the desk ----------------------------------------------------------------------------------


def desk(name: str, *args) -> str:
    return reverse(f"admin:coopere_page_{name}", args=args)


def token() -> str:
    return "8c7ad1f5-2d5f-4b6e-9d5c-0d6d3d1c1f00"


def test_list_shows_every_page_and_whether_it_was_changed(yves):
    for slug in SLUGS:
        PageFactory(slug=slug)
    html = browser_of(yves).get(desk("changelist")).content.decode()
    assert all(str(Page.Slug(slug).label) in unescape(html) for slug in SLUGS)
    assert html.count("d’origine") == len(SLUGS)


def test_staff_look_before_they_publish(client, yves):
    page, desk_client = PageFactory(), browser_of(yves)
    draft = {"text": "## Tout neuf\n\nBientôt.", "since": 0, "preview": "1", "reason": ""}
    response = desk_client.post(desk("texte", page.pk), draft)
    assert response.status_code == 200
    assert '<h2 id="tout-neuf">Tout neuf</h2>' in response.content.decode()
    assert "## Tout neuf" in response.content.decode()
    assert "Tout neuf" not in words_of(client, page.slug)
    assert not LogEntry.objects.exists()


def test_preview_of_hostile_text_is_harmless(yves):
    draft = {"text": "<script>alert(1)</script>[x](javascript:alert(1))", "since": 0}
    response = browser_of(yves).post(desk("texte", PageFactory().pk), {**draft, "preview": "1"})
    html = response.content.decode()
    assert "<script>alert" not in html
    assert 'href="javascript' not in html
    assert html.count("&lt;script&gt;alert(1)&lt;/script&gt;") == 2


def test_staff_publish_once_and_the_log_says_why(client, yves):
    page, desk_client = PageFactory(), browser_of(yves)
    form = {"text": "Tout neuf.", "since": 0, "reason": REASON, "token": token()}
    for _click in range(2):
        response = desk_client.post(desk("texte", page.pk), form)
        assert response.status_code == 302
    assert words_of(client, page.slug).startswith("L’historique Tout neuf.")
    assert page.versions.get().by == yves
    entry = LogEntry.objects.get()
    assert (entry.user, entry.get_change_message()) == (
        yves,
        f"Texte publié. Motif\u00a0: {REASON}",
    )


@pytest.mark.parametrize(
    ("changes", "sentence"),
    [
        ({"reason": ""}, "obligatoire"),
        ({"text": "  "}, "obligatoire"),
        ({"text": "Voici.\n[[inconnu]]"}, "Le site ne connaît pas [[inconnu]]."),
        ({"text": "a" * 30_001}, "30000"),
        ({"since": "zéro"}, "entier"),
    ],
)
def test_text_that_is_not_right_is_refused_in_words_and_kept(yves, changes, sentence):
    page = PageFactory()
    form = {"text": "Gardé.", "since": 0, "reason": "Raison gardée.", **changes}
    response = browser_of(yves).post(desk("texte", page.pk), form)
    html = unescape(response.content.decode())
    assert response.status_code == 422
    assert sentence in html
    assert "Gardé" in html or "Raison gardée." in html
    assert not page.versions.exists()


def test_second_of_two_who_write_sees_what_the_first_wrote(yves):
    page, client = PageFactory(), browser_of(yves)
    page.write("Bonjour à toutes.", by=None, since=0)
    form = {"text": "Bonjour à tous.", "since": 0, "reason": REASON, "token": token()}
    response = client.post(desk("texte", page.pk), form)
    html = response.content.decode()
    assert response.status_code == 422
    assert "Quelqu’un a changé cette page entre-temps" in html
    assert re.search(r"<del>.*toutes\.</del>.*<ins>.*tous\.</ins>", html)
    again = re.search(r'name="since" value="(\d+)"', html)[1]
    assert client.post(desk("texte", page.pk), {**form, "since": again}).status_code == 302
    assert page.text == "Bonjour à tous."


def test_version_is_compared_with_what_is_published_and_brought_back(yves):
    page, client = PageFactory(), browser_of(yves)
    first, _new = page.write("Le café est à dix heures.", by=yves, since=0)
    page.write("Le café est à onze heures.", by=yves, since=first.pk)
    url = desk("version", page.pk, first.pk)
    html = client.get(url).content.decode()
    assert re.search(r"<del>.*dix</del>.*<ins>.*onze</ins>", html)
    client.post(url, {"since": page.number, "reason": REASON, "token": token()})
    assert page.text == "Le café est à dix heures."
    assert page.newest.returns_to == first
    assert LogEntry.objects.get().get_change_message().startswith("Ancienne version rétablie.")


def test_shipped_text_can_be_brought_back(yves):
    page = PageFactory()
    page.write("Autre.", by=yves, since=0)
    form = {"since": page.number, "reason": REASON, "token": token()}
    browser_of(yves).post(desk("version", page.pk, 0), form)
    assert page.text == shipped_text(page.slug)
    assert page.versions.count() == 2


def test_version_of_another_page_is_not_found(yves):
    other, _new = PageFactory(slug="aide").write("Autre.", by=yves, since=0)
    url = desk("version", PageFactory().pk, other.pk)
    assert browser_of(yves).get(url).status_code == 404


def test_coordinator_has_no_page_of_pages(denise):
    page, client = PageFactory(), browser_of(denise)
    pages = [desk("changelist"), desk("change", page.pk), desk("texte", page.pk)]
    pages.append(desk("version", page.pk, 0))
    assert [client.get(url).status_code for url in pages] == [404] * 4
    client.post(desk("texte", page.pk), {"text": "Non.", "since": 0, "reason": REASON})
    assert not page.versions.exists()


# -- Changes --------------------------------------------------------------------------------------


def test_changes_show_what_went_and_what_came():
    found = changes("un\ndeux trois\nquatre", "un\ndeux cinq\nquatre\nsix")
    said = ["".join(f"{piece.kind[0]}:{piece.text};" for piece in line.pieces) for line in found]
    assert said == ["s:un;", "s:deux ;g:trois;n:cinq;", "s:quatre;", "n:six;"]


def test_changes_leave_out_what_stays_far_from_them():
    text = "\n".join(map(str, range(20)))
    found = changes(text, text.replace("15", "quinze"))
    assert len(found) == 1 + 2 + 1 + 2
    assert found[0].pieces == ()
    assert changes(text, text) == []
