"""Writing to the site: one message, to one address, answered once."""

import re
from datetime import timedelta
from html import unescape
from uuid import uuid4

import pytest
from django.contrib.admin.models import LogEntry
from django.urls import reverse
from django.utils import timezone

from coopere.lib.state import TransitionRefused
from coopere.models import ContactMessage, TooManyLetters
from coopere.models.contact import MOST_FROM_ONE, MOST_OF_ALL
from tests.factories import ContactMessageFactory
from tests.personas import browser_of
from tests.racing import WON, Meeting, racing

URL = "/contact/"


def letter(**changes) -> dict[str, object]:
    fields = {"subject": "question", "text": "Où est le code ?", "name": "Sami"}
    return {**fields, "email": "sami@example.org", "token": str(uuid4()), **changes}


def receive(**changes) -> ContactMessage:
    return ContactMessage.receive(**{"ip": "192.0.2.1", **letter(token=uuid4(), **changes)})


# -- Writing --------------------------------------------------------------------------------------


def test_visitor_writes_and_reads_that_it_arrived(client, db):
    response = client.post(URL, letter(), follow=True)
    assert response.redirect_chain == [(URL, 302)]
    assert "Merci, votre message est arrivé." in response.content.decode()
    made = ContactMessage.objects.get()
    assert (made.text, made.email, made.status) == ("Où est le code ?", "sami@example.org", "new")


def test_mail_goes_to_the_site_alone_and_is_answered_to_the_person(client, settings, mailbox):
    client.post(URL, letter())
    (mail,) = mailbox
    assert mail.to == [settings.LEGAL["email"]]
    assert {mail.message["Cc"], mail.message["Bcc"]} == {None}
    assert "Où est le code ?" in mail.body
    assert mail.message["Reply-To"] == "sami@example.org"
    assert mail.subject == "Message reçu\u00a0: Une question"


@pytest.mark.parametrize(
    "email",
    [
        "sami@example.org\nBcc: tous@example.org",
        "sami@example.org\r\nSubject: Gagnez",
        "sami@example.org, tous@example.org",
        "sami@example.org;tous@example.org",
        "Sami <sami@example.org>",
        "sami@example.org%0aBcc:tous@example.org",
        "pas une adresse",
        "",
        '"sami"@example.org',
        '"sami\x01"@example.org',
        '"sami\x7f "@example.org',
        "sami@exa\u00admple.org",
    ],
)
def test_address_that_is_not_one_alone_is_refused_and_nothing_is_sent(client, mailbox, email):
    response = client.post(URL, letter(email=email))
    assert response.status_code == 422
    assert "Où est le code ?" in response.content.decode()
    assert (len(mailbox), ContactMessage.objects.count()) == (0, 0)


def test_address_that_is_not_one_is_answered_with_one_sentence(client, db):
    for email in ("sami@", '"sami"@example.org', '"sami\x01"@example.org'):
        html = client.post(URL, letter(email=email)).content.decode()
        assert html.count("Écrivez l’adresse en entier") == 2  # above the form, and in its place


def test_name_cannot_write_a_header(client, mailbox):
    client.post(URL, letter(name="Sami\r\nBcc: tous@example.org", text="Bcc: moi@example.org"))
    (mail,) = mailbox
    assert (len(mail.to), mail.message["Cc"], mail.message["Bcc"]) == (1, None, None)
    assert "Sami" not in mail.subject


@pytest.mark.parametrize(
    ("changes", "label"),
    [
        ({"text": " "}, "Votre message"),
        ({"subject": "spam"}, "De quoi s’agit-il"),
        ({"text": "a" * 5001}, "Votre message"),
    ],
)
def test_form_that_is_not_right_says_so_and_keeps_what_was_typed(client, mailbox, changes, label):
    response = client.post(URL, letter(**changes))
    html = unescape(response.content.decode())
    assert response.status_code == 422
    assert f"<b>{label}" in html
    assert 'value="Sami"' in html
    assert len(mailbox) == 0


def test_machine_that_fills_in_the_hidden_field_believes_it_wrote(client, mailbox):
    response = client.post(URL, letter(website="https://example.com"), follow=True)
    assert "votre message est arrivé" in response.content.decode()
    assert (len(mailbox), ContactMessage.objects.count()) == (0, 0)


def test_hidden_field_is_out_of_the_way_of_people(client, db):
    html = client.get(URL).content.decode()
    decoy = re.search(r'<div class="decoy".*?</div>', html, re.DOTALL)[0]
    assert 'aria-hidden="true"' in decoy
    assert 'tabindex="-1"' in decoy


def test_who_is_signed_in_need_not_type_the_address(alice):
    assert 'value="alice@example.org"' in browser_of(alice).get(URL).content.decode()


def test_link_chooses_what_it_is_about_and_a_wrong_one_nothing(client, db):
    html = client.get(f"{URL}?sujet=access").content.decode()
    assert re.search(r'<option value="access" selected>', html)
    assert "selected" not in client.get(f"{URL}?sujet=%00x").content.decode()


def test_double_click_makes_one_message(client, mailbox):
    form = letter()
    answers = [client.post(URL, form).status_code for _click in range(2)]
    assert (answers, len(mailbox), ContactMessage.objects.count()) == ([302, 302], 1, 1)


def test_same_form_with_other_words_makes_another_message(client, mailbox):
    form = letter()
    client.post(URL, form)
    client.post(URL, {**form, "text": "Autre chose."})
    assert ContactMessage.objects.count() == 2


# -- Not too many ---------------------------------------------------------------------------------


def test_one_place_writes_five_times_an_hour(client, mailbox):
    answers = [client.post(URL, letter()).status_code for _letter in range(MOST_FROM_ONE + 1)]
    assert answers == [302] * MOST_FROM_ONE + [429]
    assert len(mailbox) == MOST_FROM_ONE


def test_sixth_message_is_kept_on_the_page(client, db):
    for _letter in range(MOST_FROM_ONE):
        client.post(URL, letter())
    html = client.post(URL, letter(text="Le sixième.")).content.decode()
    assert "Réessayez dans une heure." in html
    assert "Le sixième." in html


def test_another_place_may_still_write_and_an_hour_later_all_may(db):
    for _letter in range(MOST_FROM_ONE):
        receive()
    receive(ip="192.0.2.2")
    with pytest.raises(TooManyLetters):
        receive()
    ContactMessage.objects.update(at=timezone.now() - timedelta(minutes=61))
    receive()


def test_all_places_together_write_sixty_times_an_hour(db):
    ContactMessageFactory.create_batch(MOST_OF_ALL)
    with pytest.raises(TooManyLetters):
        receive(ip="192.0.2.2")


def test_home_that_changes_its_ipv6_address_is_one_place(db):
    for number in range(MOST_FROM_ONE):
        receive(ip=f"2001:db8:1:2::{number}")
    with pytest.raises(TooManyLetters):
        receive(ip="2001:db8:1:2:9::9")
    receive(ip="2001:db8:1:3::1")


def test_address_of_the_place_is_kept_as_a_hash_only(db):
    made = receive(ip="192.0.2.1")
    assert re.fullmatch(r"[0-9a-f]{64}", made.origin)
    assert made.origin != receive(ip="192.0.2.2").origin


def test_two_clicks_at_once_make_one_message(transactional_db, parc):
    token = uuid4()
    with racing(parc) as race:
        one = lambda: ContactMessage.receive(ip="192.0.2.1", **letter(token=token))  # noqa: E731
        assert race(one, one) == [WON, WON]
    assert ContactMessage.objects.count() == 1


def test_limit_holds_when_many_write_at_once(transactional_db, parc):
    for _letter in range(MOST_FROM_ONE - 1):
        receive()
    with racing(parc, runners=4) as race:
        ends = race(*[receive] * 4)
    assert sorted(ends) == ["TooManyLetters"] * 3 + [WON]
    assert ContactMessage.objects.count() == MOST_FROM_ONE


def test_limit_is_passed_without_the_lock(transactional_db, parc):
    """The control: counting, then writing, lets two through."""
    ContactMessageFactory.create_batch(MOST_FROM_ONE - 1, origin="0" * 64)
    meeting = Meeting()

    def count_and_write() -> None:
        ContactMessage._count("0" * 64)
        meeting.wait()
        ContactMessageFactory(origin="0" * 64)

    with racing(parc) as race:
        assert race(count_and_write, count_and_write) == [WON, WON]
    assert ContactMessage.objects.count() == MOST_FROM_ONE + 1


# -- Answering ------------------------------------------------------------------------------------


def desk(name: str, *args) -> str:
    return reverse(f"admin:coopere_contactmessage_{name}", args=args)


def test_message_waits_in_the_queue_of_staff_until_it_is_answered(yves):
    made, client = ContactMessageFactory(), browser_of(yves)
    assert "Où trouver le code d’entrée ?" in client.get(reverse("admin:index")).content.decode()
    response = client.post(desk("reponse", made.pk), {"reason": "Par e-mail."}, follow=True)
    made.refresh_from_db()
    assert (made.status, made.answered_by) == ("answered", yves)
    assert "Où trouver le code d’entrée ?" not in response.content.decode()
    said = LogEntry.objects.get().get_change_message()
    assert said == "Réponse notée. Motif\u00a0: Par e-mail."


def test_message_is_answered_once_and_can_be_put_back(yves):
    made = ContactMessageFactory()
    made.answer(by=yves)
    with pytest.raises(TransitionRefused, match="déjà répondu"):
        made.answer(by=yves)
    made.reopen(by=yves)
    made.refresh_from_db()
    assert (made.status, made.answered_at) == ("new", None)


def test_coordinator_reads_no_message_to_the_site(denise):
    made, client = ContactMessageFactory(), browser_of(denise)
    pages = [desk("changelist"), desk("change", made.pk), desk("reponse", made.pk)]
    assert [client.get(page).status_code for page in pages] == [404] * 3
    assert made.text not in client.get(reverse("admin:index")).content.decode()


def test_hostile_message_is_only_text_at_the_desk(yves):
    made = ContactMessageFactory(name="<script>alert(1)</script>", text="<img src=x onerror=1>")
    for page in (reverse("admin:index"), desk("change", made.pk)):
        html = browser_of(yves).get(page).content.decode()
        assert "<script>alert" not in html
        assert "<img src=x" not in html
        assert "&lt;img src=x" in html
