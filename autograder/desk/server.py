"""Open the desk on this machine: take a port, print the address, answer until somebody stops it.

Comes in: a course and where to listen. Goes out: the desk, in the foreground. Its address with the token is printed once, in a line of its own;
no request is logged.
"""

from __future__ import annotations

import contextlib
import socket
from collections.abc import Callable, Sequence
from pathlib import Path

import uvicorn

from autograder.desk import app
from autograder.desk.course_now import CourseNow
from autograder.desk.follow import Follow
from autograder.desk.guard import Door
from autograder.desk.paper import Desk
from autograder.errors import UsageError

HOST = "127.0.0.1"
PORT = 8765
_TRIED = 20


def run(
    root: Path,
    *,
    page: str,
    port: int | None,
    host: str,
    origins: Sequence[str],
    language: str,
    say: Callable[[str], object],
) -> list[str]:
    """Serve until stopped; returns what couldn't be brought up to date at the end. port: None for the first free one. Raises UsageError."""
    course = CourseNow(root)
    listener = _listen(host, port)
    taken = listener.getsockname()[1]
    shown, *others = names(host)
    named = {f"http://{name}:{taken}" for name in (shown, *others)}
    known = frozenset({*named, *(one.rstrip("/").lower() for one in origins)})
    door = Door(taken, known)
    follow = Follow(root)
    desk = Desk(course, door, follow, language)
    say("The desk is open; keep this address to yourself, and stop with Ctrl-C:")
    say(f"http://{shown}:{taken}/enter?token={door.token}{page}")
    config = uvicorn.Config(
        app.make(desk), access_log=False, log_level="warning", server_header=False, proxy_headers=False, lifespan="off", ws="none",
        timeout_graceful_shutdown=10, h11_max_incomplete_event_size=64 * 1024,
    )  # fmt: skip
    with contextlib.suppress(KeyboardInterrupt):  # uvicorn stops, and raises it again
        uvicorn.Server(config).run(sockets=[listener])
    return follow.close()


def names(host: str) -> tuple[str, ...]:
    """Tell how a browser may call the address that is listened at, first as it is printed."""
    if host in (HOST, "0.0.0.0", "::"):
        return HOST, "localhost"
    return (f"[{host.lower()}]" if ":" in host else host.lower(),)


def _listen(host: str, port: int | None) -> socket.socket:
    """Take the port that was asked for, or the first free one from ours on."""
    for tried in range(PORT, PORT + _TRIED) if port is None else (port,):
        listener = socket.socket(socket.AF_INET6 if ":" in host else socket.AF_INET)
        listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        # else a page waits until what stands before it was confirmed: 40 ms
        listener.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        try:
            listener.bind((host, tried))
            listener.listen(128)
        except OSError as error:
            listener.close()
            trouble = error
            continue
        except OverflowError:
            listener.close()
            raise UsageError(f"{tried} is no port", "Give one from 1024 to 65535.") from None
        return listener
    raise UsageError(
        f"the desk can't listen at {host}:{port or PORT} ({trouble.strerror})", "Give another --port."
    ) from trouble
