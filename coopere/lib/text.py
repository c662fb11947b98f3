"""Text as people mean it, whatever way they type it."""

import re
import unicodedata


def search_key(text: str) -> str:
    """`text` without accents, case, apostrophes or hyphens: "Saint-Étienne" → "saint etienne"."""
    text = text.replace("œ", "oe").replace("Œ", "OE").replace("æ", "ae").replace("Æ", "AE")
    letters = unicodedata.normalize("NFKD", text)
    kept = (c if c.isalnum() else " " for c in letters if not unicodedata.combining(c))
    return " ".join("".join(kept).casefold().split())


# What an address looks like, once `search_key` has made it plain. A number before a street…
_NUMBER = r"\b(?!(?:19|20)\d\d\b)\d{1,4}(?: ?(?:bis|ter|quater|[a-d]))?"
_STREET = (
    r" (?:rue|avenue|av|boulevard|bd|bld|allees?|impasse|square|chemin|quai|sentier|sente|ruelle"
    r"|venelle|esplanade|faubourg|fbg|rond point|clos|residence|lotissement|hameau|passage(?! en)"
    r"|route|villa|cite|place(?= (?:du|des|de l|de la|d|[a-z]+) )"
    r"(?! (?:par|pour|libre|assise|gratuite|en|a|au|de parking|de plus|et|ou|sur)\b)"
    r"|cours(?! (?:d|du|de|en|par|a|au|et|le)\b(?! la)))\b"
)
_FLOOR = (
    r"(?:\b\d{1,2} ?(?:er|e|eme|nd)? etage|\b(?:premier|deuxieme|troisieme|dernier) etage|\brdc)"
)
_DOOR = r"\b(?:porte|gauche|droite|appt|apt|appartement|palier)\b"
_FILLING = r"(?: (?:a|au|de|du|d|l|la|le|en|est|c|porte|portail|entree|hall|bas|immeuble))"
_ADDRESSES = [
    re.compile(pattern)
    for pattern in (
        _NUMBER + _STREET,
        # … a floor and a door, a number of door, "3e gauche" …
        _FLOOR + r".{0,25}" + _DOOR,
        _DOOR + r".{0,25}" + _FLOOR,
        r"\b(?:bat|batiment|bt|esc|escalier) [a-z0-9]{1,2} .{0,20}(?:etage|rdc|porte|appt|apt)\b",
        r"\b(?:porte|appt|apt|appartement|logement)(?: n| no| numero)? \d{1,3}[a-z]?\b(?! pieces?)",
        r"\b\d{1,2} ?(?:er|e|eme) (?:a )?(?:gauche|droite)\b",
        # … what opens the door, and the name beside the bell …
        r"\b(?:digi)?code" + _FILLING + r"{0,4} (?=[a-z]*\d)[a-z0-9]{4,7}\b",
        r"\binterphone (?!(?:en|hors|est|casse|ne|pas|et|ou|a la|marche|dans|du|des)\b)\w+",
        r"\bsonne(?:r|z|tte)? (?:chez|au nom|au \d|a m(?:me|r)?\b|a madame|a monsieur)",
        # … and a town with its code.
        r"\b\d{5} (?!(?:euros?|personnes|places|fois|pas|mercis?|km)\b)[a-z]{3,}",
    )
]
# Where neighbours meet anyway: its floor is no secret.
_COMMON = re.compile(r"\bsalle (?:commune|polyvalente|des fetes|de reunion)")


def looks_like_address(text: str) -> bool:
    """Whether it seems to say where somebody lives: a street number, a door, a code, a bell.

    It errs on the side of asking; the person who wrote it decides.
    """
    key = search_key(text)
    return not _COMMON.search(key) and any(pattern.search(key) for pattern in _ADDRESSES)
