"""All rows of the table, and all routes of the project."""

import pkgutil
from collections.abc import Iterator
from importlib import import_module

from django.urls import URLPattern, get_resolver
from django.urls.resolvers import URLResolver

from tests.architecture import access
from tests.architecture.access.row import Row

DATA_MODULES = {"cast", "listing", "row"}


def rows() -> list[Row]:
    modules = [name for _, name, _ in pkgutil.iter_modules(access.__path__) if name not in DATA_MODULES]
    return [row for name in sorted(modules) for row in import_module(f"{access.__name__}.{name}").ROWS]


def routes(resolver: URLResolver | None = None, namespace: str = "") -> Iterator[str]:
    """The names of all routes, with their namespaces; a nameless one by its pattern."""
    for entry in (resolver or get_resolver()).url_patterns:
        if isinstance(entry, URLPattern):
            yield namespace + (entry.name or str(entry.pattern))
        else:
            yield from routes(entry, f"{namespace}{entry.namespace}:" if entry.namespace else namespace)
