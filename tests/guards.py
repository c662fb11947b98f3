"""What fails a test that would otherwise pass: a GET that writes, a variable nobody defined."""

import re
import sys
from collections.abc import Callable
from contextlib import ExitStack
from typing import Any

from django.conf import settings
from django.db import connections
from django.http import HttpRequest, HttpResponse
from django.template.base import Node

WRITE = re.compile(r"\s*(INSERT\s+INTO|UPDATE|DELETE\s+FROM|TRUNCATE)\s+\"?(\w+)", re.IGNORECASE)
# Not what a neighbour made: the session a visit keeps, and the counters of attempts.
BOOKKEEPING = {"django_session", "cache"}


class WriteOnGet(AssertionError):
    """A GET changed the database."""


class ReadOnlyGet:
    """Middleware: a GET may not write, whatever view answers it."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        if request.method not in {"GET", "HEAD"}:
            return self.get_response(request)
        with ExitStack() as stack:
            for connection in connections.all():
                stack.enter_context(connection.execute_wrapper(refuse_writes))
            return self.get_response(request)


def refuse_writes(execute: Any, sql: str, params: Any, many: bool, context: Any) -> Any:
    write = WRITE.match(str(sql))
    if write and write[2] not in BOOKKEEPING:
        raise WriteOnGet(f"A GET wrote to the database: {write[0].strip()}")
    return execute(sql, params, many, context)


class UndefinedVariable(str):
    """Django's `string_if_invalid`, which raises in the templates of this project.

    Those of Django and allauth lean on undefined variables, so they are left in peace.
    """

    __slots__ = ()

    def __contains__(self, part: str) -> bool:
        return part == "%s" or super().__contains__(part)

    def __mod__(self, variable: Any) -> str:
        template = template_in_use()
        if template.startswith(str(settings.BASE_DIR / "templates")):
            raise AssertionError(f"{template} uses {variable}, which is not defined.")
        return ""


def template_in_use() -> str:
    """The file whose node is being rendered, found on the stack: nothing else knows."""
    frame = sys._getframe(1)
    while frame:
        node = frame.f_locals.get("self")
        if isinstance(node, Node) and getattr(node, "origin", None):
            return str(node.origin.name)
        frame = frame.f_back
    return ""
