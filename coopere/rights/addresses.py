"""An e-mail address, found in the midst of other words."""

import re
from collections.abc import Iterable

# What may stand in an address, before or after the one that is looked for.
BEFORE = r"(?<![\w.+-])"
AFTER = r"(?![\w-]|\.\w)"


def pattern_of(addresses: Iterable[str]) -> re.Pattern[str]:
    """Finds any of these, in whatever case, and not as a part of somebody else’s."""
    found = "|".join(map(re.escape, sorted(addresses)))
    return re.compile(f"{BEFORE}(?:{found}){AFTER}" if found else "(?!)", re.IGNORECASE)
