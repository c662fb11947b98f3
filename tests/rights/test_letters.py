"""What somebody left at the site's door goes with their account, and is handed over before."""

import pytest

from coopere.models import ContactMessage
from coopere.rights.erasure import erase_account
from coopere.rights.export import chapters_of
from members.models import Interest, Proposal
from tests.factories import ContactMessageFactory, InterestFactory, ProposalFactory
from tests.personas import browser_of
from tests.rights.scan import places_of

WORDS = ("zéphyrette", "quetzalin", "wisigothe", "xylophane")
STEMS = [word[:7] for word in WORDS]


@pytest.fixture
def written(alice):
    """By Alice, whose address she typed in capitals once; and by somebody else."""
    letter, street, why, name = WORDS
    address = alice.user.email.upper()
    ContactMessageFactory(email=address, text=f"Ma {letter}", name=f"Alice {name}")
    InterestFactory(email=alice.user.email, street=f"rue {street}", confirmed=True)
    ProposalFactory(proposer=alice.user, why=f"Le {why}.")
    return [ContactMessageFactory(), InterestFactory(), ProposalFactory()]


def test_account_takes_along_what_was_left_at_the_door(alice, written):
    said = [words for c in chapters_of(alice.user) for row in c.lines for _label, words in row]
    assert all(any(word in one for one in said) for word in WORDS[:3])
    assert all(places_of(STEMS).values())
    assert erase_account(alice.user)
    assert not any(places_of(STEMS).values())
    kept = [model.objects.get() for model in (ContactMessage, Interest, Proposal)]
    assert kept == written


def test_mail_to_the_team_that_quotes_a_letter_does_not_go_any_more(alice):
    letter, *_others = WORDS
    said = {"subject": "question", "text": f"Ma {letter}.", "email": alice.user.email}
    assert browser_of(None).post("/contact/", said).status_code == 302
    assert "mail" in places_of([letter[:7]])[letter[:7]]
    assert erase_account(alice.user)
    assert not any(places_of([letter[:7]]).values())
