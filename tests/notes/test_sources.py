"""Each source key in the code can be looked up."""

import re
from pathlib import Path

ROOT = Path(__file__).parents[2]
KEY = re.compile(r"\[(?:S|[RCTLN]\d+[a-d]?)\]")


def test_every_source_key_is_listed():
    listed = set(KEY.findall((ROOT / "docs" / "clinical-sources.md").read_text()))
    used = {key for path in (ROOT / "notes").rglob("*.py") for key in KEY.findall(path.read_text())}
    assert len(used) > 20
    assert used <= listed
