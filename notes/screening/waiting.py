"""Who waits for a decision: whom the clinic has to call, and who may not be offered a time until then."""

from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from django.db.models import Exists, OuterRef, Q, QuerySet
from django.db.models.functions import Coalesce

from bookings.models import Appointment, Clinic, Patient, User
from notes.access import NO_VISIT
from notes.models import Screening
from notes.screening.history import decisions_about, holds_of, kept
from notes.screening.standing import PHYSICIAN, Kept, open_stop

# Later than this nobody is surprised any more; the patient's own page still says it.
LOOK_BACK = timedelta(days=60)
MOST = 50
# A check stays with the record that it was filled for; it is about the person, who is the record that is kept.
_PERSON = Coalesce("patient__merged_into", "patient")


@dataclass(frozen=True, slots=True)
class PersonToCall:
    """Who and how; `since` is when the stop happened. No reason: the desk reads this."""

    id: str
    full_name: str
    phone: str
    email: str
    since: datetime
    is_today: bool


def people_to_call(*, user: User, clinic: Clinic, now: datetime) -> list[PersonToCall]:
    """Those whom `user` may see, and to a therapist those whom nobody treats yet; the latest first.

    Three queries, one if nobody was stopped: who may be seen is asked of those alone.
    """
    stopped = Screening.objects.filter(clinic=clinic, tier__gte=PHYSICIAN, answered_at__gte=now - LOOK_BACK)
    suspects = set(stopped.order_by().values_list(_PERSON, flat=True))
    if not suspects:
        return []
    visits = Appointment.objects.filter(patient=OuterRef("pk")).exclude(status__in=NO_VISIT)
    nobodys = Q(~Exists(visits), clinic__therapists__user=user, clinic__therapists__is_active=True)
    seen = Patient.objects.visible_to(user).filter(pk__in=suspects)
    people = Patient.objects.filter(nobodys | Q(pk__in=seen.values("pk")), clinic=clinic, pk__in=suspects)
    return [
        PersonToCall(
            id=person.public_id,
            full_name=person.full_name,
            phone=person.phone,
            email=person.email,
            since=stop.answered_at,
            is_today=clinic.date_at(stop.answered_at) == clinic.date_at(now),
        )
        for person, stop in _stops(_full_checks_of(people.values("pk"))[: MOST * 4], now)
    ][:MOST]


def closed_among(patients: Collection[int], now: datetime) -> frozenset[int]:
    """Those, by key, whose online booking is closed: stopped by a check, or by a plan that rests.

    `patients` are records that are kept; what stands under those merged into them counts. Two queries, four if anybody
    was ever stopped.
    """
    families = Patient.objects.filter(Q(pk__in=patients) | Q(merged_into__in=patients)).order_by()
    on_hold = holds_of(families).order_by()
    closed = set(on_hold.values_list(Coalesce("plan__patient__merged_into", "plan__patient"), flat=True))
    stopped = Screening.objects.filter(patient__in=families, tier__gte=PHYSICIAN, kind=Screening.Kind.FULL)
    if suspects := set(stopped.order_by().values_list(_PERSON, flat=True)):
        closed |= {person.pk for person, _stop in _stops(_full_checks_of(suspects), now)}
    return frozenset(closed)


def _full_checks_of(people: Any) -> QuerySet[Screening]:
    rows = Screening.objects.filter(
        Q(patient__in=people) | Q(patient__merged_into__in=people), kind=Screening.Kind.FULL
    )
    return rows.select_related("patient__merged_into", "clinic").defer("answers")


def _stops(checks: Iterable[Screening], now: datetime) -> Iterator[tuple[Patient, Kept]]:
    """Each person whom one of these full checks, the newest first, still keeps out, and which one it is."""
    rows = list(checks)
    decisions = decisions_about(rows)
    by_person: dict[Patient, list[Screening]] = defaultdict(list)
    for row in rows:
        by_person[row.patient.merged_into or row.patient].append(row)
    for person, own in by_person.items():
        if stop := open_stop([kept(row) for row in own], decisions, own[0].clinic.date_at(now)):
            yield person, stop
