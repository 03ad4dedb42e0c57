"""Front-end assets straight from their npm packages: an allow-list, served under `vendor/`.

Templates say {% static "vendor/tabler.min.css" %}; an icon is
<svg class="icon"><use href="{% static 'vendor/icons.svg' %}#calendar"></use></svg>.
"""

import hashlib
import re
import shutil
import tempfile
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any

from django.conf import settings
from django.contrib.staticfiles.finders import BaseFinder
from django.core.exceptions import ImproperlyConfigured
from django.core.files.storage import FileSystemStorage, Storage
from django.utils.functional import cached_property

FONTS = "fonts/{family}-{subset}-wght-{style}.woff2"
FILES = {
    "tabler.min.css": "@tabler/core/dist/css/tabler.min.css",
    "event-calendar.min.css": "@event-calendar/build/dist/event-calendar.min.css",
    "event-calendar.min.js": "@event-calendar/build/dist/event-calendar.min.js",
} | {
    FONTS.format(
        family=family, subset=subset, style=style
    ): f"@fontsource-variable/{family}/files/{family}-{subset}-wght-{style}.woff2"
    for family, style in (("figtree", "normal"), ("figtree", "italic"), ("fraunces", "normal"))
    for subset in ("latin", "latin-ext")
}
ICONS = """
    activity alert-circle alert-triangle arrow-back-up arrow-left arrow-right bell book calendar
    calendar-check calendar-due calendar-event calendar-off calendar-plus calendar-repeat calendar-time
    calendar-x chart-line check checks chevron-down chevron-left chevron-right chevron-up circle-check
    clipboard-check clipboard-heart clipboard-list clipboard-text clock copy device-floppy device-mobile
    dots door download edit external-link eye file-text flag flame hand-stop heart heart-handshake
    heart-rate-monitor history home hourglass inbox info-circle key leaf link list-check lock lock-open
    login logout mail map-pin massage menu-2 message moon note notebook notes pencil phone plus printer
    progress refresh route run search send settings shield-check shield-lock sparkles stethoscope
    stretching sun target target-arrow tool trash trending-down trending-up user user-check user-circle
    user-heart user-off user-plus users walk writing-sign x zzz
""".split()


class NpmFinder(BaseFinder):
    """Finds the listed files, and nothing else of node_modules."""

    # The system checks build every finder, and most commands of an installation have no need of the files.
    @cached_property
    def storage(self) -> Storage:
        storage = FileSystemStorage(location=prepared())
        storage.prefix = "vendor"  # type: ignore[attr-defined]  # how collectstatic learns the folder
        return storage

    def check(self, **kwargs: Any) -> list[Any]:
        return []

    def find(self, path: str, find_all: bool = False, **kwargs: Any) -> Any:
        name = path.removeprefix("vendor/")
        if name == path or not (name in FILES or name == "icons.svg"):
            return []
        found = self.storage.path(name)
        return [found] if find_all else found

    def list(self, ignore_patterns: Iterable[str] | None) -> Iterator[tuple[str, Storage]]:
        for name in (*FILES, "icons.svg"):
            yield name, self.storage


def prepared() -> Path:
    """The folder with the listed files, made again when a package or this list changes."""
    root = Path(settings.NPM_ROOT)
    lock = root / ".package-lock.json"
    if not lock.exists():
        raise ImproperlyConfigured(
            "The front-end packages are not installed: run `npm ci` or `make install`."
        )
    stamp = hashlib.sha256(lock.read_bytes() + Path(__file__).read_bytes()).hexdigest()[:16]
    folder = root / f".tend-{stamp}"
    if not folder.exists():
        draft = Path(tempfile.mkdtemp(prefix=".tend-new-", dir=root))
        _fill(draft, root)
        draft.chmod(0o755)
        try:
            draft.rename(folder)
        except OSError:  # another process was quicker
            shutil.rmtree(draft)
    return folder


def _fill(folder: Path, root: Path) -> None:
    for name, source in FILES.items():
        target = folder / name
        target.parent.mkdir(parents=True, exist_ok=True)
        content = (root / source).read_bytes()
        # The maps are not served, and the manifest storage would insist on finding them.
        if name.endswith(".css"):
            content = re.sub(rb"/\*# sourceMappingURL=.*?\*/", b"", content)
        elif name.endswith(".js"):
            content = re.sub(rb"\n//# sourceMappingURL=\S+\s*$", b"\n", content)
        target.write_bytes(content)
    (folder / "icons.svg").write_text(_sprite(root / "@tabler/icons/icons/outline"))


def _sprite(folder: Path) -> str:
    symbols = []
    for name in ICONS:
        drawing = re.search(r"<svg[^>]*>(.*)</svg>", (folder / f"{name}.svg").read_text(), re.DOTALL)
        if drawing is None:
            raise ImproperlyConfigured(f"{name}.svg of @tabler/icons is not the drawing that was expected.")
        paths = re.sub(r"\s*<path stroke=\"none\" d=\"M0 0h24v24H0z\" fill=\"none\" />\s*", "", drawing[1])
        symbols.append(
            f'<symbol id="{name}" viewBox="0 0 24 24" fill="none" stroke="currentColor" stroke-width="2" '
            f'stroke-linecap="round" stroke-linejoin="round">{" ".join(paths.split())}</symbol>'
        )
    return '<svg xmlns="http://www.w3.org/2000/svg">' + "\n".join(symbols) + "</svg>\n"
