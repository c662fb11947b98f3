"""PostgreSQL itself writes down how a need stands whenever a transaction commits."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from decimal import Decimal

from django.db import connection

WATCH = """
CREATE TABLE seen (id serial PRIMARY KEY, need bigint, target numeric, counted numeric);
CREATE FUNCTION watch() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
    watched CONSTANT bigint := (to_jsonb(NEW) ->> TG_ARGV[0])::bigint;
BEGIN
    INSERT INTO seen (need, target, counted)
    SELECT watched, n.target, (
        SELECT coalesce(sum(CASE status WHEN 'promised' THEN greatest(amount, delivered)
                                        WHEN 'delivered' THEN delivered ELSE 0 END), 0)
          FROM events_pledge WHERE need_id = watched
    ) FROM events_need n WHERE n.id = watched;
    RETURN NULL;
END $$;
CREATE CONSTRAINT TRIGGER watch_pledges AFTER INSERT OR UPDATE ON events_pledge
    DEFERRABLE INITIALLY DEFERRED FOR EACH ROW EXECUTE FUNCTION watch('need_id');
CREATE CONSTRAINT TRIGGER watch_targets AFTER UPDATE ON events_need
    DEFERRABLE INITIALLY DEFERRED FOR EACH ROW EXECUTE FUNCTION watch('id');
"""
FORGET = """
DROP TRIGGER watch_pledges ON events_pledge;
DROP TRIGGER watch_targets ON events_need;
DROP FUNCTION watch;
DROP TABLE seen;
"""


@dataclass(frozen=True)
class Seen:
    """What a need asked for, and what was promised or came, after one commit."""

    need: int
    target: Decimal
    counted: Decimal


@contextmanager
def watched_needs() -> Iterator[list[Seen]]:
    """The list that is given is filled at the end, in the order of the commits."""
    seen: list[Seen] = []
    with connection.cursor() as cursor:
        cursor.execute(WATCH)
        try:
            yield seen
            cursor.execute("SELECT need, target, counted FROM seen ORDER BY id")
            seen += [Seen(*row) for row in cursor.fetchall()]
        finally:
            cursor.execute(FORGET)
