"""make year [MONTHS=12] [FROM=2027-01-04] [SEED=1] [BUSY=1] [BREAK=...]     live so long, reckon at the end of each month.

BREAK takes one rule away (tests.year.breaking), to see the run fail.
"""

import logging
import math
import os
import sys
import tempfile
import time
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import TYPE_CHECKING

from config import state
from config.embedded import running

if TYPE_CHECKING:
    from tests.year.year import Year

MONTH = timedelta(days=365) / 12
# A Monday in winter; the clocks change on March 14 and 28, October 31 and November 7.
BEGIN = "2027-01-04"


def main(months: float) -> int:
    # Not by default: importing `config` has named the usual ones by now.
    os.environ["DJANGO_SETTINGS_MODULE"] = "tests.year.settings"
    os.environ.update(TEND_TEST_DB=f"year_{os.getpid()}", DB_POOL_MAX="0")
    for name, kept in state.make_secrets().items():
        os.environ.setdefault(name, kept)
    with running(durable=False):
        import django

        django.setup()
        from django.db import connection

        logging.disable(logging.WARNING)
        connection.creation.create_test_db(verbosity=0, autoclobber=True, serialize=False)
        try:
            return _live(months)
        finally:
            connection.creation.destroy_test_db("year", verbosity=0)


def _live(months: float) -> int:
    from tests.year.breaking import broken
    from tests.year.report import report
    from tests.year.year import opened

    seed, busy = int(os.environ.get("SEED", "1")), float(os.environ.get("BUSY", "1"))
    begin = datetime.fromisoformat(os.environ.get("FROM", BEGIN)).replace(tzinfo=UTC)
    began, found = time.perf_counter(), 0
    print(f"SEED={seed} BUSY={busy:g}, {months:g} months from {begin.date()}", flush=True)
    with (
        tempfile.TemporaryDirectory(prefix="tend-year-") as folder,
        broken(os.environ.get("BREAK", "")),
        opened(Path(folder), begin, seed=seed, busy=busy) as year,
    ):
        for number in range(1, math.ceil(months) + 1):
            year.live_until(begin + MONTH * min(number, months))
            found += _tell(year, time.perf_counter() - began)
        print(report(year, time.perf_counter() - began), flush=True)
    return int(bool(found))


def _tell(year: "Year", seconds: float) -> int:
    wrong = year.reckon().wrong
    print(
        f"{year.clock.now:%Y-%m-%d}: {year.lived['completed']:,} visits completed, {sum(year.lived.values()):,} acts, "
        f"{len(year.post.letters()):,} letters, {len(wrong)} wrong, {seconds:.0f} s, {time.process_time():.0f} s of a processor",
        flush=True,
    )
    for sentence in wrong[:20]:
        print(f"  WRONG: {sentence}", flush=True)
    return len(wrong)


if __name__ == "__main__":
    sys.exit(main(float(sys.argv[1]) if sys.argv[1:] else 12))
