"""The catalogues of languages: `python -m config.catalogues` collects what is to be translated and compiles what is.

Both the .po files (for people) and the .mo files (for Django) are kept in the repository, so that an installation
needs no tool for them. A test says when they are behind the code.
"""

import io
from collections.abc import Iterable, Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from babel.messages.catalog import Catalog
from babel.messages.extract import DEFAULT_KEYWORDS, extract
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po, write_po
from django.utils.translation.template import templatize

ROOT = Path(__file__).resolve().parent.parent
# The source is English; these are the languages it is translated to.
TRANSLATED = ("es",)
# Which folders belong to whose catalogue; the deepest folder counts.
SOURCES = {
    "bookings": ("bookings", "config", "templates"),
    "notes": ("notes", "templates/notes"),
}
KEYWORDS = {
    **DEFAULT_KEYWORDS,
    "gettext_lazy": None,
    "gettext_noop": None,
    "ngettext_lazy": (1, 2),
    "pgettext_lazy": ((1, "c"), 2),
    "npgettext_lazy": ((1, "c"), 2, 3),
}
# The time of the last change would be nothing but conflicts.
NO_DATE = datetime(2026, 1, 1, tzinfo=UTC)


def path_of(package: str, language: str, kind: str = "po") -> Path:
    return ROOT / package / "locale" / language / "LC_MESSAGES" / f"django.{kind}"


def files_of(package: str) -> Iterator[Path]:
    """The code and the templates whose sentences belong to the package's catalogue."""
    others = [ROOT / folder for name, folders in SOURCES.items() if name != package for folder in folders]
    for folder in SOURCES[package]:
        for path in sorted((ROOT / folder).rglob("*")):
            is_others = any(other in path.parents and other.parent != ROOT for other in others)
            if path.suffix in (".py", ".html", ".txt", ".mjml") and not is_others:
                yield path


def collected(package: str, files: Iterable[Path] | None = None) -> Catalog:
    """Everything that the package asks to be translated, with the files it stands in."""
    catalogue = Catalog(domain="django")
    for path in files or files_of(package):
        for _line, message, comments, context in _messages(path):
            name = str(path.relative_to(ROOT))
            catalogue.add(message, locations=[(name, 0)], auto_comments=comments, context=context)
    return catalogue


def kept(package: str, language: str) -> Catalog:
    """The catalogue as it is in the repository; an empty one if there is none yet."""
    path = path_of(package, language)
    if not path.exists():
        return Catalog(locale=language, domain="django")
    with path.open("rb") as file:
        return read_po(file, locale=language, domain="django")


def compiled(catalogue: Catalog) -> bytes:
    file = io.BytesIO()
    write_mo(file, catalogue)
    return file.getvalue()


def update(package: str, language: str) -> Catalog:
    """Take in what the code asks for, keep what is translated, drop what nobody says any more."""
    catalogue = kept(package, language)
    catalogue.update(collected(package), no_fuzzy_matching=True)
    catalogue.obsolete.clear()
    catalogue.project, catalogue.version, catalogue.fuzzy = "Tend", "1", False
    catalogue.header_comment = f"# Tend in {catalogue.locale.english_name if catalogue.locale else language}."
    catalogue.creation_date = catalogue.revision_date = NO_DATE
    for kind, content in (("po", _written(catalogue)), ("mo", compiled(catalogue))):
        path = path_of(package, language, kind)
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(content)
    return catalogue


def _messages(path: Path) -> Iterator[Any]:
    source = path.read_text()
    if path.suffix != ".py":
        # Blanked out to calls of gettext in the places of the tags; indents mean nothing there.
        source = "\n".join(line.lstrip() for line in templatize(source).splitlines())
    yield from extract("python", io.BytesIO(source.encode()), KEYWORDS, comment_tags=["Translators:"])


def _written(catalogue: Catalog) -> bytes:
    file = io.BytesIO()
    write_po(file, catalogue, width=110, sort_output=True, include_lineno=False, omit_header=False)
    return file.getvalue()


def main() -> None:
    for package in SOURCES:
        for language in TRANSLATED:
            catalogue = update(package, language)
            missing = sum(
                not message.string or message.string == ("", "") for message in catalogue if message.id
            )
            print(f"{package}, {language}: {len(catalogue)} sentences, {missing} of them not translated")


if __name__ == "__main__":
    main()
