"""What staff typed to find somebody, kept in their session: names in addresses would end up in the logs of servers."""

import secrets
from urllib.parse import parse_qsl, urlencode, urlsplit, urlunsplit

from django.http import HttpRequest

KEPT, NAME = "searches", "s"
MOST_KEPT = 30
LONGEST = 2000


def keep(request: HttpRequest, text: str, page: str) -> str:
    """The address of `page` with a key in place of what was typed; without one if it was nothing."""
    parts = urlsplit(page)
    query = [(name, value) for name, value in parse_qsl(parts.query) if name != NAME]
    if text := text.strip()[:LONGEST]:
        key = secrets.token_urlsafe(6)
        others = list(request.session.get(KEPT, {}).items())[1 - MOST_KEPT :]
        request.session[KEPT] = {**dict(others), key: text}
        query.append((NAME, key))
    return urlunsplit(("", "", parts.path, urlencode(query), ""))


def kept(request: HttpRequest) -> str:
    """What was typed for this page; nothing if that is long ago or was somebody else."""
    return str(request.session.get(KEPT, {}).get(request.GET.get(NAME, ""), ""))
