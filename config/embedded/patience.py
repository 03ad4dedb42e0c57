"""Waiting for a server to come or go."""

import time
from collections.abc import Callable

PROMPT_SECONDS = 60.0


def until(true: Callable[[], bool]) -> bool:
    end = time.monotonic() + PROMPT_SECONDS
    while not true():
        if time.monotonic() > end:
            return False
        time.sleep(0.02)
    return True
