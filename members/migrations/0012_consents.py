import django.db.models.deletion
import django.utils.timezone
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("members", "0011_first_week_wall")]
    operations = [
        migrations.CreateModel(
            name="Consent",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "what",
                    models.CharField(
                        choices=[("age", "Avoir 15 ans ou plus"), ("terms", "Les règles du site")],
                        max_length=8,
                        verbose_name="accord",
                    ),
                ),
                ("version", models.CharField(max_length=20, verbose_name="version")),
                ("words", models.TextField(max_length=500, verbose_name="ce qui était écrit")),
                (
                    "manner",
                    models.CharField(
                        choices=[("signup", "case cochée en créant le compte")],
                        max_length=8,
                        verbose_name="comment",
                    ),
                ),
                (
                    "at",
                    models.DateTimeField(default=django.utils.timezone.now, verbose_name="quand"),
                ),
            ],
            options={
                "verbose_name": "accord donné",
                "verbose_name_plural": "accords donnés",
            },
        ),
        migrations.AddField(
            model_name="consent",
            name="user",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.CASCADE,
                related_name="consents",
                to=settings.AUTH_USER_MODEL,
            ),
        ),
        migrations.AddIndex(
            model_name="consent",
            index=models.Index(fields=["user", "at"], name="consents_of_user"),
        ),
    ]
