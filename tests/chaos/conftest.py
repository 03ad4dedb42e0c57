"""A house beside the tests, with a database of its own: a copy of the one that the tests have."""

import tempfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import psycopg
import pytest
from django.db import connection

from config.embedded.valkey import Valkey
from tests.chaos.house import House
from tests.faults.processes import environment


@pytest.fixture(scope="session")
def house(django_db_setup: None, django_db_blocker: Any) -> Iterator[House]:
    with django_db_blocker.unblock():
        template = connection.settings_dict["NAME"]
        url = urlsplit(environment()["DATABASE_URL"])
        connection.close()
    server, name = url._replace(path="/postgres").geturl(), f"{template}_chaos"
    with psycopg.connect(server, autocommit=True) as line:
        # A database that is in use, be it by a thread that an earlier test left, cannot be copied.
        line.execute("SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = %s", (template,))
        line.execute(f'DROP DATABASE IF EXISTS "{name}"')
        line.execute(f'CREATE DATABASE "{name}" TEMPLATE "{template}"')
    with tempfile.TemporaryDirectory(prefix="tend-chaos-", dir="/tmp") as folder:
        redis = Valkey(Path(folder))
        redis.start()
        try:
            with House(Path(folder), url._replace(path=f"/{name}").geturl(), redis).open() as house:
                yield house
        finally:
            redis.stop()
    with psycopg.connect(server, autocommit=True) as line:
        line.execute(f'DROP DATABASE "{name}" WITH (FORCE)')
