"""When something breaks, the page says which of the two it is, and what to do."""

import pytest
from django.db import InterfaceError, OperationalError
from django.test import RequestFactory

from coopere.views import server_error


def answer_to(fault: Exception):
    try:
        raise fault
    except type(fault):
        return server_error(RequestFactory().get("/"))


@pytest.mark.parametrize("fault", [OperationalError, InterfaceError])
def test_database_that_is_away_is_said_to_come_back(fault: type[Exception]):
    answer = answer_to(fault("the server closed the connection"))
    assert (answer.status_code, answer["Retry-After"]) == (503, "60")
    assert "revenez tout à l’heure" in answer.content.decode()


def test_fault_of_ours_is_called_one_and_tells_nothing_of_itself():
    answer = answer_to(ValueError("secret détail"))
    page = answer.content.decode()
    assert (answer.status_code, answer.has_header("Retry-After")) == (500, False)
    assert "Quelque chose s’est cassé chez nous, pas chez vous." in page
    assert "secret détail" not in page
