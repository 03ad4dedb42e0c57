"""Lists that are too long to be counted: exact up to a number, and every row within reach behind it."""

import json

import pytest

from bookings.api import pages
from bookings.models import Location
from notes.api.fhir import doors
from tests.api.conftest import Program
from tests.factories import World, make_patient


@pytest.fixture(autouse=True)
def short_of_breath(monkeypatch: pytest.MonkeyPatch) -> None:
    """A limit that a test can afford."""
    for module in (pages, doors):
        monkeypatch.setattr(module, "COUNTED", 5)


def test_a_list_is_counted_up_to_the_limit(world: World, owner: Program) -> None:
    Location.objects.bulk_create(
        Location(clinic=world.clinic, name=f"Place {n}", time_zone="UTC") for n in range(4)
    )
    assert owner.get("locations/", page_size=2).json()["count"] == 5
    assert owner.get("locations/", page_size=2, page=4).status_code == 404
    Location.objects.create(clinic=world.clinic, name="One more", time_zone="UTC")
    assert owner.get("locations/").json()["count"] == 6


def test_next_leads_to_the_end_of_what_nobody_counted(world: World, owner: Program) -> None:
    Location.objects.bulk_create(
        Location(clinic=world.clinic, name=f"Place {n:02}", time_zone="UTC") for n in range(10)
    )
    seen: list[str] = []
    page = owner.get("locations/", page_size=2).json()
    while page["next"]:
        assert page["count"] == 6
        seen += [row["id"] for row in page["results"]]
        page = owner.client.get(page["next"]).json()
    seen += [row["id"] for row in page["results"]]
    assert len(seen) == len(set(seen)) == 11
    assert "page=5" in page["previous"]
    assert owner.get("locations/", page_size=2, page=6).status_code == 200
    assert owner.get("locations/", page_size=2, page=7).status_code == 404


def test_fhir_says_no_total_that_it_did_not_count(world: World, owner: Program) -> None:
    def bundle(**query: int) -> dict[str, object]:
        body: dict[str, object] = json.loads(owner.client.get("/fhir/r4/Patient", query).content)
        return body

    for _ in range(5):
        make_patient(world.clinic)
    assert bundle(_count=2)["total"] == 5
    for _ in range(2):
        make_patient(world.clinic)
    sizes = [len(bundle(_count=3, _page=page)["entry"]) for page in (1, 2, 3)]  # type: ignore[arg-type]
    assert sizes == [3, 3, 1]
    assert "total" not in bundle(_count=3)
    assert [link["relation"] for link in bundle(_count=3, _page=2)["link"]] == ["self", "next"]  # type: ignore[attr-defined]
    assert [link["relation"] for link in bundle(_count=3, _page=3)["link"]] == ["self"]  # type: ignore[attr-defined]
