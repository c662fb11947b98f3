import datetime
import uuid
from decimal import Decimal

import django.contrib.postgres.constraints
import django.contrib.postgres.fields.ranges
import django.core.validators
import django.db.models.constraints
import django.db.models.deletion
import django.db.models.expressions
import django.db.models.functions.math
import django.utils.timezone
from django.db import migrations, models

import members.models.pictures


class Migration(migrations.Migration):
    dependencies = [
        ("coopere", "0001_extensions"),
        ("events", "0002_same_network"),
        ("members", "0007_collection_news"),
    ]

    operations = [
        migrations.CreateModel(
            name="Collection",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("token", models.UUIDField(default=uuid.uuid4, editable=False, unique=True)),
                (
                    "hidden_at",
                    models.DateTimeField(
                        blank=True, editable=False, null=True, verbose_name="masqué le"
                    ),
                ),
                (
                    "hidden_reason",
                    models.TextField(
                        blank=True, default="", editable=False, max_length=500, verbose_name="motif"
                    ),
                ),
                ("title", models.CharField(max_length=80, verbose_name="titre")),
                ("beneficiary", models.CharField(max_length=120, verbose_name="pour qui")),
                (
                    "presentation",
                    models.TextField(
                        blank=True, default="", max_length=3000, verbose_name="présentation"
                    ),
                ),
                (
                    "money_url",
                    models.URLField(
                        blank=True,
                        default="",
                        verbose_name="page de l’association pour les dons d’argent",
                    ),
                ),
                ("opens_on", models.DateField(verbose_name="du")),
                ("closes_on", models.DateField(verbose_name="au")),
                (
                    "status",
                    models.CharField(
                        choices=[
                            ("preparing", "en préparation"),
                            ("open", "ouverte"),
                            ("closed", "terminée"),
                            ("reported", "bilan publié"),
                            ("cancelled", "annulée"),
                        ],
                        default="preparing",
                        max_length=9,
                        verbose_name="situation",
                    ),
                ),
                (
                    "opened_at",
                    models.DateTimeField(blank=True, null=True, verbose_name="ouverte le"),
                ),
                (
                    "closed_at",
                    models.DateTimeField(blank=True, null=True, verbose_name="terminée le"),
                ),
                (
                    "reported_at",
                    models.DateTimeField(blank=True, null=True, verbose_name="bilan publié le"),
                ),
                (
                    "report_text",
                    models.TextField(blank=True, default="", max_length=4000, verbose_name="bilan"),
                ),
                (
                    "report_public_at",
                    models.DateTimeField(blank=True, null=True, verbose_name="bilan public depuis"),
                ),
                (
                    "cancelled_at",
                    models.DateTimeField(blank=True, null=True, verbose_name="annulée le"),
                ),
                (
                    "cancel_word",
                    models.TextField(
                        blank=True, default="", max_length=500, verbose_name="mot d’annulation"
                    ),
                ),
                (
                    "created_at",
                    models.DateTimeField(default=django.utils.timezone.now, editable=False),
                ),
                (
                    "updated_at",
                    models.DateTimeField(default=django.utils.timezone.now, editable=False),
                ),
                (
                    "cancelled_by",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="+",
                        to="members.membership",
                    ),
                ),
                (
                    "created_by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="collections_written",
                        to="members.membership",
                        verbose_name="écrite par",
                    ),
                ),
                (
                    "hidden_by",
                    models.ForeignKey(
                        blank=True,
                        editable=False,
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="+",
                        to="members.membership",
                        verbose_name="masqué par",
                    ),
                ),
                (
                    "model",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="copies",
                        to="events.collection",
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
                (
                    "report_public_by",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="+",
                        to="members.membership",
                    ),
                ),
            ],
            options={
                "verbose_name": "collecte",
                "verbose_name_plural": "collectes",
            },
        ),
        migrations.CreateModel(
            name="BilanPicture",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("name", models.UUIDField(default=uuid.uuid4, editable=False, unique=True)),
                ("form", models.UUIDField(editable=False, null=True)),
                ("position", models.PositiveSmallIntegerField(editable=False)),
                (
                    "alt",
                    models.CharField(
                        blank=True, default="", max_length=150, verbose_name="ce que l’on y voit"
                    ),
                ),
                ("width", models.PositiveSmallIntegerField(editable=False)),
                ("height", models.PositiveSmallIntegerField(editable=False)),
                (
                    "created_at",
                    models.DateTimeField(default=django.utils.timezone.now, editable=False),
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
                (
                    "uploaded_by",
                    models.ForeignKey(
                        editable=False,
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="+",
                        to="members.membership",
                    ),
                ),
                (
                    "collection",
                    models.ForeignKey(
                        editable=False,
                        null=True,
                        on_delete=members.models.pictures.cascade_with_files,
                        related_name="bilan_pictures",
                        to="events.collection",
                    ),
                ),
            ],
            options={
                "verbose_name": "photo d’un bilan",
                "verbose_name_plural": "photos de bilans",
            },
        ),
        migrations.CreateModel(
            name="CollectionPicture",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("name", models.UUIDField(default=uuid.uuid4, editable=False, unique=True)),
                ("form", models.UUIDField(editable=False, null=True)),
                ("position", models.PositiveSmallIntegerField(editable=False)),
                (
                    "alt",
                    models.CharField(
                        blank=True, default="", max_length=150, verbose_name="ce que l’on y voit"
                    ),
                ),
                ("width", models.PositiveSmallIntegerField(editable=False)),
                ("height", models.PositiveSmallIntegerField(editable=False)),
                (
                    "created_at",
                    models.DateTimeField(default=django.utils.timezone.now, editable=False),
                ),
                (
                    "collection",
                    models.ForeignKey(
                        editable=False,
                        null=True,
                        on_delete=members.models.pictures.cascade_with_files,
                        related_name="pictures",
                        to="events.collection",
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
                (
                    "uploaded_by",
                    models.ForeignKey(
                        editable=False,
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="+",
                        to="members.membership",
                    ),
                ),
            ],
            options={
                "verbose_name": "photo d’une collecte",
                "verbose_name_plural": "photos de collectes",
            },
        ),
        migrations.CreateModel(
            name="DropPoint",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("token", models.UUIDField(default=uuid.uuid4, editable=False, unique=True)),
                ("place", models.CharField(max_length=120, verbose_name="où")),
                (
                    "note",
                    models.CharField(
                        blank=True, default="", max_length=200, verbose_name="bon à savoir"
                    ),
                ),
                (
                    "collection",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="points",
                        to="events.collection",
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
                "verbose_name": "point de dépôt",
                "verbose_name_plural": "points de dépôt",
            },
        ),
        migrations.CreateModel(
            name="Need",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("token", models.UUIDField(default=uuid.uuid4, editable=False, unique=True)),
                ("label", models.CharField(max_length=80, verbose_name="quoi")),
                (
                    "unit",
                    models.CharField(
                        choices=[
                            ("piece", "pièce"),
                            ("kg", "kg"),
                            ("litre", "litre"),
                            ("box", "carton"),
                            ("hour", "heure"),
                        ],
                        max_length=5,
                        verbose_name="compté en",
                    ),
                ),
                (
                    "target",
                    models.DecimalField(decimal_places=2, max_digits=8, verbose_name="combien"),
                ),
                (
                    "surplus_welcome",
                    models.BooleanField(default=False, verbose_name="il peut y en avoir plus"),
                ),
                (
                    "priority",
                    models.PositiveSmallIntegerField(
                        choices=[(1, "si possible"), (2, "utile"), (3, "urgent")],
                        default=2,
                        verbose_name="priorité",
                    ),
                ),
                (
                    "note",
                    models.CharField(
                        blank=True,
                        default="",
                        max_length=200,
                        verbose_name="ce qui ne convient pas",
                    ),
                ),
                ("position", models.PositiveSmallIntegerField(editable=False)),
                ("closed_at", models.DateTimeField(editable=False, null=True)),
                (
                    "collection",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="needs",
                        to="events.collection",
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
                "verbose_name": "besoin",
                "verbose_name_plural": "besoins",
            },
        ),
        migrations.CreateModel(
            name="OpeningHours",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("token", models.UUIDField(default=uuid.uuid4, editable=False, unique=True)),
                ("day", models.DateField(verbose_name="jour")),
                ("opens", models.TimeField(verbose_name="de")),
                ("closes", models.TimeField(verbose_name="à")),
                (
                    "network",
                    models.ForeignKey(
                        editable=False,
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="%(class)s_set",
                        to="members.network",
                    ),
                ),
                (
                    "point",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="hours",
                        to="events.droppoint",
                    ),
                ),
            ],
            options={
                "verbose_name": "heures de dépôt",
                "verbose_name_plural": "heures de dépôt",
            },
        ),
        migrations.CreateModel(
            name="Organiser",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("since", models.DateTimeField(default=django.utils.timezone.now)),
                (
                    "collection",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="organisers",
                        to="events.collection",
                    ),
                ),
                (
                    "membership",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="collections_organised",
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
                "verbose_name": "personne qui organise",
                "verbose_name_plural": "personnes qui organisent",
            },
        ),
        migrations.CreateModel(
            name="Pledge",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("token", models.UUIDField(default=uuid.uuid4, editable=False, unique=True)),
                (
                    "passer_name",
                    models.CharField(
                        blank=True, default="", max_length=60, verbose_name="de la part de"
                    ),
                ),
                (
                    "amount",
                    models.DecimalField(decimal_places=2, max_digits=8, verbose_name="combien"),
                ),
                (
                    "delivered",
                    models.DecimalField(
                        decimal_places=2,
                        default=Decimal("0"),
                        max_digits=8,
                        verbose_name="déjà apporté",
                    ),
                ),
                (
                    "is_anonymous",
                    models.BooleanField(
                        default=False, verbose_name="sans montrer mon nom aux voisins"
                    ),
                ),
                (
                    "status",
                    models.CharField(
                        choices=[
                            ("promised", "promis"),
                            ("delivered", "apporté"),
                            ("withdrawn", "retiré"),
                        ],
                        default="promised",
                        max_length=9,
                    ),
                ),
                ("promised_at", models.DateTimeField(default=django.utils.timezone.now)),
                ("delivered_at", models.DateTimeField(null=True)),
                ("withdrawn_at", models.DateTimeField(null=True)),
                ("reminded_at", models.DateTimeField(editable=False, null=True)),
                (
                    "delivered_to",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="+",
                        to="members.membership",
                    ),
                ),
                (
                    "entered_by",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="pledges_entered",
                        to="members.membership",
                    ),
                ),
                (
                    "member",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="pledges",
                        to="members.membership",
                    ),
                ),
                (
                    "need",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="pledges",
                        to="events.need",
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
                (
                    "point",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="pledges",
                        to="events.droppoint",
                    ),
                ),
            ],
            options={
                "verbose_name": "promesse",
                "verbose_name_plural": "promesses",
            },
        ),
        migrations.CreateModel(
            name="VolunteerSlot",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("token", models.UUIDField(default=uuid.uuid4, editable=False, unique=True)),
                ("starts_at", models.DateTimeField(verbose_name="début")),
                ("ends_at", models.DateTimeField(verbose_name="fin")),
                (
                    "wanted",
                    models.PositiveSmallIntegerField(
                        default=2,
                        validators=[
                            django.core.validators.MinValueValidator(1),
                            django.core.validators.MaxValueValidator(20),
                        ],
                        verbose_name="combien de personnes",
                    ),
                ),
                (
                    "collection",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="slots",
                        to="events.collection",
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
                (
                    "point",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="slots",
                        to="events.droppoint",
                    ),
                ),
            ],
            options={
                "verbose_name": "créneau",
                "verbose_name_plural": "créneaux",
            },
        ),
        migrations.CreateModel(
            name="Shift",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "during",
                    django.contrib.postgres.fields.ranges.DateTimeRangeField(editable=False),
                ),
                ("created_at", models.DateTimeField(default=django.utils.timezone.now)),
                ("cancelled_at", models.DateTimeField(null=True)),
                ("reminded_at", models.DateTimeField(editable=False, null=True)),
                (
                    "member",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="shifts",
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
                (
                    "slot",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="shifts",
                        to="events.volunteerslot",
                    ),
                ),
            ],
            options={
                "verbose_name": "inscription à un créneau",
                "verbose_name_plural": "inscriptions aux créneaux",
            },
        ),
        migrations.AddIndex(
            model_name="collection",
            index=models.Index(fields=["network", "status", "closes_on"], name="collection_list"),
        ),
        migrations.AddIndex(
            model_name="collection",
            index=models.Index(
                condition=models.Q(("report_public_at__isnull", False)),
                fields=["network", "report_public_at"],
                name="collection_front_door",
            ),
        ),
        migrations.AddConstraint(
            model_name="collection",
            constraint=models.UniqueConstraint(
                fields=("id", "network"), name="collection_in_network"
            ),
        ),
        migrations.AddConstraint(
            model_name="collection",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("hidden_at__isnull", True),
                    models.Q(("hidden_reason", ""), _negated=True),
                    _connector="XOR",
                ),
                name="collection_hidden_has_a_reason",
            ),
        ),
        migrations.AddConstraint(
            model_name="collection",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("closes_on__gte", models.F("opens_on")),
                    (
                        "closes_on__lte",
                        django.db.models.expressions.CombinedExpression(
                            models.F("opens_on"), "+", models.Value(datetime.timedelta(days=366))
                        ),
                    ),
                ),
                name="collection_lasts_a_year_at_most",
            ),
        ),
        migrations.AddConstraint(
            model_name="collection",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("money_url", ""), ("money_url__startswith", "https://"), _connector="OR"
                ),
                name="collection_money_over_https",
            ),
        ),
        migrations.AddConstraint(
            model_name="collection",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("status__in", ["preparing", "cancelled"]),
                    ("opened_at__isnull", False),
                    _connector="OR",
                ),
                name="collection_open_has_a_date",
            ),
        ),
        migrations.AddConstraint(
            model_name="collection",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("status__in", ["closed", "reported"]),
                    ("closed_at__isnull", True),
                    _connector="XOR",
                ),
                name="collection_closed_has_a_date",
            ),
        ),
        migrations.AddConstraint(
            model_name="collection",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(
                        ("reported_at__isnull", False),
                        ("status", "reported"),
                        models.Q(("report_text", ""), _negated=True),
                    ),
                    models.Q(
                        models.Q(("status", "reported"), _negated=True),
                        ("report_public_at__isnull", True),
                        ("report_text", ""),
                        ("reported_at__isnull", True),
                    ),
                    _connector="OR",
                ),
                name="collection_reported_has_a_text",
            ),
        ),
        migrations.AddConstraint(
            model_name="collection",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(
                        ("cancelled_at__isnull", False),
                        ("status", "cancelled"),
                        models.Q(("cancel_word", ""), _negated=True),
                    ),
                    models.Q(
                        models.Q(("status", "cancelled"), _negated=True),
                        ("cancel_word", ""),
                        ("cancelled_at__isnull", True),
                    ),
                    _connector="OR",
                ),
                name="collection_cancelled_has_a_word",
            ),
        ),
        migrations.AddConstraint(
            model_name="bilanpicture",
            constraint=models.CheckConstraint(
                condition=models.Q(("position__range", (0, 3))), name="bilan_picture_four_at_most"
            ),
        ),
        migrations.AddConstraint(
            model_name="bilanpicture",
            constraint=models.UniqueConstraint(
                fields=("collection", "position"), name="bilan_picture_one_a_place"
            ),
        ),
        migrations.AddConstraint(
            model_name="bilanpicture",
            constraint=models.UniqueConstraint(
                fields=("form", "uploaded_by", "position"), name="bilan_picture_one_a_place_of_form"
            ),
        ),
        migrations.AddConstraint(
            model_name="bilanpicture",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("collection__isnull", True), ("form__isnull", True), _connector="XOR"
                ),
                name="bilan_picture_owned_or_waiting",
            ),
        ),
        migrations.AddConstraint(
            model_name="collectionpicture",
            constraint=models.CheckConstraint(
                condition=models.Q(("position__range", (0, 3))),
                name="collection_picture_four_at_most",
            ),
        ),
        migrations.AddConstraint(
            model_name="collectionpicture",
            constraint=models.UniqueConstraint(
                fields=("collection", "position"), name="collection_picture_one_a_place"
            ),
        ),
        migrations.AddConstraint(
            model_name="collectionpicture",
            constraint=models.UniqueConstraint(
                fields=("form", "uploaded_by", "position"),
                name="collection_picture_one_a_place_of_form",
            ),
        ),
        migrations.AddConstraint(
            model_name="collectionpicture",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("collection__isnull", True), ("form__isnull", True), _connector="XOR"
                ),
                name="collection_picture_owned_or_waiting",
            ),
        ),
        migrations.AddConstraint(
            model_name="droppoint",
            constraint=models.UniqueConstraint(
                fields=("id", "network"), name="drop_point_in_network"
            ),
        ),
        migrations.AddConstraint(
            model_name="need",
            constraint=models.UniqueConstraint(fields=("id", "network"), name="need_in_network"),
        ),
        migrations.AddConstraint(
            model_name="need",
            constraint=models.UniqueConstraint(
                deferrable=django.db.models.constraints.Deferrable["DEFERRED"],
                fields=("collection", "position"),
                name="one_need_a_place",
            ),
        ),
        migrations.AddConstraint(
            model_name="need",
            constraint=models.CheckConstraint(
                condition=models.Q(("target__gt", 0), ("target__lte", Decimal("10000"))),
                name="need_target_above_zero",
            ),
        ),
        migrations.AddConstraint(
            model_name="need",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("unit__in", ["piece", "box"]), _negated=True),
                    ("target", django.db.models.functions.math.Floor("target")),
                    _connector="OR",
                ),
                name="need_whole_pieces",
            ),
        ),
        migrations.AddConstraint(
            model_name="need",
            constraint=models.CheckConstraint(
                condition=models.Q(("priority__range", (1, 3))), name="need_priority_1_to_3"
            ),
        ),
        migrations.AddIndex(
            model_name="openinghours",
            index=models.Index(fields=["network", "day"], name="hours_agenda"),
        ),
        migrations.AddConstraint(
            model_name="openinghours",
            constraint=models.CheckConstraint(
                condition=models.Q(("closes__gt", models.F("opens"))),
                name="hours_end_after_they_begin",
            ),
        ),
        migrations.AddConstraint(
            model_name="openinghours",
            constraint=models.UniqueConstraint(
                fields=("point", "day", "opens"), name="hours_once_a_day"
            ),
        ),
        migrations.AddIndex(
            model_name="organiser",
            index=models.Index(fields=["network", "membership"], name="organiser_collections"),
        ),
        migrations.AddConstraint(
            model_name="organiser",
            constraint=models.UniqueConstraint(
                fields=("collection", "membership"), name="one_organiser_of_a_collection"
            ),
        ),
        migrations.AddIndex(
            model_name="pledge",
            index=models.Index(fields=["need", "status"], name="pledges_of_need"),
        ),
        migrations.AddIndex(
            model_name="pledge",
            index=models.Index(fields=["network", "member", "status"], name="pledges_of_member"),
        ),
        migrations.AddConstraint(
            model_name="pledge",
            constraint=models.CheckConstraint(
                condition=models.Q(("amount__gt", 0), ("amount__lte", Decimal("10000"))),
                name="pledge_amount_above_zero",
            ),
        ),
        migrations.AddConstraint(
            model_name="pledge",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("delivered", 0), ("delivered_at__isnull", True)),
                    models.Q(
                        ("delivered__gt", 0),
                        ("delivered__lte", Decimal("10000")),
                        ("delivered_at__isnull", False),
                    ),
                    _connector="OR",
                ),
                name="pledge_delivered_has_a_date",
            ),
        ),
        migrations.AddConstraint(
            model_name="pledge",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("delivered__lt", models.F("amount")), ("status", "promised")),
                    models.Q(("delivered__gte", models.F("amount")), ("status", "delivered")),
                    models.Q(("delivered", 0), ("status", "withdrawn")),
                    _connector="OR",
                ),
                name="pledge_status_says_what_came",
            ),
        ),
        migrations.AddConstraint(
            model_name="pledge",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("status", "withdrawn"), ("withdrawn_at__isnull", True), _connector="XOR"
                ),
                name="pledge_withdrawn_has_a_date",
            ),
        ),
        migrations.AddConstraint(
            model_name="pledge",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("member__isnull", False), ("passer_name", "")),
                    models.Q(
                        ("member__isnull", True), models.Q(("status", "promised"), _negated=True)
                    ),
                    _connector="OR",
                ),
                name="pledge_passing_by_is_delivered",
            ),
        ),
        migrations.AddIndex(
            model_name="volunteerslot",
            index=models.Index(fields=["network", "starts_at"], name="slots_by_hour"),
        ),
        migrations.AddConstraint(
            model_name="volunteerslot",
            constraint=models.UniqueConstraint(
                fields=("id", "network"), name="volunteer_slot_in_network"
            ),
        ),
        migrations.AddConstraint(
            model_name="volunteerslot",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("ends_at__gt", models.F("starts_at")),
                    (
                        "ends_at__lte",
                        django.db.models.expressions.CombinedExpression(
                            models.F("starts_at"),
                            "+",
                            models.Value(datetime.timedelta(seconds=43200)),
                        ),
                    ),
                ),
                name="slot_ends_within_12_hours",
            ),
        ),
        migrations.AddConstraint(
            model_name="volunteerslot",
            constraint=models.CheckConstraint(
                condition=models.Q(("wanted__range", (1, 20))), name="slot_wants_1_to_20"
            ),
        ),
        migrations.AddIndex(
            model_name="shift",
            index=models.Index(fields=["network", "member"], name="shifts_of_member"),
        ),
        migrations.AddConstraint(
            model_name="shift",
            constraint=django.contrib.postgres.constraints.ExclusionConstraint(
                condition=models.Q(("cancelled_at__isnull", True)),
                expressions=[("member", "="), ("during", "&&")],
                name="one_place_at_a_time",
            ),
        ),
    ]
