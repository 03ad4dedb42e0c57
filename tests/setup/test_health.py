import pytest
from django.test import Client, RequestFactory

from config import health


@pytest.mark.django_db
def test_all_is_well(client: Client) -> None:
    answer = health.health(RequestFactory().get("/health/"))
    assert answer.status_code == 200
    assert answer.content == b'{"status": "ok", "database": "ok", "redis": "ok", "overdue_messages": 0}'


@pytest.mark.django_db
def test_without_redis_the_service_is_degraded_but_up(settings, tmp_path) -> None:
    settings.REDIS_URL = f"unix://{tmp_path}/nothing.sock"
    answer = health.health(RequestFactory().get("/health/"))
    assert answer.status_code == 200
    assert b'"degraded"' in answer.content
    assert b'"redis": "down"' in answer.content
