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
    def create_once(
        cls, *, owner: str, token: uuid.UUID | None, **fields: Any
    ) -> tuple[Self, bool]:
        """Create a row, or return the one that the same form made before.

        `owner` names the field in `fields` whose value must be the same, so that a token
        seen elsewhere gives nothing away. Returns (row, created).
        """
        token = token or uuid.uuid4()
        try:
            with transaction.atomic():
                return cls._base_manager.create(token=token, **fields), True
        except IntegrityError:
            made = cls._base_manager.filter(token=token, **{owner: fields[owner]}).first()
            if made is None:
                raise
            return made, False


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
