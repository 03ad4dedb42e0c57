"""Consent to treatment that was given outside of a booking."""

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

import bookings.models.identity

NAME = "notes_consent_patient_same_clinic"


class Migration(migrations.Migration):
    dependencies = [
        ("bookings", "0009_patients_sign_in"),
        ("notes", "0009_home_care"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
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
                    "method",
                    models.CharField(
                        choices=[("written", "In writing"), ("spoken", "Spoken")],
                        default="written",
                        max_length=8,
                    ),
                ),
                ("given_at", models.DateTimeField()),
                ("withdrawn_at", models.DateTimeField(blank=True, null=True)),
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
                    "recorded_by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
            ],
            options={"ordering": ["-given_at", "-id"]},
        ),
        migrations.RunSQL(
            f"ALTER TABLE notes_consent ADD CONSTRAINT {NAME} FOREIGN KEY (patient_id, clinic_id) "
            "REFERENCES bookings_patient (id, clinic_id) DEFERRABLE INITIALLY DEFERRED",
            f"ALTER TABLE notes_consent DROP CONSTRAINT {NAME}",
        ),
    ]
