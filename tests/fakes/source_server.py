"""A local server that speaks as CelesTrak, Space-Track and the data publishers do, and counts."""

from __future__ import annotations

import email.utils
import hashlib
import threading
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from urllib.parse import parse_qs

LAST_MODIFIED = "Mon, 02 Nov 2026 04:05:06 GMT"
PAGE = b"<!DOCTYPE html>\n<html><head><title>Sorry</title></head><body>Come back later</body></html>\n"
THROTTLED = b'{"error":"You\'ve violated your query rate limit. Please refer to our guidelines"}'


@dataclass(frozen=True)
class Seen:
    """One request as it arrived."""

    method: str
    path: str
    headers: dict[str, str]
    body: bytes


@dataclass
class Mischief:
    """What to do instead of answering well, `times` times.

    `kind` is a status, or one of `page`, `cut`, `drip`, `silence`, `redirect`, `throttled`, `bad-gzip`.
    """

    kind: int | str
    times: int
    headers: dict[str, str] = field(default_factory=dict)
    body: bytes = b"broken\n"


class SourceServer:
    """Serves documents on loopback until it is stopped.

    Attributes
    ----------
    documents : path with query -> content
    seen : every request, in the order of arrival
    accounts : identity -> password
    sessions : open ones
    says_not_updated : a repeated download is answered as CelesTrak does
    """

    def __init__(self) -> None:
        self.documents: dict[str, bytes] = {}
        self.seen: list[Seen] = []
        self.accounts = {"observer@tower.example": "correct horse battery staple"}
        self.sessions: set[str] = set()
        self.opened: list[str] = []
        self.says_not_updated = False
        self.mischief: dict[str, list[Mischief]] = {}
        self.downloads: set[str] = set()
        self.lock = threading.Lock()
        self.stopped = threading.Event()
        self._server = ThreadingHTTPServer(("127.0.0.1", 0), _handler(self))
        self._thread = threading.Thread(target=self._server.serve_forever, args=(0.02,), daemon=True)
        self._thread.start()

    @property
    def url(self) -> str:
        """The address to give to clients."""
        return f"http://127.0.0.1:{self._server.server_port}"

    def stop(self) -> None:
        """Stop serving, at once."""
        self.stopped.set()
        self._server.shutdown()
        self._server.server_close()
        self._thread.join()

    def count(self, start: str = "") -> int:
        """Return how many requests came whose path starts so."""
        with self.lock:
            return sum(seen.path.startswith(start) for seen in self.seen)

    def misbehave(self, kind: int | str, *, path: str = "", times: int = 1, **more) -> None:
        """Answer the next requests whose path starts so in a bad way."""
        with self.lock:
            self.mischief.setdefault(path, []).append(Mischief(kind, times, **more))

    def next_mischief(self, path: str) -> Mischief | None:
        """Return the mischief for a request, and use it up."""
        with self.lock:
            for start, queue in self.mischief.items():
                if path.startswith(start) and queue:
                    queue[0].times -= 1
                    return queue.pop(0) if queue[0].times <= 0 else queue[0]
        return None


def etag_of(content: bytes) -> str:
    """Return the ETag that the server gives a document."""
    return f'"{hashlib.sha256(content).hexdigest()[:16]}"'


def _handler(server: SourceServer) -> type[BaseHTTPRequestHandler]:
    class Handler(_Handler):
        source = server

    return Handler


class _Handler(BaseHTTPRequestHandler):
    source: SourceServer
    protocol_version = "HTTP/1.1"

    def do_GET(self) -> None:
        self._handle(b"")

    def do_POST(self) -> None:
        self._handle(self.rfile.read(int(self.headers.get("Content-Length", "0"))))

    def log_message(self, *_) -> None:
        """Say nothing."""

    def _handle(self, body: bytes) -> None:
        headers = {name.lower(): value for name, value in self.headers.items()}
        with self.source.lock:
            self.source.seen.append(Seen(self.command, self.path, headers, body))
        mischief = self.source.next_mischief(self.path)
        if mischief is not None:
            self._misbehave(mischief)
        elif self.path == "/ajaxauth/login":
            self._log_in(body)
        elif self.path == "/ajaxauth/logout":
            self.source.sessions.discard(self._session())
            self._answer(200, b'"Successfully logged out"')
        elif self.path.startswith("/basicspacedata/") and self._session() not in self.source.sessions:
            self._answer(401, b'{"error":"You must be logged in to complete this action"}')
        else:
            self._document()

    def _log_in(self, body: bytes) -> None:
        form = parse_qs(body.decode())
        identity, password = form.get("identity", [""])[0], form.get("password", [""])[0]
        if self.source.accounts.get(identity) != password:
            self._answer(200, b'{"Login":"Failed"}')
            return
        token = f"session-token-{len(self.source.opened):04d}-of-this-test"
        self.source.opened.append(token)
        self.source.sessions.add(token)
        self._answer(200, b'""', {"Set-Cookie": f"chocolatechip={token}; path=/; HttpOnly"})

    def _session(self) -> str:
        cookies = dict(part.strip().partition("=")[::2] for part in self.headers.get("Cookie", "").split(";"))
        return cookies.get("chocolatechip", "")

    def _document(self) -> None:
        content = self.source.documents.get(self.path)
        if content is None:
            self._answer(404, b"No GP data found\n")
            return
        etag = etag_of(content)
        if self.headers.get("If-None-Match") == etag:
            self._answer(304, b"")
            return
        if self.source.says_not_updated and self.path in self.source.downloads:
            words = (
                b"GP data has not updated since your last successful\ndownload at 2026-11-24 00:00:00 UTC.\n"
            )
            self._answer(403, words)
            return
        self.source.downloads.add(self.path)
        self._answer(200, content, {"ETag": etag, "Last-Modified": LAST_MODIFIED})

    def _misbehave(self, mischief: Mischief) -> None:
        kind = mischief.kind
        if isinstance(kind, int):
            self._answer(kind, mischief.body, mischief.headers)
        elif kind == "page":
            self._answer(200, PAGE, {"Content-Type": "text/html; charset=utf-8"})
        elif kind == "throttled":
            self._answer(500, THROTTLED)
        elif kind == "redirect":
            self._answer(301, b"", {"Location": "https://elsewhere.example/gp.php?secret=1"})
        elif kind == "bad-gzip":
            self._answer(200, b"this is not gzip", {"Content-Encoding": "gzip"})
        elif kind == "cut":
            self._start(200, {"Content-Length": "5000"})
            self.wfile.write(b"OBJECT_NAME,NORAD_CAT_ID\n")
            self.close_connection = True
        elif kind == "drip":
            self._start(200, {"Content-Length": "5000"})
            self._drip()
        elif kind == "silence":
            self.source.stopped.wait(30.0)
            self.close_connection = True
        else:
            raise AssertionError(kind)

    def _drip(self) -> None:
        try:
            for _ in range(5000):
                self.wfile.write(b"x")
                self.wfile.flush()
                if self.source.stopped.wait(0.02):
                    break
        except OSError:
            pass
        self.close_connection = True

    def _answer(self, status: int, body: bytes, headers: dict[str, str] | None = None) -> None:
        content = b"" if status == 304 else body
        self._start(status, {"Content-Length": str(len(content)), **(headers or {})})
        self.wfile.write(content)

    def _start(self, status: int, headers: dict[str, str]) -> None:
        self.send_response_only(status)
        self.send_header("Date", email.utils.formatdate(usegmt=True))
        for name, value in {"Content-Type": "text/csv", **headers}.items():
            self.send_header(name, value)
        self.end_headers()
