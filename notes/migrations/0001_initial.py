import bookings.models.encryption
import bookings.models.identity
import django.contrib.postgres.fields
import django.db.models.deletion
import django.db.models.functions.datetime
import pgtrigger.compiler
import pgtrigger.migrations
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):
    initial = True

    # What led here before 0.1.0: a database that has all of them has this.
    replaces = [
        ("notes", "0001_clinical_rows"),
        ("notes", "0003_note_follows_its_visit"),
        ("notes", "0004_plan_course"),
        ("notes", "0005_plan_course_same_clinic"),
        ("notes", "0006_screening"),
        ("notes", "0007_screening_same_clinic"),
        ("notes", "0008_note_findings"),
        ("notes", "0009_home_care"),
        ("notes", "0010_consent"),
        ("notes", "0011_cosigning"),
        ("notes", "0012_privacy"),
        ("notes", "0013_questions_asked_by_the_clock"),
        ("notes", "0014_documents"),
        ("notes", "0015_working_note_windows"),
        ("notes", "0016_signed_consent"),
        ("notes", "0017_intake"),
        ("notes", "0018_consent_wording"),
    ]

    dependencies = [
        ("bookings", "0001_initial"),
    ]

    operations = [
        migrations.CreateModel(
            name="ConsentWording",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "public_id",
                    models.CharField(
                        default=bookings.models.identity.new_public_id,
                        editable=False,
                        max_length=22,
                        unique=True,
                    ),
                ),
                (
                    "clinic",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="consent_wordings",
                        to="bookings.clinic",
                    ),
                ),
                (
                    "kind",
                    models.CharField(
                        choices=[("treatment", "Treatment"), ("sensitive", "Treatment of sensitive areas")],
                        max_length=12,
                    ),
                ),
                ("number", models.PositiveSmallIntegerField()),
                ("texts", models.JSONField()),
                (
                    "written_by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                ("written_at", models.DateTimeField()),
            ],
            options={
                "ordering": ["-number"],
                "constraints": [
                    models.UniqueConstraint(fields=("clinic", "kind", "number"), name="consent_wording_once")
                ],
            },
        ),
        migrations.CreateModel(
            name="Disclosure",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "public_id",
                    models.CharField(
                        default=bookings.models.identity.new_public_id,
                        editable=False,
                        max_length=22,
                        unique=True,
                    ),
                ),
                (
                    "clinic",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to="bookings.clinic"
                    ),
                ),
                (
                    "patient",
                    models.ForeignKey(
                        db_constraint=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="disclosures",
                        to="bookings.patient",
                    ),
                ),
                ("on_date", models.DateField()),
                ("recipient", bookings.models.encryption.EncryptedTextField(aad="disclosure.recipient")),
                ("what", bookings.models.encryption.EncryptedTextField(aad="disclosure.what")),
                ("why", bookings.models.encryption.EncryptedTextField(aad="disclosure.why")),
                (
                    "recorded_by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                ("recorded_at", models.DateTimeField()),
            ],
            options={
                "ordering": ["-on_date", "-id"],
            },
        ),
        migrations.CreateModel(
            name="EmergencyAccess",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "public_id",
                    models.CharField(
                        default=bookings.models.identity.new_public_id,
                        editable=False,
                        max_length=22,
                        unique=True,
                    ),
                ),
                (
                    "clinic",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to="bookings.clinic"
                    ),
                ),
                (
                    "patient",
                    models.ForeignKey(
                        db_constraint=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="emergency_accesses",
                        to="bookings.patient",
                    ),
                ),
                (
                    "therapist",
                    models.ForeignKey(
                        db_constraint=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="bookings.therapist",
                    ),
                ),
                ("reason", bookings.models.encryption.EncryptedTextField(aad="emergencyaccess.reason")),
                ("opened_at", models.DateTimeField()),
                ("expires_at", models.DateTimeField()),
                (
                    "reviewed_by",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                ("reviewed_at", models.DateTimeField(blank=True, null=True)),
            ],
            options={
                "ordering": ["-opened_at", "-id"],
            },
        ),
        migrations.CreateModel(
            name="Intake",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "public_id",
                    models.CharField(
                        default=bookings.models.identity.new_public_id,
                        editable=False,
                        max_length=22,
                        unique=True,
                    ),
                ),
                (
                    "clinic",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to="bookings.clinic"
                    ),
                ),
                (
                    "patient",
                    models.ForeignKey(
                        db_constraint=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="intakes",
                        to="bookings.patient",
                    ),
                ),
                (
                    "appointment",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="bookings.appointment",
                    ),
                ),
                (
                    "sent_by",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                ("form_version", models.CharField(max_length=12)),
                ("language", models.CharField(max_length=8)),
                ("answers", bookings.models.encryption.EncryptedTextField(aad="intake.answers")),
                ("sent_at", models.DateTimeField()),
            ],
            options={
                "ordering": ["-sent_at", "-id"],
                "indexes": [models.Index(fields=["patient", "-sent_at"], name="intake_by_patient")],
            },
        ),
        migrations.CreateModel(
            name="IntakeDraft",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "clinic",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to="bookings.clinic"
                    ),
                ),
                (
                    "patient",
                    models.ForeignKey(
                        db_constraint=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="intake_drafts",
                        to="bookings.patient",
                    ),
                ),
                ("writer", models.CharField(max_length=64)),
                ("content", bookings.models.encryption.EncryptedTextField(aad="intakedraft.content")),
                ("saved_at", models.DateTimeField()),
            ],
            options={
                "constraints": [
                    models.UniqueConstraint(fields=("patient", "writer"), name="intake_draft_once")
                ],
            },
        ),
        migrations.CreateModel(
            name="LegalHold",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "public_id",
                    models.CharField(
                        default=bookings.models.identity.new_public_id,
                        editable=False,
                        max_length=22,
                        unique=True,
                    ),
                ),
                (
                    "clinic",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to="bookings.clinic"
                    ),
                ),
                (
                    "patient",
                    models.ForeignKey(
                        db_constraint=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="legal_holds",
                        to="bookings.patient",
                    ),
                ),
                ("reason", bookings.models.encryption.EncryptedTextField(aad="legalhold.reason")),
                (
                    "placed_by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                ("placed_at", models.DateTimeField()),
                (
                    "lifted_by",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                ("lifted_at", models.DateTimeField(blank=True, null=True)),
            ],
            options={
                "ordering": ["-placed_at", "-id"],
                "constraints": [
                    models.UniqueConstraint(
                        condition=models.Q(("lifted_at__isnull", True)),
                        fields=("patient",),
                        name="one_open_hold_a_patient",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("lifted_at__isnull", True), ("lifted_by__isnull", True)),
                            models.Q(("lifted_at__isnull", False), ("lifted_by__isnull", False)),
                            _connector="OR",
                        ),
                        name="hold_lifted_by_somebody",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="Problem",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "public_id",
                    models.CharField(
                        default=bookings.models.identity.new_public_id,
                        editable=False,
                        max_length=22,
                        unique=True,
                    ),
                ),
                (
                    "clinic",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="problems",
                        to="bookings.clinic",
                    ),
                ),
                (
                    "patient",
                    models.ForeignKey(
                        db_constraint=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="problems",
                        to="bookings.patient",
                    ),
                ),
                ("text", bookings.models.encryption.EncryptedTextField(aad="problem.text")),
                (
                    "regions",
                    django.contrib.postgres.fields.ArrayField(
                        base_field=models.CharField(max_length=8), blank=True, default=list, size=None
                    ),
                ),
                ("onset_date", models.DateField(blank=True, null=True)),
                (
                    "onset_precision",
                    models.CharField(
                        choices=[
                            ("day", "The day is known"),
                            ("month", "About that month"),
                            ("year", "About that year"),
                        ],
                        default="day",
                        max_length=5,
                    ),
                ),
                (
                    "mechanism",
                    bookings.models.encryption.EncryptedTextField(
                        aad="problem.mechanism", blank=True, default=""
                    ),
                ),
                (
                    "qualities",
                    django.contrib.postgres.fields.ArrayField(
                        base_field=models.CharField(
                            choices=[
                                ("ache", "Aching"),
                                ("sharp", "Sharp"),
                                ("burning", "Burning"),
                                ("spasm", "Cramping"),
                                ("stiff", "Stiff"),
                                ("tingling", "Tingling"),
                                ("numb", "Numb"),
                            ],
                            max_length=8,
                        ),
                        blank=True,
                        default=list,
                        size=None,
                    ),
                ),
                (
                    "severity",
                    models.CharField(
                        blank=True,
                        choices=[("mild", "Mild"), ("moderate", "Moderate"), ("severe", "Severe")],
                        max_length=8,
                    ),
                ),
                ("reason_code", models.CharField(blank=True, max_length=12)),
                (
                    "status",
                    models.CharField(
                        choices=[
                            ("active", "Active"),
                            ("recurrence", "Came back"),
                            ("remission", "Quiet"),
                            ("resolved", "Resolved"),
                        ],
                        default="active",
                        max_length=10,
                    ),
                ),
                (
                    "created_at",
                    models.DateTimeField(
                        db_default=django.db.models.functions.datetime.Now(), editable=False
                    ),
                ),
            ],
            options={
                "ordering": ["-id"],
                "constraints": [models.UniqueConstraint(fields=("id", "patient"), name="problem_of_patient")],
            },
        ),
        migrations.CreateModel(
            name="ReadinessCheck",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "clinic",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to="bookings.clinic"
                    ),
                ),
                (
                    "patient",
                    models.ForeignKey(
                        db_constraint=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="readiness",
                        to="bookings.patient",
                    ),
                ),
                ("on_date", models.DateField()),
                ("at", models.DateTimeField()),
                ("nrs_before", models.PositiveSmallIntegerField()),
                ("has_sudden_signs", models.BooleanField(default=False)),
                ("is_ready", models.BooleanField()),
            ],
            options={
                "ordering": ["on_date"],
                "constraints": [
                    models.UniqueConstraint(fields=("patient", "on_date"), name="readiness_once_a_day"),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("nrs_before__isnull", True), ("nrs_before__lte", 10), _connector="OR"
                        ),
                        name="readiness_within_scale",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="RecordPolicy",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "clinic",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="record_policy",
                        to="bookings.clinic",
                    ),
                ),
                ("retention_years", models.PositiveSmallIntegerField()),
            ],
            options={
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("retention_years__range", (1, 100))),
                        name="record_kept_for_some_years",
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="Screening",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "public_id",
                    models.CharField(
                        default=bookings.models.identity.new_public_id,
                        editable=False,
                        max_length=22,
                        unique=True,
                    ),
                ),
                (
                    "clinic",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to="bookings.clinic"
                    ),
                ),
                (
                    "patient",
                    models.ForeignKey(
                        db_constraint=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="screenings",
                        to="bookings.patient",
                    ),
                ),
                (
                    "appointment",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="screenings",
                        to="bookings.appointment",
                    ),
                ),
                (
                    "kind",
                    models.CharField(
                        choices=[
                            ("full", "Full safety check"),
                            ("short", "Short check"),
                            ("pre_visit", "Check before the visit"),
                        ],
                        default="full",
                        max_length=10,
                    ),
                ),
                (
                    "source",
                    models.CharField(
                        choices=[("portal", "Portal"), ("api", "Program"), ("staff", "Staff")], max_length=8
                    ),
                ),
                ("question_set", models.CharField(max_length=12)),
                ("answers", bookings.models.encryption.EncryptedTextField(aad="screening.answers")),
                ("result", bookings.models.encryption.EncryptedTextField(aad="screening.result")),
                ("tier", models.PositiveSmallIntegerField()),
                ("is_urgent", models.BooleanField(default=False)),
                ("defer_until", models.DateTimeField(blank=True, null=True)),
                ("answered_at", models.DateTimeField()),
                ("valid_until_date", models.DateField()),
                (
                    "recorded_by",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                ("reviewed_at", models.DateTimeField(blank=True, null=True)),
                (
                    "reviewed_by",
                    models.ForeignKey(
                        blank=True,
                        db_constraint=False,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="bookings.therapist",
                    ),
                ),
                ("voided_at", models.DateTimeField(blank=True, null=True)),
            ],
            options={
                "ordering": ["-answered_at", "-id"],
                "indexes": [models.Index(fields=["patient", "-answered_at"], name="screening_by_patient")],
                "constraints": [
                    models.UniqueConstraint(fields=("id", "patient"), name="screening_of_patient"),
                    models.CheckConstraint(
                        condition=models.Q(("tier__range", (0, 5))), name="screening_tier_known"
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("reviewed_at__isnull", True), ("reviewed_by__isnull", True)),
                            models.Q(("reviewed_at__isnull", False), ("reviewed_by__isnull", False)),
                            _connector="OR",
                        ),
                        name="screening_reviewed_by_somebody",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="SelfCareEpisode",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "public_id",
                    models.CharField(
                        default=bookings.models.identity.new_public_id,
                        editable=False,
                        max_length=22,
                        unique=True,
                    ),
                ),
                (
                    "clinic",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to="bookings.clinic"
                    ),
                ),
                (
                    "patient",
                    models.ForeignKey(
                        db_constraint=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="self_care",
                        to="bookings.patient",
                    ),
                ),
                (
                    "token",
                    models.CharField(
                        default=bookings.models.identity.new_token, editable=False, max_length=64, unique=True
                    ),
                ),
                ("onset_date", models.DateField()),
                ("start_date", models.DateField()),
                (
                    "status",
                    models.CharField(
                        choices=[("open", "Under way"), ("closed", "Over")], default="open", max_length=6
                    ),
                ),
                ("closed_at", models.DateTimeField(blank=True, null=True)),
            ],
            options={
                "ordering": ["-start_date", "-id"],
                "indexes": [
                    models.Index(
                        condition=models.Q(("status", "open")), fields=["start_date"], name="self_care_open"
                    )
                ],
                "constraints": [
                    models.UniqueConstraint(
                        condition=models.Q(("status", "open")),
                        fields=("patient",),
                        name="self_care_open_once",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("onset_date__lte", models.F("start_date"))),
                        name="self_care_after_onset",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="Supervision",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "public_id",
                    models.CharField(
                        default=bookings.models.identity.new_public_id,
                        editable=False,
                        max_length=22,
                        unique=True,
                    ),
                ),
                (
                    "clinic",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to="bookings.clinic"
                    ),
                ),
                (
                    "therapist",
                    models.OneToOneField(
                        db_constraint=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="supervision",
                        to="bookings.therapist",
                    ),
                ),
                (
                    "supervisor",
                    models.ForeignKey(
                        db_constraint=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="supervises",
                        to="bookings.therapist",
                    ),
                ),
                (
                    "set_by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                ("since", models.DateTimeField()),
            ],
            options={
                "ordering": ["therapist__first_name", "therapist__last_name", "id"],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("therapist", models.F("supervisor")), _negated=True),
                        name="supervision_by_another",
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="TextPack",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "public_id",
                    models.CharField(
                        default=bookings.models.identity.new_public_id,
                        editable=False,
                        max_length=22,
                        unique=True,
                    ),
                ),
                (
                    "clinic",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="text_packs",
                        to="bookings.clinic",
                    ),
                ),
                ("code", models.CharField(max_length=8)),
                ("title", models.CharField(max_length=120)),
                ("instructions", models.TextField(blank=True)),
                ("items", models.JSONField()),
                ("attribution", models.TextField(blank=True)),
                ("licence_reference", models.CharField(max_length=300)),
                (
                    "attested_by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                ("attested_at", models.DateTimeField()),
                ("expires_date", models.DateField(blank=True, null=True)),
                ("withdrawn_at", models.DateTimeField(blank=True, null=True)),
            ],
            options={
                "ordering": ["code", "-id"],
                "constraints": [
                    models.UniqueConstraint(
                        condition=models.Q(("withdrawn_at__isnull", True)),
                        fields=("clinic", "code"),
                        name="text_pack_once",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("licence_reference", ""), _negated=True),
                        name="text_pack_is_attested",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="Tombstone",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "clinic",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to="bookings.clinic"
                    ),
                ),
                ("object_kind", models.CharField(max_length=40)),
                ("object_id", models.CharField(max_length=40)),
                (
                    "rule",
                    models.CharField(
                        choices=[
                            ("retention", "Kept as long as the law asks, then taken away"),
                            ("working_note_30_days", "A working note, thirty days after the visit"),
                        ],
                        max_length=24,
                    ),
                ),
                ("kept_until", models.DateField()),
                ("purged_at", models.DateTimeField()),
            ],
            options={
                "ordering": ["-id"],
                "constraints": [
                    models.UniqueConstraint(fields=("object_kind", "object_id"), name="tombstone_once")
                ],
            },
        ),
        migrations.CreateModel(
            name="TriggerEntry",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "public_id",
                    models.CharField(
                        default=bookings.models.identity.new_public_id,
                        editable=False,
                        max_length=22,
                        unique=True,
                    ),
                ),
                (
                    "clinic",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to="bookings.clinic"
                    ),
                ),
                (
                    "patient",
                    models.ForeignKey(
                        db_constraint=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="diary",
                        to="bookings.patient",
                    ),
                ),
                ("activity", bookings.models.encryption.EncryptedTextField(aad="triggerentry.activity")),
                ("minutes", models.PositiveSmallIntegerField()),
                ("nrs_before", models.PositiveSmallIntegerField()),
                ("nrs_after", models.PositiveSmallIntegerField()),
                ("at", models.DateTimeField()),
            ],
            options={
                "ordering": ["-at", "-id"],
                "indexes": [models.Index(fields=["patient", "-at"], name="diary_by_patient")],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("nrs_before__isnull", True), ("nrs_before__lte", 10), _connector="OR"),
                            models.Q(("nrs_after__isnull", True), ("nrs_after__lte", 10), _connector="OR"),
                            ("minutes__range", (1, 1440)),
                        ),
                        name="diary_within_scale",
                    )
                ],
            },
        ),
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
                    "public_id",
                    models.CharField(
                        default=bookings.models.identity.new_public_id,
                        editable=False,
                        max_length=22,
                        unique=True,
                    ),
                ),
                (
                    "clinic",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to="bookings.clinic"
                    ),
                ),
                (
                    "patient",
                    models.ForeignKey(
                        db_constraint=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="consents",
                        to="bookings.patient",
                    ),
                ),
                (
                    "kind",
                    models.CharField(
                        choices=[("treatment", "Treatment"), ("sensitive", "Treatment of sensitive areas")],
                        default="treatment",
                        max_length=12,
                    ),
                ),
                (
                    "method",
                    models.CharField(
                        choices=[
                            ("written", "In writing"),
                            ("spoken", "Spoken"),
                            ("signed", "Signed on the screen"),
                        ],
                        default="written",
                        max_length=8,
                    ),
                ),
                ("given_at", models.DateTimeField()),
                (
                    "recorded_by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                ("withdrawn_at", models.DateTimeField(blank=True, null=True)),
                (
                    "text",
                    bookings.models.encryption.EncryptedTextField(aad="consent.text", blank=True, default=""),
                ),
                ("text_version", models.CharField(blank=True, default="", max_length=20)),
                ("text_language", models.CharField(blank=True, default="", max_length=8)),
                ("text_sha256", models.CharField(blank=True, default="", max_length=64)),
                (
                    "signed_name",
                    bookings.models.encryption.EncryptedTextField(
                        aad="consent.signed_name", blank=True, default=""
                    ),
                ),
                (
                    "strokes",
                    bookings.models.encryption.EncryptedTextField(
                        aad="consent.strokes", blank=True, default=""
                    ),
                ),
            ],
            options={
                "ordering": ["-given_at", "-id"],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("method", "signed"), _negated=True),
                            ("text_sha256__regex", "^[0-9a-f]{64}$"),
                            _connector="OR",
                        ),
                        name="consent_signed_has_text",
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="Contraindication",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "public_id",
                    models.CharField(
                        default=bookings.models.identity.new_public_id,
                        editable=False,
                        max_length=22,
                        unique=True,
                    ),
                ),
                (
                    "clinic",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to="bookings.clinic"
                    ),
                ),
                (
                    "patient",
                    models.ForeignKey(
                        db_constraint=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="contraindications",
                        to="bookings.patient",
                    ),
                ),
                (
                    "screening",
                    models.ForeignKey(
                        blank=True,
                        db_constraint=False,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="contraindications",
                        to="notes.screening",
                    ),
                ),
                (
                    "kind",
                    models.CharField(
                        choices=[
                            ("absolute", "No treatment"),
                            ("local", "Leave an area out"),
                            ("clearance", "Only after a physician’s word"),
                            ("caution", "With care"),
                        ],
                        max_length=10,
                    ),
                ),
                (
                    "source_item",
                    bookings.models.encryption.EncryptedTextField(aad="contraindication.source_item"),
                ),
                (
                    "note",
                    bookings.models.encryption.EncryptedTextField(
                        aad="contraindication.note", blank=True, default=""
                    ),
                ),
                (
                    "regions",
                    django.contrib.postgres.fields.ArrayField(
                        base_field=models.CharField(max_length=8), blank=True, default=list, size=None
                    ),
                ),
                (
                    "modalities_blocked",
                    django.contrib.postgres.fields.ArrayField(
                        base_field=models.CharField(max_length=20), blank=True, default=list, size=None
                    ),
                ),
                ("pressure_cap", models.PositiveSmallIntegerField(default=5)),
                ("heat_allowed", models.BooleanField(default=True)),
                ("from_date", models.DateField()),
                ("until_date", models.DateField(blank=True, null=True)),
                (
                    "added_by",
                    models.ForeignKey(
                        blank=True,
                        db_constraint=False,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="bookings.therapist",
                    ),
                ),
                ("ended_at", models.DateTimeField(blank=True, null=True)),
            ],
            options={
                "ordering": ["-id"],
                "indexes": [models.Index(fields=["patient"], name="contraindication_by_patient")],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("pressure_cap__range", (1, 5))), name="contraindication_cap"
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="CheckIn",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "episode",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="check_in",
                        to="notes.selfcareepisode",
                    ),
                ),
                ("asked_at", models.DateTimeField()),
                ("answered_at", models.DateTimeField(blank=True, null=True)),
                (
                    "answer",
                    models.CharField(
                        blank=True,
                        choices=[
                            ("better", "Better"),
                            ("same", "About the same"),
                            ("worse", "Worse"),
                            ("night", "It is strong at night"),
                        ],
                        max_length=6,
                    ),
                ),
            ],
        ),
        migrations.CreateModel(
            name="TreatmentPlan",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "public_id",
                    models.CharField(
                        default=bookings.models.identity.new_public_id,
                        editable=False,
                        max_length=22,
                        unique=True,
                    ),
                ),
                (
                    "clinic",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="plans",
                        to="bookings.clinic",
                    ),
                ),
                (
                    "patient",
                    models.ForeignKey(
                        db_constraint=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="plans",
                        to="bookings.patient",
                    ),
                ),
                (
                    "problem",
                    models.ForeignKey(
                        db_constraint=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="plans",
                        to="notes.problem",
                    ),
                ),
                (
                    "author",
                    models.ForeignKey(
                        db_constraint=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="plans",
                        to="bookings.therapist",
                    ),
                ),
                (
                    "status",
                    models.CharField(
                        choices=[
                            ("draft", "Draft"),
                            ("active", "Active"),
                            ("on_hold", "On hold"),
                            ("completed", "Completed"),
                            ("revoked", "Withdrawn"),
                        ],
                        default="draft",
                        max_length=10,
                    ),
                ),
                (
                    "phase",
                    models.CharField(
                        choices=[("active", "Treatment"), ("maintenance", "Maintenance")],
                        default="active",
                        max_length=12,
                    ),
                ),
                (
                    "plan_class",
                    models.CharField(
                        blank=True,
                        choices=[("acute", "Acute"), ("subacute", "Subacute"), ("chronic", "Chronic")],
                        max_length=8,
                    ),
                ),
                ("version", models.PositiveIntegerField(default=1)),
                ("revision", models.PositiveIntegerField(default=1)),
                ("review_due_date", models.DateField(blank=True, null=True)),
                (
                    "no_massage_reason",
                    bookings.models.encryption.EncryptedTextField(
                        aad="treatmentplan.no_massage_reason", blank=True, default=""
                    ),
                ),
                (
                    "single_component_reason",
                    bookings.models.encryption.EncryptedTextField(
                        aad="treatmentplan.single_component_reason", blank=True, default=""
                    ),
                ),
                (
                    "created_at",
                    models.DateTimeField(
                        db_default=django.db.models.functions.datetime.Now(), editable=False
                    ),
                ),
                ("started_at", models.DateTimeField(blank=True, null=True)),
                ("closed_at", models.DateTimeField(blank=True, null=True)),
                (
                    "close_reason",
                    models.CharField(
                        blank=True,
                        choices=[
                            ("goals_met", "Goals met"),
                            ("plateau", "No further change"),
                            ("referred", "Referred on"),
                            ("patient_choice", "The patient's choice"),
                            ("safety", "Safety"),
                            ("lost_to_follow_up", "No contact any more"),
                        ],
                        max_length=20,
                    ),
                ),
                (
                    "close_text",
                    bookings.models.encryption.EncryptedTextField(
                        aad="treatmentplan.close_text", blank=True, default=""
                    ),
                ),
                (
                    "no_maintenance_reason",
                    bookings.models.encryption.EncryptedTextField(
                        aad="treatmentplan.no_maintenance_reason", blank=True, default=""
                    ),
                ),
            ],
            options={
                "ordering": ["-id"],
                "constraints": [
                    models.UniqueConstraint(fields=("id", "patient"), name="plan_of_patient"),
                    models.UniqueConstraint(fields=("id", "clinic"), name="plan_in_clinic"),
                    models.UniqueConstraint(
                        condition=models.Q(("status__in", ["active", "on_hold"])),
                        fields=("problem",),
                        name="plan_live_once",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("status__in", ["active", "on_hold", "completed"]), _negated=True),
                            models.Q(("review_due_date__isnull", False), ("started_at__isnull", False)),
                            _connector="OR",
                        ),
                        name="plan_in_force_has_start_and_review",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("closed_at__isnull", False), ("status__in", ["completed", "revoked"])),
                            models.Q(
                                models.Q(("status__in", ["completed", "revoked"]), _negated=True),
                                ("closed_at__isnull", True),
                            ),
                            _connector="OR",
                        ),
                        name="plan_closed_has_time",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("status", "completed"), _negated=True),
                            models.Q(("close_reason", ""), _negated=True),
                            _connector="OR",
                        ),
                        name="plan_completed_has_reason",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="Document",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "public_id",
                    models.CharField(
                        default=bookings.models.identity.new_public_id,
                        editable=False,
                        max_length=22,
                        unique=True,
                    ),
                ),
                (
                    "clinic",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to="bookings.clinic"
                    ),
                ),
                (
                    "patient",
                    models.ForeignKey(
                        db_constraint=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="documents",
                        to="bookings.patient",
                    ),
                ),
                (
                    "plan",
                    models.ForeignKey(
                        blank=True,
                        db_constraint=False,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="documents",
                        to="notes.treatmentplan",
                    ),
                ),
                (
                    "kind",
                    models.CharField(
                        choices=[
                            ("clearance", "A physician’s word on the safety check"),
                            ("outside_letter", "A letter or finding from outside"),
                            ("picture", "A picture"),
                            ("referral_letter", "A letter written here"),
                        ],
                        max_length=16,
                    ),
                ),
                ("title", bookings.models.encryption.EncryptedTextField(aad="document.title")),
                (
                    "media_type",
                    models.CharField(
                        choices=[("application/pdf", "PDF"), ("image/png", "PNG")], max_length=20
                    ),
                ),
                ("size", models.PositiveIntegerField()),
                ("sha256", models.CharField(max_length=64)),
                ("content", bookings.models.encryption.EncryptedFileField(aad="document.content")),
                (
                    "added_by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                ("added_at", models.DateTimeField()),
                ("removed_at", models.DateTimeField(blank=True, null=True)),
            ],
            options={
                "ordering": ["-added_at", "-id"],
                "indexes": [models.Index(fields=["patient", "-added_at"], name="document_by_patient")],
                "constraints": [
                    models.UniqueConstraint(fields=("id", "clinic"), name="document_in_clinic"),
                    models.CheckConstraint(
                        condition=models.Q(("sha256__regex", "^[0-9a-f]{64}$")),
                        name="document_has_fingerprint",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="ExercisePrescription",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "public_id",
                    models.CharField(
                        default=bookings.models.identity.new_public_id,
                        editable=False,
                        max_length=22,
                        unique=True,
                    ),
                ),
                (
                    "clinic",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to="bookings.clinic"
                    ),
                ),
                (
                    "patient",
                    models.ForeignKey(
                        db_constraint=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="exercises",
                        to="bookings.patient",
                    ),
                ),
                (
                    "plan",
                    models.ForeignKey(
                        db_constraint=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="exercises",
                        to="notes.treatmentplan",
                    ),
                ),
                ("code", models.CharField(max_length=5)),
                ("sets", models.PositiveSmallIntegerField(default=1)),
                ("reps", models.PositiveSmallIntegerField(default=1)),
                ("hold_s", models.PositiveSmallIntegerField(default=0)),
                ("days_per_week", models.PositiveSmallIntegerField(default=7)),
                (
                    "despite",
                    bookings.models.encryption.EncryptedTextField(
                        aad="exerciseprescription.despite", blank=True, default=""
                    ),
                ),
                ("starts_date", models.DateField()),
                ("ends_date", models.DateField(blank=True, null=True)),
                (
                    "given_by",
                    models.ForeignKey(
                        db_constraint=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="bookings.therapist",
                    ),
                ),
                (
                    "created_at",
                    models.DateTimeField(
                        db_default=django.db.models.functions.datetime.Now(), editable=False
                    ),
                ),
            ],
            options={
                "ordering": ["code", "id"],
                "constraints": [
                    models.UniqueConstraint(fields=("id", "patient"), name="exercise_of_patient"),
                    models.UniqueConstraint(
                        condition=models.Q(("ends_date__isnull", True)),
                        fields=("plan", "code"),
                        name="exercise_given_once",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("days_per_week__range", (1, 7)),
                            ("hold_s__lte", 120),
                            ("reps__range", (1, 50)),
                            ("sets__range", (1, 10)),
                        ),
                        name="exercise_dose_in_range",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("ends_date__isnull", True),
                            ("ends_date__gte", models.F("starts_date")),
                            _connector="OR",
                        ),
                        name="exercise_ends_after_start",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="SoapNote",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "public_id",
                    models.CharField(
                        default=bookings.models.identity.new_public_id,
                        editable=False,
                        max_length=22,
                        unique=True,
                    ),
                ),
                (
                    "clinic",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="soap_notes",
                        to="bookings.clinic",
                    ),
                ),
                (
                    "appointment",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="soap_notes",
                        to="bookings.appointment",
                    ),
                ),
                (
                    "patient",
                    models.ForeignKey(
                        db_constraint=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="soap_notes",
                        to="bookings.patient",
                    ),
                ),
                (
                    "plan",
                    models.ForeignKey(
                        blank=True,
                        db_constraint=False,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="soap_notes",
                        to="notes.treatmentplan",
                    ),
                ),
                (
                    "author",
                    models.ForeignKey(
                        db_constraint=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="soap_notes",
                        to="bookings.therapist",
                    ),
                ),
                (
                    "subjective",
                    bookings.models.encryption.EncryptedTextField(
                        aad="soapnote.subjective", blank=True, default=""
                    ),
                ),
                (
                    "objective",
                    bookings.models.encryption.EncryptedTextField(
                        aad="soapnote.objective", blank=True, default=""
                    ),
                ),
                (
                    "assessment",
                    bookings.models.encryption.EncryptedTextField(
                        aad="soapnote.assessment", blank=True, default=""
                    ),
                ),
                (
                    "next_step",
                    bookings.models.encryption.EncryptedTextField(
                        aad="soapnote.next_step", blank=True, default=""
                    ),
                ),
                (
                    "carried",
                    django.contrib.postgres.fields.ArrayField(
                        base_field=models.CharField(max_length=12), blank=True, default=list, size=None
                    ),
                ),
                ("nrs_before", models.PositiveSmallIntegerField(blank=True, null=True)),
                ("nrs_after", models.PositiveSmallIntegerField(blank=True, null=True)),
                (
                    "nrs_missing_reason",
                    models.CharField(
                        blank=True,
                        choices=[
                            ("declined", "The patient preferred not to rate it"),
                            ("unable", "The patient could not rate it"),
                            ("cut_short", "The session ended early"),
                        ],
                        max_length=10,
                    ),
                ),
                ("health_status_confirmed", models.BooleanField(default=False)),
                ("consent_today", models.BooleanField(default=False)),
                (
                    "patient_summary",
                    bookings.models.encryption.EncryptedTextField(
                        aad="soapnote.patient_summary", blank=True, default=""
                    ),
                ),
                (
                    "findings",
                    bookings.models.encryption.EncryptedTextField(
                        aad="soapnote.findings", blank=True, default=""
                    ),
                ),
                ("summary_delay_hours", models.PositiveSmallIntegerField(default=0)),
                (
                    "summary_delay_reason",
                    bookings.models.encryption.EncryptedTextField(
                        aad="soapnote.summary_delay_reason", blank=True, default=""
                    ),
                ),
                ("version", models.PositiveIntegerField(default=1)),
                ("editor", models.CharField(blank=True, max_length=40)),
                ("editor_step", models.PositiveIntegerField(default=0)),
                (
                    "status",
                    models.CharField(
                        choices=[
                            ("draft", "Draft"),
                            ("awaiting", "Awaits a co-signature"),
                            ("signed", "Signed"),
                        ],
                        default="draft",
                        max_length=8,
                    ),
                ),
                ("saved_at", models.DateTimeField()),
                ("signed_at", models.DateTimeField(blank=True, null=True)),
                (
                    "signed_by",
                    models.ForeignKey(
                        blank=True,
                        db_constraint=False,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="bookings.therapist",
                    ),
                ),
                (
                    "confirmed_with",
                    models.CharField(
                        blank=True,
                        choices=[
                            ("password", "Password"),
                            ("recent", "Password given before"),
                            ("key", "Key of a program"),
                        ],
                        max_length=8,
                    ),
                ),
                ("cosigned_at", models.DateTimeField(blank=True, null=True)),
                (
                    "cosigned_by",
                    models.ForeignKey(
                        blank=True,
                        db_constraint=False,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="bookings.therapist",
                    ),
                ),
                ("content_format", models.PositiveSmallIntegerField(blank=True, null=True)),
                ("content_hash", models.CharField(blank=True, max_length=64)),
                (
                    "created_at",
                    models.DateTimeField(
                        db_default=django.db.models.functions.datetime.Now(), editable=False
                    ),
                ),
            ],
            options={
                "ordering": ["-id"],
                "constraints": [
                    models.UniqueConstraint(fields=("appointment",), name="note_once_a_visit"),
                    models.UniqueConstraint(fields=("id", "clinic"), name="note_in_clinic"),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(
                                ("nrs_before__isnull", True),
                                models.Q(("nrs_before__gte", 0), ("nrs_before__lte", 10)),
                                _connector="OR",
                            ),
                            models.Q(
                                ("nrs_after__isnull", True),
                                models.Q(("nrs_after__gte", 0), ("nrs_after__lte", 10)),
                                _connector="OR",
                            ),
                        ),
                        name="note_pain_within_scale",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("summary_delay_hours__lte", 72)),
                        name="note_summary_within_three_days",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(
                                ("content_format__isnull", False),
                                ("content_hash__regex", "^[0-9a-f]{64}$"),
                                ("signed_at__isnull", False),
                                ("signed_by__isnull", False),
                                ("status__in", ["signed", "awaiting"]),
                            ),
                            models.Q(
                                ("content_format__isnull", True),
                                ("content_hash", ""),
                                ("signed_at__isnull", True),
                                ("signed_by__isnull", True),
                                ("status", "draft"),
                            ),
                            _connector="OR",
                        ),
                        name="note_signed_has_signature",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("status", "draft"),
                            models.Q(
                                ("consent_today", True),
                                ("health_status_confirmed", True),
                                models.Q(
                                    models.Q(("nrs_after__isnull", False), ("nrs_before__isnull", False)),
                                    models.Q(("nrs_missing_reason", ""), _negated=True),
                                    _connector="OR",
                                ),
                            ),
                            _connector="OR",
                        ),
                        name="note_signed_is_complete",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("cosigned_at__isnull", True), ("cosigned_by__isnull", True)),
                            models.Q(
                                ("cosigned_at__isnull", False),
                                ("cosigned_by__isnull", False),
                                ("status", "signed"),
                                models.Q(("cosigned_by", models.F("author")), _negated=True),
                            ),
                            _connector="OR",
                        ),
                        name="note_cosigned_by_another",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="Questionnaire",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "public_id",
                    models.CharField(
                        default=bookings.models.identity.new_public_id,
                        editable=False,
                        max_length=22,
                        unique=True,
                    ),
                ),
                (
                    "clinic",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to="bookings.clinic"
                    ),
                ),
                (
                    "patient",
                    models.ForeignKey(
                        db_constraint=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="questionnaires",
                        to="bookings.patient",
                    ),
                ),
                (
                    "plan",
                    models.ForeignKey(
                        blank=True,
                        db_constraint=False,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="questionnaires",
                        to="notes.treatmentplan",
                    ),
                ),
                (
                    "token",
                    models.CharField(
                        default=bookings.models.identity.new_token, editable=False, max_length=64, unique=True
                    ),
                ),
                (
                    "codes",
                    django.contrib.postgres.fields.ArrayField(
                        base_field=models.CharField(max_length=8), size=None
                    ),
                ),
                (
                    "activities",
                    bookings.models.encryption.EncryptedTextField(
                        aad="questionnaire.activities", blank=True, default=""
                    ),
                ),
                (
                    "made_by",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                ("made_at", models.DateTimeField()),
                ("expires_at", models.DateTimeField()),
                ("completed_at", models.DateTimeField(blank=True, null=True)),
            ],
            options={
                "ordering": ["-id"],
                "constraints": [
                    models.UniqueConstraint(fields=("id", "patient"), name="questionnaire_of_patient")
                ],
            },
        ),
        migrations.CreateModel(
            name="PlanVersion",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "public_id",
                    models.CharField(
                        default=bookings.models.identity.new_public_id,
                        editable=False,
                        max_length=22,
                        unique=True,
                    ),
                ),
                (
                    "clinic",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to="bookings.clinic"
                    ),
                ),
                (
                    "plan",
                    models.ForeignKey(
                        db_constraint=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="versions",
                        to="notes.treatmentplan",
                    ),
                ),
                ("number", models.PositiveIntegerField()),
                ("content", bookings.models.encryption.EncryptedTextField(aad="planversion.content")),
                ("content_hash", models.CharField(max_length=64)),
                (
                    "change_reason",
                    bookings.models.encryption.EncryptedTextField(
                        aad="planversion.change_reason", blank=True, default=""
                    ),
                ),
                (
                    "author",
                    models.ForeignKey(
                        db_constraint=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="bookings.therapist",
                    ),
                ),
                ("at", models.DateTimeField()),
            ],
            options={
                "ordering": ["number"],
                "constraints": [models.UniqueConstraint(fields=("plan", "number"), name="plan_version_once")],
            },
        ),
        migrations.CreateModel(
            name="PlanReview",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "public_id",
                    models.CharField(
                        default=bookings.models.identity.new_public_id,
                        editable=False,
                        max_length=22,
                        unique=True,
                    ),
                ),
                (
                    "clinic",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to="bookings.clinic"
                    ),
                ),
                (
                    "plan",
                    models.ForeignKey(
                        db_constraint=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="reviews",
                        to="notes.treatmentplan",
                    ),
                ),
                (
                    "therapist",
                    models.ForeignKey(
                        db_constraint=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="bookings.therapist",
                    ),
                ),
                ("at", models.DateTimeField()),
                (
                    "decision",
                    models.CharField(
                        choices=[
                            ("continue", "Go on as it is"),
                            ("modify", "Change the plan"),
                            ("refer", "Refer on"),
                            ("discharge", "Discharge"),
                        ],
                        max_length=12,
                    ),
                ),
                ("text", bookings.models.encryption.EncryptedTextField(aad="planreview.text")),
                ("next_review_date", models.DateField(blank=True, null=True)),
            ],
            options={
                "ordering": ["-at", "-id"],
            },
        ),
        migrations.CreateModel(
            name="PlanHold",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "public_id",
                    models.CharField(
                        default=bookings.models.identity.new_public_id,
                        editable=False,
                        max_length=22,
                        unique=True,
                    ),
                ),
                (
                    "clinic",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to="bookings.clinic"
                    ),
                ),
                (
                    "plan",
                    models.ForeignKey(
                        db_constraint=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="holds",
                        to="notes.treatmentplan",
                    ),
                ),
                (
                    "trigger",
                    models.CharField(
                        choices=[
                            ("hold_night", "Pain at night"),
                            ("hold_worse", "Getting worse"),
                            ("hold_not_better", "Not better for long"),
                            ("manual", "Put on hold by hand"),
                        ],
                        max_length=16,
                    ),
                ),
                (
                    "reason",
                    bookings.models.encryption.EncryptedTextField(
                        aad="planhold.reason", blank=True, default=""
                    ),
                ),
                ("placed_at", models.DateTimeField()),
                (
                    "placed_by",
                    models.ForeignKey(
                        blank=True,
                        db_constraint=False,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="bookings.therapist",
                    ),
                ),
                ("central", models.DecimalField(blank=True, decimal_places=2, max_digits=4, null=True)),
                ("night_worst", models.PositiveSmallIntegerField(blank=True, null=True)),
                ("lifted_at", models.DateTimeField(blank=True, null=True)),
                (
                    "lifted_by",
                    models.ForeignKey(
                        blank=True,
                        db_constraint=False,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="bookings.therapist",
                    ),
                ),
                (
                    "outcome",
                    models.CharField(
                        blank=True,
                        choices=[
                            ("physician_seen", "A physician has looked at it"),
                            ("therapist_rationale", "The therapist's own reasons"),
                            ("patient_declined", "The patient declined after advice"),
                        ],
                        max_length=20,
                    ),
                ),
                (
                    "decision_text",
                    bookings.models.encryption.EncryptedTextField(
                        aad="planhold.decision_text", blank=True, default=""
                    ),
                ),
                ("expires_date", models.DateField(blank=True, null=True)),
            ],
            options={
                "ordering": ["-placed_at", "-id"],
                "constraints": [
                    models.UniqueConstraint(
                        condition=models.Q(("lifted_at__isnull", True)),
                        fields=("plan",),
                        name="plan_hold_open_once",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("lifted_at__isnull", True), ("outcome", "")),
                            ("lifted_at__isnull", False),
                            _connector="OR",
                        ),
                        name="plan_hold_lifted_has_time",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="PlanComponent",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "public_id",
                    models.CharField(
                        default=bookings.models.identity.new_public_id,
                        editable=False,
                        max_length=22,
                        unique=True,
                    ),
                ),
                (
                    "clinic",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to="bookings.clinic"
                    ),
                ),
                (
                    "plan",
                    models.ForeignKey(
                        db_constraint=False,
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="components",
                        to="notes.treatmentplan",
                    ),
                ),
                (
                    "kind",
                    models.CharField(
                        choices=[
                            ("massage", "Massage"),
                            ("exercise", "Exercise"),
                            ("lifestyle", "Daily habits"),
                            ("sleep_rest", "Sleep and rest"),
                            ("heat", "Heat"),
                            ("external_therapy", "Other therapy"),
                            ("referral", "Referral"),
                        ],
                        max_length=16,
                    ),
                ),
                (
                    "text",
                    bookings.models.encryption.EncryptedTextField(
                        aad="plancomponent.text", blank=True, default=""
                    ),
                ),
                ("freq_per_week", models.PositiveSmallIntegerField(blank=True, null=True)),
                ("minutes", models.PositiveSmallIntegerField(blank=True, null=True)),
                ("weeks", models.PositiveSmallIntegerField(blank=True, null=True)),
                (
                    "option",
                    models.ForeignKey(
                        blank=True,
                        db_constraint=False,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="bookings.serviceoption",
                    ),
                ),
                ("code", models.CharField(blank=True, max_length=24)),
                (
                    "facts",
                    bookings.models.encryption.EncryptedTextField(
                        aad="plancomponent.facts", blank=True, default=""
                    ),
                ),
                (
                    "status",
                    models.CharField(
                        choices=[
                            ("not_started", "Not started"),
                            ("scheduled", "Arranged"),
                            ("in_progress", "Under way"),
                            ("on_hold", "Paused"),
                            ("completed", "Done"),
                            ("cancelled", "Dropped"),
                            ("stopped", "Stopped"),
                        ],
                        default="not_started",
                        max_length=12,
                    ),
                ),
                ("is_maintenance", models.BooleanField(default=False)),
                ("position", models.PositiveSmallIntegerField(default=0)),
            ],
            options={
                "ordering": ["position", "id"],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(
                                ("freq_per_week__isnull", False),
                                ("freq_per_week__range", (1, 7)),
                                ("kind", "massage"),
                                ("minutes__isnull", False),
                                ("minutes__range", (5, 240)),
                                ("weeks__isnull", False),
                                ("weeks__range", (1, 52)),
                            ),
                            models.Q(
                                models.Q(("kind", "massage"), _negated=True),
                                ("freq_per_week__isnull", True),
                                ("minutes__isnull", True),
                                ("option__isnull", True),
                                ("weeks__isnull", True),
                            ),
                            _connector="OR",
                        ),
                        name="component_dose_is_massage",
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="Goal",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "public_id",
                    models.CharField(
                        default=bookings.models.identity.new_public_id,
                        editable=False,
                        max_length=22,
                        unique=True,
                    ),
                ),
                (
                    "clinic",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to="bookings.clinic"
                    ),
                ),
                (
                    "plan",
                    models.ForeignKey(
                        db_constraint=False,
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="goals",
                        to="notes.treatmentplan",
                    ),
                ),
                ("text", bookings.models.encryption.EncryptedTextField(aad="goal.text")),
                (
                    "measure",
                    models.CharField(
                        blank=True,
                        choices=[
                            ("nrs", "Pain, 0 to 10"),
                            ("psfs", "An activity, 0 unable to 10 as before"),
                            ("pim3", "Impact of pain, 0 to 10 (not a validated instrument)"),
                            ("rmdq", "Activity limits from low back pain, 0 to 24"),
                        ],
                        max_length=8,
                    ),
                ),
                ("baseline", models.DecimalField(blank=True, decimal_places=1, max_digits=4, null=True)),
                ("target", models.DecimalField(blank=True, decimal_places=1, max_digits=4, null=True)),
                ("due_date", models.DateField(blank=True, null=True)),
                (
                    "status",
                    models.CharField(
                        choices=[
                            ("proposed", "Proposed"),
                            ("active", "Active"),
                            ("completed", "Reached"),
                            ("cancelled", "Given up"),
                        ],
                        default="proposed",
                        max_length=10,
                    ),
                ),
                (
                    "achievement",
                    models.CharField(
                        choices=[
                            ("in_progress", "On the way"),
                            ("improving", "Improving"),
                            ("worsening", "Getting worse"),
                            ("no_change", "No change"),
                            ("achieved", "Reached"),
                            ("sustaining", "Kept"),
                            ("not_achieved", "Not reached"),
                        ],
                        default="in_progress",
                        max_length=12,
                    ),
                ),
                ("position", models.PositiveSmallIntegerField(default=0)),
            ],
            options={
                "ordering": ["position", "id"],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(
                                ("baseline__isnull", True),
                                models.Q(("baseline__gte", 0), ("baseline__lte", 10)),
                                models.Q(("baseline__gte", 0), ("baseline__lte", 24), ("measure", "rmdq")),
                                _connector="OR",
                            ),
                            models.Q(
                                ("target__isnull", True),
                                models.Q(("target__gte", 0), ("target__lte", 10)),
                                models.Q(("measure", "rmdq"), ("target__gte", 0), ("target__lte", 24)),
                                _connector="OR",
                            ),
                        ),
                        name="goal_within_scale",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("baseline", models.F("target")), _negated=True),
                        name="goal_goes_somewhere",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="ComponentRating",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "clinic",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to="bookings.clinic"
                    ),
                ),
                (
                    "plan",
                    models.ForeignKey(
                        db_constraint=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="component_ratings",
                        to="notes.treatmentplan",
                    ),
                ),
                ("component", models.CharField(max_length=22)),
                ("kind", models.CharField(max_length=16)),
                ("rating", models.SmallIntegerField()),
                ("rated_date", models.DateField()),
            ],
            options={
                "ordering": ["rated_date", "id"],
                "constraints": [
                    models.UniqueConstraint(
                        fields=("plan", "component", "rated_date"), name="rating_once_a_day"
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("rating__range", (-2, 2))), name="rating_within_scale"
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="CareAlert",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "public_id",
                    models.CharField(
                        default=bookings.models.identity.new_public_id,
                        editable=False,
                        max_length=22,
                        unique=True,
                    ),
                ),
                (
                    "clinic",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to="bookings.clinic"
                    ),
                ),
                (
                    "patient",
                    models.ForeignKey(
                        db_constraint=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="care_alerts",
                        to="bookings.patient",
                    ),
                ),
                (
                    "plan",
                    models.ForeignKey(
                        blank=True,
                        db_constraint=False,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="alerts",
                        to="notes.treatmentplan",
                    ),
                ),
                (
                    "kind",
                    models.CharField(
                        choices=[
                            ("hold_night", "On hold: pain at night"),
                            ("hold_worse", "On hold: getting worse"),
                            ("hold_not_better", "On hold: not better for long"),
                            ("rescreen_worse", "Getting worse: ask the safety questions again"),
                            ("reevaluate", "Time for a re-evaluation"),
                            ("advise_not_better", "Not better: advise to see a physician"),
                            ("night", "Pain at night, worth a question"),
                            ("mood", "Low mood answered: talk about support"),
                            ("review_due", "The review is due"),
                            ("felt_worse", "Worse after exercising, twice running"),
                            ("stop_exercise", "An exercise was stopped: something was noticed"),
                            ("not_ready", "Sudden signs before exercising: please call"),
                            ("no_contact", "No contact for sixty days"),
                        ],
                        max_length=20,
                    ),
                ),
                ("raised_at", models.DateTimeField()),
                ("acknowledged_at", models.DateTimeField(blank=True, null=True)),
                (
                    "acknowledged_by",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
            ],
            options={
                "ordering": ["-raised_at", "-id"],
                "indexes": [models.Index(fields=["patient", "kind"], name="alert_by_patient")],
                "constraints": [
                    models.UniqueConstraint(
                        condition=models.Q(("acknowledged_at__isnull", True)),
                        fields=("patient", "plan", "kind"),
                        name="alert_open_once",
                        nulls_distinct=False,
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("acknowledged_at__isnull", True), ("acknowledged_by__isnull", True)),
                            models.Q(("acknowledged_at__isnull", False), ("acknowledged_by__isnull", False)),
                            _connector="OR",
                        ),
                        name="alert_acknowledged_by_somebody",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="TrendEvaluation",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "clinic",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to="bookings.clinic"
                    ),
                ),
                (
                    "plan",
                    models.ForeignKey(
                        db_constraint=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="evaluations",
                        to="notes.treatmentplan",
                    ),
                ),
                ("on_date", models.DateField()),
                ("at", models.DateTimeField()),
                ("state", models.CharField(max_length=12)),
                ("action", models.CharField(max_length=20)),
                ("baseline", models.DecimalField(blank=True, decimal_places=2, max_digits=4, null=True)),
                ("central", models.DecimalField(blank=True, decimal_places=2, max_digits=4, null=True)),
                ("night_worst", models.PositiveSmallIntegerField(blank=True, null=True)),
                ("is_silenced", models.BooleanField(default=False)),
            ],
            options={
                "ordering": ["at", "id"],
                "constraints": [
                    models.UniqueConstraint(
                        fields=("plan", "action", "on_date"), name="evaluation_once_a_day"
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="ExerciseLog",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "clinic",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to="bookings.clinic"
                    ),
                ),
                (
                    "patient",
                    models.ForeignKey(
                        db_constraint=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="exercise_logs",
                        to="bookings.patient",
                    ),
                ),
                (
                    "exercise",
                    models.ForeignKey(
                        db_constraint=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="logs",
                        to="notes.exerciseprescription",
                    ),
                ),
                ("on_date", models.DateField()),
                ("at", models.DateTimeField()),
                ("nrs_before", models.PositiveSmallIntegerField()),
                ("nrs_after", models.PositiveSmallIntegerField()),
                ("lasted_over_an_hour", models.BooleanField(default=False)),
                (
                    "signs",
                    bookings.models.encryption.EncryptedTextField(
                        aad="exerciselog.signs", blank=True, default=""
                    ),
                ),
            ],
            options={
                "ordering": ["on_date", "id"],
                "constraints": [
                    models.UniqueConstraint(fields=("exercise", "on_date"), name="exercise_log_once_a_day"),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("nrs_before__isnull", True), ("nrs_before__lte", 10), _connector="OR"),
                            models.Q(("nrs_after__isnull", True), ("nrs_after__lte", 10), _connector="OR"),
                        ),
                        name="exercise_log_within_scale",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="ClearanceDecision",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "public_id",
                    models.CharField(
                        default=bookings.models.identity.new_public_id,
                        editable=False,
                        max_length=22,
                        unique=True,
                    ),
                ),
                (
                    "clinic",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to="bookings.clinic"
                    ),
                ),
                (
                    "patient",
                    models.ForeignKey(
                        db_constraint=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="clearances",
                        to="bookings.patient",
                    ),
                ),
                (
                    "screening",
                    models.ForeignKey(
                        db_constraint=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="clearances",
                        to="notes.screening",
                    ),
                ),
                (
                    "appointment",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="bookings.appointment",
                    ),
                ),
                (
                    "outcome",
                    models.CharField(
                        choices=[
                            ("physician_seen", "A physician has looked at it"),
                            ("therapist_rationale", "The therapist’s own reasons"),
                            ("patient_declined", "The patient declined after advice"),
                        ],
                        max_length=20,
                    ),
                ),
                (
                    "ground",
                    models.CharField(
                        choices=[("letter", "A letter"), ("verbal", "Told by the patient or by phone")],
                        default="verbal",
                        max_length=8,
                    ),
                ),
                (
                    "document_reference",
                    bookings.models.encryption.EncryptedTextField(
                        aad="clearancedecision.document_reference", blank=True, default=""
                    ),
                ),
                (
                    "letter",
                    models.ForeignKey(
                        blank=True,
                        db_constraint=False,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="clearances",
                        to="notes.document",
                    ),
                ),
                ("text", bookings.models.encryption.EncryptedTextField(aad="clearancedecision.text")),
                (
                    "conditions",
                    bookings.models.encryption.EncryptedTextField(
                        aad="clearancedecision.conditions", blank=True, default=""
                    ),
                ),
                (
                    "decided_by",
                    models.ForeignKey(
                        db_constraint=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="bookings.therapist",
                    ),
                ),
                ("decided_at", models.DateTimeField()),
                ("expires_date", models.DateField()),
            ],
            options={
                "ordering": ["-decided_at", "-id"],
                "indexes": [models.Index(fields=["patient", "-decided_at"], name="clearance_by_patient")],
            },
        ),
        migrations.CreateModel(
            name="RecordRequest",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "public_id",
                    models.CharField(
                        default=bookings.models.identity.new_public_id,
                        editable=False,
                        max_length=22,
                        unique=True,
                    ),
                ),
                (
                    "clinic",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="record_requests",
                        to="bookings.clinic",
                    ),
                ),
                (
                    "patient",
                    models.ForeignKey(
                        db_constraint=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="record_requests",
                        to="bookings.patient",
                    ),
                ),
                (
                    "kind",
                    models.CharField(
                        choices=[
                            ("copy", "A copy of the record"),
                            ("amendment", "Something put right"),
                            ("erasure", "Erasure"),
                        ],
                        max_length=9,
                    ),
                ),
                (
                    "note",
                    models.ForeignKey(
                        blank=True,
                        db_constraint=False,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="requests",
                        to="notes.soapnote",
                    ),
                ),
                (
                    "text",
                    bookings.models.encryption.EncryptedTextField(
                        aad="recordrequest.text", blank=True, default=""
                    ),
                ),
                (
                    "state",
                    models.CharField(
                        choices=[
                            ("open", "Open"),
                            ("accepted", "Done"),
                            ("refused", "Refused"),
                            ("withdrawn", "Withdrawn"),
                        ],
                        default="open",
                        max_length=9,
                    ),
                ),
                (
                    "asked_by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                ("asked_at", models.DateTimeField()),
                ("due_date", models.DateField()),
                (
                    "reply",
                    bookings.models.encryption.EncryptedTextField(
                        aad="recordrequest.reply", blank=True, default=""
                    ),
                ),
                (
                    "statement",
                    bookings.models.encryption.EncryptedTextField(
                        aad="recordrequest.statement", blank=True, default=""
                    ),
                ),
                (
                    "decided_by",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                ("decided_at", models.DateTimeField(blank=True, null=True)),
            ],
            options={
                "ordering": ["due_date", "id"],
                "indexes": [
                    models.Index(
                        condition=models.Q(("state", "open")),
                        fields=["clinic", "due_date"],
                        name="request_open",
                    )
                ],
                "constraints": [
                    models.UniqueConstraint(
                        condition=models.Q(("state", "open"), models.Q(("kind", "amendment"), _negated=True)),
                        fields=("patient", "kind"),
                        name="request_once_at_a_time",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(
                                ("decided_at__isnull", True),
                                ("decided_by__isnull", True),
                                ("state__in", ["open", "withdrawn"]),
                            ),
                            models.Q(
                                ("decided_at__isnull", False),
                                ("decided_by__isnull", False),
                                ("state__in", ["accepted", "refused"]),
                            ),
                            _connector="OR",
                        ),
                        name="request_decided_by_somebody",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="NoteRetraction",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "public_id",
                    models.CharField(
                        default=bookings.models.identity.new_public_id,
                        editable=False,
                        max_length=22,
                        unique=True,
                    ),
                ),
                (
                    "clinic",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to="bookings.clinic"
                    ),
                ),
                (
                    "note",
                    models.OneToOneField(
                        db_constraint=False,
                        db_index=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="retraction",
                        to="notes.soapnote",
                    ),
                ),
                ("reason", bookings.models.encryption.EncryptedTextField(aad="noteretraction.reason")),
                (
                    "author",
                    models.ForeignKey(
                        db_constraint=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="bookings.therapist",
                    ),
                ),
                ("at", models.DateTimeField()),
            ],
        ),
        migrations.CreateModel(
            name="NoteRemark",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "public_id",
                    models.CharField(
                        default=bookings.models.identity.new_public_id,
                        editable=False,
                        max_length=22,
                        unique=True,
                    ),
                ),
                (
                    "clinic",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to="bookings.clinic"
                    ),
                ),
                (
                    "note",
                    models.ForeignKey(
                        db_constraint=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="remarks",
                        to="notes.soapnote",
                    ),
                ),
                ("text", bookings.models.encryption.EncryptedTextField(aad="noteremark.text")),
                (
                    "author",
                    models.ForeignKey(
                        db_constraint=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="bookings.therapist",
                    ),
                ),
                ("at", models.DateTimeField()),
            ],
            options={
                "ordering": ["-at", "-id"],
            },
        ),
        migrations.CreateModel(
            name="Addendum",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "public_id",
                    models.CharField(
                        default=bookings.models.identity.new_public_id,
                        editable=False,
                        max_length=22,
                        unique=True,
                    ),
                ),
                (
                    "clinic",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to="bookings.clinic"
                    ),
                ),
                (
                    "note",
                    models.ForeignKey(
                        db_constraint=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="addenda",
                        to="notes.soapnote",
                    ),
                ),
                (
                    "kind",
                    models.CharField(
                        choices=[
                            ("addendum", "Addition"),
                            ("correction", "Correction"),
                            ("late_entry", "Late entry"),
                        ],
                        max_length=12,
                    ),
                ),
                ("reason", bookings.models.encryption.EncryptedTextField(aad="addendum.reason")),
                ("text", bookings.models.encryption.EncryptedTextField(aad="addendum.text")),
                (
                    "author",
                    models.ForeignKey(
                        db_constraint=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="bookings.therapist",
                    ),
                ),
                ("at", models.DateTimeField()),
            ],
            options={
                "ordering": ["at", "id"],
            },
        ),
        migrations.CreateModel(
            name="MeasureResponse",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "public_id",
                    models.CharField(
                        default=bookings.models.identity.new_public_id,
                        editable=False,
                        max_length=22,
                        unique=True,
                    ),
                ),
                (
                    "clinic",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to="bookings.clinic"
                    ),
                ),
                (
                    "patient",
                    models.ForeignKey(
                        db_constraint=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="measures",
                        to="bookings.patient",
                    ),
                ),
                (
                    "plan",
                    models.ForeignKey(
                        blank=True,
                        db_constraint=False,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="measures",
                        to="notes.treatmentplan",
                    ),
                ),
                ("code", models.CharField(max_length=8)),
                (
                    "aspect",
                    models.CharField(
                        blank=True,
                        choices=[
                            ("", "Whole instrument"),
                            ("now", "Now"),
                            ("average", "Average of the last 7 days"),
                            ("worst", "Worst of the last 7 days"),
                            ("night", "Worst at night, last 7 nights"),
                        ],
                        default="",
                        max_length=8,
                    ),
                ),
                ("answers", bookings.models.encryption.EncryptedTextField(aad="measureresponse.answers")),
                ("value", models.DecimalField(blank=True, decimal_places=1, max_digits=4, null=True)),
                ("taken_at", models.DateTimeField()),
                (
                    "recorded_by",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "questionnaire",
                    models.ForeignKey(
                        blank=True,
                        db_constraint=False,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="responses",
                        to="notes.questionnaire",
                    ),
                ),
            ],
            options={
                "ordering": ["taken_at", "id"],
                "indexes": [models.Index(fields=["plan", "code", "taken_at"], name="measure_by_plan")],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("code", "nrs"), _negated=True),
                            ("value__isnull", True),
                            models.Q(("value__gte", 0), ("value__lte", 10)),
                            _connector="OR",
                        ),
                        name="measure_nrs_within_scale",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("code", "nrs"), ("aspect", ""), _connector="OR"),
                        name="measure_aspect_is_nrs",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="WorkingNote",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "public_id",
                    models.CharField(
                        default=bookings.models.identity.new_public_id,
                        editable=False,
                        max_length=22,
                        unique=True,
                    ),
                ),
                (
                    "clinic",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to="bookings.clinic"
                    ),
                ),
                (
                    "note",
                    models.ForeignKey(
                        db_constraint=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="working_notes",
                        to="notes.soapnote",
                    ),
                ),
                (
                    "author",
                    models.ForeignKey(
                        db_constraint=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="bookings.therapist",
                    ),
                ),
                ("text", bookings.models.encryption.EncryptedTextField(aad="workingnote.text")),
                ("version", models.PositiveIntegerField(default=1)),
                ("editor", models.CharField(blank=True, max_length=40)),
                ("editor_step", models.PositiveIntegerField(default=0)),
                ("saved_at", models.DateTimeField()),
                ("purge_at", models.DateTimeField(db_index=True)),
            ],
            options={
                "constraints": [models.UniqueConstraint(fields=("note", "author"), name="working_note_once")],
            },
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="consent",
            trigger=pgtrigger.compiler.Trigger(
                name="consent_is_what_was_given",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    func='RAISE EXCEPTION \'pgtrigger: Cannot update of "kind", "method", "given_at", "recorded_by_id", "text", "text_version", "text_language", "text_sha256", "signed_name", "strokes" rows from % table\', TG_TABLE_NAME;',
                    hash="c59506eeb44e1ff6e92e247b5cc8883d6b4602f0",
                    operation='UPDATE OF "kind", "method", "given_at", "recorded_by_id", "text", "text_version", "text_language", "text_sha256", "signed_name", "strokes"',
                    pgid="pgtrigger_consent_is_what_was_given_dc1e7",
                    table="notes_consent",
                    when="BEFORE",
                ),
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="consentwording",
            trigger=pgtrigger.compiler.Trigger(
                name="consent_wording_is_kept",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    func="RAISE EXCEPTION 'pgtrigger: Cannot update or delete rows from % table', TG_TABLE_NAME;",
                    hash="8c263620a2dbb3689fba213ad816afce4da4b7db",
                    operation="UPDATE OR DELETE",
                    pgid="pgtrigger_consent_wording_is_kept_b713b",
                    table="notes_consentwording",
                    when="BEFORE",
                ),
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="disclosure",
            trigger=pgtrigger.compiler.Trigger(
                name="disclosure_is_final",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    func="RAISE EXCEPTION 'pgtrigger: Cannot update or delete rows from % table', TG_TABLE_NAME;",
                    hash="fea5387df097d2cddd428bd520c756d3d36b52ca",
                    operation="UPDATE OR DELETE",
                    pgid="pgtrigger_disclosure_is_final_6cea5",
                    table="notes_disclosure",
                    when="BEFORE",
                ),
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="emergencyaccess",
            trigger=pgtrigger.compiler.Trigger(
                name="emergency_access_stays",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    func="RAISE EXCEPTION 'pgtrigger: Cannot delete rows from % table', TG_TABLE_NAME;",
                    hash="e96eadab04a3a6d8ff7f54d125ad57e04ae84ea5",
                    operation="DELETE",
                    pgid="pgtrigger_emergency_access_stays_c5770",
                    table="notes_emergencyaccess",
                    when="BEFORE",
                ),
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="emergencyaccess",
            trigger=pgtrigger.compiler.Trigger(
                name="emergency_access_is_as_opened",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    func='RAISE EXCEPTION \'pgtrigger: Cannot update of "clinic_id", "patient_id", "therapist_id", "reason", "opened_at", "expires_at" rows from % table\', TG_TABLE_NAME;',
                    hash="374c7235894e3ab870794ddba070363f3618d24e",
                    operation='UPDATE OF "clinic_id", "patient_id", "therapist_id", "reason", "opened_at", "expires_at"',
                    pgid="pgtrigger_emergency_access_is_as_opened_a481d",
                    table="notes_emergencyaccess",
                    when="BEFORE",
                ),
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="intake",
            trigger=pgtrigger.compiler.Trigger(
                name="intake_is_what_was_sent",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    func="RAISE EXCEPTION 'pgtrigger: Cannot update rows from % table', TG_TABLE_NAME;",
                    hash="e2ccd3b47bc5d902e0d61f459d24d2c4dbdac1eb",
                    operation="UPDATE",
                    pgid="pgtrigger_intake_is_what_was_sent_827ab",
                    table="notes_intake",
                    when="BEFORE",
                ),
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="screening",
            trigger=pgtrigger.compiler.Trigger(
                name="screening_is_what_was_answered",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    func='RAISE EXCEPTION \'pgtrigger: Cannot update of "answers", "result", "tier", "kind", "answered_at" rows from % table\', TG_TABLE_NAME;',
                    hash="a770150313f2305e84b9f9d82e0f04dd2f306b11",
                    operation='UPDATE OF "answers", "result", "tier", "kind", "answered_at"',
                    pgid="pgtrigger_screening_is_what_was_answered_94af2",
                    table="notes_screening",
                    when="BEFORE",
                ),
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="clearancedecision",
            trigger=pgtrigger.compiler.Trigger(
                name="clearance_is_final",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    func="RAISE EXCEPTION 'pgtrigger: Cannot update or delete rows from % table', TG_TABLE_NAME;",
                    hash="e6d00108546b31d25de527811e8c6b9c5d9038ed",
                    operation="UPDATE OR DELETE",
                    pgid="pgtrigger_clearance_is_final_0bf20",
                    table="notes_clearancedecision",
                    when="BEFORE",
                ),
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="noteretraction",
            trigger=pgtrigger.compiler.Trigger(
                name="retraction_is_final",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    func="RAISE EXCEPTION 'pgtrigger: Cannot update or delete rows from % table', TG_TABLE_NAME;",
                    hash="47e9b50f201ef2a0d1891f7f63732b4dfbae99d2",
                    operation="UPDATE OR DELETE",
                    pgid="pgtrigger_retraction_is_final_6bc2c",
                    table="notes_noteretraction",
                    when="BEFORE",
                ),
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="noteremark",
            trigger=pgtrigger.compiler.Trigger(
                name="remark_append_only",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    func="RAISE EXCEPTION 'pgtrigger: Cannot update or delete rows from % table', TG_TABLE_NAME;",
                    hash="4ce21af7c3d80e72515c0ee3a0dbd677b59153de",
                    operation="UPDATE OR DELETE",
                    pgid="pgtrigger_remark_append_only_e6d0c",
                    table="notes_noteremark",
                    when="BEFORE",
                ),
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="addendum",
            trigger=pgtrigger.compiler.Trigger(
                name="addendum_append_only",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    func="RAISE EXCEPTION 'pgtrigger: Cannot update or delete rows from % table', TG_TABLE_NAME;",
                    hash="1c6fe936b5a3576ea593fe000e94c775f85b61c9",
                    operation="UPDATE OR DELETE",
                    pgid="pgtrigger_addendum_append_only_ac953",
                    table="notes_addendum",
                    when="BEFORE",
                ),
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="tombstone",
            trigger=pgtrigger.compiler.Trigger(
                name="tombstone_is_final",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    func="RAISE EXCEPTION 'pgtrigger: Cannot update or delete rows from % table', TG_TABLE_NAME;",
                    hash="52262ad2251c2477945526f329bd0fa431db2159",
                    operation="UPDATE OR DELETE",
                    pgid="pgtrigger_tombstone_is_final_6b1d0",
                    table="notes_tombstone",
                    when="BEFORE",
                ),
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="soapnote",
            trigger=pgtrigger.compiler.Trigger(
                name="signed_note_is_final",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    condition="WHEN (OLD.\"status\" = 'signed')",
                    func="RAISE EXCEPTION 'pgtrigger: Cannot update or delete rows from % table', TG_TABLE_NAME;",
                    hash="3ddc29d555f06cfbf3ccf8fefcdef7d92d5b8c21",
                    operation="UPDATE OR DELETE",
                    pgid="pgtrigger_signed_note_is_final_aeb8d",
                    table="notes_soapnote",
                    when="BEFORE",
                ),
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="soapnote",
            trigger=pgtrigger.compiler.Trigger(
                name="awaiting_note_is_kept",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    condition="WHEN (OLD.status = 'awaiting' AND NEW.status <> 'draft' AND (to_jsonb(OLD) - ARRAY['status', 'cosigned_by_id', 'cosigned_at', 'content_hash']) IS DISTINCT FROM (to_jsonb(NEW) - ARRAY['status', 'cosigned_by_id', 'cosigned_at', 'content_hash']))",
                    func="RAISE EXCEPTION 'pgtrigger: Cannot update rows from % table', TG_TABLE_NAME;",
                    hash="0a29a93a77fd964d104bdfae7aeea6f22aab1b3a",
                    operation="UPDATE",
                    pgid="pgtrigger_awaiting_note_is_kept_977e5",
                    table="notes_soapnote",
                    when="BEFORE",
                ),
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="soapnote",
            trigger=pgtrigger.compiler.Trigger(
                name="awaiting_note_stays",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    condition="WHEN (OLD.\"status\" = 'awaiting')",
                    func="RAISE EXCEPTION 'pgtrigger: Cannot delete rows from % table', TG_TABLE_NAME;",
                    hash="6218dfa61063fd09103fff7909b17c8d41ec3ade",
                    operation="DELETE",
                    pgid="pgtrigger_awaiting_note_stays_9759d",
                    table="notes_soapnote",
                    when="BEFORE",
                ),
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="soapnote",
            trigger=pgtrigger.compiler.Trigger(
                name="note_of_the_visit",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    func="\n    IF NOT EXISTS (\n        SELECT 1 FROM bookings_appointment visit\n        JOIN bookings_patient person ON person.id = NEW.patient_id\n        WHERE visit.id = NEW.appointment_id AND visit.clinic_id = NEW.clinic_id\n          AND visit.patient_id IN (person.id, person.merged_into_id)\n    ) THEN\n        RAISE EXCEPTION 'note_of_the_visit: note and visit are not of the same patient and clinic'\n            USING ERRCODE = 'check_violation';\n    END IF;\n    RETURN NEW;\n",
                    hash="cd528003075b49573527aa4885186ec7056b7108",
                    operation='INSERT OR UPDATE OF "appointment_id", "patient_id", "clinic_id"',
                    pgid="pgtrigger_note_of_the_visit_3c7bc",
                    table="notes_soapnote",
                    when="BEFORE",
                ),
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="planversion",
            trigger=pgtrigger.compiler.Trigger(
                name="plan_version_is_final",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    func="RAISE EXCEPTION 'pgtrigger: Cannot update or delete rows from % table', TG_TABLE_NAME;",
                    hash="372956d68363c6c019c896ae611bdf70958585c7",
                    operation="UPDATE OR DELETE",
                    pgid="pgtrigger_plan_version_is_final_dbb0c",
                    table="notes_planversion",
                    when="BEFORE",
                ),
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="planreview",
            trigger=pgtrigger.compiler.Trigger(
                name="plan_review_is_final",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    func="RAISE EXCEPTION 'pgtrigger: Cannot update or delete rows from % table', TG_TABLE_NAME;",
                    hash="f95634a5dde884507e35590502e4bab2790723fd",
                    operation="UPDATE OR DELETE",
                    pgid="pgtrigger_plan_review_is_final_49543",
                    table="notes_planreview",
                    when="BEFORE",
                ),
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="document",
            trigger=pgtrigger.compiler.Trigger(
                name="document_is_what_was_filed",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    func='RAISE EXCEPTION \'pgtrigger: Cannot update of "content", "sha256", "size", "media_type", "kind", "title", "added_by_id", "added_at" rows from % table\', TG_TABLE_NAME;',
                    hash="30f625351890c417254a3f8fcc9a39da5e773de8",
                    operation='UPDATE OF "content", "sha256", "size", "media_type", "kind", "title", "added_by_id", "added_at"',
                    pgid="pgtrigger_document_is_what_was_filed_0f871",
                    table="notes_document",
                    when="BEFORE",
                ),
            ),
        ),
    ]
