"""The clinic on paper, and the frame that every paper has."""

from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from datetime import datetime

from django.utils import translation
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from bookings.colours import readable_pair
from bookings.languages import supported
from bookings.models import Clinic, Patient
from notes.documents.parts import Facts, Letterhead, Paper, Section

# Countries that use US Letter; everybody else has ISO 216 (k).
LETTER = frozenset("US CA MX PH CL CO CR GT PA SV VE DO PR".split())


def letterhead_of(clinic: Clinic) -> Letterhead:
    place = clinic.locations.filter(is_active=True).first()
    return Letterhead(
        name=clinic.name,
        address=place.address if place else "",
        phone=clinic.phone,
        email=clinic.email,
        accent=readable_pair(clinic.accent)[0],
        paper="us-letter" if clinic.country.upper() in LETTER else "a4",
    )


@contextmanager
def in_language_of(patient: Patient) -> Iterator[str]:
    """What is for a patient is in their language, else in the clinic's; gives its code."""
    language = supported(patient.language or patient.clinic.language)
    with translation.override(language):
        yield language


@contextmanager
def in_language_of_clinic(clinic: Clinic) -> Iterator[str]:
    """What is for colleagues outside is in the clinic's language."""
    with translation.override(supported(clinic.language)):
        yield supported(clinic.language)


def make_paper(
    *,
    kind: str,
    title: str,
    patient: Patient,
    language: str,
    sections: Iterable[Section | None],
    now: datetime,
    about: Iterable[tuple[str, str]] = (),
    to: str = "",
    signed: Iterable[str] = (),
) -> Paper:
    """A paper about a patient, in the active language. Sections that are None, or say nothing, are left out."""
    clinic = patient.clinic
    today = clinic.date_at(now)
    born = [(_("Born"), date_format(patient.birth_date))] if patient.birth_date else []
    return Paper(
        kind=kind,
        title=title,
        language=language,
        made_on=today,
        day=date_format(today),
        head=letterhead_of(clinic),
        about=Facts(((_("Patient"), patient.full_name), *born, *about)),
        sections=tuple(one for one in sections if one is not None and one.parts),
        footnote=_("Confidential. %(clinic)s, %(day)s") % {"clinic": clinic.name, "day": date_format(today)},
        page_words=_("Page {page} of {pages}"),
        to=to.strip(),
        to_label=_("To"),
        signed=tuple(filter(None, signed)),
    )
