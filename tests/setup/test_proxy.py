"""Which address a caller has, with a proxy in front and without: limits on tries are counted by it."""

import os
import subprocess
import sys

import pytest

ASK = """
import django
django.setup()
from allauth.core.internal.httpkit import get_client_ip
from bookings.web import address_of
from django.test import RequestFactory
request = RequestFactory().get("/", REMOTE_ADDR="10.0.0.9", headers={"X-Forwarded-For": "6.6.6.6, 203.0.113.7"})
print(get_client_ip(request), address_of(request))
"""


@pytest.mark.parametrize(("behind", "address"), [("1", "203.0.113.7"), ("0", "10.0.0.9")])
def test_every_ceiling_counts_the_same_address(behind: str, address: str) -> None:
    environment = {**os.environ, "BEHIND_PROXY": behind, "DJANGO_SETTINGS_MODULE": "config.settings"}
    told = subprocess.run(
        [sys.executable, "-c", ASK], env=environment, capture_output=True, text=True, check=True
    )
    assert told.stdout.split() == [address, address]
