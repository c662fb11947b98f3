"""Form fields that take what people really type."""

import unicodedata
from typing import Any, ClassVar

from django import forms
from django.core.exceptions import ValidationError
from django.core.validators import EmailValidator
from django.utils.translation import gettext_lazy as _

WHOLE_ADDRESS = _("Écrivez l’adresse en entier, par exemple prenom@exemple.fr.")

# Control characters other than the line break and the tab: invisible, and poison elsewhere.
INVISIBLE = (*range(9), 11, 12, *range(14, 32), *range(127, 160))
# Marks that turn the reading direction: the rest of a page would be read backwards.
TURNING = (*range(0x202A, 0x202F), *range(0x2066, 0x206A))
TAKEN_OUT = str.maketrans(dict.fromkeys(map(chr, (*INVISIBLE, *TURNING))))


def plain(text: str) -> str:
    """`text` in NFC with \\n line ends, without controls or lone surrogates, stripped.

    Text in which nothing can be seen is none.
    """
    text = text.encode("utf-8", "replace").decode("utf-8")
    text = text.replace("\r\n", "\n").replace("\r", "\n").translate(TAKEN_OUT)
    text = unicodedata.normalize("NFC", text).strip()
    return text if any(map(is_seen, text)) else ""


def is_seen(letter: str) -> bool:
    """Whether it shows by itself: no space, no joiner, no mark without its letter."""
    return unicodedata.category(letter)[0] not in "CMZ"


class PlainCharField(forms.CharField):
    """Text as people type it: what cannot be seen is taken out instead of refused."""

    has_lines = False

    def to_python(self, value: Any) -> str:
        if value in self.empty_values:
            return ""
        text = plain(str(value))
        return super().to_python(text if self.has_lines else " ".join(text.splitlines())) or ""


class LongTextField(PlainCharField):
    """Several lines of text."""

    has_lines = True

    def __init__(self, *, rows: int = 5, **kwargs: Any) -> None:
        kwargs.setdefault("widget", forms.Textarea(attrs={"rows": rows}))
        super().__init__(**kwargs)


class PlainEmailValidator(EmailValidator):
    """Refuses what the standard allows and nobody has: quoted names, and what cannot be seen."""

    def __call__(self, value: str | None) -> None:
        super().__call__(value)
        if value and ('"' in value or not all(map(is_seen, value))):
            raise ValidationError(self.message, code=self.code, params={"value": value})


class PlainEmailField(forms.EmailField):
    """An e-mail address as people have one."""

    default_validators = [PlainEmailValidator()]
    default_error_messages: ClassVar[dict[str, Any]] = {"invalid": WHOLE_ADDRESS}
