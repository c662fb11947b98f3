"""A row for each page that the code knows; and PostgreSQL keeps every version as it was.

Whoever wrote a version may be forgotten: `by_id` alone may change.
"""

from typing import Any

from django.db import migrations

SLUGS = [
    "historique",
    "comment-ca-marche",
    "freins-leves",
    "charte-type",
    "aide",
    "contact",
    "mentions-legales",
    "confidentialite",
    "accessibilite",
]
KEEP = """
CREATE FUNCTION public.coopere_keep_version() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION 'A version of a page is kept as it was.' USING ERRCODE = 'restrict_violation';
END
$$;
CREATE TRIGGER keep_version
    BEFORE DELETE OR UPDATE OF id, page_id, text, at, token, returns_to_id
    ON coopere_pageversion
    FOR EACH ROW EXECUTE FUNCTION public.coopere_keep_version()
"""
LET_GO = """
DROP TRIGGER keep_version ON coopere_pageversion;
DROP FUNCTION public.coopere_keep_version()
"""


def add_rows(apps: Any, schema_editor: Any) -> None:
    pages = apps.get_model("coopere", "Page").objects
    for slug in SLUGS:
        pages.get_or_create(slug=slug)


class Migration(migrations.Migration):
    dependencies = [("coopere", "0004_pages")]
    operations = [
        migrations.RunPython(add_rows, migrations.RunPython.noop),
        migrations.RunSQL(KEEP, LET_GO),
    ]
