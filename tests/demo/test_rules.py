"""The demo keeps the rules that the service keeps: it lies within hours, and what it leaves free can be booked."""

from collections import defaultdict
from copy import copy
from dataclasses import replace
from datetime import timedelta

from bookings.appointments.book import PatientDetails, book
from bookings.appointments.hold import hold
from bookings.calendars import load as load_calendars
from bookings.calendars import next_openings
from bookings.models import Appointment, Service, ServiceOption
from tests.demo.loading import NOW, LoadedClinic

OCCUPYING = Appointment.OCCUPYING


class DemoWithinTheRules(LoadedClinic):
    def test_every_visit_lies_where_it_could_have_been_offered(self) -> None:
        offered = self._offered_as_if_nothing_were_booked()
        visits = Appointment.objects.select_related("option")
        assert visits.count() == 420
        outside = [
            visit.public_id
            for visit in visits
            if (visit.starts_at, visit.location_id, visit.therapist_id) not in offered[visit.option_id]
        ]
        assert outside == []

    def test_rooms_fit_and_buffers_are_kept(self) -> None:
        for visit in Appointment.objects.select_related("option__service", "room"):
            service, room = visit.option.service, visit.room
            assert room.location_id == visit.location_id
            assert service.room_kind is None or service.room_kind in room.kinds
            assert visit.starts_at - visit.occupies_from == timedelta(minutes=service.buffer_before_minutes)
            assert visit.occupies_until - visit.ends_at == timedelta(minutes=service.buffer_after_minutes)
            assert visit.minutes == visit.option.minutes

    def test_nobody_works_more_than_their_cap(self) -> None:
        minutes: dict[tuple[int, object], int] = defaultdict(int)
        capped = Appointment.objects.filter(therapist__max_hands_on_minutes__isnull=False)
        visits = list(capped.filter(status__in=OCCUPYING).select_related("therapist"))
        for visit in visits:
            minutes[visit.therapist_id, (visit.starts_at - timedelta(hours=4)).date()] += visit.minutes
        assert visits
        assert max(minutes.values()) <= max(visit.therapist.max_hands_on_minutes or 0 for visit in visits)

    def test_what_is_listed_can_be_booked(self) -> None:
        booked = []
        for option in ServiceOption.objects.select_related("service", "clinic__policy"):
            opening = next_openings(option=option, now=NOW, count=3)[-1]
            held = hold(option=option, starts_at=opening.starts_at, now=NOW)
            person = PatientDetails("New", f"Person{option.pk}", f"new{option.pk}@example.org")
            booked.append((option, book(token=held.token, patient=person, now=NOW)))
        assert len(booked) == 16
        for option, appointment in booked:
            is_request = option.service.booking_mode == Service.BookingMode.REQUEST
            assert appointment.status == ("pending" if is_request else "booked")

    def _offered_as_if_nothing_were_booked(self) -> dict[int, set[tuple[object, int, int]]]:
        options = list(ServiceOption.objects.select_related("service", "clinic__policy"))
        starts = Appointment.objects.order_by("starts_at").values_list("starts_at", flat=True)
        first, last = (
            next(iter(starts)).date() - timedelta(days=1),
            list(starts)[-1].date() + timedelta(days=1),
        )
        calendars = load_calendars(
            clinic=self.clinic,
            services=list({option.service_id: option.service for option in options}.values()),
            first=first,
            last=last,
            now=next(iter(starts)) - timedelta(days=5),
        ).without_bookings()
        policy = copy(calendars.policy)
        policy.horizon_days = 730
        calendars = replace(calendars, policy=policy)
        offered: dict[int, set[tuple[object, int, int]]] = {}
        for option in options:
            offered[option.pk] = {
                (NOW.fromtimestamp(slot.starts_at, NOW.tzinfo), slot.site, therapist)
                for slots in calendars.slots(option, first, last).values()
                for slot in slots
                for therapist in slot.therapists
            }
        return offered
