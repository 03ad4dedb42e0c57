"""python -m tests.chaos.built celery ...     Celery with failpoints in it; TEND_CHAOS_ROLE names who dies."""

import os
import sys

import django

from tests.chaos import failpoints

if __name__ == "__main__":
    django.setup()
    failpoints.build_in(("beat",) if os.environ[failpoints.ROLE].startswith("beat") else ("sender",))
    from celery.__main__ import main

    sys.argv = sys.argv[1:]
    main()
