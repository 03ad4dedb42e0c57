"""When people work and when they do not: set through the same verbs as on the pages."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from django.db.models import QuerySet
from rest_framework.exceptions import PermissionDenied

from bookings.api.acting import OWNER, THERAPIST, Acting
from bookings.api.serializers import resources
from bookings.api.views.base import etag_of
from bookings.api.views.resources import ResourceViewSet, list_of
from bookings.errors import DomainError
from bookings.idempotency import Once
from bookings.models import DateOverride, Therapist, TimeOff, WeeklyHours
from bookings.schedules.absences import Absence
from bookings.schedules.hours import Shift, add_hours, change_hours, remove_hours
from bookings.schedules.overrides import change_override, remove_override, set_override
from bookings.schedules.queries import with_hits
from bookings.schedules.time_off import add_time_off, change_time_off, remove_time_off


@contextmanager
def naming_fields(**names: str) -> Iterator[None]:
    """Let a refusal name the field as it is called here."""
    try:
        yield
    except DomainError as refusal:
        refusal.field = names.get(refusal.field or "", refusal.field)
        raise


class OwnTimeViewSet(ResourceViewSet):
    """Therapists set their own times; the owner everybody's."""

    writers = (OWNER, THERAPIST)
    related = ("therapist__clinic", "location")

    def check_writer(self, row: Any = None) -> Acting:
        acting = super().check_writer(row)
        if row is not None:
            self._check_own(acting, row.therapist)
        return acting

    def check_new(self, given: dict[str, Any]) -> None:
        if self.action == "create" or "therapist" in given:
            self._check_own(self.staff, given.get("therapist"))

    def how(self, acting: Acting) -> dict[str, Any]:
        """What every change is told beside what it is to do."""
        return {"user": acting.user, "now": self.now, "precondition": self.check_unchanged}

    def _check_own(self, acting: Acting, therapist: Therapist | None) -> None:
        is_own = therapist is not None and therapist.user_id == acting.user.pk
        if not (is_own or acting.is_any(OWNER)):
            raise PermissionDenied


@list_of("therapist", "location")
class WeeklyHoursViewSet(OwnTimeViewSet):
    queryset = WeeklyHours.objects.all()
    serializer_class = resources.WeeklyHoursSerializer

    def make(self, acting: Acting, serializer: Any, once: Once | None) -> WeeklyHours:
        given = serializer.validated_data
        if once:
            once = self.staff_once(acting, lambda rows: self.render(rows[0]), 201)
        with naming_fields(start="start_time", end="end_time"):
            (made,) = add_hours(
                therapist=given["therapist"], weekdays=[given["weekday"]], shift=_shift(serializer),
                user=acting.user, now=self.now, once=once,
            )  # fmt: skip
        return made

    def change(self, acting: Acting, row: WeeklyHours, serializer: Any) -> None:
        with naming_fields(start="start_time", end="end_time"):
            change_hours(
                hours=row, therapist=serializer.will_be("therapist"), weekday=serializer.will_be("weekday"),
                shift=_shift(serializer), **self.how(acting),
            )  # fmt: skip

    def remove(self, acting: Acting, row: WeeklyHours) -> None:
        remove_hours(hours=row, **self.how(acting))


def _shift(serializer: Any) -> Shift:
    return Shift(
        location=serializer.will_be("location"),
        start=serializer.will_be("start_minute"),
        end=serializer.will_be("end_minute"),
        valid_from=serializer.will_be("valid_from"),
        valid_until=serializer.will_be("valid_until"),
        every_weeks=serializer.will_be("every_weeks") or 1,
    )


@list_of("therapist", "location")
class DateOverrideViewSet(OwnTimeViewSet):
    queryset = DateOverride.objects.all()
    serializer_class = resources.DateOverrideSerializer

    def make(self, acting: Acting, serializer: Any, once: Once | None) -> DateOverride:
        return set_override(**_override(serializer), user=acting.user, now=self.now, once=once)

    def change(self, acting: Acting, row: DateOverride, serializer: Any) -> None:
        change_override(override=row, **_override(serializer), **self.how(acting))

    def remove(self, acting: Acting, row: DateOverride) -> None:
        remove_override(override=row, **self.how(acting))


def _override(serializer: Any) -> dict[str, Any]:
    return {
        "therapist": serializer.will_be("therapist"),
        "location": serializer.will_be("location"),
        "day": serializer.will_be("date"),
        "intervals": [(start, end) for start, end in serializer.will_be("intervals")],
    }


@list_of("therapist", "location")
class TimeOffViewSet(OwnTimeViewSet):
    """`hits` are the coming visits inside: they stay where they are until somebody moves or cancels them."""

    queryset = TimeOff.objects.all()
    serializer_class = resources.TimeOffSerializer

    def get_queryset(self) -> QuerySet[Any]:
        return with_hits(super().get_queryset(), self.now)

    def render(self, row: Any) -> dict[str, Any]:
        return super().render(row if hasattr(row, "hits") else self.get_queryset().get(pk=row.pk))

    def tag(self, row: Any) -> str:
        """Of what was set: a visit that is moved away changes nothing about the time off."""
        return etag_of([row.public_id, *_absence_of(row)])

    def make(self, acting: Acting, serializer: Any, once: Once | None) -> TimeOff:
        if once:
            once = self.staff_once(acting, lambda rows: self.render(rows[0]), 201)
        (made,) = add_time_off(
            clinic=acting.clinic, absences=[_absence(serializer)], decided=None, user=acting.user,
            now=self.now, once=once,
        )  # fmt: skip
        return made

    def change(self, acting: Acting, row: TimeOff, serializer: Any) -> None:
        change_time_off(time_off=row, absence=_absence(serializer), **self.how(acting))

    def remove(self, acting: Acting, row: TimeOff) -> None:
        remove_time_off(time_off=row, **self.how(acting))


def _absence(serializer: Any) -> Absence:
    return Absence(
        starts_at=serializer.will_be("starts_at"),
        ends_at=serializer.will_be("ends_at"),
        therapist=serializer.will_be("therapist"),
        location=serializer.will_be("location"),
        reason=serializer.will_be("reason") or "",
    )


def _absence_of(row: TimeOff) -> list[Any]:
    return [row.therapist_id, row.location_id, row.starts_at.timestamp(), row.ends_at.timestamp(), row.reason]
