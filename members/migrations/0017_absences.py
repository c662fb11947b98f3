import django.db.models.deletion
import django.utils.timezone
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("members", "0016_godparent_news")]
    operations = [
        migrations.CreateModel(
            name="Absence",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "noticed_at",
                    models.DateTimeField(
                        default=django.utils.timezone.now, verbose_name="remarquée le"
                    ),
                ),
                ("warned_at", models.DateTimeField(null=True, verbose_name="prévenu le")),
            ],
            options={
                "verbose_name": "absence",
                "verbose_name_plural": "absences",
            },
        ),
        migrations.AddField(
            model_name="user",
            name="seen_on",
            field=models.DateField(
                blank=True, editable=False, null=True, verbose_name="dernière visite"
            ),
        ),
        migrations.AddField(
            model_name="absence",
            name="user",
            field=models.OneToOneField(
                on_delete=django.db.models.deletion.CASCADE,
                related_name="absence",
                to=settings.AUTH_USER_MODEL,
            ),
        ),
        migrations.AddIndex(
            model_name="absence",
            index=models.Index(fields=["warned_at"], name="absence_warned"),
        ),
    ]
