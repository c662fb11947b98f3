"""What search engines may keep."""

from django.urls import ResolverMatch

# In an address only its holder should have.
SECRETS = {"secret", "ticket", "key", "uidb36"}
ACCOUNTS = ("compte/", "admin/")
# Steps on somebody's way, and pieces of pages: nobody looks for them.
STEPS = {"members:suggestions", "members:interest", "members:interest_sent"}


def is_indexed(match: ResolverMatch | None) -> bool:
    """Whether the page is for everybody: no login, no secret in its address, no mere step."""
    return (
        match is not None
        and getattr(match.func, "login_required", True) is False
        and not SECRETS & match.kwargs.keys()
        and not match.route.startswith(ACCOUNTS)
        and match.view_name not in STEPS
    )
