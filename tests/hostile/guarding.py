"""What every page must say of itself, whoever reads it: asked of each answer that the access table gets."""

from collections.abc import Iterator

from django.http import HttpResponse

from tests.architecture.access.row import Row

# What a clinic's own website shows and fetches, what any program reads, and what asks again by a tag of its own.
FRAMED = {"portal:embed"}
SHARED = {"portal:embed_script", "portal:worker", "portal:feed"}
OPEN_TO_ALL_SITES = "scheduling:"


def unguarded(row: Row, actor: str, answer: HttpResponse) -> Iterator[str]:
    """Who may frame it, keep it, guess its kind, read it from elsewhere or learn where its reader came from."""
    policy = answer.get("Content-Security-Policy", "")
    scripts = policy.partition("script-src")[2].partition(";")[0]
    if row.route not in FRAMED:
        if answer.get("X-Frame-Options") not in ("DENY", "SAMEORIGIN"):
            yield "can be framed"
        if "frame-ancestors 'none'" not in policy and "sandbox" not in policy:
            yield f"no frame-ancestors in {policy[:60]!r}"
    if "unsafe-inline" in scripts or "default-src 'none'" not in policy:
        yield f"a weak policy: {policy[:80]!r}"
    if answer.get("X-Content-Type-Options") != "nosniff":
        yield "may be sniffed"
    if answer.get("Referrer-Policy") != "same-origin":
        yield "tells where one came from"
    is_for_all = row.route.startswith(OPEN_TO_ALL_SITES)
    if "Access-Control-Allow-Origin" in answer and not is_for_all:
        yield "any site may read it"
    is_of_somebody = actor != "anonymous" or not {"token", "key"}.isdisjoint(row.names)
    is_kept = "no-store" not in answer.get("Cache-Control", "")
    if is_of_somebody and is_kept and not is_for_all and row.route not in SHARED:
        yield f"may be kept: {answer.get('Cache-Control')}"
