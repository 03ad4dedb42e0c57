"""A note in a window of a real browser, and what the server has of it."""

import re

import pytest
from playwright.sync_api import BrowserContext, Locator, Page, expect

from notes.models import SoapNote
from notes.soap.draft import NoteContent

SAVED = re.compile("Saved (just now|[0-9]+ s ago)")
# A machine with better things to do may take its time over a page with a body on it.
expect.set_options(timeout=20_000)


def open_in(window: BrowserContext, base: str, note: SoapNote) -> Page:
    """A new tab with the note; any error of its scripts fails the test."""
    page = window.new_page()
    page.on("pageerror", lambda error: pytest.fail(str(error)))
    page.goto(f"{base}/dashboard/notes/{note.public_id}/")
    return page


def stored(note: SoapNote) -> NoteContent:
    return NoteContent.of(SoapNote.objects.get(pk=note.pk))


def saved(page: Page) -> Locator:
    """The line that says when it was saved, once it says so."""
    line = page.locator("[data-saved]")
    expect(line).to_have_text(SAVED, timeout=20000)
    return line


def copies_on_device(page: Page) -> int:
    return int(page.evaluate("Object.keys(localStorage).filter((key) => key.startsWith('note:')).length"))
