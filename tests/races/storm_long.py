"""The long storm: `python -m tests.races.storm_long [rounds] [clients] [pause]`.

1,000 rounds of 64 clients that never pause, unless told; `pause` is in milliseconds, from call to call on average.
The clients live in four processes, because the threads of one share an interpreter and would wait for it.
Servers and database are its own and are gone afterwards. Exit 1 if somebody is in two places, PostgreSQL had a
deadlock to break, or a call ended in anything but an answer.
"""

import multiprocessing
import sys
from statistics import quantiles

import tests.plugin  # starts the servers, before Django is told of them  # noqa: F401

PROCESSES = 4


def main(rounds: int, clients: int, pause: int) -> int:
    from django.test.utils import setup_databases, setup_test_environment, teardown_databases

    setup_test_environment()
    made = setup_databases(verbosity=0, interactive=False)
    try:
        return play(rounds, clients, pause)
    finally:
        teardown_databases(made, verbosity=0)


def play(rounds: int, clients: int, pause: int) -> int:
    from functools import partial

    from django.db import connections

    from tests.races.mixed import Scene, Storm, storm
    from tests.races.storm import deadlocks, overlaps

    before = deadlocks()
    scene, told = Scene.make(), Storm()
    connections.close_all()
    pool = multiprocessing.get_context("fork").Pool(PROCESSES)
    share = partial(storm, scene, clients=clients // PROCESSES, rounds=rounds, pause=pause / 1000)
    firsts = range(0, clients, clients // PROCESSES)
    for part in [pool.apply_async(share, kwds={"first": first}) for first in firsts]:
        told.add(part.get())
    pool.close()  # not terminated: a signal would set off what the parent does at its end
    pool.join()
    broken, twice, deadlocked = len(told.broken), overlaps(), deadlocks() - before
    print(
        f"{clients} clients x {rounds} rounds, pause {pause} ms: {told.calls} calls in {told.seconds:.0f} s"
    )
    print(f"{'':8} {'calls':>7} {'done':>7} {'p50 ms':>8} {'p99 ms':>8}  refusals")
    for what, took in sorted(told.took.items()):
        refusals = {how: count for (name, how), count in told.ended.items() if name == what and how != "done"}
        print(f"{what:8} {len(took):7} {told.done(what):7} {_percentiles(took)}  {refusals}")
    everything = [seconds for took in told.took.values() for seconds in took]
    print(f"{'all':8} {len(everything):7} {'':7} {_percentiles(everything)}")
    print(f"{'locking':8} {len(told.locking):7} {'':7} {_percentiles(told.locking)}")
    print(f"overlaps {twice}, deadlocks {deadlocked}, broken {broken}", *told.broken[:5], sep="\n")
    return 1 if twice or deadlocked or broken else 0


def _percentiles(seconds: list[float]) -> str:
    cuts = quantiles(seconds, n=100)
    return f"{cuts[49] * 1000:8.0f} {cuts[98] * 1000:8.0f}"


if __name__ == "__main__":
    import os

    import django

    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings")
    django.setup()
    numbers = [int(text) for text in sys.argv[1:]]
    sys.exit(main(*[*numbers, *[1000, 64, 0][len(numbers) :]]))
