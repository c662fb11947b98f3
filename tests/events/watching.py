"""PostgreSQL itself writes down how the list stands whenever a transaction commits."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass

from django.db import connection

WATCH = """
CREATE TABLE seen (
    id serial PRIMARY KEY, booking bigint, before text, after text,
    seats int, confirmed int, kept int, fitting int, passed_over int
);
CREATE FUNCTION watch() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
    list CONSTANT bigint := (to_jsonb(NEW) ->> TG_ARGV[0])::bigint;
    row jsonb := to_jsonb(NEW);
    old jsonb := CASE WHEN TG_OP = 'UPDATE' THEN to_jsonb(OLD) ELSE '{}' END;
    seats int; confirmed int; kept int; fitting int; passed int;
BEGIN
    SELECT g.seats INTO seats FROM events_gathering g WHERE g.id = list;
    SELECT coalesce(sum(size) FILTER (WHERE status = 'confirmed'), 0),
           coalesce(sum(size) FILTER (WHERE status = 'offered'), 0)
      INTO confirmed, kept FROM events_booking WHERE gathering_id = list;
    SELECT count(*) INTO fitting FROM events_booking
     WHERE gathering_id = list AND status = 'waiting' AND size <= seats - confirmed - kept;
    SELECT count(*) INTO passed FROM events_booking b
     WHERE b.gathering_id = list AND b.status = 'waiting'
       AND row ->> 'status' = 'offered' AND b.size <= (row ->> 'size')::int
       AND (b.queued_at, b.id) < ((row ->> 'queued_at')::timestamptz, (row ->> 'id')::bigint);
    INSERT INTO seen (booking, before, after, seats, confirmed, kept, fitting, passed_over)
    VALUES (CASE WHEN TG_ARGV[0] = 'id' THEN NULL ELSE (row ->> 'id')::bigint END,
            old ->> 'status', row ->> 'status', seats, confirmed, kept, fitting, passed);
    RETURN NULL;
END $$;
CREATE CONSTRAINT TRIGGER watch_bookings AFTER INSERT OR UPDATE ON events_booking
    DEFERRABLE INITIALLY DEFERRED FOR EACH ROW EXECUTE FUNCTION watch('gathering_id');
CREATE CONSTRAINT TRIGGER watch_seats AFTER UPDATE ON events_gathering
    DEFERRABLE INITIALLY DEFERRED FOR EACH ROW EXECUTE FUNCTION watch('id');
"""
FORGET = """
DROP TRIGGER watch_bookings ON events_booking;
DROP TRIGGER watch_seats ON events_gathering;
DROP FUNCTION watch;
DROP TABLE seen;
"""


@dataclass(frozen=True)
class Seen:
    """What became of one booking (None: of the number of seats), and how the list then stood.

    `fitting` parties wait although they would fit; `passed_over` are earlier ones, no larger
    than the one that has just been offered a seat.
    """

    booking: int | None
    before: str | None
    after: str
    seats: int
    confirmed: int
    kept: int
    fitting: int
    passed_over: int


@contextmanager
def watched_list() -> Iterator[list[Seen]]:
    """The list that is given is filled at the end, in the order of the commits."""
    seen: list[Seen] = []
    with connection.cursor() as cursor:
        cursor.execute(WATCH)
        try:
            yield seen
            cursor.execute(
                "SELECT booking, before, after, seats, confirmed, kept, fitting, passed_over"
                " FROM seen ORDER BY id"
            )
            seen += [Seen(*row) for row in cursor.fetchall()]
        finally:
            cursor.execute(FORGET)
