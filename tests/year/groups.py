"""Several visits at once: series, people who wait for what comes free, and days on which somebody is away."""

from datetime import datetime, timedelta
from typing import Any

from bookings.appointments.policy import Actor
from bookings.appointments.series import Scope, SeriesTime, book_series_directly, cancel_series, change_series
from bookings.appointments.series.propose import SeriesProposal, propose_series
from bookings.appointments.series.send import accept_series, ask_for_others, send_series, withdraw_series
from bookings.models import Appointment, Location, Patient, Series, ServiceOption, Therapist, WaitlistOffer
from bookings.schedules.absences import Absence, between, visits_inside
from bookings.schedules.carry_out import Decision, carry_out
from bookings.schedules.holidays import closure_of, holidays_of
from bookings.schedules.proposals import propose
from bookings.schedules.time_off import add_time_off, remove_time_off
from bookings.waitlist.claim import claim, decline, later_visits, offer_behind
from bookings.waitlist.join import Wanted, join, leave
from tests.year.booking import CONSENT, DAY, HOUR, MINUTE, Booking


class Groups(Booking):
    """What is done to several visits together."""

    # Series.

    def a_series_is_planned(self, _: datetime) -> None:
        if somebody := self.somebody_known():
            self.plan_dates(somebody, self.option(), self.dice.randrange(3, 7), 1)

    def plan_dates(
        self,
        patient: Patient,
        option: ServiceOption,
        sessions: int,
        per_week: int,
        made_for: str = "",
        is_second_try: bool = False,
    ) -> None:
        """Proposed, and then booked at the desk or sent to be answered."""
        now = self.clock.now
        start = self.practice.today(now) + timedelta(days=self.dice.randrange(2, 6))
        proposals = propose_series(
            option=option, sessions=sessions, start_date=start, now=now, per_week=per_week, patient=patient,
            others_may_step_in=True,
        )  # fmt: skip
        if not proposals:
            return
        asked: dict[str, Any] = {
            "option": option,
            "times": _times(proposals[0]),
            "patient": patient,
            "now": now,
        }
        asked |= {"actor": self.practice.at_desk, "made_for": made_for}
        if self.chance(0.4) and not is_second_try:
            sent = self.knock("series sent", lambda: send_series(**asked))
            if sent:
                self.answers_dates(sent, patient, made_for)
            return
        booked = self.knock("series booked", lambda: book_series_directly(**asked))
        if booked:
            self.a_series_came_to_be(booked)

    def answers_dates(self, sent: Series, patient: Patient, made_for: str) -> None:
        roll = self.dice.random()

        def accepted(now: datetime) -> None:
            if self.knock(
                "dates accepted", lambda: accept_series(series=Series.objects.get(pk=sent.pk), now=now)
            ):
                self.a_series_came_to_be(sent)

        def others(now: datetime) -> None:
            fresh = Series.objects.get(pk=sent.pk)
            self.knock("other dates asked for", lambda: (ask_for_others(series=fresh, now=now), True))
            self.plan_dates(
                self.patient(patient.pk), self.option(sent.option_id), 3, 1, made_for, is_second_try=True
            )

        def withdrawn(now: datetime) -> None:
            fresh = Series.objects.get(pk=sent.pk)
            self.knock(
                "dates withdrawn",
                lambda: (withdraw_series(series=fresh, actor=self.practice.at_desk, now=now), True),
            )

        if roll < 0.6:
            self.later(10 * MINUTE, 50 * HOUR, accepted)
        elif roll < 0.75:
            self.later(10 * MINUTE, 40 * HOUR, others)
        elif roll < 0.85:
            self.later(MINUTE, 20 * HOUR, withdrawn)

    def a_series_came_to_be(self, series: Series) -> None:
        keys = list(
            Appointment.objects.filter(series=series, patient__isnull=False)
            .order_by("starts_at")
            .values_list("pk", flat=True)
        )
        for key in keys:
            self.came_to_be(key)
        middle = self.visit(keys[len(keys) // 2])
        if self.chance(0.25):
            self.before(middle.starts_at, self.dice.random(), lambda now: self.a_series_moves(middle.pk, now))
        elif self.chance(0.15):
            self.before(middle.starts_at, self.dice.random(), lambda now: self.a_series_ends(middle.pk, now))

    def a_series_moves(self, key: int, now: datetime) -> None:
        """To another hour or day; across a change of the clocks the wall stays as it is."""
        one, scope = self.visit(key), self.dice.choice(list(Scope))
        shift = self.dice.choice(
            [timedelta(days=1), timedelta(days=-1), 2 * HOUR, timedelta(days=1, hours=1)]
        )
        moved = self.knock(
            f"series moved ({scope})",
            lambda: change_series(
                appointment=one, starts_at=one.starts_at + shift, scope=scope, actor=self.practice.at_desk, now=now
            ),
        )  # fmt: skip
        for row in moved or ():
            self.expect(self.visit(row.pk))
        if moved and self.chance(0.3):
            self.later(20 * MINUTE / 60, 4 * MINUTE, lambda now: self.taken_back(key, True, now))

    def a_series_ends(self, key: int, now: datetime) -> None:
        scope = self.dice.choice(list(Scope))
        by_staff = self.chance(0.5)
        actor = self.practice.at_desk if by_staff else Actor.patient()
        done = self.knock(
            f"series cancelled ({scope})",
            lambda: cancel_series(
                appointment=self.visit(key), scope=scope, reason="work", actor=actor, now=now
            ),
        )
        if done and self.chance(0.3):
            self.later(20 * MINUTE / 60, 4 * MINUTE, lambda now: self.taken_back(key, by_staff, now))

    # The waiting list.

    def somebody_waits(self, now: datetime) -> None:
        persona, today = self.dice.choice(self.practice.personas), self.practice.today(now)
        wanted = Wanted(
            from_date=today, until_date=today + timedelta(days=self.dice.randrange(2, 25)),
            weekdays=tuple(sorted(self.dice.sample(range(7), self.dice.randrange(2, 8)))),
        )  # fmt: skip
        entry = self.knock(
            "joined the waiting list",
            lambda: join(
                option=self.option(), patient=self.patient(persona.patient) if persona.patient else persona.details, wanted=wanted,
                now=now, consent_version=CONSENT,
            ),
        )  # fmt: skip
        if entry and self.chance(0.1):
            self.knock_later(
                DAY, 10 * DAY, "left the waiting list",
                lambda now: leave(entry=entry, actor=Actor.patient(), now=now),
            )  # fmt: skip

    def offers_were_made(self) -> None:
        """Whoever was offered a time since the last look answers, or does not."""
        rows = WaitlistOffer.objects.filter(entry__clinic=self.practice.world.clinic, state="open")
        for key, token in rows.values_list("pk", "appointment__token"):
            if key not in self.offers_seen:
                self.offers_seen.add(key)
                self.lived["offered from the waiting list"] += 1
                self.later(
                    MINUTE, 45 * MINUTE, lambda now, token=token: self.an_offer_is_answered(token, now)
                )  # type: ignore[misc]

    def an_offer_is_answered(self, token: str, now: datetime) -> None:
        offer, roll = offer_behind(token), self.dice.random()
        if offer is None or roll < 0.35:
            return
        if roll < 0.5:
            self.knock("offer declined", lambda: (decline(offer=offer, actor=Actor.patient(), now=now), True))
            return
        replacing = later_visits(offer).first() if self.chance(0.5) else None
        name = "offer taken for a later visit" if replacing else "offer taken"
        taken = self.knock(
            name, lambda: claim(offer=offer, actor=Actor.patient(), now=now, replacing=replacing)
        )
        if taken and replacing:
            self.expect(self.visit(taken.pk))
        elif taken:
            self.came_to_be(taken.pk)

    # Days off.

    def somebody_is_away(self, now: datetime) -> None:
        """Some days, soon or late; what lies in them is moved, cancelled or kept."""
        therapist = self.dice.choice(self.practice.world.therapists)
        first = self.practice.today(now) + timedelta(days=self.dice.randrange(1, 30))
        last = first + timedelta(days=self.dice.choice([0, 0, 1, 4]))
        span = between(self.practice.where.zone, first, last)
        stored = self.close(Absence(*span, therapist=therapist, reason="Away"), "time off")
        if stored and self.chance(0.15):
            self.knock_later(
                HOUR, 3 * DAY, "time off taken back",
                lambda now: remove_time_off(time_off=stored, user=self.practice.owner, now=now),
            )  # fmt: skip

    def holidays_are_closed(self, now: datetime) -> None:
        """Once a month the owner closes the public holidays of the next sixty days."""
        clinic, today = self.practice.world.clinic, self.practice.today(now)
        for year in {today.year, (today + timedelta(days=60)).year}:
            for holiday in holidays_of(clinic=clinic, year=year):
                if today < holiday.day <= today + timedelta(days=60) and not holiday.closure:
                    self.close(closure_of(clinic, holiday.day, holiday.name), "closed for a holiday")

    def close(self, absence: Absence, name: str):  # type: ignore[no-untyped-def]
        clinic, now = self.practice.world.clinic, self.clock.now
        hit = visits_inside(clinic=clinic, absences=[absence], now=now)
        elsewhere = propose(clinic=clinic, visits=hit, absences=[absence], now=now)
        stored = self.knock(
            name,
            lambda: add_time_off(
                clinic=clinic, absences=[absence], decided=[one.public_id for one in hit],
                user=self.practice.owner, now=now,
            ),
        )  # fmt: skip
        decisions = {}
        for visit in hit:
            there = elsewhere.get(visit.public_id)
            if there and self.chance(0.75):
                decisions[visit.public_id] = Decision(
                    "move", there.starts_at, there.therapist, there.location
                )
            else:
                decisions[visit.public_id] = Decision("cancel" if self.chance(0.9) else "keep")
        outcomes = carry_out(
            clinic=clinic, visits=hit, decisions=decisions, actor=self.practice.at_desk, now=now
        )
        for outcome, visit in zip(outcomes, hit, strict=True):
            if outcome.refusal:
                self.refused[f"{name}: {outcome.what}", "refused"] += 1
            else:
                self.lived[f"{name}: visits, {outcome.what}"] += 1
            if outcome.what == "move":
                self.expect(self.visit(visit.pk))
        return stored[0] if stored else None


def _times(proposal: SeriesProposal) -> list[SeriesTime]:
    people = {one.time.therapist_id for one in proposal.sessions}
    therapists = {row.public_id: row for row in Therapist.objects.filter(public_id__in=people)}
    places = {
        row.public_id: row
        for row in Location.objects.filter(public_id__in={one.time.location_id for one in proposal.sessions})
    }
    return [
        SeriesTime(one.time.starts_at, therapists[one.time.therapist_id], places[one.time.location_id])
        for one in proposal.sessions
    ]
