"""python -m tests.chaos [minutes]     every fault, again and again for so long (10), then the reckoning as a table."""

import os
import random
import signal
import subprocess
import sys
import tempfile
import time
from pathlib import Path

from config.embedded import postgres as embedded
from config.embedded.account import give_to_server_user
from config.embedded.postgres import Postgres
from config.embedded.valkey import Valkey
from tests.chaos.faults import all_faults
from tests.chaos.house import ROOT, House
from tests.chaos.report import report
from tests.chaos.run import Outcome, people, settle_accounts, suffer

A_SECOND = 4  # reminders that fall due


def main(minutes: float) -> int:
    with tempfile.TemporaryDirectory(prefix="tend-chaos-", dir="/tmp") as name:
        folder = Path(name)
        folder.chmod(0o711)
        postgres, redis = _servers(folder)
        house = House(folder, postgres.url, redis)
        try:
            _migrate(house)
            with house.open():
                outcome = _suffer_for(minutes * 60, house, postgres)
        finally:
            redis.stop()
            postgres.stop()
        return report(outcome, minutes)


def _suffer_for(seconds: float, house: House, postgres: Postgres) -> Outcome:
    faults, outcome, end = all_faults(postgres), Outcome(), time.monotonic() + seconds
    # A round of every fault takes some minutes, whatever was asked for.
    somebody = people(house, int(A_SECOND * max(seconds, 300)), max(seconds, 300))
    seed = int(os.environ.get("SEED", "1"))
    print(f"{len(faults)} faults in an order of its own each round, SEED={seed}", flush=True)
    dice = random.Random(seed)
    while not outcome.faults or time.monotonic() < end:
        for fault in dice.sample(faults, len(faults)):
            suffer(house, somebody, [fault], outcome)
            print(
                f"  {fault.name}: booked after {outcome.booked_after[fault.name][-1]:.1f} s, "
                f"mail after {outcome.mailed_after[fault.name][-1]:.1f} s",
                flush=True,
            )
            if time.monotonic() > end and len(outcome.faults) == len(faults):
                break
    return settle_accounts(house, somebody, outcome)


def _servers(folder: Path) -> tuple[Postgres, Valkey]:
    """Of our own: they are to be killed. Durable, for a killed server must remember what it said yes to."""
    embedded.SETTINGS = "-c max_connections=40 -c timezone=UTC"  # so few that they can all be taken
    places = {name: folder / name for name in ("cluster", "pg", "redis")}
    for place in places.values():
        place.mkdir(mode=0o700)
    for place in (places["cluster"], places["pg"]):
        give_to_server_user(place)
    postgres, redis = Postgres(places["cluster"], places["pg"], durable=True), Valkey(places["redis"])
    postgres.start()
    redis.start()
    return postgres, redis


def _migrate(house: House) -> None:
    subprocess.run(
        [sys.executable, "manage.py", "migrate", "-v", "0"],
        env=house.environment("migrate"),
        cwd=ROOT,
        check=True,
    )


if __name__ == "__main__":
    signal.signal(signal.SIGTERM, lambda number, _: sys.exit(128 + number))  # nothing is left behind
    sys.exit(main(float(sys.argv[1]) if sys.argv[1:] else 10))
