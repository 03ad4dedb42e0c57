"""Composite foreign keys: a screening and what follows from it stay with their patient, in their clinic."""

from django.db import migrations

PATIENT = ("patient_id, clinic_id", "bookings_patient (id, clinic_id)")
SCREENING_OF_PATIENT = ("screening_id, patient_id", "notes_screening (id, patient_id)")


def _therapist(column: str) -> tuple[str, str]:
    return f"{column}, clinic_id", "bookings_therapist (id, clinic_id)"


KEYS = {
    "notes_screening": {"patient": PATIENT, "reviewer": _therapist("reviewed_by_id")},
    "notes_clearancedecision": {
        "patient": PATIENT,
        "screening": SCREENING_OF_PATIENT,
        "decider": _therapist("decided_by_id"),
    },
    "notes_contraindication": {
        "patient": PATIENT,
        "screening": SCREENING_OF_PATIENT,
        "adder": _therapist("added_by_id"),
    },
}


def _keys() -> list[migrations.RunSQL]:
    operations = []
    for table, keys in KEYS.items():
        for what, (columns, target) in keys.items():
            name = f"{table}_{what}_same_clinic"
            operations.append(
                migrations.RunSQL(
                    f"ALTER TABLE {table} ADD CONSTRAINT {name} FOREIGN KEY ({columns}) "
                    f"REFERENCES {target} DEFERRABLE INITIALLY DEFERRED",
                    f"ALTER TABLE {table} DROP CONSTRAINT {name}",
                )
            )
    return operations


class Migration(migrations.Migration):
    dependencies = [("notes", "0006_screening")]

    operations = _keys()
