import django.db.models.deletion
from django.db import migrations, models

from members.scoping import SameNetwork


class Migration(migrations.Migration):
    dependencies = [
        ("members", "0005_reports"),
        ("offers", "0004_offer_pictures_same_network"),
    ]

    operations = [
        migrations.AddField(
            model_name="offerpicture",
            name="hidden_at",
            field=models.DateTimeField(
                blank=True, editable=False, null=True, verbose_name="masqué le"
            ),
        ),
        migrations.AddField(
            model_name="offerpicture",
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
            model_name="offerpicture",
            name="hidden_reason",
            field=models.TextField(
                blank=True, default="", editable=False, max_length=500, verbose_name="motif"
            ),
        ),
        migrations.AlterField(
            model_name="offer",
            name="hidden_at",
            field=models.DateTimeField(
                blank=True, editable=False, null=True, verbose_name="masqué le"
            ),
        ),
        migrations.AlterField(
            model_name="offer",
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
        migrations.AlterField(
            model_name="offer",
            name="hidden_reason",
            field=models.TextField(
                blank=True, default="", editable=False, max_length=500, verbose_name="motif"
            ),
        ),
        migrations.AddConstraint(
            model_name="offerpicture",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("hidden_at__isnull", True),
                    models.Q(("hidden_reason", ""), _negated=True),
                    _connector="XOR",
                ),
                name="offer_picture_hidden_has_a_reason",
            ),
        ),
        SameNetwork("OfferPicture", "hidden_by"),
    ]
