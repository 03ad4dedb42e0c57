"""How many of those who came for the first time came again within 60 and 90 days."""

from collections import defaultdict
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from django.contrib.postgres.expressions import ArraySubquery
from django.db.models import OuterRef, Subquery
from django.db.models.functions import Coalesce

from bookings.models import Appointment, Clinic, Patient, Therapist
from bookings.models.people import records_of
from bookings.reports.span import Span, share

SOON, LATER = timedelta(days=60), timedelta(days=90)


@dataclass(frozen=True, slots=True)
class Cohort:
    """People whose first visit was in the month that begins on `month`.

    `due_60` and `due_90` are those of them whose 60 or 90 days are over or who are back already: of the others it is
    too early to say.
    """

    month: date
    new: int
    due_60: int
    back_60: int
    due_90: int
    back_90: int

    @property
    def share_60(self) -> float | None:
        return share(self.back_60, self.due_60)

    @property
    def share_90(self) -> float | None:
        return share(self.back_90, self.due_90)


def retention(clinic: Clinic, span: Span, now: datetime, therapist: Therapist | None = None) -> list[Cohort]:
    """By month of the first visit that took place in the range, of `therapist` or anybody; one query.

    Back means a second visit that took place, with whomever. Records that were merged count as one person. Only who came
    in the range is looked at, however long the past is.
    """
    came = Appointment.objects.filter(
        clinic=clinic, status=Appointment.Status.FULFILLED, patient__isnull=False, starts_at__lte=now
    ).order_by()
    within = came.filter(starts_at__gte=span.starts_at, starts_at__lt=span.ends_at)
    theirs = came.filter(patient__in=records_of(OuterRef(OuterRef("pk")))).order_by("starts_at")
    people = Patient.objects.filter(pk__in=within.values(person=Coalesce("patient__merged_into", "patient")))
    people = people.without(came.filter(starts_at__lt=span.starts_at))
    if therapist:
        people = people.alias(by=Subquery(theirs.values("therapist")[:1])).filter(by=therapist.pk)
    months: dict[date, list[tuple[datetime, datetime | None]]] = defaultdict(list)
    for first, *later in people.order_by().values_list(
        ArraySubquery(theirs.values("starts_at")[:2]), flat=True
    ):
        months[first.astimezone(span.zone).date().replace(day=1)].append((first, later[0] if later else None))
    return [_cohort(month, firsts, now) for month, firsts in sorted(months.items())]


def _cohort(month: date, firsts: list[tuple[datetime, datetime | None]], now: datetime) -> Cohort:
    def counted(within: timedelta) -> tuple[int, int]:
        back = sum(again is not None and again - first <= within for first, again in firsts)
        open_yet = sum(
            now - first <= within and not (again is not None and again - first <= within)
            for first, again in firsts
        )
        return len(firsts) - open_yet, back

    return Cohort(month, len(firsts), *counted(SOON), *counted(LATER))
