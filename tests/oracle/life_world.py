"""The clinic in the database that a history is played in, and what must hold after each step of it."""

from collections.abc import Callable
from datetime import UTC, date, datetime

from django.db import connection, transaction
from hypothesis.stateful import RuleBasedStateMachine, invariant

from bookings.appointments.policy import Actor
from bookings.calendars import slots_by_day
from bookings.models import Appointment, Notification, Patient, Therapist
from bookings.notifications import wording
from tests.factories import NOW, make_patient, make_user, make_world
from tests.oracle import life_model as model
from tests.oracle.life_model import Life, Visit
from tests.races.storm import overlaps

DAYS = (date(2027, 6, 8), date(2027, 6, 10))
# Starts on the grid, and some that are off it, before the opening and after the closing.
CLOCKS = [f"{hour:02}:{minute:02}" for hour in range(9, 17) for minute in (0, 30)] + ["08:30", "10:10"]
PATIENTS_TWICE = """
    SELECT count(*) FROM bookings_appointment a JOIN bookings_appointment b ON a.id < b.id
    WHERE a.status NOT IN ('cancelled', 'no_show') AND b.status NOT IN ('cancelled', 'no_show')
      AND a.patient_id = b.patient_id AND a.starts_at < b.ends_at AND b.starts_at < a.ends_at
"""
Kind, State = Notification.Kind, Notification.State
NEWS_OF = {
    Kind.CONFIRMATION: "booked",
    Kind.RESCHEDULED: "booked",
    Kind.CANCELLED: "cancelled",
}


class LifeWorld(RuleBasedStateMachine):
    """Two therapists, two rooms, four patients, three days."""

    def __init__(self) -> None:
        super().__init__()
        self.before = transaction.savepoint()
        self.world = make_world(
            therapists=2,
            buffers=(0, model.AFTER),
            minutes=model.MINUTES,
            min_notice_minutes=model.NOTICE,
            horizon_days=model.HORIZON,
            quiet_from_minute=0,
            quiet_to_minute=0,
        )
        self.option = self.world.option
        self.people = self.world.therapists
        self.people[1].offer_policy = Therapist.OfferPolicy.ADJACENT
        self.people[1].save()
        self.patients: list[Patient] = [make_patient(self.world.clinic, phone="") for _ in range(4)]
        self.staff = Actor.staff(make_user("reception", self.world.clinic))
        self.rooms = {room.pk: number for number, room in enumerate(self.world.rooms)}
        self.persons = {person.pk: number for number, person in enumerate(self.people)}
        self.life = Life(NOW, DAYS)
        days = [date.fromordinal(n) for n in range(DAYS[0].toordinal(), DAYS[1].toordinal() + 1)]
        self.starts = [self.world.at(day, clock).astimezone(UTC) for clock in CLOCKS for day in days]

    def teardown(self) -> None:
        """The next history begins with an empty database."""
        transaction.savepoint_rollback(self.before)

    def visits(self) -> list[Visit]:
        return list(self.life.visits.values())

    def pick(
        self, number: int, fits: Callable[[Visit], bool], *, best: Callable[[Visit], bool] = bool
    ) -> Visit | None:
        """One that fits, mostly of the best: what cannot go through is tried too, but not all the time."""
        found = [visit for visit in self.visits() if fits(visit)]
        found = [visit for visit in found if number % 7 and best(visit)] or found
        return found[number % len(found)] if found else None

    def row(self, visit: Visit) -> Appointment:
        rows = Appointment.objects.select_related("option__service", "option__clinic__policy", "clinic")
        return rows.get(pk=visit.key)

    def therapist(self, who: int | None) -> Therapist | None:
        return None if who is None else self.people[who]

    def actor(self, by_staff: bool) -> Actor:
        return self.staff if by_staff else Actor.patient()

    def place_of(self, row: Appointment) -> tuple[int, int]:
        """The therapist and the room of a row in the model's words."""
        return self.persons[row.therapist_id], self.rooms[row.room_id]

    def send_what_is_due(self) -> None:
        """What the sender would do: what is due leaves if it is true and of use, else it is void."""
        now = self.life.now
        due = Notification.objects.filter(clinic=self.world.clinic, state=State.WAITING, try_at__lte=now)
        for one in due.order_by("try_at", "pk"):
            told = [one] if one.kind != Kind.SERIES else self._told_in(one)
            true = [row for row in told if self._is_true(row)]
            goes = now < one.useful_until and bool(true or one.kind == Kind.WAITLIST_OFFER)
            one.state = State.SENT if goes else State.VOID
            one.save(update_fields=["state"])
            for row in true:
                visit = self.life.visits[row.appointment_id]
                if one.kind == Kind.REMINDER:
                    visit.reminders.discard((row.revision, row.offset_hours or 0))
                else:
                    visit.news_due = False
                    visit.told = visit.truth if goes else visit.told

    def _told_in(self, letter: Notification) -> list[Notification]:
        rows = Notification.objects.filter(clinic=self.world.clinic, message_id=letter.message_id)
        return list(rows.exclude(kind=Kind.SERIES))

    def _is_true(self, row: Notification) -> bool:
        visit = self.life.visits[row.appointment_id]
        speaks_of = "booked" if row.kind == Kind.REMINDER else NEWS_OF.get(Kind(row.kind))
        return (row.revision, speaks_of) == (visit.revision, visit.status)

    @invariant()
    def nobody_is_in_two_places(self) -> None:
        assert overlaps() == 0
        with connection.cursor() as cursor:
            cursor.execute(PATIENTS_TWICE)
            assert cursor.fetchone()[0] == 0

    @invariant()
    def rows_are_as_the_model_says(self) -> None:
        rows = {row.pk: row for row in Appointment.objects.filter(clinic=self.world.clinic)}
        assert rows.keys() == self.life.visits.keys()
        for visit in self.visits():
            row = rows[visit.key]
            if visit.is_dead(self.life.now) and row.status == "cancelled":
                visit.status = "cancelled"
            known = (row.status, row.starts_at, *self.place_of(row), row.revision, row.patient_id)
            assert known == (*visit.truth, visit.room, visit.revision, visit.patient)
            assert (row.cancelled_at is None) == (row.status != "cancelled")

    @invariant()
    def the_right_messages_wait(self) -> None:
        """True ones only: news where the patient does not know what holds, and the reminders to come."""
        rows = list(Notification.objects.filter(clinic=self.world.clinic))
        letters = {r.message_id for r in rows if (r.kind, r.state) == (Kind.SERIES, State.WAITING)}
        for visit in self.visits():
            own = [row for row in rows if row.appointment_id == visit.key]
            waiting = [row for row in own if row.state == State.WAITING]
            assert {
                (row.revision, row.offset_hours) for row in waiting if row.kind == Kind.REMINDER
            } == visit.reminders
            news = [row for row in waiting if row.kind in NEWS_OF]
            assert all(self._is_true(row) for row in news), news
            in_letters = [
                row
                for row in own
                if row.why == wording.IN_ONE_LETTER and row.message_id in letters and self._is_true(row)
            ]
            assert len(news) + len(in_letters) == visit.news_due, (visit, own)

    @invariant()
    def listed_is_what_the_model_says(self) -> None:
        days = slots_by_day(option=self.option, first=DAYS[0], last=DAYS[1], now=self.life.now)
        listed: set[tuple[datetime, int]] = {
            (opening.starts_at, self.persons[key])
            for openings in days.values()
            for opening in openings
            for key in opening.therapists
        }
        assert listed == self.life.listed()
