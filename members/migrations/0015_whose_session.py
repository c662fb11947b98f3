from django.db import migrations, models

# Whose each session is. Those of before do not say: everybody signs in once more.
ADD = """
DELETE FROM django_session;
ALTER TABLE django_session ADD COLUMN user_id bigint;
CREATE INDEX django_session_of_user ON django_session (user_id, expire_date)
"""
DROP = "ALTER TABLE django_session DROP COLUMN user_id"


class Migration(migrations.Migration):
    dependencies = [("members", "0014_erasure"), ("sessions", "0001_initial")]
    operations = [
        migrations.CreateModel(
            name="Visit",
            fields=[
                (
                    "session_key",
                    models.CharField(
                        max_length=40, primary_key=True, serialize=False, verbose_name="session key"
                    ),
                ),
                ("session_data", models.TextField(verbose_name="session data")),
                ("expire_date", models.DateTimeField(db_index=True, verbose_name="expire date")),
                ("user_id", models.BigIntegerField(null=True)),
            ],
            options={
                "verbose_name": "session",
                "verbose_name_plural": "sessions",
                "db_table": "django_session",
                "abstract": False,
                "managed": False,
            },
        ),
        migrations.RunSQL(ADD, DROP),
    ]
