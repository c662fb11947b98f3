"""What the site asks of PostgreSQL: four trusted extensions, and French without accents.

`coopere_unaccent` says IMMUTABLE, which `unaccent` by itself cannot, so that an index or a
generated column may use it: names are qualified, and the rules file never changes under us.
"""

from django.contrib.postgres.operations import (
    BtreeGinExtension,
    BtreeGistExtension,
    TrigramExtension,
    UnaccentExtension,
)
from django.db import migrations

CREATE_UNACCENT = """
CREATE FUNCTION public.coopere_unaccent(text) RETURNS text
LANGUAGE sql IMMUTABLE PARALLEL SAFE STRICT
RETURN public.unaccent('public.unaccent'::regdictionary, $1)
"""
DROP_UNACCENT = "DROP FUNCTION public.coopere_unaccent(text)"

CREATE_FRENCH = """
CREATE TEXT SEARCH CONFIGURATION public.coopere_french (COPY = pg_catalog.french);
ALTER TEXT SEARCH CONFIGURATION public.coopere_french
    ALTER MAPPING FOR hword, hword_part, word WITH public.unaccent, pg_catalog.french_stem
"""
DROP_FRENCH = "DROP TEXT SEARCH CONFIGURATION public.coopere_french"


class Migration(migrations.Migration):
    initial = True
    dependencies: list[tuple[str, str]] = []
    operations = [
        BtreeGinExtension(),
        BtreeGistExtension(),
        TrigramExtension(),
        UnaccentExtension(),
        migrations.RunSQL(CREATE_UNACCENT, DROP_UNACCENT),
        migrations.RunSQL(CREATE_FRENCH, DROP_FRENCH),
    ]
