"""Composite foreign keys: a clinical row, its patient, its plan and its people are of one clinic."""

from django.db import migrations

# Table, what it says, column, what both rows have in common, and the row that is named.
KEYS = (
    ("notes_addendum", "author", "author_id", "clinic", "bookings_therapist"),
    ("notes_addendum", "note", "note_id", "clinic", "notes_soapnote"),
    ("notes_carealert", "patient", "patient_id", "clinic", "bookings_patient"),
    ("notes_carealert", "plan", "plan_id", "patient", "notes_treatmentplan"),
    ("notes_clearancedecision", "decider", "decided_by_id", "clinic", "bookings_therapist"),
    ("notes_clearancedecision", "letter", "letter_id", "clinic", "notes_document"),
    ("notes_clearancedecision", "patient", "patient_id", "clinic", "bookings_patient"),
    ("notes_clearancedecision", "screening", "screening_id", "patient", "notes_screening"),
    ("notes_componentrating", "plan", "plan_id", "clinic", "notes_treatmentplan"),
    ("notes_consent", "patient", "patient_id", "clinic", "bookings_patient"),
    ("notes_contraindication", "adder", "added_by_id", "clinic", "bookings_therapist"),
    ("notes_contraindication", "patient", "patient_id", "clinic", "bookings_patient"),
    ("notes_contraindication", "screening", "screening_id", "patient", "notes_screening"),
    ("notes_disclosure", "patient", "patient_id", "clinic", "bookings_patient"),
    ("notes_document", "patient", "patient_id", "clinic", "bookings_patient"),
    ("notes_document", "plan", "plan_id", "clinic", "notes_treatmentplan"),
    ("notes_emergencyaccess", "patient", "patient_id", "clinic", "bookings_patient"),
    ("notes_emergencyaccess", "therapist", "therapist_id", "clinic", "bookings_therapist"),
    ("notes_exerciselog", "exercise", "exercise_id", "patient", "notes_exerciseprescription"),
    ("notes_exerciselog", "patient", "patient_id", "clinic", "bookings_patient"),
    ("notes_exerciseprescription", "giver", "given_by_id", "clinic", "bookings_therapist"),
    ("notes_exerciseprescription", "patient", "patient_id", "clinic", "bookings_patient"),
    ("notes_exerciseprescription", "plan", "plan_id", "patient", "notes_treatmentplan"),
    ("notes_goal", "plan", "plan_id", "clinic", "notes_treatmentplan"),
    ("notes_intake", "patient", "patient_id", "clinic", "bookings_patient"),
    ("notes_intakedraft", "patient", "patient_id", "clinic", "bookings_patient"),
    ("notes_legalhold", "patient", "patient_id", "clinic", "bookings_patient"),
    ("notes_measureresponse", "patient", "patient_id", "clinic", "bookings_patient"),
    ("notes_measureresponse", "plan", "plan_id", "patient", "notes_treatmentplan"),
    ("notes_measureresponse", "questionnaire", "questionnaire_id", "patient", "notes_questionnaire"),
    ("notes_noteremark", "author", "author_id", "clinic", "bookings_therapist"),
    ("notes_noteremark", "note", "note_id", "clinic", "notes_soapnote"),
    ("notes_noteretraction", "author", "author_id", "clinic", "bookings_therapist"),
    ("notes_noteretraction", "note", "note_id", "clinic", "notes_soapnote"),
    ("notes_plancomponent", "option", "option_id", "clinic", "bookings_serviceoption"),
    ("notes_plancomponent", "plan", "plan_id", "clinic", "notes_treatmentplan"),
    ("notes_planhold", "lifter", "lifted_by_id", "clinic", "bookings_therapist"),
    ("notes_planhold", "placer", "placed_by_id", "clinic", "bookings_therapist"),
    ("notes_planhold", "plan", "plan_id", "clinic", "notes_treatmentplan"),
    ("notes_planreview", "plan", "plan_id", "clinic", "notes_treatmentplan"),
    ("notes_planreview", "therapist", "therapist_id", "clinic", "bookings_therapist"),
    ("notes_planversion", "author", "author_id", "clinic", "bookings_therapist"),
    ("notes_planversion", "plan", "plan_id", "clinic", "notes_treatmentplan"),
    ("notes_problem", "patient", "patient_id", "clinic", "bookings_patient"),
    ("notes_questionnaire", "patient", "patient_id", "clinic", "bookings_patient"),
    ("notes_questionnaire", "plan", "plan_id", "patient", "notes_treatmentplan"),
    ("notes_readinesscheck", "patient", "patient_id", "clinic", "bookings_patient"),
    ("notes_recordrequest", "note", "note_id", "clinic", "notes_soapnote"),
    ("notes_recordrequest", "patient", "patient_id", "clinic", "bookings_patient"),
    ("notes_screening", "patient", "patient_id", "clinic", "bookings_patient"),
    ("notes_screening", "reviewer", "reviewed_by_id", "clinic", "bookings_therapist"),
    ("notes_selfcareepisode", "patient", "patient_id", "clinic", "bookings_patient"),
    ("notes_soapnote", "author", "author_id", "clinic", "bookings_therapist"),
    ("notes_soapnote", "cosigner", "cosigned_by_id", "clinic", "bookings_therapist"),
    ("notes_soapnote", "patient", "patient_id", "clinic", "bookings_patient"),
    ("notes_soapnote", "plan", "plan_id", "patient", "notes_treatmentplan"),
    ("notes_soapnote", "signer", "signed_by_id", "clinic", "bookings_therapist"),
    ("notes_supervision", "supervisor", "supervisor_id", "clinic", "bookings_therapist"),
    ("notes_supervision", "therapist", "therapist_id", "clinic", "bookings_therapist"),
    ("notes_treatmentplan", "author", "author_id", "clinic", "bookings_therapist"),
    ("notes_treatmentplan", "patient", "patient_id", "clinic", "bookings_patient"),
    ("notes_treatmentplan", "problem", "problem_id", "patient", "notes_problem"),
    ("notes_trendevaluation", "plan", "plan_id", "clinic", "notes_treatmentplan"),
    ("notes_triggerentry", "patient", "patient_id", "clinic", "bookings_patient"),
    ("notes_workingnote", "author", "author_id", "clinic", "bookings_therapist"),
    ("notes_workingnote", "note", "note_id", "clinic", "notes_soapnote"),
)


def _key(table: str, says: str, column: str, shares: str, target: str) -> migrations.RunSQL:
    name = f"{table}_{says}_same_clinic"
    return migrations.RunSQL(
        f"ALTER TABLE {table} ADD CONSTRAINT {name} FOREIGN KEY ({column}, {shares}_id) "
        f"REFERENCES {target} (id, {shares}_id) DEFERRABLE INITIALLY DEFERRED",
        f"ALTER TABLE {table} DROP CONSTRAINT {name}",
    )


class Migration(migrations.Migration):
    dependencies = [("notes", "0001_initial")]

    operations = [_key(*key) for key in KEYS]
