"""Loaded before pytest-django: gives the run servers of its own when the environment names none.

The controller starts them and its xdist workers inherit their addresses.
"""

import atexit
import os
import signal
import sys
from contextlib import ExitStack

from config import embedded

TEST_ENVIRONMENT = {
    "SECRET_KEY": "only-for-tests-" + "t" * 50,
    "FIELD_KEYS": "k1:" + "MDEyMzQ1Njc4OWFiY2RlZjAxMjM0NTY3ODlhYmNkZWY=",
    "BASE_URL": "http://127.0.0.1:8000",
    "EMAIL_URL": "smtp://127.0.0.1:9",
    "DB_POOL_MAX": "0",
    "WHITENOISE_USE_FINDERS": "1",
    "LOG_FORMAT": "console",
    "DJANGO_ALLOW_ASYNC_UNSAFE": "true",  # the browser driver runs a loop in the test's own thread
}

if "PYTEST_XDIST_WORKER" not in os.environ:
    for name in ("DEBUG", "ALLOWED_HOSTS", "TEND_DEMO_MAILBOX"):
        os.environ.pop(name, None)
    os.environ.update(TEST_ENVIRONMENT)
    if not os.environ.get("DATABASE_URL"):
        # Runs at the same time share the servers, so each has names of its own in them.
        os.environ["TEND_TEST_DB"] = os.environ["CACHE_PREFIX"] = f"tend_{os.getpid()}"
    servers = ExitStack()
    servers.enter_context(embedded.running(durable=False))
    atexit.register(servers.close)
    # A plain SIGTERM would skip atexit and leave the servers behind.
    signal.signal(signal.SIGTERM, lambda number, _: sys.exit(128 + number))
