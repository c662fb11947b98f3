"""The browser of somebody who has just said their password once more."""

from django.test import Client

from members.models import Membership
from tests.personas import browser_of

PASSWORD = "bonjour-voisins"


def sure_of(person: Membership) -> Client:
    client = browser_of(person)
    answer = client.post("/compte/reauthenticate/", {"password": PASSWORD})
    assert answer.status_code == 302
    return client
