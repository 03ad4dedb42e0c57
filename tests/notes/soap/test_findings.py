"""Findings as values: what can be said, what cannot, and that nothing gets lost on the way to JSON and back."""

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from notes.body import REGIONS
from notes.soap.findings import QUALITIES, TECHNIQUES, Area, BadFindings, Findings, Technique, plain, read
from notes.soap.modalities import TEMPLATES, shares
from notes.soap.rom import REFERENCES, percent_of_reference
from tests.notes.cast import WORKED

ROW = {"technique": "kneading", "region": "lum-l", "pressure": 3, "minutes": 20}
BAD = [
    ({"techniques": [{**ROW, "pressure": 6}]}, "techniques.0.pressure"),
    ({"techniques": [ROW, {**ROW, "pressure": 0}]}, "techniques.1.pressure"),
    ({"techniques": [{**ROW, "pressure": True}]}, "techniques.0.pressure"),
    ({"techniques": [{**ROW, "pressure": 2.5}]}, "techniques.0.pressure"),
    ({"techniques": [{**ROW, "region": "lum-x"}]}, "techniques.0.region"),
    ({"techniques": [{**ROW, "region": 7}]}, "techniques.0.region"),
    ({"techniques": [{**ROW, "technique": "thrust"}]}, "techniques.0.technique"),
    ({"techniques": [{"region": "lum-l"}]}, "techniques.0.technique"),
    ({"techniques": [{**ROW, "minutes": "20"}]}, "techniques.0.minutes"),
    ({"techniques": [{**ROW, "speed": 1}]}, "techniques.0.speed"),
    ({"techniques": "kneading"}, "techniques"),
    ({"techniques": [ROW] * 41}, "techniques"),
    ({"techniques": ["kneading"]}, "techniques.0"),
    ({"areas": [{"quality": "ache"}]}, "areas.0.region"),
    ({"areas": [{"region": "lum-l", "quality": "odd"}]}, "areas.0.quality"),
    ({"palpation": [{"region": "lum-l", "tone": 5}]}, "palpation.0.tone"),
    ({"palpation": [{"region": "lum-l", "tenderness": 4}]}, "palpation.0.tenderness"),
    ({"movements": [{"movement": "wing-flap", "degrees": 3}]}, "movements.0.movement"),
    ({"movements": [{"movement": "hip-flexion", "degrees": 221}]}, "movements.0.degrees"),
    ({"night_wakings": 8}, "night_wakings"),
    ({"nrs_worst": 11}, "nrs_worst"),
    ({"posture": ["crooked"]}, "posture"),
    ({"posture": "guarded"}, "posture"),
    ({"gait": "x" * 501}, "gait"),
    ({"gait": "nul\x00"}, "gait"),
    ({"gait": "\ud800"}, "gait"),
    ({"draped": "yes"}, "draped"),
    ({"pain_checks": [3, 11]}, "pain_checks"),
    ({"event_date": "soon"}, "event_date"),
    ({"mood": "good"}, "mood"),
]


@pytest.mark.parametrize(("given_", "path"), BAD)
def test_what_cannot_be_is_named_by_its_path(given_: dict[str, object], path: str) -> None:
    with pytest.raises(BadFindings) as refused:
        read(given_)
    assert list(refused.value.errors) == [path]


def test_what_was_left_empty_is_not_written_down() -> None:
    assert plain(Findings()) == {}
    assert plain(WORKED)["areas"] == [{"region": "nkp-l", "quality": "stiff"}]
    assert read({"areas": [{"region": " LUM-L "}]}).areas == (Area("lum-l"),)


rows = st.builds(
    Technique,
    technique=st.sampled_from(list(TECHNIQUES)),
    region=st.sampled_from([one.id for one in REGIONS]),
    pressure=st.integers(1, 5) | st.none(),
    minutes=st.integers(1, 240) | st.none(),
    override_reason=st.text("abcäß ", max_size=30),
)
areas = st.builds(
    Area, region=st.sampled_from([one.id for one in REGIONS]), quality=st.sampled_from(["", *QUALITIES])
)


@given(
    st.builds(
        Findings,
        techniques=st.lists(rows, max_size=6).map(tuple),
        areas=st.lists(areas, max_size=6).map(tuple),
        sleep_hours=st.integers(0, 24) | st.none(),
        draped=st.booleans(),
        pain_checks=st.lists(st.integers(0, 10), max_size=6).map(tuple),
    )
)
def test_through_json_and_back_nothing_is_lost(findings: Findings) -> None:
    assert read(json.loads(json.dumps(plain(findings)))) == findings


def test_every_kind_of_massage_opens_with_its_own_template() -> None:
    assert set(TEMPLATES) == {"mod-ther", "mod-swe", "mod-deep", "mod-sport", "mod-heat"}
    shown = {code: (one.pressure, one.pressure_cap) for code, one in TEMPLATES.items()}
    assert shown["mod-ther"] == shown["mod-swe"] == (2, 3)
    assert shown["mod-deep"] == (4, 5)
    assert shown["mod-sport"] == (3, 4)
    assert all(technique in TECHNIQUES for one in TEMPLATES.values() for technique in one.techniques)


@given(st.integers(1, 240), st.integers(1, 12))
def test_shares_are_whole_minutes_that_add_up(minutes: int, number: int) -> None:
    found = shares(minutes, number)
    assert sum(found) == minutes
    assert max(found) - min(found) <= 1


@pytest.mark.parametrize(
    ("movement", "degrees", "percent"),
    [
        ("cervical-flexion", 45, 100),
        ("cervical-rotation", 45, 75),
        ("knee-flexion", 90, 67),
        ("hip-extension", 0, 0),
        ("thoracolumbar-extension", 30, 120),
        ("straight-leg-raise", 78, 98),
    ],
)
def test_movement_stands_beside_its_reference_without_a_verdict(
    movement: str, degrees: int, percent: int
) -> None:
    assert percent_of_reference(movement, degrees) == percent
    assert REFERENCES["cervical-flexion"].also == 50
