"""An HTTP server that answers like Twilio's message resource: keeps what it takes, and can refuse, stall or hang up."""

import base64
import json
import threading
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any
from urllib.parse import parse_qs

ACCOUNT, TOKEN = "AC0123456789abcdef", "a/secret:token"
SENDER = "+15550199"
HANG_UP, STALL = "hang up", "stall"


@dataclass
class Provider:
    """`answers` are given one after another, then a yes. One is (status, code), HANG_UP, or STALL (taken, unsaid)."""

    port: int = 0
    answers: list[Any] = field(default_factory=list)
    taken: list[dict[str, str]] = field(default_factory=list)
    clients: set[Any] = field(default_factory=set)
    released: threading.Event = field(default_factory=threading.Event)

    @property
    def url(self) -> str:
        token = TOKEN.replace("/", "%2F").replace(":", "%3A")
        return f"twilio+http://{ACCOUNT}:{token}@127.0.0.1:{self.port}?from={SENDER.replace('+', '%2B')}"


@contextmanager
def answering() -> Iterator[Provider]:
    provider = Provider()

    class Handler(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"

        def do_POST(self) -> None:
            provider.clients.add(self.client_address)
            body = self.rfile.read(int(self.headers["Content-Length"])).decode()
            expected = "Basic " + base64.b64encode(f"{ACCOUNT}:{TOKEN}".encode()).decode()
            if (
                self.path != f"/2010-04-01/Accounts/{ACCOUNT}/Messages.json"
                or self.headers["Authorization"] != expected
            ):
                return self.say(401, {"code": 20003, "message": "Authenticate", "status": 401})
            answer = provider.answers.pop(0) if provider.answers else (201, 0)
            if answer == HANG_UP:
                self.close_connection = True
                return self.connection.close()
            if isinstance(answer, tuple) and answer[0] >= 300:
                return self.say(answer[0], {"code": answer[1], "message": "No.", "status": answer[0]})
            provider.taken.append({name: values[0] for name, values in parse_qs(body).items()})
            if answer == STALL:
                provider.released.wait(10)
            return self.say(201, {"sid": "SM1", "status": "queued"})

        def say(self, status: int, body: dict[str, Any]) -> None:
            content = json.dumps(body).encode()
            self.send_response(status)
            self.send_header("Content-Type", "application/json")
            self.send_header("Content-Length", str(len(content)))
            self.end_headers()
            with suppress(BrokenPipeError):
                self.wfile.write(content)

        def log_message(self, *_args: Any) -> None:
            pass

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    provider.port = server.server_address[1]
    threading.Thread(target=server.serve_forever, daemon=True).start()
    try:
        yield provider
    finally:
        provider.released.set()
        server.shutdown()
        server.server_close()
