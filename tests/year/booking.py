"""Single visits: asked for online or at the desk, moved, cancelled, taken back, and what becomes of them on the day."""

from datetime import datetime, timedelta

from django.utils import translation

from bookings.appointments.answer import accept, decline
from bookings.appointments.attend import arrive, confirm, fulfil, mark_no_show
from bookings.appointments.book import book, book_directly
from bookings.appointments.cancel import PATIENT_REASONS, cancel
from bookings.appointments.gate import Given, ScreeningStop
from bookings.appointments.hold import hold, release
from bookings.appointments.policy import Actor
from bookings.appointments.reschedule import reschedule
from bookings.appointments.swap import swap
from bookings.appointments.undo import undo
from bookings.calendars import Opening, slots_by_day
from bookings.errors import DomainError
from bookings.models import Appointment, ServiceOption, Therapist
from bookings.people.admit import admit
from notes.models import Screening
from notes.screening.clear import ClearanceDetails, decide_clearance
from notes.screening.items import BY_CODE
from tests.year.knocks import Knocks
from tests.year.practice import Persona

HOUR, MINUTE, DAY = timedelta(hours=1), timedelta(minutes=1), timedelta(days=1)
CLEAR = dict.fromkeys(BY_CODE, "no")
# What may be ticked, and how often: nothing, a caution that a therapist looks at, illness today, a stop.
ANSWERS = [({}, 0.955), ({"t1": "yes"}, 0.025), ({"d1": "yes"}, 0.012), ({"p3": "yes"}, 0.008)]
CONSENT = "1"
# How many days ahead people look for a time.
AHEAD = (0, 1, 1, 2, 3, 4, 6, 9, 13, 20)


class Booking(Knocks):
    """What one visit can live through."""

    def somebody_books_online(self, _: datetime) -> None:
        """Holds a time; some walk away, the others type their details for some minutes."""
        persona = self.dice.choice(self.practice.personas)
        option = self.option(self.dice.choice(self.practice.options))
        opening = self.an_opening(option, self.dice.choice(AHEAD), self.dice.randrange(1, 4))
        if opening is None:
            self.refused["book online", "nothing open"] += 1
            return
        held = self.knock(
            "hold", lambda: hold(option=option, starts_at=opening.starts_at, now=self.clock.now)
        )
        if held is None or self.chance(0.06):
            return
        if self.chance(0.03):
            self.later(MINUTE, 5 * MINUTE, lambda now: self.give_back(held.token, now))
            return
        # A few take longer than the time is kept.
        self.later(MINUTE, 10.4 * MINUTE, lambda now: self.finish_online(held.token, persona, now))

    def give_back(self, token: str, now: datetime) -> None:
        self.knock("give back", lambda: (release(token=token, now=now), True))

    def finish_online(self, token: str, persona: Persona, now: datetime) -> None:
        [ticked] = self.dice.choices([one for one, _ in ANSWERS], [share for _, share in ANSWERS])
        given = Given({**CLEAR, **ticked}, {}, "portal", born=persona.details.birth_date)
        with translation.override(persona.language):
            try:
                made = book(
                    token=token, patient=persona.details, now=now, screening=given, consent_version=CONSENT,
                    consented=True, clinic=self.option().clinic,
                    reason="Stiff shoulders" if self.chance(0.3) else "",
                )  # fmt: skip
            except DomainError as refusal:
                self.refused["book online", refusal.code] += 1
                if isinstance(refusal, ScreeningStop):
                    self.lived["stopped by the safety check"] += 1
                    self.later(DAY, 4 * DAY, self.a_therapist_clears)
                return
        self.lived["booked online"] += 1
        persona.patient = made.patient_id
        self.came_to_be(made.pk)

    def a_therapist_clears(self, now: datetime) -> None:
        rows = Screening.objects.filter(
            clinic=self.practice.world.clinic, tier__in=(3, 4), clearances=None, voided_at=None
        )
        for screening in rows.select_related("clinic", "patient"):
            expires = self.practice.today(now) + timedelta(days=120)
            self.knock(
                "clearance",
                lambda screening=screening, expires=expires: decide_clearance(  # type: ignore[misc]
                    screening=screening, details=ClearanceDetails("physician_seen", "Seen on Tuesday", expires),
                    therapist=self.practice.world.therapist, now=now,
                ),
            )  # fmt: skip

    def somebody_calls(self, now: datetime) -> None:
        """The desk books for them, sometimes outside the hours."""
        persona = self.dice.choice(self.practice.personas)
        option = self.option(self.dice.choice(self.practice.options))
        if persona.patient is None and not persona.details.guardian:
            self.is_admitted(persona, now)
        if (known := persona.patient) is None:
            return
        therapist = self.dice.choice(self.practice.world.therapists)
        opening = self.an_opening(option, self.dice.choice(AHEAD), 3, therapist)
        if opening is None:
            return
        odd = self.chance(0.04)
        starts_at = opening.starts_at + 5 * MINUTE if odd else opening.starts_at
        made = self.knock(
            "booked at the desk",
            lambda: book_directly(
                option=option, starts_at=starts_at, therapist=therapist, patient=self.patient(known),
                actor=self.practice.at_desk, now=now, override_reason="Comes from far away" if odd else "",
            ),
        )  # fmt: skip
        if made:
            self.came_to_be(made.pk)

    def is_admitted(self, persona: Persona, now: datetime) -> None:
        made = self.knock(
            "admitted",
            lambda: admit(
                clinic=self.practice.world.clinic, details=persona.details, user=self.practice.desk, now=now
            ),
        )
        persona.patient = made.pk if made else None

    def an_opening(
        self,
        option: ServiceOption,
        days_ahead: int,
        span: int,
        therapist: Therapist | None = None,
        moving: Appointment | None = None,
    ) -> Opening | None:
        first = self.practice.today(self.clock.now) + timedelta(days=days_ahead)
        days = slots_by_day(
            option=option, first=first, last=first + timedelta(days=span), now=self.clock.now,
            therapist=therapist, moving=moving,
        )  # fmt: skip
        found = [opening for openings in days.values() for opening in openings]
        return self.dice.choice(found) if found else None

    # What becomes of one that is booked or asked for.

    def came_to_be(self, key: int) -> None:
        """Its fate is thrown: moved, cancelled, swapped, or nothing; and somebody looks at it on the day."""
        visit = self.visit(key)
        if visit.status == Appointment.Status.PENDING:
            self.later(HOUR, 30 * HOUR, lambda now: self.a_request_is_answered(key, now))
            return
        self.expect(visit)
        fates = [
            (0.10, self.patient_moves), (0.05, self.desk_moves), (0.09, self.patient_cancels),
            (0.03, self.desk_cancels), (0.04, self.two_are_swapped),
        ]  # fmt: skip
        roll = self.dice.random()
        for share, act in fates:
            if (roll := roll - share) < 0:
                self.before(visit.starts_at, self.dice.random(), lambda now, act=act: act(key, now))  # type: ignore[misc]
                break
        if self.chance(0.4):
            self.before(visit.starts_at, 0.8, lambda now: self.patient_confirms(key, now))

    def expect(self, visit: Appointment) -> None:
        key, revision = visit.pk, visit.revision
        self.clock.at(visit.starts_at - 3 * MINUTE, lambda now: self.the_time_has_come(key, revision, now))

    def a_request_is_answered(self, key: int, now: datetime) -> None:
        visit = self.visit(key)
        actor = Actor.staff(visit.therapist.user) if visit.therapist.user else self.practice.at_desk
        if self.chance(0.12):
            self.knock("request declined", lambda: decline(appointment=visit, actor=actor, now=now))
        elif self.knock("request accepted", lambda: accept(appointment=visit, actor=actor, now=now)):
            self.came_to_be(key)

    def patient_confirms(self, key: int, now: datetime) -> None:
        self.knock("confirmed", lambda: confirm(appointment=self.visit(key), actor=Actor.patient(), now=now))

    def patient_moves(self, key: int, now: datetime) -> None:
        self.move(key, "moved by the patient", Actor.patient(), now)

    def desk_moves(self, key: int, now: datetime) -> None:
        if self.move(key, "moved by the desk", self.practice.at_desk, now) and self.chance(0.3):
            self.later(20 * MINUTE / 60, 4 * MINUTE, lambda now: self.taken_back(key, True, now))

    def move(self, key: int, name: str, actor: Actor, now: datetime) -> bool:
        visit = self.visit(key)
        if visit.status not in ("booked", "pending"):
            return False
        opening = self.an_opening(visit.option, self.dice.randrange(1, 15), 3, moving=visit)
        if opening is None:
            return False
        moved = self.knock(
            name, lambda: reschedule(appointment=visit, starts_at=opening.starts_at, actor=actor, now=now)
        )
        if moved:
            self.expect(moved)
        return moved is not None

    def patient_cancels(self, key: int, now: datetime) -> None:
        reason = self.dice.choice(PATIENT_REASONS)
        done = self.knock(
            "cancelled by the patient",
            lambda: cancel(appointment=self.visit(key), reason=reason, actor=Actor.patient(), now=now),
        )
        if done and self.chance(0.2):
            self.later(20 * MINUTE / 60, 4 * MINUTE, lambda now: self.taken_back(key, False, now))

    def desk_cancels(self, key: int, now: datetime) -> None:
        done = self.knock(
            "cancelled by the desk",
            lambda: cancel(
                appointment=self.visit(key), reason="clinic", actor=self.practice.at_desk, now=now
            ),
        )
        if done and self.chance(0.3):
            self.later(20 * MINUTE / 60, 4 * MINUTE, lambda now: self.taken_back(key, True, now))

    def taken_back(self, key: int, by_staff: bool, now: datetime) -> None:
        actor = self.practice.at_desk if by_staff else Actor.patient()
        for visit in (
            self.knock("undone", lambda: undo(appointment=self.visit(key), actor=actor, now=now)) or ()
        ):
            self.expect(visit)

    def two_are_swapped(self, key: int, now: datetime) -> None:
        mine = self.visit(key)
        near = Appointment.objects.filter(
            clinic=mine.clinic, status="booked", option=mine.option, starts_at__gt=now,
            starts_at__lt=mine.starts_at + 7 * DAY,
        ).exclude(patient=mine.patient)  # fmt: skip
        keys = list(near.order_by("pk").values_list("pk", flat=True))
        if mine.status != "booked" or not keys:
            return
        other = self.visit(self.dice.choice(keys))
        pair = self.knock(
            "swapped", lambda: swap(first=mine, second=other, actor=self.practice.at_desk, now=now)
        )
        if pair:
            for row in (mine, other):
                self.expect(self.visit(row.pk))
            if self.chance(0.2):
                self.later(20 * MINUTE / 60, 3 * MINUTE, lambda now: self.taken_back(key, True, now))

    # On the day.

    def the_time_has_come(self, key: int, revision: int, now: datetime) -> None:
        visit = self.visit(key)
        if visit.status != "booked" or visit.revision != revision or visit.starts_at - now > 4 * MINUTE:
            return
        actor = self.practice.at_desk
        if self.chance(0.03):
            self.lived["never marked"] += 1
        elif self.chance(0.06):
            self.later(20 * MINUTE, 40 * MINUTE, lambda now: self.nobody_came(key, now))
        elif self.knock("arrived", lambda: arrive(appointment=visit, actor=actor, now=now)):
            self.clock.at(visit.ends_at + 2 * MINUTE, lambda now: self.is_over(key, now))

    def nobody_came(self, key: int, now: datetime) -> None:
        self.knock(
            "no-show",
            lambda: mark_no_show(appointment=self.visit(key), actor=self.practice.at_desk, now=now),
        )

    def is_over(self, key: int, now: datetime) -> None:
        done = self.knock(
            "completed", lambda: fulfil(appointment=self.visit(key), actor=self.practice.at_desk, now=now)
        )
        if done:
            self.took_place(key, now)

    def took_place(self, key: int, now: datetime) -> None:
        """For whoever writes about it."""
