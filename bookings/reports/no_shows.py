"""Who did not come, of those who came or did not: no_show / (fulfilled + no_show), clinical.md section 8."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import timedelta

from django.db.models import Case, CharField, Count, DurationField, ExpressionWrapper, F, Q, Value, When

from bookings.models import Appointment, Clinic, Therapist
from bookings.reports.span import Span, share

Status = Appointment.Status
# Booked how long before it starts; the last band is the one with the higher risk (lead over 28 days, [A8]).
BANDS: Sequence[tuple[str, timedelta | None]] = (
    ("day", timedelta(days=1)),
    ("week", timedelta(days=7)),
    ("month", timedelta(days=28)),
    ("longer", None),
)


@dataclass(frozen=True, slots=True)
class Attendance:
    """`key` is a band of BANDS or a channel (Appointment.Source)."""

    key: str
    came: int
    missed: int

    @property
    def share(self) -> float | None:
        """Of those who did not come; None if nobody was due."""
        return share(self.missed, self.came + self.missed)


@dataclass(frozen=True, slots=True)
class NoShows:
    by_lead: tuple[Attendance, ...]
    by_channel: tuple[Attendance, ...]

    @property
    def all(self) -> Attendance:
        lines = self.by_channel
        return Attendance("", sum(one.came for one in lines), sum(one.missed for one in lines))


def no_shows(clinic: Clinic, span: Span, therapist: Therapist | None = None) -> NoShows:
    """Of the visits that started in the range: one query, a row for each band and channel."""
    rows = Appointment.objects.filter(
        clinic=clinic,
        starts_at__gte=span.starts_at,
        starts_at__lt=span.ends_at,
        status__in=[Status.FULFILLED, Status.NO_SHOW],
    )
    rows = rows.filter(therapist=therapist) if therapist else rows
    lead = ExpressionWrapper(F("starts_at") - F("created_at"), output_field=DurationField())
    # Of what was brought along without word of when it was booked, that cannot be said.
    untold = When(source=Appointment.Source.IMPORT, lead__lte=timedelta(), then=Value("untold"))
    whens = [untold, *(When(lead__lt=most, then=Value(name)) for name, most in BANDS if most is not None)]
    band = Case(*whens, default=Value(BANDS[-1][0]), output_field=CharField())
    counted = list(
        rows.order_by()
        .alias(lead=lead)
        .annotate(band=band)
        .values_list("band", "source")
        .annotate(
            came=Count("pk", filter=Q(status=Status.FULFILLED)),
            missed=Count("pk", filter=Q(status=Status.NO_SHOW)),
        )
    )
    return NoShows(
        by_lead=_gathered([(band, came, missed) for band, _, came, missed in counted], [n for n, _ in BANDS]),
        by_channel=_gathered(
            [(source, came, missed) for _, source, came, missed in counted], Appointment.Source.values
        ),
    )


def _gathered(rows: Sequence[tuple[str, int, int]], keys: Sequence[str]) -> tuple[Attendance, ...]:
    came: Counter[str] = Counter()
    missed: Counter[str] = Counter()
    for key, one, other in rows:
        came[key] += one
        missed[key] += other
    return tuple(Attendance(key, came[key], missed[key]) for key in keys)
