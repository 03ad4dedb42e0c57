"""The texts of a gate as a person of the active language reads them at this clinic."""

from collections.abc import Iterable
from datetime import datetime

from django.utils.translation import gettext as _

from bookings.models import Clinic
from bookings.wording import moment
from notes.screening.emergency import number_of
from notes.screening.gate import Gate
from notes.screening.texts import messages, title, visit_messages


def paragraphs(gate: Gate, clinic: Clinic, until: datetime | None) -> list[str]:
    """What a booking is told."""
    return filled(messages(gate), clinic, until)


def title_of(gate: Gate) -> str:
    """The headline over what a booking is told; empty if it is not stopped."""
    said = title(gate)
    return _(said) if said else ""


def visit_paragraphs(gate: Gate, clinic: Clinic, until: datetime | None) -> list[str]:
    """What somebody is told whose visit is booked already."""
    return filled(visit_messages(gate), clinic, until)


def filled(said: Iterable[str], clinic: Clinic, until: datetime | None) -> list[str]:
    """The texts, translated, with the clinic's emergency number and the first time that is fine again."""
    return [
        _(text).format(
            emergency_number=number_of(clinic),
            date=moment(until, clinic.time_zone) if until else "",
        )
        for text in said
    ]
