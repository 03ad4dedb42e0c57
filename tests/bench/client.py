"""Asking a server on this machine, many times, over connections that stay open."""

import http.client
import json
import statistics
import threading
import time
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from typing import Any


@dataclass(frozen=True, slots=True)
class Ask:
    """One request and the status that is right for it; `known_as` is sent as If-None-Match."""

    path: str
    body: dict[str, Any] | None = None
    expects: tuple[int, ...] = (200, 201)
    cookie: str = ""
    is_page: bool = False
    known_as: str = ""


@dataclass(frozen=True, slots=True)
class Figures:
    """Milliseconds an answer took, and answers a second."""

    p50: float
    p95: float
    a_second: float


class Line:
    """One connection to the server."""

    def __init__(self, port: int) -> None:
        self._connection = http.client.HTTPConnection("127.0.0.1", port, timeout=60)

    def send(self, ask: Ask) -> tuple[int, Any]:
        """The status and the parsed answer (None for a page). Raises AssertionError for a status that is not expected."""
        method, body, headers = "GET", None, {"Cookie": ask.cookie} if ask.cookie else {}
        if ask.known_as:
            headers["If-None-Match"] = ask.known_as
        if ask.body is not None:
            method, body = "POST", json.dumps(ask.body)
            headers["Content-Type"] = "application/json"
        self._connection.request(method, ask.path, body, headers)
        answer = self._connection.getresponse()
        text = answer.read()
        assert answer.status in ask.expects, (ask.path, answer.status, text[:300])
        return answer.status, None if ask.is_page else json.loads(text)


def one_by_one(port: int, asks: Sequence[Ask]) -> Figures:
    """A single client, one request after the other."""
    return _measured(port, [asks])


def together(port: int, asks: Sequence[Ask], clients: int = 8) -> Figures:
    """Several clients at once, the requests dealt out among them."""
    return _measured(port, [asks[number::clients] for number in range(clients)])


def _measured(port: int, hands: Sequence[Sequence[Ask]]) -> Figures:
    times: list[list[float]] = [[] for _ in hands]
    failures: list[BaseException] = []
    gate = threading.Barrier(len(hands) + 1)

    def work(asks: Sequence[Ask], mine: list[float]) -> None:
        line = Line(port)
        gate.wait()
        try:
            for ask in asks:
                began = time.perf_counter()
                line.send(ask)
                mine.append(time.perf_counter() - began)
        except BaseException as failure:
            failures.append(failure)

    threads = [threading.Thread(target=work, args=pair) for pair in zip(hands, times, strict=True)]
    for thread in threads:
        thread.start()
    gate.wait()
    began = time.perf_counter()
    for thread in threads:
        thread.join()
    lasted = time.perf_counter() - began
    if failures:
        raise failures[0]
    all_times = sorted(one * 1000 for mine in times for one in mine)
    p95 = all_times[int(len(all_times) * 0.95)]
    return Figures(statistics.median(all_times), p95, len(all_times) / lasted)


def in_turn(rounds: int, *measures: Callable[[], Figures]) -> list[Figures]:
    """Each measure once a round, so that the noise of the machine falls on all; medians over the rounds."""
    seen: list[list[Figures]] = [[] for _ in measures]
    for _ in range(rounds):
        for measure, figures in zip(measures, seen, strict=True):
            figures.append(measure())
    return [_median(figures) for figures in seen]


def _median(figures: Sequence[Figures]) -> Figures:
    def middle(values: Iterator[float]) -> float:
        return statistics.median(values)

    return Figures(
        middle(one.p50 for one in figures),
        middle(one.p95 for one in figures),
        middle(one.a_second for one in figures),
    )
