"""python -m config.embedded -- command ...     runs the command with both servers up and named."""

import signal
import subprocess
import sys

from config.embedded import running


def main() -> int:
    command = sys.argv[sys.argv.index("--") + 1 :] if "--" in sys.argv else []
    if not command:
        raise SystemExit("usage: python -m config.embedded -- command ...")
    # A terminal's Ctrl-C reaches the command too; it decides, the servers outlive it. (A handler, since the
    # command would inherit SIG_IGN.)
    signal.signal(signal.SIGINT, lambda *_: None)
    with running():
        child = subprocess.Popen(command)
        for number in (signal.SIGTERM, signal.SIGHUP):
            signal.signal(number, lambda received, _: child.send_signal(received))
        code = child.wait()
    return code if code >= 0 else 128 - code


if __name__ == "__main__":
    sys.exit(main())
