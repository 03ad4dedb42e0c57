"""The journeys, how many taps each may take, and the test that counts them. docs/journeys.md shows the same table."""

from typing import NamedTuple


class Figure(NamedTuple):
    """The most of each; `test` is the file and the function that walks the way and says `within`."""

    taps: int
    test: str
    typed: int = 0
    screens: int = 99


FIGURES = {
    "a new patient books": Figure(
        8, "tests/portal/test_taps.py::test_a_new_patient_books_on_three_screens_with_eight_taps_and_four_fields",
        typed=4, screens=3,
    ),
    "a patient moves a visit from the mail": Figure(
        3, "tests/portal/test_taps.py::test_a_patient_moves_a_visit_from_the_mail_in_three_taps"
    ),
    "a patient books again": Figure(
        3, "tests/portal/test_own_visits.py::test_the_same_once_more_in_three_taps"
    ),
    "a patient books the next visit of a plan": Figure(
        3, "tests/journeys/test_patient.py::test_the_plan_leads_to_the_next_visit"
    ),
    "a patient answers the check before a visit": Figure(
        4, "tests/journeys/test_patient.py::test_the_reminder_leads_to_the_check"
    ),
    "a patient ticks an exercise": Figure(
        7, "tests/journeys/test_patient.py::test_the_letter_leads_to_the_exercises_and_the_diary"
    ),
    "a therapist writes a routine note": Figure(
        12, "tests/notes/dashboard/test_routine_note.py::test_a_routine_visit_takes_at_most_twelve_taps"
    ),
    "a therapist treats whoever is next": Figure(
        12, "tests/journeys/test_therapist.py::test_from_next_to_the_last_signature_of_the_day"
    ),
    "a plan in force to its six sessions": Figure(
        7, "tests/notes/dashboard/test_propose_sessions.py::"
        "test_from_the_plan_to_six_booked_sessions_in_seven_taps_at_most",
    ),
    "a template to booked sessions": Figure(
        7, "tests/notes/dashboard/test_propose_sessions.py::"
        "test_from_a_template_to_eight_booked_sessions_in_seven_taps_at_most", typed=3,
    ),
    "a template to dates that the patient is sent": Figure(
        7, "tests/notes/dashboard/test_sent_and_plain.py::"
        "test_from_a_template_to_sent_dates_in_seven_taps_and_one_more_of_the_patient", typed=3,
    ),
    "the owner sets up to a bookable link": Figure(
        9, "tests/journeys/test_owner.py::test_from_an_empty_clinic_to_a_patients_booking", typed=4
    ),
    "the owner closes a holiday": Figure(
        9, "tests/journeys/test_owner.py::test_a_holiday_and_the_four_visits_that_it_hits"
    ),
    "the owner asks why a time is not bookable": Figure(
        2, "tests/journeys/test_owner.py::test_why_an_empty_hour_is_not_bookable", typed=1
    ),
    "reception cancels": Figure(2, "tests/journeys/test_reception.py::test_a_gap_is_closed"),
    "reception offers a gap": Figure(1, "tests/journeys/test_reception.py::test_a_gap_is_closed"),
    "reception books a known patient": Figure(
        5, "tests/journeys/test_reception.py::test_a_known_patient_is_booked", typed=1
    ),
    "nobody came": Figure(1, "tests/journeys/test_reception.py::test_nobody_came_and_then_they_did"),
}  # fmt: skip
