"""Everything against everything: 64 clients, and nobody is in two places. `storm_long` is the same for longer."""

import os

import pytest

from tests.races.mixed import WEIGHTS, Scene, storm
from tests.races.storm import deadlocks, overlaps

pytestmark = pytest.mark.django_db(transaction=True)
ROUNDS = int(os.environ.get("TEND_STORM_ROUNDS", "10"))
CLIENTS = 64


def test_a_storm_leaves_nobody_in_two_places() -> None:
    before = deadlocks()
    told = storm(Scene.make(), clients=CLIENTS, rounds=ROUNDS)
    assert (overlaps(), deadlocks() - before, told.broken) == (0, 0, [])
    assert told.calls == CLIENTS * ROUNDS
    for what in (*WEIGHTS, "book"):
        assert told.done(what), f"not one {what} went through: {told.ended}"
    assert told.ended["hold", "slot_taken"] > CLIENTS, "nobody was in anybody's way"
