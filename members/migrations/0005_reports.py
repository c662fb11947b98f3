import uuid

import django.db.models.deletion
import django.utils.timezone
from django.db import migrations, models

from members.scoping import SameNetwork


class Migration(migrations.Migration):
    dependencies = [
        ("contenttypes", "0002_remove_content_type_name"),
        ("members", "0004_forget_news_of_hiding"),
    ]

    operations = [
        migrations.CreateModel(
            name="Report",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("object_id", models.PositiveBigIntegerField()),
                ("subject", models.CharField(max_length=200, verbose_name="signalé")),
                (
                    "words",
                    models.TextField(blank=True, default="", verbose_name="ce qui était écrit"),
                ),
                (
                    "status",
                    models.CharField(
                        choices=[
                            ("open", "à examiner"),
                            ("upheld", "retenu"),
                            ("dismissed", "écarté"),
                            ("appealed", "contesté"),
                            ("settled", "réglé"),
                        ],
                        default="open",
                        max_length=9,
                        verbose_name="situation",
                    ),
                ),
                (
                    "opened_at",
                    models.DateTimeField(
                        default=django.utils.timezone.now, verbose_name="signalé le"
                    ),
                ),
                ("upheld", models.BooleanField(null=True)),
                ("decided_at", models.DateTimeField(null=True, verbose_name="décision du")),
                (
                    "decision_reason",
                    models.TextField(blank=True, default="", max_length=500, verbose_name="motif"),
                ),
                ("appealed_at", models.DateTimeField(null=True, verbose_name="contesté le")),
                (
                    "appeal_text",
                    models.TextField(
                        blank=True, default="", max_length=1000, verbose_name="contestation"
                    ),
                ),
                ("overturned", models.BooleanField(null=True)),
                ("settled_at", models.DateTimeField(null=True, verbose_name="réglé le")),
                (
                    "settled_reason",
                    models.TextField(
                        blank=True, default="", max_length=500, verbose_name="réponse"
                    ),
                ),
            ],
            options={
                "verbose_name": "signalement",
                "verbose_name_plural": "signalements",
            },
        ),
        migrations.CreateModel(
            name="ReportVoice",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("token", models.UUIDField(default=uuid.uuid4, editable=False, unique=True)),
                ("words", models.TextField(max_length=500, verbose_name="ce qui ne va pas")),
                ("at", models.DateTimeField(default=django.utils.timezone.now)),
            ],
            options={
                "verbose_name": "voix d’un signalement",
                "verbose_name_plural": "voix des signalements",
            },
        ),
        migrations.AddField(
            model_name="membership",
            name="hidden_at",
            field=models.DateTimeField(
                blank=True, editable=False, null=True, verbose_name="masqué le"
            ),
        ),
        migrations.AddField(
            model_name="membership",
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
            model_name="membership",
            name="hidden_reason",
            field=models.TextField(
                blank=True, default="", editable=False, max_length=500, verbose_name="motif"
            ),
        ),
        migrations.AlterField(
            model_name="noticepreference",
            name="kind",
            field=models.CharField(
                choices=[
                    ("answer", "Quelqu’un répond à l’une de mes annonces"),
                    ("message", "On m’écrit dans un échange"),
                    ("agreed", "Un échange est convenu"),
                    ("declined", "Ma réponse est déclinée"),
                    ("withdrawn", "Une réponse à mon annonce est retirée"),
                    ("cancelled", "Un accord est annulé"),
                    ("not_done", "Un échange ne s’est pas fait"),
                    ("confirmed", "L’autre personne dit que c’est fait"),
                    ("done", "Un échange est réalisé"),
                    ("thanks", "On me dit merci"),
                    ("decision", "La coordination décide de ce que j’ai écrit ou montré"),
                    ("report_answer", "La coordination répond à mon signalement"),
                    ("thread_read", "La coordination lit une partie d’un échange signalé"),
                    ("accepted", "Ma demande d’entrer dans un réseau est acceptée"),
                    ("invitation_used", "Mon invitation a servi"),
                    ("join_request", "Une personne demande à entrer dans le réseau"),
                    ("reported", "Quelque chose est signalé"),
                    ("appealed", "Une décision est contestée"),
                ],
                max_length=16,
            ),
        ),
        migrations.AlterField(
            model_name="notification",
            name="kind",
            field=models.CharField(
                choices=[
                    ("answer", "Quelqu’un répond à l’une de mes annonces"),
                    ("message", "On m’écrit dans un échange"),
                    ("agreed", "Un échange est convenu"),
                    ("declined", "Ma réponse est déclinée"),
                    ("withdrawn", "Une réponse à mon annonce est retirée"),
                    ("cancelled", "Un accord est annulé"),
                    ("not_done", "Un échange ne s’est pas fait"),
                    ("confirmed", "L’autre personne dit que c’est fait"),
                    ("done", "Un échange est réalisé"),
                    ("thanks", "On me dit merci"),
                    ("decision", "La coordination décide de ce que j’ai écrit ou montré"),
                    ("report_answer", "La coordination répond à mon signalement"),
                    ("thread_read", "La coordination lit une partie d’un échange signalé"),
                    ("accepted", "Ma demande d’entrer dans un réseau est acceptée"),
                    ("invitation_used", "Mon invitation a servi"),
                    ("join_request", "Une personne demande à entrer dans le réseau"),
                    ("reported", "Quelque chose est signalé"),
                    ("appealed", "Une décision est contestée"),
                ],
                max_length=16,
                verbose_name="nouvelle",
            ),
        ),
        migrations.AddConstraint(
            model_name="membership",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("hidden_at__isnull", True),
                    models.Q(("hidden_reason", ""), _negated=True),
                    _connector="XOR",
                ),
                name="membership_hidden_has_a_reason",
            ),
        ),
        migrations.AddField(
            model_name="report",
            name="appealed_by",
            field=models.ForeignKey(
                null=True,
                on_delete=django.db.models.deletion.SET_NULL,
                related_name="+",
                to="members.membership",
            ),
        ),
        migrations.AddField(
            model_name="report",
            name="content_type",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.CASCADE,
                related_name="+",
                to="contenttypes.contenttype",
            ),
        ),
        migrations.AddField(
            model_name="report",
            name="decided_by",
            field=models.ForeignKey(
                null=True,
                on_delete=django.db.models.deletion.SET_NULL,
                related_name="+",
                to="members.membership",
            ),
        ),
        migrations.AddField(
            model_name="report",
            name="network",
            field=models.ForeignKey(
                editable=False,
                on_delete=django.db.models.deletion.CASCADE,
                related_name="%(class)s_set",
                to="members.network",
            ),
        ),
        migrations.AddField(
            model_name="report",
            name="settled_by",
            field=models.ForeignKey(
                null=True,
                on_delete=django.db.models.deletion.SET_NULL,
                related_name="+",
                to="members.membership",
            ),
        ),
        migrations.AddField(
            model_name="report",
            name="whose",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.CASCADE,
                related_name="reports_about",
                to="members.membership",
                verbose_name="de",
            ),
        ),
        migrations.AddField(
            model_name="reportvoice",
            name="network",
            field=models.ForeignKey(
                editable=False,
                on_delete=django.db.models.deletion.CASCADE,
                related_name="%(class)s_set",
                to="members.network",
            ),
        ),
        migrations.AddField(
            model_name="reportvoice",
            name="report",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.CASCADE,
                related_name="voices",
                to="members.report",
            ),
        ),
        migrations.AddField(
            model_name="reportvoice",
            name="reporter",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.CASCADE,
                related_name="reports_made",
                to="members.membership",
            ),
        ),
        migrations.AddIndex(
            model_name="report",
            index=models.Index(fields=["network", "status", "opened_at"], name="report_queue"),
        ),
        migrations.AddIndex(
            model_name="report",
            index=models.Index(fields=["network", "whose"], name="report_about_member"),
        ),
        migrations.AddConstraint(
            model_name="report",
            constraint=models.UniqueConstraint(fields=("id", "network"), name="report_in_network"),
        ),
        migrations.AddConstraint(
            model_name="report",
            constraint=models.UniqueConstraint(
                condition=models.Q(("status__in", ["open", "appealed"])),
                fields=("content_type", "object_id"),
                name="one_live_report_of_a_thing",
            ),
        ),
        migrations.AddConstraint(
            model_name="report",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(
                        ("decided_at__isnull", True), ("status", "open"), ("upheld__isnull", True)
                    ),
                    models.Q(
                        models.Q(("status", "open"), _negated=True),
                        models.Q(("decision_reason", ""), _negated=True),
                        ("decided_at__isnull", False),
                        ("upheld__isnull", False),
                    ),
                    _connector="OR",
                ),
                name="report_decided_has_a_reason",
            ),
        ),
        migrations.AddConstraint(
            model_name="report",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("appealed_at__isnull", True),
                    models.Q(("appeal_text", ""), _negated=True),
                    _connector="XOR",
                ),
                name="report_appealed_has_a_text",
            ),
        ),
        migrations.AddConstraint(
            model_name="report",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(
                        ("overturned__isnull", False),
                        ("settled_at__isnull", False),
                        ("status", "settled"),
                        models.Q(("settled_reason", ""), _negated=True),
                    ),
                    models.Q(
                        models.Q(("status", "settled"), _negated=True), ("settled_at__isnull", True)
                    ),
                    _connector="OR",
                ),
                name="report_settled_has_a_reason",
            ),
        ),
        migrations.AddConstraint(
            model_name="report",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("appealed_at__isnull", True),
                    ("settled_by__isnull", True),
                    ("decided_by__isnull", True),
                    models.Q(("settled_by", models.F("decided_by")), _negated=True),
                    _connector="OR",
                ),
                name="report_appeal_is_heard_by_another",
            ),
        ),
        migrations.AddConstraint(
            model_name="reportvoice",
            constraint=models.UniqueConstraint(
                fields=("report", "reporter"), name="one_voice_a_neighbour"
            ),
        ),
        SameNetwork("Membership", "hidden_by"),
        SameNetwork("Report", "whose"),
        SameNetwork("Report", "decided_by"),
        SameNetwork("Report", "appealed_by"),
        SameNetwork("Report", "settled_by"),
        SameNetwork("ReportVoice", "report"),
        SameNetwork("ReportVoice", "reporter"),
    ]
