"""What the strict content security policy and the asset allow-list ask of templates."""

import re
from pathlib import Path

from django.contrib.staticfiles import finders

from config import npm

ROOT = Path(__file__).resolve().parents[2]
TEMPLATES = sorted((ROOT / "templates").rglob("*.html"))
PAGES = [
    path for path in TEMPLATES if "emails" not in path.parts
]  # mail has no policy, and needs its styles inline


def found(pattern: str, *paths: Path) -> list[str]:
    return [
        f"{path.relative_to(ROOT)}: {match[0]}"
        for path in paths
        for match in re.finditer(pattern, path.read_text())
    ]


def test_pages_have_no_inline_style_script_or_handler() -> None:
    assert found(r"""\sstyle\s*=|\son[a-z]+\s*=\s*["']|hx-on|javascript:|hx-vals=["']js:""", *PAGES) == []
    assert (
        found(r"<script(?![^>]*(src=|nonce=|application/json))[^>]*>|<style(?![^>]*nonce=)[^>]*>", *PAGES)
        == []
    )


def test_pages_load_nothing_from_elsewhere() -> None:
    assert found(r"""(src|href|action)=["'](https?:)?//""", *PAGES) == []


def test_every_icon_is_in_the_sprite() -> None:
    code = [path for package in ("bookings", "notes", "config") for path in (ROOT / package).rglob("*.py")]
    used = re.findall(
        r"""\{% icon "([\w-]+)"|\bicon=["']([\w-]+)["']""",
        "\n".join(p.read_text() for p in [*TEMPLATES, *code]),
    )
    names = {name for pair in used for name in pair if name}
    assert names
    assert sorted(names - set(npm.ICONS)) == []


def test_every_static_file_a_page_names_exists() -> None:
    names = {
        name
        for path in TEMPLATES
        for name in re.findall(r"""\{% static ["']([^"']+)["']""", path.read_text())
    }
    assert names
    assert sorted(name for name in names if finders.find(name) is None) == []
