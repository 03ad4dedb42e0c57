"""One POST to an address that a clinic gave us. It may lead anywhere, so not into our own house.

A name is looked up once, every address that it has must be a public one, and the connection goes to the address that
was checked: a name that changes its mind in between gains nothing. Redirects are answers like any other.
"""

import http.client
import socket
import ssl
import threading
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from ipaddress import IPv4Address, IPv6Address, ip_address, ip_network
from urllib.parse import SplitResult, urlsplit

from django.conf import settings

Address = IPv4Address | IPv6Address
NAT64 = ip_network("64:ff9b::/96")
# For one step of the network, and for the whole call: a server that drips must not keep a worker.
STEP_SECONDS, CALL_SECONDS = 5, 15


class NotReached(Exception):
    """No answer came. `why` is a short code for the log of deliveries."""

    def __init__(self, why: str) -> None:
        super().__init__(why)
        self.why = why


def objection_to(url: str) -> str:
    """Why nothing is sent to `url`, as a code, as far as it can be told without looking up its name; empty if nothing."""
    try:
        parts = urlsplit(url)
        port = parts.port
    except ValueError:
        return "not_an_address"
    schemes = ("http", "https") if settings.WEBHOOKS_TO_PRIVATE else ("https",)
    if parts.scheme not in schemes:
        return "not_https"
    if not parts.hostname or parts.username or parts.password or parts.fragment or port == 0:
        return "not_an_address"
    if not url.isascii() or any(sign <= " " or sign == "\x7f" for sign in url):
        return "not_an_address"
    try:
        literal = ip_address(parts.hostname)
    except ValueError:
        return "private_address" if _is_local_name(parts.hostname) else ""
    return "" if _may_reach(literal) else "private_address"


def post(url: str, body: bytes, headers: Mapping[str, str]) -> int:
    """The status of the answer, whatever it is. Raises NotReached."""
    if why := objection_to(url):
        raise NotReached(why)
    parts = urlsplit(url)
    try:
        line = _connect(parts)
    except ssl.SSLError as error:
        raise NotReached("bad_certificate") from error
    except OSError as error:
        raise NotReached("no_connection") from error
    try:
        with _cut_off(line):
            path = (parts.path or "/") + (f"?{parts.query}" if parts.query else "")
            line.request("POST", path, body, dict(headers))
            return line.getresponse().status
    except (http.client.HTTPException, OSError, ValueError) as error:
        raise NotReached("no_answer") from error
    finally:
        line.close()


def _connect(parts: SplitResult) -> http.client.HTTPConnection:
    is_tls = parts.scheme == "https"
    host, port = parts.hostname or "", parts.port or (443 if is_tls else 80)
    stream = socket.create_connection((str(_look_up(host, port)), port), STEP_SECONDS)
    try:
        if is_tls:
            stream = ssl.create_default_context().wrap_socket(stream, server_hostname=host)
    except OSError:
        stream.close()
        raise
    line: http.client.HTTPConnection
    line = (http.client.HTTPSConnection if is_tls else http.client.HTTPConnection)(host, port)
    line.sock = stream
    line.auto_open = 0
    return line


def _look_up(host: str, port: int) -> Address:
    """The address to connect to. Raises NotReached if the name has none, or any that is not public."""
    try:
        found = {info[4][0] for info in socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)}
    except (OSError, UnicodeError) as error:
        raise NotReached("unknown_name") from error
    addresses = sorted((ip_address(str(one).partition("%")[0]) for one in found), key=lambda one: one.version)
    if not addresses or not all(map(_may_reach, addresses)):
        raise NotReached("private_address")
    return addresses[0]


def _may_reach(address: Address) -> bool:
    return bool(settings.WEBHOOKS_TO_PRIVATE) or _is_public(address)


def _is_public(address: Address) -> bool:
    """Also for IPv4 addresses that are written as IPv6 ones."""
    if isinstance(address, IPv6Address):
        inner = address.ipv4_mapped or address.sixtofour
        if address in NAT64:
            inner = IPv4Address(address.packed[-4:])
        if inner:
            return _is_public(inner)
        if address.teredo or address.is_site_local:
            return False
    return address.is_global and not address.is_multicast and not address.is_reserved


def _is_local_name(host: str) -> bool:
    local = ("localhost", ".localhost", ".local", ".internal")
    return not settings.WEBHOOKS_TO_PRIVATE and host.rstrip(".").endswith(local)


@contextmanager
def _cut_off(line: http.client.HTTPConnection) -> Iterator[None]:
    """Ends the call after CALL_SECONDS, however slowly the other side goes on."""

    def hang_up() -> None:
        with_socket = line.sock
        if with_socket is not None:
            try:
                with_socket.shutdown(socket.SHUT_RDWR)
            except OSError:  # it ended by itself
                return

    timer = threading.Timer(CALL_SECONDS, hang_up)
    timer.daemon = True
    timer.start()
    try:
        yield
    finally:
        timer.cancel()
