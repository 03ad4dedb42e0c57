"""Bodies of the API as its document describes them, and each field of them made bad."""

import json
import random
import re
from collections.abc import Iterator
from functools import lru_cache
from typing import Any
from urllib.parse import urlencode

from django.urls import resolve
from drf_spectacular.generators import SchemaGenerator

from tests.architecture.access.cast import Cast
from tests.architecture.access.listing import rows
from tests.hostile.corpus import BODIES, HEADERS, VALUES, WORDS
from tests.hostile.knocking import Enemy

JSON = "application/json"
# Fields that name a thing of the cast by another word.
ALIASES = {"option": "option", "author": "therapist", "appointment": "visit", "hold": "hold", "token": "hold"}


@lru_cache(maxsize=1)
def document() -> Any:
    return SchemaGenerator().get_schema(request=None, public=True)


def operations(cast: Cast) -> Iterator[tuple[str, str, dict[str, Any], list[str]]]:
    """(method, path, a body that is likely right, names of query parameters) of each operation of the document."""
    known = {row.route: row for row in rows()}
    for template, methods in document()["paths"].items():
        view = resolve(re.sub(r"{\w+}", "x", template)).view_name
        names = known[view].names if view in known else {}
        path = re.sub(r"{(\w+)}", lambda part, names=names: str(cast.names[names[part[1]]]), template)
        for method, said in methods.items():
            shape = said.get("requestBody", {}).get("content", {}).get(JSON, {}).get("schema", {})
            query = [one["name"] for one in said.get("parameters", []) if one["in"] == "query"]
            yield method.upper(), path, example(shape, cast) or {}, query


def example(shape: Any, cast: Cast, name: str = "", depth: int = 0) -> Any:
    """A value of this shape, of the cast's own things where its name is one of theirs."""
    if "$ref" in shape:
        shape = document()["components"]["schemas"][shape["$ref"].rsplit("/", 1)[1]]
    for many in ("allOf", "oneOf", "anyOf"):
        if many in shape:
            return example(shape[many][0], cast, name, depth)
    kind = shape.get("type", "object" if "properties" in shape else "string")
    kind = next((one for one in kind if one != "null"), "string") if isinstance(kind, list) else kind
    if kind == "object":
        parts = shape.get("properties", {})
        return {
            k: example(v, cast, k, depth + 1) for k, v in parts.items() if depth < 6 and not v.get("readOnly")
        }
    if kind == "array":
        return [example(shape.get("items", {}), cast, name.removesuffix("s"), depth + 1)]
    if shape.get("enum"):
        return shape["enum"][0]
    return _plain(kind, shape, cast, name)


def _plain(kind: str, shape: Any, cast: Cast, name: str) -> Any:
    if kind in ("integer", "number"):
        return shape.get("minimum", 1)
    if kind == "boolean":
        return True
    known = cast.names.get(ALIASES.get(name, name))
    if isinstance(known, str):
        return known
    formats = {"date": "2027-06-15", "date-time": "2027-06-15T14:00:00Z", "email": "a@example.org",
               "uri": "https://example.org/", "decimal": "1.00"}  # fmt: skip
    return formats.get(shape.get("format", ""), "Some words")


def attack_operation(
    enemy: Enemy,
    method: str,
    path: str,
    body: dict[str, Any],
    query: list[str],
    dice: random.Random,
    each: int,
) -> None:
    """Each place of the body and each parameter in turn, `each` times; as often a whole body, and odd headers."""
    sent = "" if method == "GET" else json.dumps(body)
    if method in ("POST", "PATCH"):
        for place in places(body):
            for word in dice.sample(list(VALUES), each):
                where = f"{'.'.join(map(str, place))}={word}"
                enemy.knock(method, path, where, json.dumps(with_value(body, place, VALUES[word])), JSON)
        for word in dice.sample(list(BODIES), each):
            kind, raw = BODIES[word]
            enemy.knock(method, path, f"body {word}", raw, kind)
    for word in dice.sample(list(HEADERS), each):
        enemy.knock(method, path, f"headers {word}", sent, JSON, HEADERS[word])
    for name in [*query, "unknown"]:
        for word in dice.sample(list(WORDS), each):
            enemy.knock(method, f"{path}?{urlencode({name: WORDS[word]})}", f"?{name}={word}", sent, JSON)


def places(body: Any, place: tuple[Any, ...] = ()) -> Iterator[tuple[Any, ...]]:
    """Where something stands in it, also what holds others."""
    inner = body.items() if isinstance(body, dict) else enumerate(body) if isinstance(body, list) else ()
    for name, value in inner:
        yield (*place, name)
        yield from places(value, (*place, name))


def with_value(body: Any, place: tuple[Any, ...], value: Any) -> Any:
    changed = json.loads(json.dumps(body))
    inner = changed
    for name in place[:-1]:
        inner = inner[name]
    inner[place[-1]] = value
    return changed
