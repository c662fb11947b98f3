"""Form fields that take what people really type."""

import unicodedata
from typing import Any

from django import forms

# Control characters other than the line break and the tab: invisible, and poison elsewhere.
INVISIBLE = {chr(code): None for code in (*range(9), 11, 12, *range(14, 32), *range(127, 160))}
CONTROLS = str.maketrans(INVISIBLE)


def plain(text: str) -> str:
    """`text` in NFC with \\n line ends, without controls or lone surrogates, stripped."""
    text = text.encode("utf-8", "replace").decode("utf-8")
    text = text.replace("\r\n", "\n").replace("\r", "\n").translate(CONTROLS)
    return unicodedata.normalize("NFC", text).strip()


class PlainCharField(forms.CharField):
    """Text as people type it: what cannot be seen is taken out instead of refused."""

    def to_python(self, value: Any) -> str:
        return super().to_python(plain(str(value))) or "" if value not in self.empty_values else ""


class LongTextField(PlainCharField):
    """Several lines of text."""

    def __init__(self, *, rows: int = 5, **kwargs: Any) -> None:
        kwargs.setdefault("widget", forms.Textarea(attrs={"rows": rows}))
        super().__init__(**kwargs)
