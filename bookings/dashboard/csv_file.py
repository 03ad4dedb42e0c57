"""Rows as a file for spreadsheets: with the mark of UTF-8, and no cell that one would take for a formula."""

import csv
from collections.abc import Iterable, Iterator, Sequence

from django.http import HttpResponse, StreamingHttpResponse

# A spreadsheet takes what begins so for a formula.
FORMULA = ("=", "+", "-", "@", "\t", "\r", "\n")


class _Echo:
    """A file that gives back what is written to it, line by line."""

    def write(self, text: str) -> str:
        return text


def csv_file(name: str, rows: Iterable[Sequence[str]]) -> HttpResponse:
    """Handed out under that name, row by row."""
    return StreamingHttpResponse(  # type: ignore[return-value]  # both are what a view answers with
        csv_text(rows), content_type="text/csv; charset=utf-8",
        headers={"Content-Disposition": f'attachment; filename="{name}"'},
    )  # fmt: skip


def csv_text(rows: Iterable[Sequence[str]]) -> Iterator[str]:
    writer = csv.writer(_Echo())
    yield "\ufeff"
    for row in rows:
        yield writer.writerow([safe_cell(cell) for cell in row])


def safe_cell(text: str) -> str:
    return f"'{text}" if text.startswith(FORMULA) else text
