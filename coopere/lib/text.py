"""Text as people mean it, whatever way they type it."""

import unicodedata


def search_key(text: str) -> str:
    """`text` without accents, case, apostrophes or hyphens: "Saint-Étienne" → "saint etienne"."""
    text = text.replace("œ", "oe").replace("Œ", "OE").replace("æ", "ae").replace("Æ", "AE")
    letters = unicodedata.normalize("NFKD", text)
    kept = (c if c.isalnum() else " " for c in letters if not unicodedata.combining(c))
    return " ".join("".join(kept).casefold().split())
