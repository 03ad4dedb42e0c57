"""What signing asks of the rows: a first visit, an injury, thin bones, consent in writing; and what an error takes away."""

from dataclasses import replace
from datetime import timedelta

import pytest

from bookings.models import Service
from notes.models import SoapNote
from notes.plans.consent import BadConsent, has_consent, withdraw_consent
from notes.plans.progress import pain_of, progress_of, visits_by_plan
from notes.soap.draft import Contraindicated, NoteContent, save_draft
from notes.soap.findings import Area, Findings, Technique
from notes.soap.opening import proposed_rows
from notes.soap.retract import retract_note
from notes.soap.sign import NotSignable, sign_note
from notes.soap.standing import is_first_visit, limits_of
from tests.factories import NOW
from tests.notes.cast import FULL, WORKED, Chart

DEEP = Findings(
    techniques=(Technique("stripping", "trp-l", 4, 60),), pain_checks=(4, 5, 5, 5, 4, 3), soreness_advice=True
)


def _deep_clinic(chart: Chart) -> None:
    Service.objects.filter(pk=chart.world.service.pk).update(modality="mod-deep")


def _lacking(chart: Chart, note: SoapNote) -> set[str]:
    with pytest.raises(NotSignable) as refused:
        sign_note(note=note, therapist=chart.therapist, expected_version=note.version, now=NOW)
    return set(refused.value.details["errors"])


def _signs(chart: Chart, note: SoapNote) -> bool:
    return sign_note(note=note, therapist=chart.therapist, expected_version=note.version, now=NOW).is_signed


def test_deep_work_on_a_first_visit_waits_for_the_therapists_word(chart: Chart) -> None:
    _deep_clinic(chart)
    note = chart.written(replace(FULL, findings=DEEP))
    assert _lacking(chart, note) == {"override_reason"}
    allowed = replace(FULL, findings=replace(DEEP, override_reason="Had it elsewhere for years"))
    note = save_draft(note=note, content=allowed, expected_version=note.version, now=NOW)
    assert _signs(chart, note)


def test_whoever_was_treated_before_needs_no_word(chart: Chart) -> None:
    _deep_clinic(chart)
    chart.another_visit(-7, status="cancelled")
    chart.another_visit(-14, status="no_show")
    assert is_first_visit(chart.visit)
    chart.another_visit(-21, status="fulfilled")
    assert not is_first_visit(chart.visit)
    assert _signs(chart, chart.written(replace(FULL, findings=DEEP)))


def test_a_note_by_mistake_is_no_earlier_visit(chart: Chart) -> None:
    before = chart.another_visit(-7)
    wrong = chart.signed(visit=before)
    assert not is_first_visit(chart.visit)
    retract_note(note=wrong, therapist=chart.therapist, reason="Somebody else", now=NOW)
    assert is_first_visit(chart.visit)


def test_a_fresh_injury_speaks_against_deep_work(chart: Chart) -> None:
    _deep_clinic(chart)
    chart.another_visit(-21, status="fulfilled")
    day = chart.visit.starts_at.astimezone(chart.world.zone).date()
    fresh = replace(DEEP, injured_on=(day - timedelta(days=2)).isoformat())
    note = chart.written(replace(FULL, findings=fresh))
    assert _lacking(chart, note) == {"override_reason"}
    older = replace(DEEP, injured_on=(day - timedelta(days=3)).isoformat())
    note = save_draft(
        note=note, content=replace(FULL, findings=older), expected_version=note.version, now=NOW
    )
    assert _signs(chart, note)


def test_thin_bones_cap_the_spine_and_leave_the_calves(chart: Chart) -> None:
    chart.screened(t3="yes")
    note = chart.draft()
    assert limits_of(note).pressure_cap == 5
    spine = replace(FULL, findings=Findings(techniques=(Technique("kneading", "lum-m", 3, 60),)))
    with pytest.raises(Contraindicated):
        save_draft(note=note, content=spine, expected_version=note.version, now=NOW)
    calf = replace(FULL, findings=Findings(techniques=(Technique("kneading", "clf-l", 3, 60),)))
    save_draft(note=note, content=calf, expected_version=note.version, now=NOW)


SENSITIVE = replace(
    FULL,
    findings=replace(WORKED, techniques=(Technique("kneading", "glu-l", 2, 60),), sensitive_consent=True),
)


def test_sensitive_areas_need_a_written_consent_of_their_own(chart: Chart) -> None:
    note = chart.written(SENSITIVE)
    chart.agreed("treatment")
    assert _lacking(chart, note) == {"sensitive_consent"}, "a tick, or consent to treatment, is not enough"
    with pytest.raises(BadConsent):
        chart.agreed("sensitive", "spoken")
    kept = chart.agreed("sensitive", at=NOW - timedelta(days=366))
    assert _lacking(chart, note) == {"sensitive_consent"}, "older than a year"
    kept = chart.agreed("sensitive")
    withdraw_consent(consent=kept, user=chart.user, now=NOW)
    assert _lacking(chart, note) == {"sensitive_consent"}, "withdrawn"
    chart.agreed("sensitive")
    assert _signs(chart, note)


def test_consent_to_sensitive_areas_is_no_consent_to_treatment(chart: Chart) -> None:
    chart.agreed("sensitive")
    assert not has_consent(chart.patient, NOW)
    chart.agreed("treatment")
    assert has_consent(chart.patient, NOW)


def test_a_note_in_error_counts_neither_as_a_session_nor_as_pain(chart: Chart) -> None:
    plan = chart.active_plan()
    note = chart.signed()
    later = NOW + timedelta(days=1)

    def counted() -> tuple[int, int, list[str]]:
        visits = visits_by_plan(chart.patient, later).get(plan.pk, ())
        pain = [one.aspect for one in pain_of(plan, visits) if one.aspect != "average"]
        progress = progress_of(list(plan.components.all()), visits)
        return progress.done, progress.open, pain

    assert counted() == (1, 0, ["before", "after"])
    retract_note(note=note, therapist=chart.therapist, reason="Wrong visit", now=NOW)
    assert counted() == (0, 1, [])


def test_what_is_typed_is_kept_whatever_the_rules_say(chart: Chart) -> None:
    _deep_clinic(chart)
    note = chart.written(replace(FULL, findings=replace(DEEP, injured_on=NOW.date().isoformat())))
    assert NoteContent.of(SoapNote.objects.get(pk=note.pk)).findings.injured_on == NOW.date().isoformat()


def test_no_deep_work_is_proposed_on_the_front_of_the_neck(chart: Chart) -> None:
    _deep_clinic(chart)
    rows = proposed_rows(chart.draft(), Findings(areas=(Area("nka-l"), Area("trp-l"))), "template")
    firm = {row.region: row.pressure for row in rows}
    assert firm == {"nka-l": 3, "trp-l": 4}
