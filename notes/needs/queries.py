"""One list of what a therapist or the owner has to do about treatment; for the desk only whom to call."""

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum

from bookings.models import Clinic, Therapist, User
from notes import access
from notes.plans.course import alerts_for
from notes.record.emergency import not_looked_at
from notes.record.requests import RequestLine, open_requests
from notes.screening.waiting import people_to_call
from notes.soap.unsigned import OpenNote, open_notes, to_cosign

MOST = 50


class Kind(StrEnum):
    """What is to be done. CALL is all that the desk is told."""

    CALL = "call"
    ALERT = "alert"
    NOTE = "note"
    COSIGN = "cosign"
    NOTES_OF = "notes_of"
    REQUEST = "request"
    EMERGENCY = "emergency"


@dataclass(frozen=True, slots=True)
class CareNeed:
    """One thing to do. `id` is the public id of what it is done to, `parent` of what that is about.

    `at` is since when it waits; `due` a date of the clinic by which it is to be done. `who` is a patient, for NOTES_OF
    a therapist. `count` is how many there are of what is told in one line.
    """

    kind: Kind
    id: str
    who: str
    at: datetime | None = None
    due: date | None = None
    is_late: bool = False
    parent: str = ""
    is_of_plan: bool = False
    what: str = ""
    count: int = 1


def care_needs(
    *, user: User, clinic: Clinic, therapist: Therapist | None, is_owner: bool, now: datetime
) -> list[CareNeed]:
    """What waits for `user`: at most nine queries, whatever the rows. Notes count after 24 hours, as in the mornings."""
    found = [
        CareNeed(Kind.CALL, person.id, person.full_name, person.since)
        for person in people_to_call(user=user, clinic=clinic, now=now)
    ]
    if therapist:
        found += _of_therapist(therapist)
    if therapist or is_owner:
        found += _unsigned(open_notes(clinic, now, None if is_owner else therapist), therapist)
        treated = access.treated_by(user, clinic)
        found += [_request(line) for line in open_requests(clinic, now, None if is_owner else treated)[:MOST]]
    if is_owner and (number := not_looked_at(clinic)):
        found.append(CareNeed(Kind.EMERGENCY, "", "", count=number))
    return found


def _of_therapist(therapist: Therapist) -> Iterator[CareNeed]:
    for alert in alerts_for(therapist)[:MOST]:
        yield CareNeed(
            Kind.ALERT, alert.id, alert.patient, alert.raised_at, parent=alert.plan_id or alert.patient_id,
            is_of_plan=bool(alert.plan_id), what=str(alert.label),
        )  # fmt: skip
    for note in to_cosign(therapist)[:MOST]:
        yield CareNeed(Kind.COSIGN, note.note_id, note.patient, note.signed_at, what=note.author)


def _unsigned(waiting: list[OpenNote], therapist: Therapist | None) -> Iterator[CareNeed]:
    """One's own by visit, everybody else's in a line for each therapist."""
    late = [one for one in waiting if one.is_late]
    own = therapist.public_id if therapist else ""
    for one in late[:MOST]:
        if one.therapist_id == own:
            yield CareNeed(
                Kind.NOTE,
                one.note_id,
                one.patient,
                one.starts_at,
                is_late=one.is_overdue,
                parent=one.visit_id,
            )
    others = Counter(one.therapist for one in late if one.therapist_id != own)
    overdue = {one.therapist for one in late if one.is_overdue}
    for name, number in others.items():
        yield CareNeed(Kind.NOTES_OF, "", name, is_late=name in overdue, count=number)


def _request(line: RequestLine) -> CareNeed:
    return CareNeed(
        Kind.REQUEST, line.id, line.patient_name, line.asked_at, due=line.due_date, is_late=line.is_late,
        what=str(line.kind_label),
    )  # fmt: skip
