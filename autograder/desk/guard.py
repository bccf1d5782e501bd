"""Let nobody in but who holds the token, in a browser that really talks to this address.

Comes in: every request. Goes out: the same to the app, or a refusal in one sentence; and on every answer the headers that keep a page's text text.
A page of a stranger's, open in the same browser, is kept out three times: the cookie is SameSite, the Origin must be ours, and each form
carries a word that only our pages know. A name that is made to point to this machine (DNS rebinding) is no name of ours in Host.
"""

from __future__ import annotations

import hashlib
import hmac
import secrets
from collections.abc import Callable
from dataclasses import dataclass, field
from http.cookies import CookieError, SimpleCookie
from urllib.parse import urlsplit

from starlette.datastructures import Headers, MutableHeaders
from starlette.responses import PlainTextResponse
from starlette.types import ASGIApp, Message, Receive, Scope, Send

LARGEST = 4 * 2**20  # bytes of a form
LARGEST_FILE = 256 * 2**20  # of one that brings a hand-in
LARGEST_TOKEN = 64 * 2**10  # of one that anybody may send
FILE = "/file"  # how its address ends
ENTER, STATIC = "/enter", "/static/"  # what may be asked for without the token

HEADERS = {
    "Content-Security-Policy": "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; connect-src 'self'; "
    "form-action 'self'; frame-src 'self'; frame-ancestors 'self'; base-uri 'none'",
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "same-origin",  # no-referrer would make the Origin of our own forms null
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Permissions-Policy": "camera=(), microphone=(), geolocation=()",
    "Cache-Control": "no-store",
}


@dataclass(frozen=True, slots=True)
class Door:
    """By which names this desk is called, and what opens it."""

    port: int
    origins: frozenset[str]  # "http://127.0.0.1:8765", and those that were told
    token: str = field(default_factory=lambda: secrets.token_urlsafe(24))

    @property
    def hosts(self) -> frozenset[str]:
        """Give what Host may be."""
        return frozenset(urlsplit(one).netloc for one in self.origins)

    @property
    def cookie(self) -> str:
        """Name the cookie: browsers keep one jar for all ports of a host."""
        return f"desk-{self.port}"

    @property
    def session(self) -> str:
        """Give the cookie's value: not the token, which stays in the terminal."""
        return self._word("session")

    @property
    def form_word(self) -> str:
        """Give the word that each form carries."""
        return self._word("form")

    def _word(self, use: str) -> str:
        return hmac.new(self.token.encode(), use.encode(), hashlib.sha256).hexdigest()

    def opens(self, token: str) -> bool:
        """Tell whether this is the token."""
        return hmac.compare_digest(token.encode(errors="replace"), self.token.encode())

    def is_form_word(self, word: str) -> bool:
        """Tell whether a form came from a page of ours."""
        return hmac.compare_digest(word.encode(errors="replace"), self.form_word.encode())


class Guard:
    """The outermost part of the app."""

    def __init__(self, app: ASGIApp, door: Door, say: Callable[[str], str] = str) -> None:
        """Take the app, what opens it, and what says a sentence in the course's language."""
        self._app, self._door, self._say = app, door, say

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass a request on, or refuse it."""
        if scope["type"] != "http":
            return  # no websocket is ours: the server refuses it
        refusal = self._refusal(Headers(scope=scope), scope["method"], scope["path"])
        if refusal:
            status, sentence = refusal
            await PlainTextResponse(self._say(sentence) + "\n", status)(scope, receive, _with_headers(send))
            return
        if not is_open(scope["path"]) and not self._is_known(Headers(scope=scope)):
            scope = {
                **scope,
                "method": "GET",
                "path": ENTER,
                "raw_path": ENTER.encode(),
                "query_string": b"",
            }  # its form, with its 403
        await self._app(scope, _bounded(receive, _largest(scope["path"])), _with_headers(send))

    def _refusal(self, headers: Headers, method: str, path: str) -> tuple[int, str] | None:
        if headers.getlist("host") != [headers.get("host")] or headers.get("host", "").lower() not in self._door.hosts:
            return 403, "This desk isn't called by that name. Open the address that its command printed."
        if method not in ("GET", "HEAD", "POST"):
            return 405, "A desk takes GET and POST."
        if method == "POST":
            origin = headers.get("origin")
            if (origin is not None and origin.lower() not in self._door.origins) or headers.get(
                "sec-fetch-site", "same-origin"
            ) not in ("same-origin", "none"):
                return 403, "This form was sent from another page. Nothing was done."
            length = headers.get("content-length", "0")
            if not length.isdecimal() or int(length) > _largest(path):
                return 413, too_large(path)
        return None

    def _is_known(self, headers: Headers) -> bool:
        found = []
        for line in headers.getlist("cookie"):
            try:
                jar = SimpleCookie(line)
            except CookieError:
                continue
            found += [jar[self._door.cookie].value] if self._door.cookie in jar else []
        return any(hmac.compare_digest(one.encode(), self._door.session.encode()) for one in found)


def is_open(path: str) -> bool:
    """Tell whether an address answers to whoever asks: what it says must hold nothing of the desk's."""
    return path == ENTER or path.startswith(STATIC)


def too_large(path: str) -> str:
    """Say how large a form to this address may be."""
    largest = _largest(path)
    if largest < 2**20:
        return f"A form of more than {largest // 2**10} KiB isn't taken. Nothing was done."
    return f"A form of more than {largest // 2**20} MiB isn't taken. Nothing was done."


def _with_headers(send: Send) -> Send:
    async def sent(message: Message) -> None:
        if message["type"] == "http.response.start":
            headers = MutableHeaders(scope=message)
            for name, value in HEADERS.items():
                headers.setdefault(name, value)
        await send(message)

    return sent


def _largest(path: str) -> int:
    return LARGEST_TOKEN if path == ENTER else LARGEST_FILE if path.endswith(FILE) else LARGEST


def _bounded(receive: Receive, largest: int) -> Receive:
    """Stop a body that is longer than it said."""
    taken = 0

    async def received() -> Message:
        nonlocal taken
        message = await receive()
        taken += len(message.get("body", b""))
        return {"type": "http.disconnect"} if taken > largest else message

    return received
