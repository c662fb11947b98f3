"""Whose e-mail addresses are whose, and how one is found in the midst of other words."""

import re
from collections.abc import Iterable

from allauth.account.models import EmailAddress

from members.models import User

# What may stand in an address, before or after the one that is looked for.
BEFORE = r"(?<![\w.+-])"
AFTER = r"(?![\w-]|\.\w)"


def pattern_of(addresses: Iterable[str]) -> re.Pattern[str]:
    """Finds any of these, in whatever case, and not as a part of somebody else’s."""
    found = "|".join(map(re.escape, sorted(addresses)))
    return re.compile(f"{BEFORE}(?:{found}){AFTER}" if found else "(?!)", re.IGNORECASE)


def addresses_of(user: User) -> set[str]:
    """All addresses of an account, in lower case."""
    others = EmailAddress.objects.filter(user=user).values_list("email", flat=True)
    return {user.email.lower(), *(email.lower() for email in others)}
