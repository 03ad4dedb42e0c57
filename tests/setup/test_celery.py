"""What keeps a task from being lost, and a truth from living in the queue: settings and signatures as they are."""

import ast
import inspect
from pathlib import Path

import pytest

from config.celery import app

ROOT = Path(__file__).resolve().parents[2]
SOURCES = [path for room in ("bookings", "notes", "config") for path in (ROOT / room).rglob("*.py")]
OURS = ("bookings.", "notes.", "config.")


def tasks() -> dict[str, object]:
    app.loader.import_default_modules()
    return {name: task for name, task in app.tasks.items() if name.startswith(OURS)}


@pytest.mark.parametrize(
    ("setting", "value"),
    [
        ("task_acks_late", True),
        ("task_reject_on_worker_lost", True),
        ("worker_prefetch_multiplier", 1),
        ("task_ignore_result", True),
        ("result_backend", None),
        ("task_always_eager", False),
        ("worker_cancel_long_running_tasks_on_connection_loss", True),
    ],
)
def test_a_killed_worker_loses_no_task(setting: str, value: object) -> None:
    assert app.conf[setting] == value


def test_a_task_ends_long_before_redis_hands_it_to_somebody_else() -> None:
    visible = app.conf.broker_transport_options["visibility_timeout"]
    assert app.conf.task_soft_time_limit <= 60 < app.conf.task_time_limit < visible <= 900


@pytest.mark.parametrize("name", sorted(tasks()))
def test_no_task_sets_these_aside(name: str) -> None:
    task = tasks()[name]
    assert (task.acks_late, task.reject_on_worker_lost, task.ignore_result) == (True, True, True)
    assert task.autoretry_for == () if hasattr(task, "autoretry_for") else True


@pytest.mark.parametrize("name", sorted(tasks()))
def test_tasks_take_ids_only(name: str) -> None:
    """A row, a name or an address in an argument would lie in Redis, and be old when it is read."""
    for argument in inspect.signature(tasks()[name].run).parameters.values():
        assert argument.annotation in (int, str, "int", "str"), argument
        assert argument.name in ("pk", "public_id") or argument.name.endswith("_id"), argument


def test_every_task_of_the_schedule_exists_and_is_dropped_if_it_comes_late() -> None:
    for entry in app.conf.beat_schedule.values():
        assert entry["task"] in tasks()
        assert not entry.get("args") and not entry.get("kwargs")  # noqa: PT018
        assert 0 < entry["options"]["expires"] <= entry["schedule"]


def test_nobody_asks_the_queue_to_remember_a_time() -> None:
    """Redis may be emptied at any moment: due times are columns."""
    found = []
    for path in SOURCES:
        for call in ast.walk(ast.parse(path.read_text())):
            if isinstance(call, ast.Call) and isinstance(call.func, ast.Attribute):
                asked = {word.arg for word in call.keywords} & {"eta", "countdown"}
                waits = call.func.attr in ("apply_async", "send_task", "delay", "s", "si") and asked
                if waits or call.func.attr in ("chord", "retry"):
                    found.append(f"{path.relative_to(ROOT)}:{call.lineno}")
    assert found == []
