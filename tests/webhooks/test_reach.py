"""A webhook may lead anywhere but into our own house."""

from typing import Any

import pytest

from bookings.webhooks.reach import NotReached, objection_to, post
from tests.webhooks.listener import listening

REFUSED = {
    "http://example.org/": "not_https",
    "ftp://example.org/": "not_https",
    "https:///path": "not_an_address",
    "https://user:word@example.org/": "not_an_address",
    "https://example.org:70000/": "not_an_address",
    "https://example.org/\r\nX: y": "not_an_address",
    "https://localhost/": "private_address",
    "https://db.internal/": "private_address",
    "https://127.0.0.1/": "private_address",
    "https://10.1.2.3/": "private_address",
    "https://169.254.169.254/latest/": "private_address",
    "https://0.0.0.0/": "private_address",
    "https://100.64.0.1/": "private_address",
    "https://224.0.0.1/": "private_address",
    "https://[::1]/": "private_address",
    "https://[::ffff:10.0.0.1]/": "private_address",
    "https://[fe80::1]/": "private_address",
    "https://[fd00::1]/": "private_address",
    "https://[64:ff9b::a00:1]/": "private_address",
    "https://[2002:a00:1::]/": "private_address",
}


@pytest.mark.parametrize("url", REFUSED)
def test_refused_before_anything_is_looked_up(url: str) -> None:
    assert objection_to(url) == REFUSED[url]
    with pytest.raises(NotReached, match=REFUSED[url]):
        post(url, b"{}", {})


@pytest.mark.parametrize(
    "url", ["https://example.org/hook?x=1", "https://8.8.8.8:8443/", "https://[2606:4700::1]/"]
)
def test_the_public_internet_is_open(url: str) -> None:
    assert objection_to(url) == ""


def test_a_name_that_leads_home_is_refused_when_it_is_looked_up(monkeypatch: Any) -> None:
    """The name is fine, its address is not: a listener on it hears nothing."""
    import socket

    with listening() as listener:
        home = [(socket.AF_INET, socket.SOCK_STREAM, 6, "", ("127.0.0.1", listener.port))]
        public = [(socket.AF_INET, socket.SOCK_STREAM, 6, "", ("8.8.8.8", listener.port))]
        for found in (home, public + home):
            monkeypatch.setattr(socket, "getaddrinfo", lambda *args, found=found, **kwargs: found)
            with pytest.raises(NotReached, match="private_address"):
                post(f"https://hooks.example.org:{listener.port}/", b"{}", {})
        assert listener.calls == []


def test_the_setting_opens_the_house(settings: Any) -> None:
    settings.WEBHOOKS_TO_PRIVATE = True
    with listening() as listener:
        assert post(listener.url, b"{}", {}) == 204
        assert post(listener.url.replace("127.0.0.1", "localhost"), b"{}", {}) == 204
        assert len(listener.calls) == 2
