"""The clinic's own words over HTTP."""

import pytest

from bookings.models import AccessRecord, MessageTemplate
from tests.api.conftest import Program, problem_of
from tests.factories import World
from tests.notifications.test_own_words import HOSTILE

pytestmark = pytest.mark.django_db
BODY = {
    "kind": "reminder", "language": "es", "subject": "Su cita: {day}", "heading": "Hasta pronto",
    "lead": "Le esperamos.", "button": "Voy", "closing": "",
}  # fmt: skip


def test_words_are_made_read_changed_and_taken_back(world: World, owner: Program) -> None:
    made = owner.post("message-templates/", BODY, Idempotency_Key="one")
    assert made.status_code == 201, made.json()
    assert owner.post("message-templates/", BODY, Idempotency_Key="one").json() == made.json()
    assert made.json().items() >= BODY.items()
    path = f"message-templates/{made.json()['id']}/"
    read = owner.get(path)
    assert read["ETag"] == made["ETag"]
    assert owner.get("message-templates/").json()["count"] == 1
    changed = owner("PATCH", path, {"heading": "¡Hasta luego!"}, If_Match=read["ETag"])
    assert (changed.json()["heading"], changed.json()["lead"]) == ("¡Hasta luego!", "Le esperamos.")
    assert owner("PATCH", path, {"heading": "x"}, If_Match=read["ETag"]).status_code == 412
    assert owner("DELETE", path, If_Match=read["ETag"]).status_code == 412
    assert owner("DELETE", path).status_code == 204
    assert not MessageTemplate.objects.exists()
    told = AccessRecord.objects.filter(object_kind="message_template").order_by("id")
    assert list(told.values_list("action", flat=True)) == [
        "message_text_made", "message_text_saved", "message_text_reset",
    ]  # fmt: skip


def test_there_is_one_for_each_message_and_language(owner: Program) -> None:
    first = owner.post("message-templates/", BODY).json()
    answer = owner.post("message-templates/", BODY)
    assert (answer.status_code, problem_of(answer)["code"]) == (409, "template_exists")
    assert owner.post("message-templates/", {**BODY, "language": "en"}).status_code == 201
    moved = owner("PATCH", f"message-templates/{first['id']}/", {"kind": "cancelled"})
    assert problem_of(moved)["errors"][0]["field"] == "kind"


def test_what_is_as_ours_is_kept_empty(owner: Program) -> None:
    ours = {"subject": "Reminder: your appointment on {day} at {time}", "button": "Yes, I come"}
    made = owner.post("message-templates/", {**ours, "kind": "reminder", "language": "en"}).json()
    assert (made["subject"], made["button"], made["lead"]) == ("", "Yes, I come", "")


@pytest.mark.parametrize(
    ("field", "text"), [(f, t) for f, t, _ in HOSTILE if "Zwicker" not in t and "deep tissue" not in t]
)
def test_what_could_do_harm_names_its_field_and_is_not_kept(owner: Program, field: str, text: str) -> None:
    answer = owner.post("message-templates/", {**BODY, field: text})
    assert answer.status_code == 400
    assert {error["field"] for error in problem_of(answer)["errors"]} == {field}
    assert not MessageTemplate.objects.exists()


@pytest.mark.parametrize(
    "change", [{"kind": "unsigned_notes"}, {"kind": "x"}, {"language": "xx"}, {"lead": []}, {"lead": None}]
)
def test_a_shape_that_cannot_be_is_refused(owner: Program, change: dict[str, object]) -> None:
    assert problem_of(owner.post("message-templates/", {**BODY, **change}))["errors"]
