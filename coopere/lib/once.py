"""A form sent twice makes one row."""

import uuid
from typing import Any, Self

from django import forms
from django.db import IntegrityError, models, transaction


class Once(models.Model):
    """A row that remembers the token of the form that made it."""

    token = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)

    class Meta:
        abstract = True

    @classmethod
    def create_once(cls, *, token: uuid.UUID | None, **fields: Any) -> tuple[Self, bool]:
        """Create a row, or return the one that the same form, saying the same, made before.

        Returns (row, created). A token that comes again with something else, from a page that
        one went back to, makes another row: nothing typed is lost, and a token seen elsewhere
        gives nothing away.
        """
        rows = cls._base_manager
        try:
            with transaction.atomic():
                return rows.create(token=token or uuid.uuid4(), **fields), True
        except IntegrityError:
            made = rows.filter(token=token)
            if not made.exists():
                raise
            same = made.filter(**fields).first()
            return (same, False) if same else cls.create_once(token=None, **fields)


class TokenField(forms.UUIDField):
    """The hidden token of a form; a broken or absent one becomes a new one."""

    widget = forms.HiddenInput

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(required=False, initial=uuid.uuid4, **kwargs)

    def clean(self, value: Any) -> uuid.UUID:
        try:
            return super().clean(value) or uuid.uuid4()
        except forms.ValidationError:
            return uuid.uuid4()


class OnceForm(forms.Form):
    """A form that creates something: it carries a token."""

    token = TokenField()
