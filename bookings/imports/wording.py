"""The sentences of an import: why a file or a row does not come in."""

from typing import Any

from django.utils.translation import gettext_lazy as _

UNREADABLE: dict[str, Any] = {
    "empty": _("This file is empty."),
    "no_rows": _("This file has column names and no rows below them."),
    "too_large": _("This file is larger than 20 MB. Please export a shorter time, or fewer people."),
    "too_many_rows": _("This file has more than 200,000 rows. Please export it in parts."),
    "too_many_columns": _("This file has more than 200 columns: it is not a list of people or visits."),
    "binary": _("This is not a text file. Please export as CSV, or save the spreadsheet as “CSV UTF-8”."),
    "damaged": _("This file cannot be read as a table: a quotation mark in it has no end."),
    "no_header": _("No line of this file names the columns of people (first name, last name) or of visits (start, therapist or service, patient). Please export with column names, or look at the examples below."),
}  # fmt: skip
REFUSED: dict[str, Any] = {
    "no_first_name": _("The first name is missing."),
    "no_last_name": _("The last name is missing."),
    "too_long": _("This name is too long: 80 letters are the most."),
    "formula": _("This is a formula of a spreadsheet, not a name."),
    "bad_email": _("This is not an e-mail address."),
    "bad_date": _("This is not a date that can be read."),
    "bad_time": _("This is not a time of day that can be read."),
    "bad_birth_date": _("Nobody is born on this day: it is in the future, or more than 125 years ago."),
    "not_a_customer": _("This line is one of the staff, not a patient."),
    "no_start": _("It is not said when the visit starts."),
    "no_patient": _("It is not said whose visit this is."),
    "bad_length": _("The visit would take less than five minutes or more than twelve hours."),
    "blocked_time": _("This is a blocked time, not a visit. Write it down under closed times."),
    "unknown_status": _("This state of a visit is not known. Use booked, completed, no-show or cancelled."),
    "time_skipped": _("This time does not exist on that day: the clock is set forward over it. Which time was meant?"),
    "time_twice": _("This time comes twice on that night: the clock is set back. Please write this visit by hand."),
    "unknown_patient": _("Nobody of this name, e-mail or number is here. Bring the patients along first."),
    "several_patients": _("Several people are called so. Add the patient's number or e-mail to the file."),
    "left_therapist": _("This therapist is left out: choose above who it is here."),
    "no_therapist": _("It is not said which therapist this visit is with."),
    "therapist_gone": _("This visit is still to come, and its therapist does not work here any more."),
    "left_service": _("This service is left out: choose above what it is here."),
    "no_service": _("It is not said which service this is."),
    "left_place": _("This place is left out: choose above where it is here."),
    "no_place": _("It is not said where this visit is: choose a place above."),
    "therapist_busy": _("The therapist has another visit at this time."),
    "patient_busy": _("The patient has another visit at this time."),
    "no_room": _("No room is free at this time."),
}  # fmt: skip


def unreadable(code: str) -> Any:
    return UNREADABLE[code]


def refused(code: str) -> Any:
    return REFUSED.get(code, _("This row cannot be read."))
