"""Every page is looked at, every form on it and every body of the API filled in, and one thing at a time made bad.

What counts as trouble: an answer of 500, a defect behind an answer, markup that broke out of its place, a header of ours
that was not meant, an answer that takes a processor longer than LONGEST.
"""

import random
import sys
import time
import traceback
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import parse_qs, parse_qsl, urlencode, urljoin, urlsplit

from django.core.cache import cache
from django.core.signals import got_request_exception
from django.db import DatabaseError, connection, transaction
from django.http import HttpResponse
from django.test import Client
from django.urls import Resolver404, resolve, reverse

from tests.architecture.access.cast import Cast
from tests.architecture.access.listing import rows
from tests.hostile.corpus import BODIES, FOREIGN, HEADERS, MARK, WORDS
from tests.hostile.pages import Form, Page

LONGEST = 2.0
PAGES_OF_A_VIEW = 1
FORM = "application/x-www-form-urlencoded"
METHODS = ("HEAD", "OPTIONS", "TRACE", "PUT", "PATCH", "DELETE", "CONNECT", "NONSENSE")
PIECES = (
    "%00",
    "%ff%fe",
    "a%00b",
    "..",
    "%2e%2e%2f%2e%2e%2fetc%2fpasswd",
    "x" * 5000,
    "%F0%9F%91%A8",
    "9" * 400,
    "a%0d%0ab",
    "0001-01-01",
    "9999-12-31",
    "-1",
    "<x>",
)
# What our pages read from their query string, found by looking for request.GET.
ASKED = (
    "day", "from", "to", "until", "therapist", "location", "view", "patient", "option", "time", "page", "q", "s", "next",
    "template", "note", "ours", "language", "look", "way", "with", "year", "region", "format", "take", "coming", "state",
    "kind", "needed",
)  # fmt: skip


@dataclass
class Report:
    """`troubles` maps what went wrong, told once, to the first thing that led to it."""

    sent: int = 0
    statuses: dict[int, int] = field(default_factory=dict)
    troubles: dict[str, str] = field(default_factory=dict)
    slowest: tuple[float, str] = (0, "")

    def say(self, what: str, how: str) -> None:
        self.troubles.setdefault(what, how)

    def __str__(self) -> str:
        lines = [f"{what}\n      by {how}" for what, how in sorted(self.troubles.items())]
        return "\n".join(
            [f"{self.sent} requests, {dict(sorted(self.statuses.items()))}, slowest {self.slowest}", *lines]
        )


class Enemy:
    """One actor of the cast. Whatever an answer changed is taken back."""

    def __init__(self, cast: Cast, actor: str, report: Report) -> None:
        self.cast, self.actor, self.report = cast, actor, report

    def client(self) -> Client:
        return self.cast.client(self.actor)

    def knock(
        self, method: str, path: str, how: str, body: str | bytes = "", kind: str = FORM, headers: Any = None
    ) -> tuple[HttpResponse, Page | None]:
        """One request, looked at from all sides; a redirect is followed once."""
        with taken_back():
            client = self.client()
            answer, page = self._look(client, method, path, how, body, kind, headers)
            self._settle(f"{method} {route_of(path)}", how)
            if answer.status_code in (302, 303) and answer["Location"].startswith("/"):
                self._look(client, "GET", answer["Location"], f"{how}, then its redirect", "", FORM, None)
        return answer, page

    def _settle(self, where: str, how: str) -> None:
        """What the database would say at the end of a transaction, where this one is never ended."""
        try:
            with connection.cursor() as cursor:
                cursor.execute("SET CONSTRAINTS ALL IMMEDIATE; SET CONSTRAINTS ALL DEFERRED")
        except DatabaseError as error:
            self.report.say(f"{where}: {str(error).splitlines()[0]}", f"{self.actor}: {how}")

    def _look(
        self, client: Client, method: str, path: str, how: str, body: str | bytes, kind: str, headers: Any
    ) -> tuple[HttpResponse, Page | None]:
        report, where = self.report, f"{method} {route_of(path)} as {self.actor}: {how}"
        cache.clear()
        began = time.process_time()
        with defects() as found:
            answer = client.generic(method, path, body, content_type=kind, headers=headers)
            content = b"".join(answer) if answer.streaming else answer.content
        took = time.process_time() - began
        report.sent += 1
        report.statuses[answer.status_code] = report.statuses.get(answer.status_code, 0) + 1
        report.slowest = max(report.slowest, (round(took, 2), where))
        if took > LONGEST:
            report.say(f"slow: {method} {route_of(path)}", f"{where}: {took:.1f} s")
        for defect in found:
            report.say(f"{method} {route_of(path)}: {defect}", where)
        if answer.status_code >= 500 and not found:
            report.say(f"{method} {route_of(path)}: {answer.status_code}", where)
        if any(MARK in name.lower() for name in answer.headers):
            report.say(f"{method} {route_of(path)}: a header of theirs", where)
        for name in ("Location", "HX-Redirect"):
            if leads_away(answer.headers.get(name, "")):
                report.say(
                    f"{method} {route_of(path)}: {name} leads away", f"{where}: {answer.headers[name]}"
                )
        # The booking pages of any clinic are open to everybody; they are led to from the front page.
        is_open = path.startswith(("/book/", "/embed/")) and f"/{self.cast.names['slug']}/" not in path
        if FOREIGN.encode() in content and not is_open:
            report.say(f"{method} {route_of(path)}: a name of another clinic", where)
        page = None
        if answer.headers.get("Content-Type", "").startswith(("text/html", "image/svg")):
            page = Page(content.decode(), path)
            for broken in page.broken:
                report.say(f"{method} {route_of(path)}: broken out: {broken}", where)
        return answer, page


def crawl(enemy: Enemy) -> tuple[dict[str, Page], dict[str, Form]]:
    """The pages this actor finds, and the forms on them by where they lead and what they ask."""
    waiting = [
        reverse(row.route, kwargs={part: enemy.cast.names[name] for part, name in row.names.items()})
        for row in rows()
        if row.cells("GET")[enemy.actor] in ("200", "302") and not row.route.startswith("fhir")
    ]
    seen: dict[tuple[str, frozenset[str]], int] = {}
    pages: dict[str, Page] = {}
    forms: dict[str, Form] = {}
    while waiting:
        path = waiting.pop(0)
        parts = urlsplit(path)
        key = (route_of(path), frozenset(name for name, _ in parse_qsl(parts.query)))
        if path in pages or seen.get(key, 0) >= PAGES_OF_A_VIEW or key[0] == "none":
            continue
        seen[key] = seen.get(key, 0) + 1
        answer, page = enemy.knock("GET", path, "just looked at")
        if answer.status_code == 302 and answer["Location"].startswith("/"):
            waiting.append(answer["Location"])
        if page is None:
            continue
        pages[path] = page
        waiting += page.links
        for form in page.forms:
            if form.action:
                name = f"{form.method} {route_of(form.action)} {' '.join(sorted(form.names))}"
                if name not in forms or len(forms[name].presses) < len(form.presses):
                    forms[name] = form
    return pages, forms


def attack_form(enemy: Enemy, form: Form, dice: random.Random, each: int, foreign: dict[str, str]) -> None:
    """Each field in turn, with the others as they were, `each` times with another thing; then all of them at once."""
    words = {**WORDS, **foreign}
    for name in [*form.names, *dict.fromkeys(name for name, _ in form.presses)]:
        for word in dice.sample(list(words), each):
            press = dice.choice([None, *form.presses])
            data = {**form.filled(), **({press[0]: [press[1]]} if press else {}), name: [words[word]]}
            enemy_sends(enemy, form, data, f"{name}={word}")
    every = {name: [dice.choice(list(words.values()))] for name in form.names}
    enemy_sends(enemy, form, every, "all fields at once")


def attack_address(enemy: Enemy, path: str, dice: random.Random, each: int) -> None:
    """What no form of ours would send: bodies, headers, methods, parts of the path, and names in the query string."""
    for knock in dice.sample(list(odd_knocks(path)), each):
        enemy.knock(*knock)


def odd_knocks(path: str) -> Iterator[tuple[Any, ...]]:
    for method in METHODS:
        yield method, path, "method"
    for word, (kind, body) in BODIES.items():
        yield "POST", path, f"body {word}", body, kind
    for word, headers in HEADERS.items():
        for method in ("GET", "POST"):
            yield method, path, f"headers {word}", "a=b", FORM, headers
    pieces = path.strip("/").split("/")
    for number in range(1, len(pieces)):
        for word in PIECES:
            other = "/".join([*pieces[:number], word, *pieces[number + 1 :]])
            for method in ("GET", "POST"):
                yield method, f"/{other}/", f"part {number} is {word[:20]}"
    for name in ASKED:
        for word, value in WORDS.items():
            yield "GET", f"{path}?{urlencode({name: value})}", f"?{name}={word}"


def enemy_sends(enemy: Enemy, form: Form, data: dict[str, list[str]], how: str) -> None:
    if form.method == "post":
        enemy.knock("POST", form.action, how, urlencode(data, doseq=True, errors="surrogatepass"))
    else:
        ask(enemy, form.action, data, how)


def ask(enemy: Enemy, path: str, query: dict[str, list[str]], how: str) -> None:
    parts = urlsplit(path)
    whole = {**parse_qs(parts.query), **query}
    enemy.knock("GET", f"{parts.path}?{urlencode(whole, doseq=True, errors='surrogatepass')}", how)


def leads_away(address: str) -> bool:
    """Whether a browser that is told to go there leaves our pages, however it reads what is odd."""
    odd = address.strip().replace("\\", "/")
    parts = urlsplit(urljoin("http://testserver/", odd))
    return parts.netloc != "testserver" or parts.scheme != "http" or odd.startswith("//")


def route_of(path: str) -> str:
    try:
        return resolve(urlsplit(path).path).view_name or "none"
    except (Resolver404, ValueError):
        return "none"


@contextmanager
def taken_back() -> Iterator[None]:
    mark = transaction.savepoint()
    try:
        yield
    finally:
        connection.needs_rollback = False
        transaction.savepoint_rollback(mark)


@contextmanager
def defects() -> Iterator[list[str]]:
    """What Django answered a 500 to: the error and the last line of ours that it went through."""
    found: list[str] = []

    def note(sender: Any, **kwargs: Any) -> None:
        error = sys.exc_info()[1]
        frames = traceback.extract_tb(error.__traceback__ if error else None)
        ours = [f for f in frames if "/site-packages/" not in f.filename and "/tests/" not in f.filename]
        last = ours[-1] if ours else frames[-1]
        found.append(f"{type(error).__name__}({str(error)[:90]!r}) at {last.filename[-50:]}:{last.lineno}")

    got_request_exception.connect(note)
    try:
        yield found
    finally:
        got_request_exception.disconnect(note)
