import os

import pytest
import redis
from django.conf import settings
from django.db import connection


@pytest.mark.skipif("tend-" not in os.environ.get("DATABASE_URL", ""), reason="servers were given from outside")
@pytest.mark.django_db
def test_bare_pytest_runs_on_a_real_postgresql_without_fsync() -> None:
    with connection.cursor() as cursor:
        cursor.execute("select current_database(), current_setting('fsync'), current_setting('server_encoding')")
        name, fsync, encoding = cursor.fetchone()
    assert name.startswith("test_tend_")
    assert (fsync, encoding) == ("off", "UTF8")


def test_bare_pytest_has_a_real_redis() -> None:
    assert redis.from_url(settings.REDIS_URL).ping()
