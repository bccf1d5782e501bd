"""Have a process that waits be this command, where one does: it has imported what this one would import for half a second.

Comes in: the words of a command with --keep-warm. Goes out: how it ended, after it has said all that it has to say to this process's own output;
or nothing, and this process must be the command itself. Signals that this process gets go to it, and it is killed when this one is.
"""

from __future__ import annotations

import contextlib
import os
import select
import signal
import socket
import struct
import sys
from collections.abc import Sequence

from autograder import frames, private_socket
from autograder.cli import surroundings

OPTION = "--keep-warm"
STATUS = struct.Struct("i")  # as os.waitpid has it
SERVED = b"?"
READY = b"+"
_ANSWER_SECONDS = 10.0
_MOST_MINUTES = 1440.0
_SIGNALS = ("SIGINT", "SIGTERM", "SIGHUP", "SIGQUIT", "SIGUSR1", "SIGUSR2")


def minutes(words: Sequence[str]) -> float | None:
    """Return for how long a process is to be kept ready; None where that isn't said, or isn't in order: the command itself says so."""
    told = None
    for word, following in zip(words, [*words[1:], ""], strict=True):
        if word == "--":
            break
        if word == OPTION:
            told = following
        elif word.startswith(f"{OPTION}="):
            told = word.partition("=")[2]
    with contextlib.suppress(ValueError):
        if told is not None and 0 <= (number := float(told)) <= _MOST_MINUTES:
            return number
    return None


def be_done(words: list[str], wanted: float) -> None:
    """Have a waiting process be this command, and end as it ends; returns where there is none. wanted: minutes that it should wait afterwards."""
    if not surroundings.can_be_handed_over(words):
        return
    channel = _channel()
    if channel is None and not wanted and not _sent_away():
        channel = _channel()
    if channel is None:
        return
    order = surroundings.order(words, wanted)
    with channel:
        handle = _given(channel, order)
        if handle is not None:
            _pass_signals_to(handle)
            _end_as(_told(channel, handle))


def _told(channel: socket.socket, handle: int) -> int:
    """Wait for how it ended: who waits tells it at once, or was killed, or is stopped and never does."""
    poll = select.poll()
    for one in (channel.fileno(), handle):
        poll.register(one, select.POLLIN)
    poll.poll()
    channel.settimeout(_ANSWER_SECONDS)
    with contextlib.suppress(EOFError, OSError):
        return int(STATUS.unpack(frames.exactly(channel.recv, STATUS.size))[0])
    sys.stderr.write(
        "autograder: the process that was kept warm was killed or stopped. The same command goes on where it was.\n"
    )
    return 1 << 8


def _channel() -> socket.socket | None:
    with contextlib.suppress(OSError):
        folder = private_socket.opened(surroundings.place())
        try:
            found = private_socket.reached(folder)
        finally:
            os.close(folder)
        return found[0] if found else None
    return None


def _sent_away() -> bool:
    """Take its folder from a process that doesn't listen yet: it finds no place for its socket, and ends; or that was killed. False where it listens by now."""
    with contextlib.suppress(OSError):
        place = surroundings.place()
        folder = private_socket.lock(place)
        if folder is None:
            place.rmdir()
        else:
            private_socket.removed(folder, place)
        return True
    return False


def _given(channel: socket.socket, order: surroundings.Order) -> int | None:
    """Give the order; returns the pidfd of the process that does it, which begins only when it has said so; None where none does.

    Nothing is sent before somebody serves: this process's output would stay open in the line, and whoever reads that to its end would wait.
    """
    channel.settimeout(_ANSWER_SECONDS)
    with contextlib.suppress(OSError):
        if channel.recv(len(SERVED)) != SERVED:
            return None
        here = os.open(".", os.O_PATH | os.O_DIRECTORY)
        try:
            body = frames.framed(order.encoded())
            socket.send_fds(channel, [body[:1]], [here, *surroundings.FILES])
            channel.sendall(body[1:])
            said, handles, _, _ = socket.recv_fds(channel, len(READY), 1)
        finally:
            os.close(here)
        if said == READY and handles:
            channel.settimeout(None)
            return handles[0]
    return None


def _pass_signals_to(handle: int) -> None:
    def send(number: int, _: object) -> None:
        with contextlib.suppress(ProcessLookupError):
            signal.pidfd_send_signal(handle, number)

    def stop(number: int, _: object) -> None:
        send(signal.SIGSTOP, None)
        signal.signal(number, signal.SIG_DFL)
        # and not by SIGSTOP: a shell tells them apart, and only the kernel knows whether anybody could go on
        os.kill(os.getpid(), number)
        signal.signal(number, stop)
        send(signal.SIGCONT, None)  # somebody has had this one go on

    for name, handler in (*((name, send) for name in _SIGNALS), ("SIGTSTP", stop)):
        number = signal.Signals[name]
        if signal.getsignal(number) is not signal.SIG_IGN:
            signal.signal(number, handler)


def _end_as(status: int) -> None:
    code = os.waitstatus_to_exitcode(status)
    if code < 0:
        with contextlib.suppress(OSError):  # SIGKILL has no other way of being taken
            signal.signal(-code, signal.SIG_DFL)
        os.kill(os.getpid(), -code)
    sys.stderr.flush()
    os._exit(code)
