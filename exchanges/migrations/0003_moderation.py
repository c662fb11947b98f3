import django.db.models.deletion
from django.db import migrations, models

from members.scoping import SameNetwork


class Migration(migrations.Migration):
    dependencies = [
        ("exchanges", "0002_same_network"),
        ("members", "0005_reports"),
    ]

    operations = [
        migrations.AddField(
            model_name="message",
            name="hidden_at",
            field=models.DateTimeField(
                blank=True, editable=False, null=True, verbose_name="masqué le"
            ),
        ),
        migrations.AddField(
            model_name="message",
            name="hidden_by",
            field=models.ForeignKey(
                blank=True,
                editable=False,
                null=True,
                on_delete=django.db.models.deletion.SET_NULL,
                related_name="+",
                to="members.membership",
                verbose_name="masqué par",
            ),
        ),
        migrations.AddField(
            model_name="message",
            name="hidden_reason",
            field=models.TextField(
                blank=True, default="", editable=False, max_length=500, verbose_name="motif"
            ),
        ),
        migrations.AddField(
            model_name="thanks",
            name="hidden_at",
            field=models.DateTimeField(
                blank=True, editable=False, null=True, verbose_name="masqué le"
            ),
        ),
        migrations.AddField(
            model_name="thanks",
            name="hidden_by",
            field=models.ForeignKey(
                blank=True,
                editable=False,
                null=True,
                on_delete=django.db.models.deletion.SET_NULL,
                related_name="+",
                to="members.membership",
                verbose_name="masqué par",
            ),
        ),
        migrations.AddField(
            model_name="thanks",
            name="hidden_reason",
            field=models.TextField(
                blank=True, default="", editable=False, max_length=500, verbose_name="motif"
            ),
        ),
        migrations.AddConstraint(
            model_name="message",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("hidden_at__isnull", True),
                    models.Q(("hidden_reason", ""), _negated=True),
                    _connector="XOR",
                ),
                name="message_hidden_has_a_reason",
            ),
        ),
        migrations.AddConstraint(
            model_name="thanks",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("hidden_at__isnull", True),
                    models.Q(("hidden_reason", ""), _negated=True),
                    _connector="XOR",
                ),
                name="thanks_hidden_has_a_reason",
            ),
        ),
        SameNetwork("Message", "hidden_by"),
        SameNetwork("Thanks", "hidden_by"),
    ]
