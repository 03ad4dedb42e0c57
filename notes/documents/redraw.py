"""Run as a process of its own, with little memory and little time: opens a file that a stranger sent, and draws it.

    python -I redraw.py SUFFIX WIDTH < file > picture.png

A file that cannot be drawn ends in an error. Of a PDF the first page is drawn. Imports nothing of the project.
"""

import resource
import sys
import tempfile
from pathlib import Path

import typst

SECONDS = 20
MEMORY = 3 * 1024**3
PAGE = '#set page(width: auto, height: auto, margin: 0pt)\n#image("/given.{suffix}", width: {width}pt)'


def main(suffix: str, width: int) -> None:
    resource.setrlimit(resource.RLIMIT_CPU, (SECONDS, SECONDS))
    if sys.platform == "linux":
        resource.setrlimit(resource.RLIMIT_AS, (MEMORY, MEMORY))
    with tempfile.TemporaryDirectory() as folder:
        Path(folder, f"given.{suffix}").write_bytes(sys.stdin.buffer.read())
        page = Path(folder, "page.typ")
        page.write_text(PAGE.format(suffix=suffix, width=width))
        drawn = typst.compile(str(page), format="png", ppi=72, ignore_system_fonts=True)
    sys.stdout.buffer.write(drawn if isinstance(drawn, bytes) else b"")


if __name__ == "__main__":
    main(sys.argv[1], int(sys.argv[2]))
