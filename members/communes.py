"""The file of communes that comes with the site: read into the database, and made anew.

The data are those of `@etalab/decoupage-administratif`, under the Licence Ouverte 2.0.
"""

import csv
import json
import lzma
from collections.abc import Iterator
from io import StringIO
from pathlib import Path
from typing import Any, NamedTuple, Self

from django.db import connection, transaction

from coopere.lib.text import search_key
from members.models.places import known_as

FILE = Path(__file__).parent / "data" / "communes.csv.xz"
# What neighbours live in now: neither former communes nor parts of new ones.
KINDS = {"commune-actuelle", "arrondissement-municipal"}
COLUMNS = "code, name, department, postcodes, population, search_key, known_as"

ARRIVE = f"""
CREATE TEMPORARY TABLE arriving ON COMMIT DROP AS
SELECT {COLUMNS} FROM members_commune WITH NO DATA
"""  # noqa: S608 - names of our own columns
MERGE = f"""
INSERT INTO members_commune AS known ({COLUMNS}) SELECT {COLUMNS} FROM arriving
ON CONFLICT (code) DO UPDATE SET
    (name, department, postcodes, population, search_key, known_as) =
    (excluded.name, excluded.department, excluded.postcodes, excluded.population,
     excluded.search_key, excluded.known_as)
WHERE ROW(known.*) IS DISTINCT FROM ROW(excluded.*)
"""  # noqa: S608


class Row(NamedTuple):
    """One commune of the file."""

    code: str
    name: str
    department: str
    postcodes: list[str]
    population: int

    @classmethod
    def from_package(cls, found: dict[str, Any]) -> Self:
        """A commune of the package, named as one says it: "Paris 11e", "L’Haÿ-les-Roses"."""
        return cls(
            found["code"],
            found["nom"].removesuffix(" Arrondissement").replace("'", "’"),
            found["departement"],
            found["codesPostaux"],
            found.get("population", 0),
        )

    @property
    def known_as(self) -> str:
        return known_as(self.code, self.name, self.department, self.postcodes)


def rows() -> Iterator[Row]:
    """The communes of the file, by their code."""
    for code, name, department, postcodes, population in csv.reader(
        StringIO(lzma.decompress(FILE.read_bytes()).decode())
    ):
        yield Row(code, name, department, postcodes.split(), int(population))


@transaction.atomic
def load() -> int:
    """Bring the communes of the database up to date with the file; return how many there are.

    Those that are no more stay: somebody may wait for a network there.
    """
    with connection.cursor() as cursor:
        cursor.execute(ARRIVE)
        with cursor.copy(f"COPY arriving ({COLUMNS}) FROM STDIN") as copy:
            for row in rows():
                copy.write_row((*row, search_key(row.name), row.known_as))
        arrived = int(cursor.rowcount)
        cursor.execute(MERGE)
        cursor.execute("DROP TABLE arriving")
        cursor.execute("ANALYZE members_commune")
    return arrived


def write(package: Path) -> int:
    """Make the file anew from the unpacked npm package; return how many communes it holds."""
    found = json.loads((package / "data" / "communes.json").read_text())
    kept = [
        Row.from_package(one) for one in found if one["type"] in KINDS and "codesPostaux" in one
    ]
    text = StringIO()
    lines = csv.writer(text, lineterminator="\n")
    for row in sorted(kept):
        lines.writerow(row._replace(postcodes=" ".join(row.postcodes)))  # type: ignore[arg-type]
    FILE.write_bytes(lzma.compress(text.getvalue().encode(), preset=9 | lzma.PRESET_EXTREME))
    return len(kept)
