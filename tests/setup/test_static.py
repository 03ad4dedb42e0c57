"""Front-end files come from the pinned packages, only those listed, and survive the hashed names of production."""

import json
import re
from pathlib import Path

import pytest
from django.contrib.staticfiles import finders
from django.core.exceptions import ImproperlyConfigured
from django.core.management import call_command

from config import npm


def test_a_listed_file_is_found_and_nothing_else_of_the_packages() -> None:
    assert finders.find("vendor/tabler.min.css")
    assert finders.find("vendor/fonts/figtree-latin-wght-normal.woff2")
    for name in ("vendor/package.json", "vendor/../.package-lock.json", "tabler.min.css"):
        assert finders.find(name) is None


def test_without_the_packages_commands_run_and_the_first_file_asked_for_says_what_to_do(
    settings, tmp_path: Path
) -> None:
    settings.NPM_ROOT = tmp_path
    finders.get_finder.cache_clear()
    try:
        call_command("check", "--tag", "staticfiles")
        assert finders.find("tend/css/tend.css")
        with pytest.raises(ImproperlyConfigured, match="npm ci"):
            finders.find("vendor/tabler.min.css")
        with pytest.raises(ImproperlyConfigured, match="npm ci"):
            list(npm.NpmFinder().list(None))
    finally:
        finders.get_finder.cache_clear()


def test_the_sprite_has_every_listed_icon_and_no_style_of_its_own() -> None:
    sprite = (npm.prepared() / "icons.svg").read_text()
    assert re.findall(r'<symbol id="([\w-]+)"', sprite) == npm.ICONS
    assert "style=" not in sprite
    assert "<script" not in sprite


def test_collectstatic_with_hashed_names_resolves_every_reference(settings, tmp_path: Path) -> None:
    settings.STATIC_ROOT = tmp_path
    settings.STORAGES = {
        **settings.STORAGES,
        "staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.ManifestStaticFilesStorage"},
    }
    call_command("collectstatic", interactive=False, verbosity=0)
    paths = json.loads((tmp_path / "staticfiles.json").read_text())["paths"]
    hashed = tmp_path / paths["tend/css/tend.css"]
    assert paths["vendor/tabler.min.css"].rpartition("/")[2] in hashed.read_text()
