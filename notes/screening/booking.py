"""The gate that bookings pass, as settings name it: what each tier does to a booking (docs/clinical-rules.md)."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from zoneinfo import ZoneInfo

from django.utils.translation import gettext as _

from bookings.appointments.gate import (
    BookingGate,
    CheckList,
    Given,
    NeedsTherapist,
    ScreeningIncomplete,
    ScreeningStop,
    Verdict,
)
from bookings.appointments.policy import Actor
from bookings.models import Appointment, Clinic, Patient, Therapist, User
from notes.access import acting
from notes.models import Screening, TreatmentPlan
from notes.screening import texts
from notes.screening.clear import override_for
from notes.screening.emergency import number_of
from notes.screening.gate import Gate
from notes.screening.history import Past, Result, past_of
from notes.screening.lists import FULL_LISTS, SHORT_LISTS
from notes.screening.record import as_short, judge, store, store_short
from notes.screening.review import mark_read
from notes.screening.speech import filled, paragraphs, title_of
from notes.screening.standing import DEFER, PHYSICIAN, THERAPIST
from notes.screening.waiting import closed_among


@dataclass(frozen=True, slots=True)
class _Asked:
    """One booking before the gate."""

    visits: Sequence[Appointment]
    patient: Patient
    actor: Actor
    now: datetime
    clearance_reason: str

    @property
    def clinic(self) -> Clinic:
        return self.visits[0].clinic

    @property
    def zone(self) -> ZoneInfo:
        return ZoneInfo(self.clinic.time_zone)

    @property
    def on(self) -> date:
        """Today, on the wall of the clinic."""
        return self.clinic.date_at(self.now)

    @property
    def starts_at(self) -> datetime:
        return min(visit.starts_at for visit in self.visits)

    @property
    def modalities(self) -> set[str]:
        return {visit.option.service.modality for visit in self.visits}


class ScreeningGate(BookingGate):
    """The gate in front of every booking."""

    def check_lists(self, *, clinic: Clinic, patient: Patient | None, now: datetime) -> tuple[CheckList, ...]:
        if patient and past_of(patient).counting(patient, now):
            return SHORT_LISTS
        return FULL_LISTS

    def admit(
        self,
        *,
        visits: Sequence[Appointment],
        patient: Patient,
        actor: Actor,
        now: datetime,
        given: Given | None = None,
        clearance_reason: str = "",
        is_new: bool = False,
    ) -> Verdict:
        asked = _Asked(visits, patient, actor, now, clearance_reason)
        past = Past() if is_new else past_of(patient)
        if given is None or not given.answers:
            return _unasked(asked, past, is_known=actor.is_staff)
        short = as_short(given.answers)
        if short is None:
            return _answered(asked, past, given)
        newest = past.counting(patient, now) if given.known == patient.pk else None
        if any(short.values()) or newest is None:
            raise ScreeningIncomplete(_("Please answer the whole safety check this time."), asks_all=True)
        verdict = _unasked(asked, past, is_known=True)
        store_short(
            short, stands_on=newest, patient=patient, source=given.source, now=now,
            appointment=None if verdict.stop else visits[0],
        )  # fmt: skip
        return verdict

    def closed_to(self, *, patients: Collection[int], now: datetime) -> frozenset[int]:
        return closed_among(patients, now)

    def accept(self, *, visit: Appointment, actor: Actor, now: datetime) -> None:
        unread = Screening.objects.filter(appointment=visit, reviewed_at__isnull=True, tier__gte=THERAPIST)
        found = list(unread.select_related("clinic", "patient").defer("answers", "result"))
        if not found:
            return
        therapist = _therapist(actor.user, visit.clinic)
        if therapist is None:
            raise NeedsTherapist
        for one in found:
            mark_read(one, therapist, now)

    def is_plan_of(self, *, plan: str, patient: Patient) -> bool:
        return TreatmentPlan.objects.filter(public_id=plan, patient__in=patient.family_of_records()).exists()


def _therapist(user: User | None, clinic: Clinic) -> Therapist | None:
    """The active therapist of the clinic that this user is."""
    return acting(user, clinic.pk).first() if user else None


def _answered(asked: _Asked, past: Past, given: Given) -> Verdict:
    """A full form: it is kept whatever comes of it, and decides together with what was open before."""
    judged = judge(
        patient=asked.patient, answers=given.answers, facts=given.facts, now=asked.now, zone=asked.zone,
        visit_at=asked.starts_at, born=given.born,
    )  # fmt: skip
    screening = store(
        judged, patient=asked.patient, source=given.source, now=asked.now, zone=asked.zone,
        appointment=asked.visits[0], user=asked.actor.user if asked.actor.is_staff else None,
    )  # fmt: skip
    closed = past.with_new(screening).stop(asked.on)
    if closed and closed.key == screening.pk:
        return _stopped(asked, judged.gate, judged.gate.tier, judged.defer_until)
    if closed or past.is_on_hold:
        return Verdict(_standing_stop(closed.tier if closed else PHYSICIAN))
    if judged.defer_until and asked.starts_at < judged.defer_until:
        # Only tier 3 may be left of it: a cleared physician's reason beside it says nothing here.
        return _stopped(asked, _at_tier(judged.gate, DEFER), DEFER, judged.defer_until)
    if asked.modalities & judged.rest.blocked_modalities and judged.rest.tier < DEFER:
        return Verdict(_other_kind(judged.rest.tier))
    return Verdict(asks_therapist=judged.rest.tier >= THERAPIST)


def _unasked(asked: _Asked, past: Past, *, is_known: bool) -> Verdict:
    """Nothing new was answered: what is on record decides. Who was never asked is asked before the visit.

    Anybody can type a name. What else the record holds than a closed door would show in the answer, so it counts only
    where the person `is_known`; the desk sees it on the visit in any case.
    """
    closed = past.stop(asked.on)
    if closed or past.is_on_hold:
        tier = closed.tier if closed else PHYSICIAN
        # A plan at rest closed no check: the newest one is what the therapist's reasons stand beside.
        about = next((row for row in past.screenings if closed is None or row.pk == closed.key), None)
        if about is None or not override_for(
            about,
            visits=asked.visits,
            therapist=_decider(asked),
            reason=asked.clearance_reason,
            now=asked.now,
        ):
            return Verdict(_standing_stop(tier, for_staff=asked.actor.is_staff))
        return Verdict()
    newest = past.counting(asked.patient, asked.now) if is_known else None
    if newest is None:
        return Verdict()
    if newest.defer_until and asked.starts_at < newest.defer_until:
        said = filled((texts.DEFER,), asked.clinic, newest.defer_until)
        return Verdict(
            ScreeningStop(said, gate=DEFER, title=_(texts.WAIT_TITLE), bookable_from=newest.defer_until)
        )
    result = Result.of(newest)
    is_overruled = bool(asked.clearance_reason) and _decider(asked) is not None
    if asked.modalities & result.blocked_modalities and result.rest_tier < DEFER and not is_overruled:
        return Verdict(_other_kind(result.rest_tier))
    return Verdict(asks_therapist=result.rest_tier >= THERAPIST and newest.reviewed_at is None)


def _decider(asked: _Asked) -> Therapist | None:
    return _therapist(asked.actor.user, asked.clinic) if asked.actor.is_staff else None


def _stopped(asked: _Asked, gate: Gate, tier: int, until: datetime | None) -> Verdict:
    is_emergency = texts.EMERGENCY in texts.messages(gate)
    stop = ScreeningStop(
        paragraphs(gate, asked.clinic, until),
        gate=tier,
        title=title_of(gate),
        bookable_from=until if tier == DEFER else None,
        emergency_number=number_of(asked.clinic) if is_emergency else "",
    )
    return Verdict(stop)


def _standing_stop(tier: int, *, for_staff: bool = False) -> ScreeningStop:
    said = (
        _("Please call the patient first: a therapist has to clear the next visit.")
        if for_staff
        else _(texts.STANDING)
    )
    return ScreeningStop([said], gate=tier)


def _other_kind(tier: int) -> ScreeningStop:
    return ScreeningStop([_(texts.NOT_THIS_ONE)], gate=tier, title=_(texts.OTHER_TITLE), is_other_kind=True)


def _at_tier(gate: Gate, tier: int) -> Gate:
    return Gate(
        tier=tier,
        reasons=tuple(one for one in gate.reasons if one == "d1"),
        urgent=False,
        pressure_cap=gate.pressure_cap,
        blocked_modalities=gate.blocked_modalities,
        excluded_regions=gate.excluded_regions,
        defer_until=gate.defer_until,
    )
