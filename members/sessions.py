"""Django's sessions in the database, each of which knows whose it is."""

from typing import Any

from django.contrib.auth import SESSION_KEY
from django.contrib.sessions.backends import db

# Where allauth keeps somebody who is on the way in (the page of a code, of a new address), and
# to which base it writes their number.
ON_THE_WAY = (("account_login", "user_pk", 36), ("account_email_verification_code", "user_id", 10))


class SessionStore(db.SessionStore):
    """The engine that the settings name."""

    @classmethod
    def get_model_class(cls) -> Any:
        from members.models import Visit

        return Visit

    def create_model_instance(self, data: dict[str, Any]) -> Any:
        row: Any = super().create_model_instance(data)
        row.user_id = owner_of(data)
        return row


def owner_of(data: dict[str, Any]) -> int | None:
    """Who is signed in, or on the way; None for a visitor."""
    if SESSION_KEY in data:
        return int(data[SESSION_KEY])
    for state, name, base in ON_THE_WAY:
        number = (data.get(state) or {}).get(name)
        if number:
            return int(number, base)
    return None
