from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("members", "0013_consents_append_only")]
    operations = [
        migrations.RemoveConstraint(
            model_name="membership",
            name="membership_without_user_has_consent",
        ),
        migrations.AddField(
            model_name="membership",
            name="erased_at",
            field=models.DateTimeField(
                blank=True, editable=False, null=True, verbose_name="effacé le"
            ),
        ),
        migrations.AddField(
            model_name="user",
            name="erased_at",
            field=models.DateTimeField(
                blank=True, editable=False, null=True, verbose_name="effacé le"
            ),
        ),
        migrations.AddConstraint(
            model_name="membership",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("user__isnull", False),
                    models.Q(("consent_manner", ""), _negated=True),
                    ("erased_at__isnull", False),
                    _connector="OR",
                ),
                name="membership_without_user_has_consent",
            ),
        ),
        migrations.AddConstraint(
            model_name="membership",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("erased_at__isnull", True),
                    models.Q(
                        ("last_name", ""), ("phone", ""), ("status", "left"), ("user__isnull", True)
                    ),
                    _connector="OR",
                ),
                name="membership_erased_is_nobody",
            ),
        ),
        migrations.AddConstraint(
            model_name="user",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("erased_at__isnull", True), ("is_active", False), _connector="OR"
                ),
                name="erased_user_is_shut",
            ),
        ),
    ]
