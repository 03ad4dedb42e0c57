"""Requests about a record, legal holds, disclosures, emergency access, retention and what is left after it."""

import bookings.models.encryption
import bookings.models.identity
import django.db.models.deletion
import pgtrigger.compiler
import pgtrigger.migrations
from django.conf import settings
from django.db import migrations, models


PATIENT = ("patient_id, clinic_id", "bookings_patient (id, clinic_id)")
KEYS = {
    "notes_legalhold": {"patient": PATIENT},
    "notes_recordrequest": {
        "patient": PATIENT,
        "note": ("note_id, clinic_id", "notes_soapnote (id, clinic_id)"),
    },
    "notes_disclosure": {"patient": PATIENT},
    "notes_emergencyaccess": {
        "patient": PATIENT,
        "therapist": ("therapist_id, clinic_id", "bookings_therapist (id, clinic_id)"),
    },
}


def _same_clinic() -> list[migrations.RunSQL]:
    return [
        migrations.RunSQL(
            f"ALTER TABLE {table} ADD CONSTRAINT {table}_{what}_same_clinic FOREIGN KEY ({columns}) "
            f"REFERENCES {target} DEFERRABLE INITIALLY DEFERRED",
            f"ALTER TABLE {table} DROP CONSTRAINT {table}_{what}_same_clinic",
        )
        for table, keys in KEYS.items()
        for what, (columns, target) in keys.items()
    ]


class Migration(migrations.Migration):
    dependencies = [
        ("bookings", "0011_records_are_emptied"),
        ("notes", "0011_cosigning"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
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
                ("on_date", models.DateField()),
                ("recipient", bookings.models.encryption.EncryptedTextField(aad="disclosure.recipient")),
                ("what", bookings.models.encryption.EncryptedTextField(aad="disclosure.what")),
                ("why", bookings.models.encryption.EncryptedTextField(aad="disclosure.why")),
                ("recorded_at", models.DateTimeField()),
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
                (
                    "recorded_by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
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
                ("reason", bookings.models.encryption.EncryptedTextField(aad="emergencyaccess.reason")),
                ("opened_at", models.DateTimeField()),
                ("expires_at", models.DateTimeField()),
                ("reviewed_at", models.DateTimeField(blank=True, null=True)),
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
                    "reviewed_by",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
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
            ],
            options={
                "ordering": ["-opened_at", "-id"],
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
                ("reason", bookings.models.encryption.EncryptedTextField(aad="legalhold.reason")),
                ("placed_at", models.DateTimeField()),
                ("lifted_at", models.DateTimeField(blank=True, null=True)),
                (
                    "clinic",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to="bookings.clinic"
                    ),
                ),
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
                (
                    "patient",
                    models.ForeignKey(
                        db_constraint=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="legal_holds",
                        to="bookings.patient",
                    ),
                ),
                (
                    "placed_by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
            ],
            options={
                "ordering": ["-placed_at", "-id"],
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
                ("retention_years", models.PositiveSmallIntegerField()),
                (
                    "clinic",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="record_policy",
                        to="bookings.clinic",
                    ),
                ),
            ],
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
                ("decided_at", models.DateTimeField(blank=True, null=True)),
                (
                    "asked_by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
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
                    "decided_by",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
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
                    "patient",
                    models.ForeignKey(
                        db_constraint=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="record_requests",
                        to="bookings.patient",
                    ),
                ),
            ],
            options={
                "ordering": ["due_date", "id"],
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
                (
                    "clinic",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to="bookings.clinic"
                    ),
                ),
            ],
            options={
                "ordering": ["-id"],
            },
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
        migrations.AddConstraint(
            model_name="legalhold",
            constraint=models.UniqueConstraint(
                condition=models.Q(("lifted_at__isnull", True)),
                fields=("patient",),
                name="one_open_hold_a_patient",
            ),
        ),
        migrations.AddConstraint(
            model_name="legalhold",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("lifted_at__isnull", True), ("lifted_by__isnull", True)),
                    models.Q(("lifted_at__isnull", False), ("lifted_by__isnull", False)),
                    _connector="OR",
                ),
                name="hold_lifted_by_somebody",
            ),
        ),
        migrations.AddConstraint(
            model_name="recordpolicy",
            constraint=models.CheckConstraint(
                condition=models.Q(("retention_years__range", (1, 100))), name="record_kept_for_some_years"
            ),
        ),
        migrations.AddIndex(
            model_name="recordrequest",
            index=models.Index(
                condition=models.Q(("state", "open")), fields=["clinic", "due_date"], name="request_open"
            ),
        ),
        migrations.AddConstraint(
            model_name="recordrequest",
            constraint=models.UniqueConstraint(
                condition=models.Q(("state", "open"), models.Q(("kind", "amendment"), _negated=True)),
                fields=("patient", "kind"),
                name="request_once_at_a_time",
            ),
        ),
        migrations.AddConstraint(
            model_name="recordrequest",
            constraint=models.CheckConstraint(
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
        ),
        migrations.AddConstraint(
            model_name="tombstone",
            constraint=models.UniqueConstraint(fields=("object_kind", "object_id"), name="tombstone_once"),
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
        *_same_clinic(),
    ]
