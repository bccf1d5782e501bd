"""Show an author, in a browser on this machine, the release, the checks and one answer's feedback side by side; it reloads itself.

Comes in: rounds. Goes out: pages on 127.0.0.1, to whoever has the token of the printed address: hidden checks are on them, and other users of
this machine could open the port too. Requests are answered in threads of their own and change nothing.
"""

from __future__ import annotations

import hmac
import json
import secrets
import sys
import threading
from collections.abc import Callable
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any
from urllib.parse import parse_qs, urlsplit

from autograder.authoring.watch import Round
from autograder.authoring.watch.text_cells import text_cell
from autograder.authoring.watch.units import Unit
from autograder.model import Notebook
from autograder.report.rendering import highlighted, render

ADDRESS = "127.0.0.1"
_CLICK = "Click an answer under “Checks and answers” to read its feedback here."
_GONE = "The answer that you chose isn't there any more, or has another name now. Click another one."
_POLICY = (
    "default-src 'none'; style-src 'unsafe-inline'; script-src 'nonce-{nonce}'; connect-src 'self'; "
    "frame-src 'self'; img-src data:; base-uri 'none'; form-action 'none'"
)


class Page:
    """The rounds of one watch as pages; `show` is called with each, from the thread that watches."""

    def __init__(self, name: str, port: int = 0) -> None:
        """Begin to serve; port 0 is any that is free. Raises OSError where the port is taken."""
        self._name, self._token = name, secrets.token_urlsafe(16)
        self._round = Round(0)
        page = self

        class Handler(BaseHTTPRequestHandler):
            def do_GET(self) -> None:
                page._answer(self)

            def log_message(self, *_: Any) -> None:
                """Keep requests off the terminal."""

        self._server = _Server((ADDRESS, port), Handler)
        threading.Thread(target=self._server.serve_forever, daemon=True).start()

    @property
    def address(self) -> str:
        """What to open, with the token."""
        return f"http://{ADDRESS}:{self._server.server_port}/?token={self._token}"

    def show(self, now: Round) -> None:
        """Show another round from now on."""
        self._round = now

    def close(self) -> None:
        """Stop serving."""
        self._server.shutdown()
        self._server.server_close()

    def _answer(self, request: BaseHTTPRequestHandler) -> None:
        asked = urlsplit(request.path)
        query = {key: values[0] for key, values in parse_qs(asked.query).items()}
        host = request.headers.get("Host", "").rpartition(":")[0]
        if host not in (ADDRESS, "localhost") or not hmac.compare_digest(
            query.get("token", "").encode(), self._token.encode()
        ):
            return _send(request, 403, "text/plain", b"Open the address that autograder watch printed.", "")
        views: dict[str, Callable[[dict[str, str], str], tuple[str, bytes]]] = {
            "/": self._frame,
            "/state": self._state,
            "/release": self._release,
            "/checks": self._checks,
            "/feedback": self._feedback,
        }
        view = views.get(asked.path)
        if view is None:
            return _send(request, 404, "text/plain", b"There is no such page.", "")
        nonce = secrets.token_urlsafe(12)
        kind, body = view(query, nonce)
        return _send(request, 200, kind, body, nonce)

    def _frame(self, _: dict[str, str], nonce: str) -> tuple[str, bytes]:
        return _html("watch_frame.html", name=self._name, token=self._token, nonce=nonce)

    def _state(self, _: dict[str, str], __: str) -> tuple[str, bytes]:
        """Tell which versions the columns have, so that only those that changed are loaded anew."""
        now = self._round
        latest = next((one for one in now.fared if now.news and one.unit.key == now.news.unit.key), None)
        said = {
            "number": now.number,
            "error": now.error,
            "release": now.loaded.release_version if now.loaded else "",
            "latest": _name(latest.unit) if latest else None,
        }
        return "application/json", json.dumps(said).encode()

    def _release(self, _: dict[str, str], __: str) -> tuple[str, bytes]:
        loaded = self._round.loaded
        cells = _cells(loaded.release) if loaded else []
        return _html("watch_release.html", cells=cells, name=self._name)

    def _checks(self, _: dict[str, str], __: str) -> tuple[str, bytes]:
        now = self._round
        questions = [question for question in now.loaded.questions if question.checks] if now.loaded else []
        named = [(_name(one.unit), one) for one in now.fared]
        return _html("watch_checks.html", now=now, named=named, questions=questions, token=self._token, name=self._name)

    def _feedback(self, query: dict[str, str], _: str) -> tuple[str, bytes]:
        """Show the answer that was chosen by its name, for its place in the list changes as answers come and go."""
        chosen = query.get("answer", "")
        found = next((one for one in self._round.fared if _name(one.unit) == chosen), None)
        if found is not None:
            return "text/html; charset=utf-8", found.page
        return _html("watch_release.html", cells=[("text", _GONE if chosen else _CLICK)], name=self._name)


class _Server(ThreadingHTTPServer):
    """Answers each request in a thread that ends with the command."""

    daemon_threads = True

    def handle_error(self, request: Any, client_address: Any) -> None:
        """Tell what broke in a view; a browser that went away while it was answered has broken nothing."""
        if not isinstance(sys.exception(), ConnectionError):
            super().handle_error(request, client_address)


def _name(unit: Unit) -> str:
    """Name an answer in an address, by what tells it from all others."""
    return json.dumps(unit.key, ensure_ascii=False)


def _cells(release: Notebook) -> list[tuple[str, Any]]:
    """Return the release's cells as they are read: text that is set, coloured code, and the titles of cells that are folded."""
    shown: list[tuple[str, Any]] = []
    for cell in release.cells:
        first = cell.source.split("\n", 1)[0]
        if cell.file and not cell.solution:
            shown.append(("heading", cell.file))
        if cell.kind != "code":
            shown.append(("text", text_cell(cell.source)))
        elif first.lstrip("# ").startswith("@title"):
            shown.append(("folded", first.lstrip("# ").removeprefix("@title").strip()))
        else:
            shown.append(("code", highlighted(cell.source)))
    return shown


def _html(template: str, **values: Any) -> tuple[str, bytes]:
    return "text/html; charset=utf-8", render(template, **values).encode()


def _send(request: BaseHTTPRequestHandler, status: int, kind: str, body: bytes, nonce: str) -> None:
    request.send_response(status)
    request.send_header("Content-Type", kind)
    request.send_header("Content-Length", str(len(body)))
    request.send_header("Cache-Control", "no-store")
    request.send_header("Referrer-Policy", "no-referrer")
    request.send_header("Content-Security-Policy", _POLICY.format(nonce=nonce or "none"))
    request.end_headers()
    request.wfile.write(body)
