from django.contrib.sessions.base_session import AbstractBaseSession
from django.db import models


class Visit(AbstractBaseSession):
    """A row of Django's sessions, with whose it is: so that they can be found, and end, at once."""

    user_id = models.BigIntegerField(null=True)

    class Meta(AbstractBaseSession.Meta):
        # The table is that of django.contrib.sessions; a migration gives it the column.
        managed = False
        db_table = "django_session"

    @classmethod
    def get_session_store_class(cls):  # type: ignore[no-untyped-def]
        from members.sessions import SessionStore

        return SessionStore
