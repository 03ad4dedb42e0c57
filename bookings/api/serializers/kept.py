"""Serializers that are made once: making their fields anew takes longer than reading or telling something with them."""

import threading
from typing import Any, TypeVar

from django.utils import translation
from rest_framework.serializers import BaseSerializer

S = TypeVar("S", bound=BaseSerializer[Any])


class _Made(threading.local):
    """One thread does one thing at a time, so the context of what it does is the serializer's."""

    def __init__(self) -> None:
        self.serializers: dict[tuple[type[Any], str | None], tuple[Any, dict[str, Any]]] = {}


_made = _Made()


def kept(shape: type[S], **context: Any) -> S:
    """A serializer for `run_validation` or `to_representation`, with this context until it is asked for again.

    One for each language: a field writes its sentences down when it first says them.
    """
    which = (shape, translation.get_language())
    if which not in _made.serializers:
        made: dict[str, Any] = {}
        _made.serializers[which] = shape(context=made), made
    serializer, present = _made.serializers[which]
    present.clear()
    present.update(context)
    return serializer
