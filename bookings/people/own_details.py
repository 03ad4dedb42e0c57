"""What patients change about themselves when they are signed in.

The phone is theirs to say: it is kept at once. The name stands on signed notes, and the e-mail is the key to these
pages: whoever sits at an open session must not be able to take either away, so staff decide, as with what is typed
when booking (`bookings.people.claims`).
"""

from collections.abc import Mapping
from datetime import datetime

from bookings.audit import record_access
from bookings.models import Patient, PatientClaim, User
from bookings.transactions import action

DIRECT = ("phone",)
ASKED = ("first_name", "last_name", "email")
State = PatientClaim.State


@action
def change_own_details(
    *, patient: Patient, details: Mapping[str, str], user: User, now: datetime
) -> list[str]:
    """Keep what may be kept at once, ask the clinic about the rest; returns the names of what was asked.

    What is the same as on record, or empty where a name or an address is needed, asks nothing. A question that is
    still open is put anew, so that staff see the last word.
    """
    row = (
        Patient.objects.select_for_update(of=("self",), no_key=True)
        .select_related("clinic")
        .get(pk=patient.pk)
    )
    phone = details.get("phone")
    if phone is not None and phone != row.phone:
        row.phone = phone
        row.save(update_fields=["phone", "phone_digits"])
        _write_down(row, "edited", "patient", row.public_id, user, now)
    asked = [name for name in ASKED if details.get(name) and details[name] != getattr(row, name)]
    for name in asked:
        _ask(row, name, details[name], user, now)
    return asked


def waiting_details(patient: Patient) -> dict[str, str]:
    """What the patient asked the clinic to change and staff have not decided yet. One query."""
    rows = PatientClaim.objects.filter(patient=patient, candidate=patient, state=State.OPEN)
    found: dict[str, str] = {}
    for differing in rows.order_by("pk").values_list("differing", flat=True):
        found.update({name: value for name, value in differing.items() if name in ASKED})
    return found


def _ask(row: Patient, name: str, value: str, user: User, now: datetime) -> None:
    still_open = PatientClaim.objects.filter(
        patient=row, candidate=row, state=State.OPEN, differing__has_key=name
    ).first()
    if still_open:
        still_open.differing = {name: value}
        still_open.save(update_fields=["differing"])
        return
    claim = PatientClaim.objects.create(
        clinic=row.clinic, patient=row, candidate=row, differing={name: value}
    )
    _write_down(row, "asked", "claim", claim.public_id, user, now)


def _write_down(row: Patient, verb: str, kind: str, key: str, user: User, now: datetime) -> None:
    record_access(
        clinic=row.clinic, user=user, patient=row, action=verb, object_kind=kind, object_id=key, now=now
    )
