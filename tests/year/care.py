"""What therapists write, plan, measure and decide, and what patients answer between visits."""

from dataclasses import replace
from datetime import datetime, timedelta
from decimal import Decimal
from typing import Any

from bookings.models import Appointment
from notes.homecare.log import check_readiness, log_exercise
from notes.homecare.prescribe import prescribe, usual_dose
from notes.homecare.self_care import answer_check_in, begin_self_care, end_self_care
from notes.models import ExercisePrescription, Questionnaire, SelfCareEpisode, SoapNote, TreatmentPlan
from notes.outcomes.ask import activities_of
from notes.outcomes.record import Given
from notes.plans.answer import answer_questionnaire
from notes.plans.begin import begin_plan
from notes.plans.close import close_plan
from notes.plans.content import details_of
from notes.plans.create import Baseline
from notes.plans.details import ComponentDetails, GoalDetails, PlanDetails, ProblemDetails
from notes.plans.hold import Decision, hold_plan, resume_plan
from notes.plans.review import review_plan
from notes.plans.revise import revise_plan
from notes.plans.templates import TEMPLATES, PlanTemplate
from notes.screening.pre_visit import Pain, answer_pre_visit
from notes.screening.take import take_screening
from notes.screening.validity import SHORT_ITEMS
from notes.soap.addend import add_addendum
from notes.soap.cosign import cosign_note, send_back
from notes.soap.draft import NoteContent, open_note, save_draft
from notes.soap.findings import Area, Findings
from notes.soap.opening import proposed_rows
from notes.soap.retract import retract_note
from notes.soap.sign import save_and_sign
from notes.soap.supervision import supervisor_of
from notes.soap.working import save_working_note
from tests.year.booking import CLEAR, DAY, HOUR, MINUTE
from tests.year.groups import Groups

WALKING = "Walking to the station"
NOTHING_NEW = dict.fromkeys(SHORT_ITEMS, False)


class Care(Groups):
    """The notes of visits that took place, the plans that follow, and what is asked and ticked at home."""

    def took_place(self, key: int, now: datetime) -> None:
        if self.chance(0.94):
            self.later(5 * MINUTE, 30 * HOUR, lambda now: self.a_note_is_written(key, now))

    def a_note_is_written(self, key: int, now: datetime) -> None:
        visit = self.visit(key)
        note = self.knock(
            "note begun", lambda: open_note(appointment=visit, therapist=visit.therapist, now=now)
        )
        if note is None or not note.is_draft:
            return
        content = self.what_was_done(note)
        saved = self.knock(
            "note saved",
            lambda: save_draft(note=note, content=content, expected_version=note.version, now=now),
        )
        if saved and self.chance(0.15):
            self.knock(
                "reminders beside a note",
                lambda: save_working_note(
                    note=saved, therapist=visit.therapist, text="Ask about the dog", expected_version=0, now=now
                ),
            )  # fmt: skip
        # Some lie about for days, and the morning's message asks for them.
        wait = 3 * DAY if self.chance(0.1) else 2 * HOUR
        self.later(MINUTE, wait, lambda now: self.a_note_is_signed(note.pk, now))

    def what_was_done(self, note: SoapNote) -> NoteContent:
        findings = replace(
            Findings(), areas=(Area("nkp-l", "stiff"),), tolerance="well", adverse_event="none"
        )
        before = self.dice.randrange(2, 9)
        return NoteContent(
            subjective="Slept badly", objective="Left shoulder firm", assessment="Eased during the session",
            next_step="Heat tonight", nrs_before=before, nrs_after=max(before - self.dice.randrange(4), 0),
            health_status_confirmed=True, consent_today=True, patient_summary="Neck and shoulders",
            findings=replace(findings, techniques=proposed_rows(note, findings, "template")),
        )  # fmt: skip

    def a_note_is_signed(self, key: int, now: datetime) -> None:
        note = SoapNote.objects.select_related("author", "appointment", "patient").get(pk=key)
        if not note.is_draft:
            return
        tried = self.knock(
            "note signed",
            lambda: save_and_sign(
                note=note, content=NoteContent.of(note), therapist=note.author, expected_version=note.version, now=now
            ),
        )  # fmt: skip
        if tried is None or tried.errors:
            self.lived["note signed"] -= bool(tried)
            self.refused["note signed", "incomplete"] += bool(tried)
            return
        if supervisor_of(note.author):
            self.later(HOUR, 3 * DAY, lambda now: self.a_second_signature(key, now))
        else:
            self.it_is_final(key)

    def a_second_signature(self, key: int, now: datetime) -> None:
        note = SoapNote.objects.select_related("author").get(pk=key)
        supervisor = supervisor_of(note.author)
        if supervisor is None or not note.is_awaiting:
            return
        if self.chance(0.15):
            sent = self.knock(
                "note sent back",
                lambda: send_back(note=note, supervisor=supervisor, text="Which side was it?", now=now),
            )
            if sent:
                self.later(HOUR, DAY, lambda now: self.a_note_is_signed(key, now))
        elif self.knock("note co-signed", lambda: cosign_note(note=note, supervisor=supervisor, now=now)):
            self.it_is_final(key)

    def it_is_final(self, key: int) -> None:
        note = SoapNote.objects.select_related("author", "patient__clinic", "appointment__option").get(pk=key)
        if self.chance(0.05):
            self.knock_later(
                HOUR, 10 * DAY, "addendum",
                lambda now: add_addendum(
                    note=note, therapist=note.author, kind="correction", reason="Side", text="It was the left", now=now
                ),
            )  # fmt: skip
        if self.chance(0.02):
            self.knock_later(
                HOUR, 5 * DAY, "note retracted",
                lambda now: retract_note(note=note, therapist=note.author, reason="Wrong patient", now=now),
            )  # fmt: skip
        if note.plan_id is None and self.chance(0.25):
            self.later(MINUTE, HOUR, lambda now: self.a_plan_begins(note, now))

    # Plans.

    def a_plan_begins(self, note: SoapNote, now: datetime) -> None:
        patient, therapist = self.patient(note.patient_id), note.author
        if patient.plans.exclude(status__in=TreatmentPlan.CLOSED).exists():
            return
        template, today = self.dice.choice(TEMPLATES), self.practice.today(now)
        user = therapist.user
        assert user
        self.knock(
            "safety check with a therapist",
            lambda: take_screening(
                patient=patient, answers=CLEAR, facts={}, source="staff", user=user, now=now
            ),
        )
        measured = (Given("nrs", {"nrs": 7}), Given("psfs", {WALKING: 4}))
        plan = self.knock(
            "plan begun",
            lambda: begin_plan(
                patient=patient, author=therapist, details=_details(template, today),
                baseline=Baseline(measured, consent="written"), today=today, now=now,
            ),
        )  # fmt: skip
        if plan is None:
            return
        self.plan_dates(patient, self.option(), template.sessions, template.dose[0], made_for=plan.public_id)
        for code in ("ex-01", "ex-13")[: self.dice.randrange(3)]:
            self.knock(
                "exercise given",
                lambda code=code: prescribe(  # type: ignore[misc]
                    plan=plan, therapist=therapist, code=code, dose=usual_dose(code), today=today, now=now
                ),
            )
        for day in range(2, 7 * template.dose[2], 4):
            self.clock.at(now + timedelta(days=day), lambda now: self.exercises_are_done(plan.pk, now))
        self.clock.at(now + timedelta(days=7), lambda now: self.a_plan_is_looked_at(plan.pk, now))

    def exercises_are_done(self, key: int, now: datetime) -> None:
        given = ExercisePrescription.objects.filter(plan=key, ends_date=None).select_related("patient")
        today = self.practice.today(now)
        for exercise in given[:2]:
            ready = self.knock(
                "asked how it is today",
                lambda exercise=exercise: check_readiness(  # type: ignore[misc]
                    patient=exercise.patient, nrs=self.dice.randrange(1, 6), sudden_items=(), today=today, now=now
                ),
            )  # fmt: skip
            if ready and self.chance(0.8):
                self.knock(
                    "exercise ticked",
                    lambda exercise=exercise: log_exercise(  # type: ignore[misc]
                        exercise=exercise, nrs_after=self.dice.randrange(1, 6), today=today, now=now
                    ),
                )

    def a_plan_is_looked_at(self, key: int, now: datetime) -> None:
        """Once a week by its therapist: taken up again, reviewed, revised, put on hold, or ended."""
        plan = TreatmentPlan.objects.select_related("patient", "author__user", "clinic", "problem").get(
            pk=key
        )
        if not plan.is_live or plan.started_at is None:
            return
        today, weeks = self.practice.today(now), (now - plan.started_at).days // 7
        if plan.status == TreatmentPlan.Status.ON_HOLD:
            decision = Decision("physician_seen", "Seen on Tuesday, may go on")
            self.knock(
                "plan taken up again",
                lambda: resume_plan(
                    plan=plan, therapist=plan.author, decision=decision, today=today, now=now
                ),
            )
        elif plan.review_due_date and plan.review_due_date <= today:
            self.a_review(plan, now)
        elif weeks >= 10 or self.chance(0.05):
            self.a_plan_ends(plan, now)
        elif self.chance(0.06):
            self.knock(
                "plan put on hold",
                lambda: hold_plan(plan=plan, therapist=plan.author, reason="Away for work", now=now),
            )
        elif self.chance(0.08):
            self.knock(
                "plan revised",
                lambda: revise_plan(
                    plan=plan, therapist=plan.author, details=details_of(plan), reason="Later date",
                    expected_revision=plan.revision, today=today, now=now,
                ),
            )  # fmt: skip
        self.clock.at(now + timedelta(days=7), lambda now: self.a_plan_is_looked_at(key, now))

    def a_review(self, plan: TreatmentPlan, now: datetime) -> None:
        given = [
            Given("nrs", {"nrs": self.pain_of(plan)}),
            Given("psfs", {WALKING: 6}),
            Given("grc", {"grc": 2}),
        ]
        ratings = {part.public_id: self.dice.randrange(-1, 3) for part in plan.components.all()}
        self.knock(
            "review",
            lambda: review_plan(
                plan=plan, therapist=plan.author, given=given, ratings=ratings, decision="continue",
                text="Better in the mornings", today=self.practice.today(now), now=now,
            ),
        )  # fmt: skip

    def a_plan_ends(self, plan: TreatmentPlan, now: datetime) -> None:
        exercises = list(plan.components.filter(kind="exercise").values_list("public_id", flat=True))
        self.knock(
            "discharged",
            lambda: close_plan(
                plan=plan, therapist=plan.author, reason="goals_met", maintenance=exercises[:1],
                no_maintenance_reason="" if exercises else "Walks every day", now=now,
            ),
        )  # fmt: skip

    def pain_of(self, plan: TreatmentPlan) -> int:
        """Slowly better for most, worse for some."""
        worsens = any(one.worsens for one in self.practice.personas if one.patient == plan.patient_id)
        weeks = (self.clock.now - (plan.started_at or self.clock.now)).days // 7
        return min(max(7 + (weeks if worsens else -weeks) + self.dice.randrange(-1, 2), 0), 10)

    # Asked by mail, answered or not.

    def questions_were_asked(self) -> None:
        rows = Questionnaire.objects.filter(
            clinic=self.practice.world.clinic, completed_at=None, expires_at__gt=self.clock.now, made_by=None
        )
        for key in rows.values_list("pk", flat=True):
            if key not in self.questions_seen:
                self.questions_seen.add(key)
                if self.chance(0.65):
                    self.later(2 * HOUR, 5 * DAY, lambda now, key=key: self.questions_are_answered(key, now))  # type: ignore[misc]

    def questions_are_answered(self, key: int, now: datetime) -> None:
        asked = Questionnaire.objects.select_related("plan").get(pk=key)
        if asked.plan is None:
            return
        pain = self.pain_of(asked.plan)
        said: dict[str, dict[str, Any]] = {
            "nrs": {"nrs": pain}, "grc": {"grc": 2},
            "night": {"worst": max(pain - 3, 0), "wakings": 0, "eases": True},
            "psfs": dict.fromkeys(activities_of(asked) or [WALKING], 6), "support": {"nights": 4},
        }  # fmt: skip
        given = [Given(code, said[code]) for code in asked.codes if code in said]
        self.knock(
            "questions of the week answered",
            lambda: answer_questionnaire(questionnaire=asked, given=given, now=now),
        )

    def expect(self, visit: Appointment) -> None:
        super().expect(visit)
        key = visit.pk
        self.clock.at(
            visit.starts_at - 34 * HOUR * self.dice.random(), lambda now: self.the_check_is_answered(key, now)
        )

    def the_check_is_answered(self, key: int, now: datetime) -> None:
        visit = self.visit(key)
        if visit.status != "booked" or not visit.notifications.filter(kind="pre_visit_check").exists():
            return
        if self.chance(0.5):
            answers = NOTHING_NEW if self.chance(0.7) else CLEAR
            self.knock(
                "check before a visit answered",
                lambda: answer_pre_visit(visit=visit, answers=answers, pain=Pain(4, 2), now=now),
            )

    def somebody_tries_alone(self, now: datetime) -> None:
        patient, today = self.somebody_known(), self.practice.today(now)
        if patient is None:
            return
        begun = self.knock(
            "on their own",
            lambda: begin_self_care(patient=patient, onset_date=today, today=today, now=now),
        )
        if begun is None:
            return
        if self.chance(0.2):
            self.knock_later(
                DAY, 13 * DAY, "done with it", lambda now: end_self_care(patient=patient, now=now)
            )
        else:
            self.later(15 * DAY, 18 * DAY, lambda now: self.the_check_in_is_answered(begun.pk, now))

    def the_check_in_is_answered(self, key: int, now: datetime) -> None:
        episode = SelfCareEpisode.objects.filter(pk=key).first()
        if episode:
            self.knock(
                "check-in answered",
                lambda: answer_check_in(token=episode.token, answer="better", now=now),
            )


def _details(template: PlanTemplate, today: Any) -> PlanDetails:
    times, minutes, weeks = template.dose
    onset = today - timedelta(days=20 if template.code == "acute" else 200)
    goal = GoalDetails(
        template.goal, "nrs", Decimal(7), Decimal(3), today + timedelta(days=template.goal_days)
    )
    massage = ComponentDetails("massage", freq_per_week=times, minutes=minutes, weeks=weeks)
    parts = [ComponentDetails(one.kind, one.text, code=one.code, facts=one.facts) for one in template.parts]
    return PlanDetails(ProblemDetails(template.problem, template.regions, onset), (goal,), (massage, *parts))
