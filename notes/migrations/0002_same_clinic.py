"""Composite foreign keys: a clinical row, its patient, its plan and its people are of one clinic."""

from django.db import migrations

PATIENT = ("patient_id, clinic_id", "bookings_patient (id, clinic_id)")
PLAN = ("plan_id, clinic_id", "notes_treatmentplan (id, clinic_id)")
PLAN_OF_PATIENT = ("plan_id, patient_id", "notes_treatmentplan (id, patient_id)")
AUTHOR = ("author_id, clinic_id", "bookings_therapist (id, clinic_id)")

KEYS = {
    "notes_problem": {"patient": PATIENT},
    "notes_treatmentplan": {
        "patient": PATIENT,
        "problem": ("problem_id, patient_id", "notes_problem (id, patient_id)"),
        "author": AUTHOR,
    },
    "notes_goal": {"plan": PLAN},
    "notes_plancomponent": {
        "plan": PLAN,
        "option": ("option_id, clinic_id", "bookings_serviceoption (id, clinic_id)"),
    },
    "notes_measureresponse": {"patient": PATIENT, "plan": PLAN_OF_PATIENT},
    "notes_soapnote": {
        "patient": PATIENT,
        "plan": PLAN_OF_PATIENT,
        "author": AUTHOR,
        "signer": ("signed_by_id, clinic_id", "bookings_therapist (id, clinic_id)"),
    },
    "notes_addendum": {"note": ("note_id, clinic_id", "notes_soapnote (id, clinic_id)"), "author": AUTHOR},
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
    dependencies = [("notes", "0001_clinical_rows")]

    operations = _keys()
