"""The long form: `python -m tests.oracle 10000 [first seed]` compares that many clinics and prints the count."""

import os
import sys
import time

import django

ENVIRONMENT = {
    "DJANGO_SETTINGS_MODULE": "config.settings",
    "SECRET_KEY": "only-for-tests-" + "t" * 50,
    "FIELD_KEYS": "k1:" + "MDEyMzQ1Njc4OWFiY2RlZjAxMjM0NTY3ODlhYmNkZWY=",
    "DATABASE_URL": "postgres://nobody@127.0.0.1:9/none",  # neither is asked for anything
    "REDIS_URL": "redis://127.0.0.1:9/0",
}


def main(count: int, seed: int) -> int:
    from tests.oracle.compare import compare

    started = time.monotonic()
    tally = compare(seed, count, said=print)
    print(f"{tally} in {time.monotonic() - started:.0f} s, seeds {seed} to {seed + count - 1}")
    return 1 if tally.different else 0


if __name__ == "__main__":
    for name, value in ENVIRONMENT.items():
        os.environ.setdefault(name, value)
    django.setup()
    numbers = [int(text) for text in sys.argv[1:]]
    sys.exit(main(*[*numbers, *[10_000, 1][len(numbers) :]]))
