"""What something costs: the clock on the wall, Python's and PostgreSQL's own processor time, and its statements.

Processor time says the same on a machine that others work on; waiting does not. PostgreSQL's is that of the process
behind our connection, as Linux counts it, so a large question must not be shared out among parallel workers.
"""

import time
from collections.abc import Callable
from dataclasses import dataclass, fields
from pathlib import Path
from statistics import median
from typing import Any, Self

from django.db import connection


@dataclass(frozen=True, slots=True)
class Cost:
    """Milliseconds; `slowest` is the longest that one statement took on the wall, `statement` how that one begins."""

    wall: float
    python: float
    postgres: float
    statements: int
    slowest: float
    statement: str

    @property
    def work(self) -> float:
        """What the machine had to do: on one that nobody else uses, this is what people wait for."""
        return self.python + self.postgres


class Gauge:
    """Measures what is done inside `with`; then `cost` is there, also if it ended with an error."""

    cost: Cost

    def __enter__(self) -> Self:
        connection.ensure_connection()
        self._account = Path(f"/proc/{connection.connection.info.backend_pid}/schedstat")
        self._asked: list[tuple[float, str]] = []
        self._listening = connection.execute_wrapper(self._listen)
        self._listening.__enter__()
        self._began = time.perf_counter(), time.process_time(), self._database()
        return self

    def __exit__(self, *error: object) -> None:
        wall, python, postgres = time.perf_counter(), time.process_time(), self._database()
        self._listening.__exit__(None, None, None)
        slowest, statement = max(self._asked, default=(0.0, ""))
        self.cost = Cost(
            wall=(wall - self._began[0]) * 1000,
            python=(python - self._began[1]) * 1000,
            postgres=(postgres - self._began[2]) * 1000,
            statements=len(self._asked),
            slowest=slowest * 1000,
            statement=" ".join(statement.split())[:300],
        )

    def _database(self) -> float:
        """Seconds that the processor has worked for our connection."""
        return int(self._account.read_text().split()[0]) / 1e9

    def _listen(self, execute: Callable[..., Any], sql: Any, params: Any, many: bool, context: Any) -> Any:
        began = time.perf_counter()
        try:
            return execute(sql, params, many, context)
        finally:
            self._asked.append((time.perf_counter() - began, str(sql)))


def middle(costs: list[Cost]) -> Cost:
    """The middle of each figure; statements are those of the last."""
    values = {
        field.name: median(getattr(cost, field.name) for cost in costs)
        for field in fields(Cost)
        if field.type is float
    }
    return Cost(**values, statements=costs[-1].statements, statement=costs[-1].statement)


def work_alone() -> None:
    """No parallel workers for connections from now on: their time would be nobody's."""
    connection.close()
    options = connection.settings_dict["OPTIONS"]
    connection.settings_dict["OPTIONS"] = {**options, "options": "-c max_parallel_workers_per_gather=0"}
