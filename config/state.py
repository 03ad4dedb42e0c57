"""Where this checkout keeps what it makes by itself: data, sockets' whereabouts, logs, secrets."""

import base64
import json
import os
import secrets
from pathlib import Path

PROJECT_DIR = Path(__file__).resolve().parent.parent
KEPT = ("SECRET_KEY", "FIELD_KEYS")


def data_dir() -> Path:
    """The state folder, made if absent: TEND_DATA_DIR, else `.data` in the project."""
    path = Path(os.environ.get("TEND_DATA_DIR") or PROJECT_DIR / ".data").absolute()
    if not path.exists():
        path.mkdir(parents=True)
        # PostgreSQL refuses to run as root; as another user it must be able to pass through to its files.
        path.chmod(0o711 if os.geteuid() == 0 else 0o700)
    return path


def kept_secrets() -> dict[str, str]:
    """SECRET_KEY and FIELD_KEYS of an earlier `make demo`, or nothing."""
    try:
        kept = json.loads((data_dir() / "secrets.json").read_text())
    except FileNotFoundError:
        return {}
    return {name: kept[name] for name in KEPT}


def make_secrets() -> dict[str, str]:
    """The kept secrets, made on first use. Losing them makes the stored clinical text unreadable."""
    if kept := kept_secrets():
        return kept
    made = {
        "SECRET_KEY": secrets.token_urlsafe(50),
        "FIELD_KEYS": "k1:" + base64.b64encode(secrets.token_bytes(32)).decode(),
    }
    path = data_dir() / "secrets.json"
    draft = path.with_suffix(".new")
    with open(os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600), "w") as file:
        json.dump(made, file)
        file.flush()
        os.fsync(file.fileno())
    draft.replace(path)
    return made
