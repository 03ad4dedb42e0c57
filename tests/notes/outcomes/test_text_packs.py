"""Texts of others come in with an attestation or not at all, and none is in this repository."""

import json
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from django.core.management import CommandError, call_command
from django.test import Client
from django.urls import reverse
from time_machine import TimeMachineFixture

from notes.models import CareAlert, MeasureResponse, Questionnaire, TextPack
from notes.outcomes.ask import OPEN_FOR, make_questionnaire
from notes.outcomes.packs import Attestation, BadPack, NotAttested, import_pack, offered
from notes.outcomes.record import Given
from notes.plans.answer import answer_questionnaire
from tests.factories import NOW
from tests.notes.cast import PLANTED, TODAY, Chart

PHQ2 = {
    "code": "phq2",
    "title": "Two questions",
    "items": {"phq2-1": "First made-up item", "phq2-2": "Second made-up item"},
    "options": ["zero", "one", "two", "three"],
    "attribution": "Made up for a test",
}


def bring_in(chart: Chart, pack: Any = PHQ2, **given: Any) -> TextPack:
    attested = Attestation(
        chart.user, **{"licence_reference": "Letter of May 3", "is_confirmed": True, **given}
    )
    return import_pack(clinic=chart.world.clinic, pack=pack, attestation=attested, today=TODAY, now=NOW)


def test_without_a_pack_an_instrument_is_not_offered_and_with_one_it_is(chart: Chart) -> None:
    assert set(offered(chart.world.clinic, TODAY)) == {"nrs", "night", "grc", "psfs", "pim3"}
    bring_in(chart, expires_date=TODAY + timedelta(days=2))
    assert "phq2" in offered(chart.world.clinic, TODAY + timedelta(days=1))
    assert "phq2" not in offered(chart.world.clinic, TODAY + timedelta(days=2))


@pytest.mark.parametrize(
    "given",
    [
        {"is_confirmed": False},
        {"licence_reference": "  "},
        {"expires_date": TODAY},
    ],
)
def test_an_import_without_attestation_is_refused(chart: Chart, given: dict[str, Any]) -> None:
    with pytest.raises(NotAttested):
        bring_in(chart, **given)
    assert not TextPack.objects.exists()


@pytest.mark.parametrize(
    "change",
    [
        {"code": "odi"},
        {"code": "nrs"},
        {"items": {"phq2-1": "x"}},
        {"items": {"phq2-1": "x", "phq2-2": ""}},
        {"items": {"phq2-1": "x", "phq2-2": 3}},
        {"options": ["a", "b"]},
        {"title": None},
    ],
)
def test_a_pack_that_does_not_fit_its_instrument_is_refused(chart: Chart, change: dict[str, Any]) -> None:
    with pytest.raises(BadPack):
        bring_in(chart, {**PHQ2, **change})


def test_the_later_pack_takes_the_place_of_the_former(chart: Chart) -> None:
    bring_in(chart)
    bring_in(chart, {**PHQ2, "title": "Newer"})
    assert TextPack.objects.get(withdrawn_at=None).title == "Newer"


def test_the_command_asks_for_the_attestation(chart: Chart, tmp_path: Path) -> None:
    file = tmp_path / "pack.json"
    file.write_text(json.dumps(PHQ2))
    said = [str(file), "--clinic", chart.world.clinic.slug, "--user", chart.user.email, "--licence", "Letter"]
    with pytest.raises(CommandError, match="confirm that the clinic may use"):
        call_command("import_text_pack", *said)
    call_command("import_text_pack", *said, "--attest")
    kept = TextPack.objects.get()
    assert (kept.attested_by, kept.licence_reference) == (chart.user, "Letter")


def asked(chart: Chart, codes: list[str]) -> Questionnaire:
    return make_questionnaire(
        patient=chart.patient, plan=chart.active_plan(), codes=codes, activities=["Looking back"],
        user=chart.user, now=NOW,
    )  # fmt: skip


def test_a_patient_answers_behind_the_link_once_and_sees_nothing_of_the_record(
    chart: Chart, time_machine: TimeMachineFixture
) -> None:
    bring_in(chart)
    time_machine.move_to(NOW, tick=False)
    link = reverse("questions:answer", args=[asked(chart, ["nrs", "psfs", "phq2"]).token])
    page = Client().get(link)
    assert page.status_code == 200
    text = page.content.decode()
    assert "First made-up item" in text
    assert "Made up for a test" in text
    for secret in (PLANTED, chart.patient.last_name, chart.patient.first_name):
        assert secret not in text
    half = Client().post(link, {"phq2-1": "2"})
    assert half.status_code == 422
    typed = {"average": "5", "psfs-0": "6", "phq2-1": "2", "phq2-2": "1"}
    done = Client().post(link, typed)
    assert done.status_code == 200
    assert "a physician is a good person to talk to" in done.content.decode()
    kept = MeasureResponse.objects.filter(recorded_by=None).order_by("code")
    assert [(row.code, row.value) for row in kept] == [("nrs", 5), ("phq2", 3), ("psfs", 6)]
    assert CareAlert.objects.get().kind == "mood"
    assert Client().get(link).status_code == 404
    assert Client().post(link, typed).status_code == 404
    assert MeasureResponse.objects.filter(recorded_by=None).count() == 3


def test_a_link_runs_out_after_two_weeks_and_a_newer_one_closes_it(chart: Chart) -> None:
    first = asked(chart, ["nrs"])
    make_questionnaire(
        patient=chart.patient, plan=first.plan, codes=["nrs"], activities=[], user=chart.user,
        now=NOW + timedelta(hours=1),
    )  # fmt: skip
    first.refresh_from_db()
    assert first.expires_at == NOW + timedelta(hours=1)
    assert Questionnaire.objects.exclude(pk=first.pk).get().expires_at == NOW + timedelta(hours=1) + OPEN_FOR


def test_only_what_was_asked_is_kept(chart: Chart) -> None:
    questionnaire = asked(chart, ["nrs"])
    given = [Given("nrs", {"nrs": 4}), Given("grc", {"grc": 5})]
    kept = answer_questionnaire(questionnaire=questionnaire, given=given, now=NOW)
    assert [row.code for row in kept] == ["nrs"]


def test_no_text_of_others_is_in_the_repository() -> None:
    """Every item that an instrument of others has words for here is a code, not a sentence."""
    root = Path(__file__).resolve().parents[3]
    for code in ("rmdq", "phq2", "peg"):
        for path in root.glob(f"notes/**/*{code}*.json"):
            raise AssertionError(path)
    for phrase in ("little interest or " + "pleasure", "I stay at home most " + "of the time"):
        for path in (root / "notes").rglob("*.py"):
            assert phrase.lower() not in path.read_text().lower(), path
