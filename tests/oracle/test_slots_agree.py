"""The service lists exactly what the oracle finds free, in random clinics.

`python -m tests.oracle 10000` compares as many as one likes.
"""

import os

from tests.oracle import brute
from tests.oracle.clinics import random_clinic
from tests.oracle.compare import compare

CLINICS = int(os.environ.get("TEND_ORACLE_CLINICS", "300"))


def test_random_clinics() -> None:
    told: list[str] = []
    tally = compare(1, CLINICS, said=told.append)
    assert tally.different == 0, "\n".join(told)
    assert tally.with_times > CLINICS // 4, "most clinics have nothing to list: the comparison is empty"


def test_the_same_seed_makes_the_same_clinic() -> None:
    one, other = random_clinic(7), random_clinic(7)
    assert repr(one) == repr(other)
    assert brute.offered(one) == brute.offered(other)
