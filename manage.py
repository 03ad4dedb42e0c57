#!/usr/bin/env python
"""Django's command line.

With DATABASE_URL unset it joins the embedded servers of `make demo` (or starts them for the command), and
reads the same data with the same kept secrets.
"""

import os
import sys
from contextlib import nullcontext


def main() -> None:
    from django.core.management import execute_from_command_line

    from config import embedded, state

    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings")
    if sys.argv[1:2] == ["new_field_key"]:
        # It makes what the settings refuse to start without.
        os.environ.update(dict.fromkeys(("SECRET_KEY", "FIELD_KEYS"), "unused"))
        servers = nullcontext()
    elif os.environ.get("DATABASE_URL"):
        servers = nullcontext()
    else:
        servers = embedded.running()
        for name, kept in state.kept_secrets().items():
            os.environ.setdefault(name, kept)
    with servers:
        execute_from_command_line(sys.argv)


if __name__ == "__main__":
    main()
