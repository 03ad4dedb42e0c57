"""Composite foreign keys: what an appointment points at belongs to the appointment's clinic.

They stand instead of the single-column ones, which these five fields are declared without.
"""

from django.db import migrations

POINTS_AT = {
    "therapist_id": "bookings_therapist",
    "room_id": "bookings_room",
    "location_id": "bookings_location",
    "option_id": "bookings_serviceoption",
    "patient_id": "bookings_patient",
}


def _add(column: str, table: str) -> str:
    return (
        f"ALTER TABLE bookings_appointment ADD CONSTRAINT appt_{column}_in_clinic "
        f"FOREIGN KEY ({column}, clinic_id) REFERENCES {table} (id, clinic_id) "
        "DEFERRABLE INITIALLY DEFERRED"
    )


def _drop(column: str) -> str:
    return f"ALTER TABLE bookings_appointment DROP CONSTRAINT appt_{column}_in_clinic"


class Migration(migrations.Migration):
    dependencies = [("bookings", "0001_initial")]

    operations = [
        migrations.RunSQL(_add(column, table), _drop(column)) for column, table in POINTS_AT.items()
    ]
