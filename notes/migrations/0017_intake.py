"""The form before a first visit, as it was sent, and what is not sent yet."""

import bookings.models.encryption
import bookings.models.identity
import django.db.models.deletion
import pgtrigger.compiler
import pgtrigger.migrations
from django.conf import settings
from django.db import migrations, models


TABLES = ("notes_intake", "notes_intakedraft")


def _same_clinic() -> list[migrations.RunSQL]:
    return [
        migrations.RunSQL(
            f"ALTER TABLE {table} ADD CONSTRAINT {table}_patient_same_clinic FOREIGN KEY (patient_id, clinic_id) "
            "REFERENCES bookings_patient (id, clinic_id) DEFERRABLE INITIALLY DEFERRED",
            f"ALTER TABLE {table} DROP CONSTRAINT {table}_patient_same_clinic",
        )
        for table in TABLES
    ]


class Migration(migrations.Migration):
    dependencies = [
        ("bookings", "0017_passkeys"),
        ("notes", "0016_signed_consent"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name="IntakeDraft",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("writer", models.CharField(max_length=64)),
                ("content", bookings.models.encryption.EncryptedTextField(aad="intakedraft.content")),
                ("saved_at", models.DateTimeField()),
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
            ],
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
                ("form_version", models.CharField(max_length=12)),
                ("language", models.CharField(max_length=8)),
                ("answers", bookings.models.encryption.EncryptedTextField(aad="intake.answers")),
                ("sent_at", models.DateTimeField()),
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
                    "sent_by",
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
                "ordering": ["-sent_at", "-id"],
                "indexes": [models.Index(fields=["patient", "-sent_at"], name="intake_by_patient")],
            },
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
        migrations.AddConstraint(
            model_name="intakedraft",
            constraint=models.UniqueConstraint(fields=("patient", "writer"), name="intake_draft_once"),
        ),
        *_same_clinic(),
    ]
