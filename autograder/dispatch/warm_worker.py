"""A grading process that stays between commands: a worker that is spoken to over a socket instead of pipes.

It holds what a worker holds, and serves one command at a time. It ends by itself: when nobody has come for as long as the last command said,
when somebody asks for another state of the course than it has read (keep_warm.state), or when it can't begin.
"""

from __future__ import annotations

import contextlib
import os
import socket
import sys
from pathlib import Path

import msgspec

from autograder import private_socket
from autograder.dispatch.messages import RunSetup, read_frame
from autograder.dispatch.worker import Work, take_over

_FIRST_SECONDS = 60.0  # for whoever started it
_AGAIN_SECONDS = 0.5  # while somebody is about to come


def main(bound: str, path: str) -> None:
    """Leave whoever started this process, listen, and serve; bound: the socket's descriptor, path: the folder that it lies in."""
    if os.fork():
        return
    sys.stdout = sys.stderr
    listener = socket.socket(fileno=int(bound))
    listener.set_inheritable(False)
    listener.listen(1)  # here and not before: the socket tells whose pid this is
    with contextlib.ExitStack() as stack:
        stack.callback(listener.close)
        serve(listener, path, stack)


def serve(listener: socket.socket, path: str, stack: contextlib.ExitStack) -> None:
    """Serve one command after the other until there is a reason to end."""
    work: Work | None = None
    known = None
    seconds = _FIRST_SECONDS
    while (channel := _next(listener, path, seconds)) is not None:
        gone = contextlib.suppress(ConnectionError)  # whoever asked is; the next one may come
        with gone, channel, channel.makefile("rb") as source, channel.makefile("wb") as sink:
            first = read_frame(source)
            if first is None:
                continue
            setup = msgspec.msgpack.decode(first, type=RunSetup)
            seconds = setup.warm_minutes * 60
            state = msgspec.structs.replace(setup, environment={}, warm_minutes=0.0)
            take_over(setup.environment)
            if work is None:
                work, known = Work.begin(setup, sink), state
                if work is None:
                    return
                stack.enter_context(work)
            elif state != known:
                listener.close()  # first, so that who is told so finds nobody here
                return
            work.serve(source, sink)


def _next(listener: socket.socket, path: str, seconds: float) -> socket.socket | None:
    """Wait for a command, this user's; None after so many seconds, with the socket gone."""
    while True:
        listener.settimeout(max(0.001, seconds))
        try:
            channel, _ = listener.accept()
        except TimeoutError:
            if _is_gone(path):
                return None
            seconds = _AGAIN_SECONDS
            continue
        channel.settimeout(None)
        if private_socket.peer(channel)[1] == os.geteuid():
            return channel
        channel.close()


def _is_gone(path: str) -> bool:
    """Take the socket and its folder away, unless somebody is about to come."""
    try:
        folder = private_socket.lock(Path(path))
    except OSError:
        return True  # it is somebody else's now
    if folder is None:
        return False
    private_socket.removed(folder, Path(path))
    return True
