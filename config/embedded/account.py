"""Whose account the servers run under: ours, except that PostgreSQL refuses to be root."""

import os
import pwd
import subprocess
from pathlib import Path


def server_user() -> pwd.struct_passwd | None:
    """Who runs PostgreSQL: ourselves, except that root must pick somebody else."""
    return pwd.getpwnam("nobody") if os.geteuid() == 0 else None


def as_server_user(command: list[str]) -> "subprocess.CompletedProcess[str]":
    who = server_user()
    return subprocess.run(
        command,
        cwd="/",
        env={"PATH": os.defpath, "LC_ALL": "C"},
        user=who.pw_uid if who else None,
        group=who.pw_gid if who else None,
        extra_groups=[] if who else None,
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        start_new_session=True,
    )


def server_user_reaches(folder: Path) -> bool:
    return as_server_user(["test", "-x", str(folder)]).returncode == 0


def give_to_server_user(path: Path) -> None:
    if who := server_user():
        os.chown(path, who.pw_uid, who.pw_gid, follow_symlinks=False)
