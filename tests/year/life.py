"""One clinic's life, day after day: how often what happens, and what the office does once a month."""

from collections.abc import Callable
from datetime import datetime, timedelta

from django.db.models import Q

from bookings.models import Appointment, Notification, Patient
from bookings.notifications.resend import can_be_resent, resend
from bookings.notifications.wishes import OPTIONAL, set_wishes
from bookings.people.change import change_patient
from notes.record.holds import lift_hold, place_hold
from notes.record.requests import ask, erase_patient, hand_over_copy
from tests.year.booking import DAY, HOUR
from tests.year.care import Care

# Minutes after midnight between which people call, and between which they sit before a screen.
DESK_HOURS, AWAKE = (8 * 60, 17 * 60), (6 * 60, 23 * 60)


class Life(Care):
    """`busy` scales how much happens: 1 is about 25 bookings a week."""

    def begin(self, busy: float) -> None:
        self.busy = busy
        self.clock.listeners.append(self.a_task_ran)
        self.a_day_begins(self.clock.now)
        self.clock.at(self.clock.now + timedelta(minutes=1), self.a_month_begins)

    def a_task_ran(self, task: str, _: datetime) -> None:
        if task == "bookings.tasks.offer_waitlist":
            self.offers_were_made()
        elif task == "notes.tasks.ask_about_plans":
            self.questions_were_asked()

    def a_day_begins(self, now: datetime) -> None:
        """What will happen today, at minutes that the dice say, on the clinic's wall."""
        self.often(2.6, AWAKE, self.somebody_books_online)
        self.often(0.7, DESK_HOURS, self.somebody_calls)
        self.often(0.12, DESK_HOURS, self.a_series_is_planned)
        self.often(0.45, AWAKE, self.somebody_waits)
        self.often(0.12, DESK_HOURS, self.somebody_is_away)
        self.often(0.06, AWAKE, self.somebody_tries_alone)
        self.often(0.10, AWAKE, self.somebody_has_wishes)
        self.often(0.06, DESK_HOURS, self.an_address_changes)
        self.often(0.3, DESK_HOURS, self.the_desk_sends_again)
        midnight = self.practice.at(self.practice.today(now) + timedelta(days=1), 0)
        self.clock.at(max(midnight, now + HOUR), self.a_day_begins)

    def often(self, a_day: float, minutes: tuple[int, int], act: Callable[[datetime], None]) -> None:
        times, rest = divmod(a_day * self.busy, 1)
        today = self.practice.today(self.clock.now)
        for _ in range(int(times) + self.chance(rest)):
            minute = self.dice.randrange(*minutes)
            moment = self.practice.at(today, minute) + timedelta(seconds=self.dice.randrange(60))
            if moment > self.clock.now:
                self.clock.at(moment, act)

    def a_month_begins(self, now: datetime) -> None:
        self.holidays_are_closed(now)
        self.later(DAY, 25 * DAY, self.somebody_asks_for_a_copy)
        if self.chance(0.5):
            self.later(DAY, 25 * DAY, self.somebody_is_forgotten)
        self.later(DAY, 20 * DAY, self.a_record_is_held)
        self.clock.at(now + 30 * DAY, self.a_month_begins)

    # The office.

    def somebody_has_wishes(self, now: datetime) -> None:
        patient = self.somebody_known()
        if patient is None:
            return
        quiet = self.dice.choice([None, (20 * 60, 9 * 60), (22 * 60 + 30, 6 * 60)])
        muted = self.dice.sample(list(OPTIONAL), self.dice.choice([0, 0, 0, 1, 2]))
        self.knock(
            "wishes",
            lambda: set_wishes(
                patient=patient, muted=muted, language=patient.language, quiet=quiet, text_messages=False, now=now
            ),
        )  # fmt: skip

    def an_address_changes(self, now: datetime) -> None:
        """The old one was the one that they type when they book: from then on they are somebody new to the portal."""
        patient = self.somebody_known()
        if patient is None:
            return
        email = (
            ""
            if self.chance(0.15)
            else f"new{self.dice.randrange(10**6)}@{self.practice.where.slug}.example.org"
        )
        self.knock(
            "address changed",
            lambda: change_patient(
                patient=patient, changes={"email": email}, user=self.practice.desk, now=now
            ),
        )

    def the_desk_sends_again(self, now: datetime) -> None:
        failed = Notification.objects.filter(
            Q(state="failed") | Q(state="void"), clinic=self.practice.world.clinic
        )
        for row in failed.filter(useful_until__gt=now).order_by("pk"):
            if can_be_resent(row):
                self.knock("sent again", lambda row=row: resend(notification=row, now=now))  # type: ignore[misc]
                return

    def somebody_asks_for_a_copy(self, now: datetime) -> None:
        patient, owner = self.somebody_known(), self.practice.owner
        asked = patient and self.knock(
            "copy asked for", lambda: ask(patient=patient, kind="copy", user=owner, now=now)
        )
        if asked:
            self.knock_later(
                DAY, 9 * DAY, "copy handed over",
                lambda now: hand_over_copy(request=asked, user=owner, now=now),
            )  # fmt: skip

    def a_record_is_held(self, now: datetime) -> None:
        patient, owner = self.somebody_known(), self.practice.owner
        if patient and self.knock(
            "legal hold", lambda: place_hold(patient=patient, reason="A letter", user=owner, now=now)
        ):
            self.knock_later(
                30 * DAY, 60 * DAY, "legal hold lifted",
                lambda now: lift_hold(patient=patient, user=owner, now=now),
            )  # fmt: skip

    def somebody_is_forgotten(self, now: datetime) -> None:
        """Somebody without visits to come asks to be erased as far as the law lets them go."""
        coming = Appointment.objects.filter(starts_at__gt=now, patient__isnull=False).values("patient")
        rows = Patient.objects.filter(clinic=self.practice.world.clinic).exclude(pk__in=coming)
        keys = list(rows.order_by("pk").values_list("pk", flat=True))
        if keys:
            patient = rows.select_related("clinic", "guardian").get(pk=self.dice.choice(keys))
            self.knock("erased", lambda: erase_patient(patient=patient, user=self.practice.owner, now=now))
