import uuid

import django.core.validators
import django.db.models.deletion
import django.utils.timezone
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("members", "0009_interests"),
    ]

    operations = [
        migrations.AddField(
            model_name="network",
            name="opened_at",
            field=models.DateTimeField(editable=False, null=True),
        ),
        migrations.CreateModel(
            name="FirstWeekPutAway",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("at", models.DateTimeField(default=django.utils.timezone.now)),
                (
                    "membership",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="first_week_put_away",
                        to="members.membership",
                    ),
                ),
                (
                    "network",
                    models.ForeignKey(
                        editable=False,
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="%(class)s_set",
                        to="members.network",
                    ),
                ),
            ],
            options={
                "verbose_name": "premiers pas mis de côté",
                "verbose_name_plural": "premiers pas mis de côté",
            },
        ),
        migrations.CreateModel(
            name="Proposal",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("token", models.UUIDField(default=uuid.uuid4, editable=False, unique=True)),
                ("first_name", models.CharField(max_length=40, verbose_name="prénom")),
                ("last_name", models.CharField(max_length=60, verbose_name="nom")),
                ("town", models.CharField(max_length=80, verbose_name="commune")),
                ("postcode", models.CharField(max_length=5, verbose_name="code postal")),
                ("place", models.CharField(max_length=80, verbose_name="résidence ou rues")),
                (
                    "homes",
                    models.PositiveSmallIntegerField(
                        validators=[
                            django.core.validators.MinValueValidator(5),
                            django.core.validators.MaxValueValidator(2000),
                        ],
                        verbose_name="logements",
                    ),
                ),
                ("why", models.TextField(max_length=1000, verbose_name="pourquoi")),
                (
                    "companions",
                    models.TextField(
                        blank=True, default="", max_length=500, verbose_name="avec qui"
                    ),
                ),
                (
                    "status",
                    models.CharField(
                        choices=[
                            ("waiting", "en attente de réponse"),
                            ("accepted", "acceptée"),
                            ("refused", "refusée"),
                            ("withdrawn", "retirée"),
                        ],
                        default="waiting",
                        max_length=10,
                        verbose_name="état",
                    ),
                ),
                (
                    "reason",
                    models.TextField(
                        blank=True, default="", max_length=500, verbose_name="réponse"
                    ),
                ),
                (
                    "created_at",
                    models.DateTimeField(
                        default=django.utils.timezone.now, editable=False, verbose_name="proposé le"
                    ),
                ),
                (
                    "changed_at",
                    models.DateTimeField(editable=False, null=True, verbose_name="modifié le"),
                ),
                (
                    "ended_at",
                    models.DateTimeField(editable=False, null=True, verbose_name="réponse du"),
                ),
                (
                    "commune",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="members.commune",
                    ),
                ),
                (
                    "proposer",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="proposals",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
            ],
            options={
                "verbose_name": "réseau proposé",
                "verbose_name_plural": "réseaux proposés",
            },
        ),
        migrations.AddField(
            model_name="network",
            name="proposal",
            field=models.OneToOneField(
                editable=False,
                null=True,
                on_delete=django.db.models.deletion.SET_NULL,
                related_name="network",
                to="members.proposal",
            ),
        ),
        migrations.AddIndex(
            model_name="proposal",
            index=models.Index(fields=["proposer", "-created_at"], name="proposals_of_user"),
        ),
        migrations.AddIndex(
            model_name="proposal",
            index=models.Index(
                condition=models.Q(("status", "waiting")),
                fields=["created_at"],
                name="proposals_waiting",
            ),
        ),
        migrations.AddConstraint(
            model_name="proposal",
            constraint=models.CheckConstraint(
                condition=models.Q(("postcode__regex", "^[0-9]{5}$")),
                name="proposal_postcode_is_5_digits",
            ),
        ),
        migrations.AddConstraint(
            model_name="proposal",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("status", "refused"), _negated=True),
                    models.Q(("reason", ""), _negated=True),
                    _connector="OR",
                ),
                name="proposal_refusal_has_a_reason",
            ),
        ),
        migrations.AddConstraint(
            model_name="proposal",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("ended_at", None), ("status", "waiting")),
                    models.Q(
                        models.Q(("status", "waiting"), _negated=True), ("ended_at__isnull", False)
                    ),
                    _connector="OR",
                ),
                name="proposal_ended_has_a_date",
            ),
        ),
    ]
