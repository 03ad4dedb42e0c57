"""Histories: hold, book, move, cancel, swap, undo, series, waiting list, time off, and time that passes.

`TEND_LIVES` sets how many are played, `TEND_LIFE_STEPS` how long each is.
"""

import os

import pytest
from hypothesis import HealthCheck, settings
from hypothesis.stateful import run_state_machine_as_test

from tests.oracle.life_groups import WaitingRules

pytestmark = pytest.mark.django_db


class Life(WaitingRules):
    """Everything at once."""


def test_every_history_comes_to_what_the_model_says() -> None:
    run_state_machine_as_test(
        Life,
        settings=settings(
            max_examples=int(os.environ.get("TEND_LIVES", "5")),
            stateful_step_count=int(os.environ.get("TEND_LIFE_STEPS", "25")),
            deadline=None,
            database=None,
            suppress_health_check=list(HealthCheck),
        ),
    )
