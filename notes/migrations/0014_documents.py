"""Files of a record, and the letter behind a clearance."""

import bookings.models.encryption
import bookings.models.identity
import django.db.models.deletion
import pgtrigger.compiler
import pgtrigger.migrations
from django.conf import settings
from django.db import migrations, models

PATIENT = ("patient_id, clinic_id", "bookings_patient (id, clinic_id)")
KEYS = {
    "notes_document": {
        "patient": PATIENT,
        "plan": ("plan_id, clinic_id", "notes_treatmentplan (id, clinic_id)"),
    },
    "notes_clearancedecision": {"letter": ("letter_id, clinic_id", "notes_document (id, clinic_id)")},
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
        ("bookings", "0012_series_sent_to_patients"),
        ("notes", "0013_questions_asked_by_the_clock"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
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
                ("added_at", models.DateTimeField()),
                ("removed_at", models.DateTimeField(blank=True, null=True)),
                (
                    "added_by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
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
            ],
            options={
                "ordering": ["-added_at", "-id"],
            },
        ),
        migrations.AddField(
            model_name="clearancedecision",
            name="letter",
            field=models.ForeignKey(
                blank=True,
                db_constraint=False,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="clearances",
                to="notes.document",
            ),
        ),
        migrations.AddIndex(
            model_name="document",
            index=models.Index(fields=["patient", "-added_at"], name="document_by_patient"),
        ),
        migrations.AddConstraint(
            model_name="document",
            constraint=models.UniqueConstraint(fields=("id", "clinic"), name="document_in_clinic"),
        ),
        migrations.AddConstraint(
            model_name="document",
            constraint=models.CheckConstraint(
                condition=models.Q(("sha256__regex", "^[0-9a-f]{64}$")), name="document_has_fingerprint"
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
        *_same_clinic(),
    ]
