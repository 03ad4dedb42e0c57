"""What every address under /fhir/r4/ does alike: strict queries, pages, and refusals as an OperationOutcome."""

import operator
from collections.abc import Callable, Iterable, Sequence
from datetime import date, datetime, time, timedelta
from typing import Any
from urllib.parse import urlencode
from zoneinfo import ZoneInfo

from django.db.models import QuerySet
from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response

from bookings.api.pages import COUNTED, counted
from bookings.api.serializers.fields import IdField
from bookings.models import Clinic
from notes.api.fhir.chart import entry_of
from notes.api.fhir.parts import Resource, base_url
from notes.api.screenings import ClinicalDoor

MEDIA_TYPE = "application/fhir+json"
MOST = 200
ISSUES = {
    401: "login",
    403: "forbidden",
    404: "not-found",
    409: "conflict",
    429: "throttled",
    503: "transient",
}
PREFIXES = {"ge": "gte", "gt": "gt", "le": "lte", "lt": "lt", "eq": ""}


class DateBound(serializers.Field[Any, Any, Any, Any]):
    """A date or instant with one of FHIR's prefixes (ge, gt, le, lt, eq or none), as (prefix, value)."""

    def to_internal_value(self, data: Any) -> tuple[str, date | datetime]:
        text = str(data)
        prefix, rest = (text[:2], text[2:]) if text[:2] in PREFIXES else ("eq", text)
        try:
            if "T" in rest:
                moment = datetime.fromisoformat(rest.replace(" ", "+"))
                if moment.tzinfo is None:
                    raise ValueError(rest)
                return prefix, moment
            return prefix, date.fromisoformat(rest)
        except ValueError as error:
            raise serializers.ValidationError("Give a date, or an instant with an offset.") from error


def query(**fields: serializers.Field[Any, Any, Any, Any]) -> type[serializers.Serializer[Any]]:
    """The parameters of a search, besides those that every search takes."""
    every = {
        "_count": serializers.IntegerField(required=False, min_value=1, max_value=1_000_000),
        "_page": serializers.IntegerField(required=False, min_value=1, max_value=1_000_000),
        "_format": serializers.ChoiceField(choices=["json", MEDIA_TYPE, "application/json"], required=False),
    }
    return type("Query", (serializers.Serializer,), {**every, "_id": IdField(required=False), **fields})


class FhirDoor(ClinicalDoor):
    """`shape` are the search parameters of a type; reading one resource takes none but `_format`."""

    schema = None  # it describes itself: /fhir/r4/metadata
    http_method_names = ["get", "head"]
    shape: type[serializers.Serializer[Any]] = query()

    def initial(self, request: Request, *args: Any, **kwargs: Any) -> None:
        self.queries = {"get": self.shape}
        super().initial(request, *args, **kwargs)

    def finalize_response(self, request: Request, response: Any, *args: Any, **kwargs: Any) -> Any:
        answer = super().finalize_response(request, response, *args, **kwargs)
        answer.content_type = f"{MEDIA_TYPE}; charset=utf-8"
        answer["Content-Type"] = answer.content_type
        answer["Cache-Control"] = "no-store"
        return answer

    def handle_exception(self, error: Exception) -> Response:
        answer = super().handle_exception(error)
        said = answer.data if isinstance(answer.data, dict) else {}
        details = [f"{one['field']}: {one['detail']}" for one in said.get("errors", [])]
        issue = {
            "severity": "error",
            "code": ISSUES.get(answer.status_code, "invalid"),
            "diagnostics": "; ".join(details) or str(said.get("detail", "")) or "Refused.",
        }
        answer.data = {"resourceType": "OperationOutcome", "issue": [issue]}
        return answer

    def clinics(self) -> Sequence[Clinic]:
        """Where the caller works, or is a patient."""
        if self.acting:
            return [self.acting.clinic]
        return list({row.clinic_id: row.clinic for row in self.own_patients()}.values())

    def of_rows(self, rows: QuerySet[Any], tell: Callable[[Any], Resource]) -> Response:
        """Of more rows than are counted, the total is left unsaid, as FHIR has it."""
        total = counted(rows)
        first, last = self._bounds()
        found = list(rows[first : last + 1])
        told = map(tell, found[: last - first])
        return self._bundle(told, total if total <= COUNTED else None, first + len(found))

    def of_resources(self, told: Iterable[Resource]) -> Response:
        found = [one for one in told if self.asked.get("_id") in (None, one["id"])]
        first, last = self._bounds()
        return self._bundle(found[first:last], len(found), len(found))

    def _bounds(self) -> tuple[int, int]:
        count = min(self.asked.get("_count", 50), MOST)
        first = (self.asked.get("_page", 1) - 1) * count
        return first, first + count

    def _bundle(self, told: Iterable[Resource], total: int | None, known: int) -> Response:
        """`known` rows are there, if not more."""
        entries = [{**entry_of(one), "search": {"mode": "match"}} for one in told]
        links = [{"relation": "self", "url": self._address({})}]
        if self._bounds()[1] < known:
            links.append(
                {"relation": "next", "url": self._address({"_page": self.asked.get("_page", 1) + 1})}
            )
        body: Resource = {"resourceType": "Bundle", "type": "searchset", "link": links}
        if total is not None:
            body["total"] = total
        return Response({**body, "entry": entries} if entries else body)

    def _address(self, changed: dict[str, Any]) -> str:
        asked = {**self.request.query_params.dict(), **changed}
        kind = self.request.path.strip("/").split("/")[2]
        return f"{base_url()}/{kind}" + (f"?{urlencode(asked)}" if asked else "")


def bounded(field: str, bound: tuple[str, date | datetime], zone: str) -> dict[str, datetime]:
    """A bound on an instant as lookups. A date is a whole day on the wall of `zone`."""
    prefix, value = bound
    if isinstance(value, datetime):
        lookup = PREFIXES[prefix]
        return {f"{field}__{lookup}" if lookup else field: value}
    start = datetime.combine(value, time(), ZoneInfo(zone))
    end = datetime.combine(value + timedelta(days=1), time(), ZoneInfo(zone))
    return {
        "ge": {f"{field}__gte": start},
        "gt": {f"{field}__gte": end},
        "le": {f"{field}__lt": end},
        "lt": {f"{field}__lt": start},
        "eq": {f"{field}__gte": start, f"{field}__lt": end},
    }[prefix]


def is_within(at: datetime, bound: tuple[str, date | datetime], zone: str) -> bool:
    compare = {
        "gte": operator.ge,
        "gt": operator.gt,
        "lt": operator.lt,
        "lte": operator.le,
        "at": operator.eq,
    }
    looked_up = bounded("at", bound, zone)
    return all(compare[name.rpartition("__")[2]](at, limit) for name, limit in looked_up.items())
