"""The quotes that come with the site."""

from typing import Any

from django.db import migrations

from coopere.shipped import bring_quotes


def bring(apps: Any, schema_editor: Any) -> None:
    bring_quotes(apps.get_model("coopere", "Quote").objects)


class Migration(migrations.Migration):
    dependencies = [("coopere", "0002_quotes")]
    operations = [migrations.RunPython(bring, migrations.RunPython.noop, elidable=False)]
