"""Import the libraries once for a run, compute nothing, and fork from there each worker with the server of its sandbox.

A fresh program with a clean environment. Comes in: an order with three descriptors, the worker's input, output and log, over a socket whose
other end the command holds. Goes out: a worker (dispatch.worker), and beside it a server (sandbox.server) at the other end of its control socket.

The border: this process reads no order but "fork", no file of a course's and no byte of a student's. It imports libraries, and of ours only what
passes the order on; a worker loads checks, references and seed after its fork, from its own pipe, and a server is forked before its worker, with
every descriptor closed but the control socket. So neither this process nor any server, whose copies run students' code, holds a secret or an
open file of ours. What they share is what no secret is: the libraries, and where they lie in memory (docs/security.md).

The first pair is forked once torch is there: its server imports the rest for itself while its worker reads checks. Before a second pair this
process imports the rest once for all that follow. Nothing is collected meanwhile: what imports leave behind is little, and looking through all
of torch for it takes half a second.
"""

from __future__ import annotations

import contextlib
import gc
import importlib
import os
import socket
import sys
import threading
import traceback
from collections.abc import Sequence

from autograder.sandbox import orders
from autograder.sandbox.orders import Fork, Forked

LIBRARIES = (
    "numpy",
    "torch",
    "safetensors.torch",
)
"""What servers and workers import: none of them opens a thread, computes, or looks for files of the current folder."""

DRAWING = (
    "matplotlib.font_manager",
    "matplotlib.pyplot",  # with the Agg backend, by MPLBACKEND
)
"""What servers import besides, and a worker that has a picture to draw."""

SERVER, WORKER = "autograder.sandbox.server.main", "autograder.dispatch.worker"


def main(descriptor: str) -> None:
    """Fork for the command at the other end of a socket until it hangs up; the workers die with this process."""
    sys.dont_write_bytecode = True
    command = socket.socket(fileno=int(descriptor))
    command.set_inheritable(False)
    gc.disable()
    import_libraries()
    gc.freeze()
    is_first = True
    while True:
        try:
            _, streams = orders.receive(command, Fork)
        except (EOFError, ConnectionError):
            _reap()
            os._exit(0)  # to take torch apart in order would take seconds
        _reap()
        if not is_first:
            import_drawing()
        is_first = False
        _fork_pair(command, streams)


def _reap() -> None:
    """Wait for those that have ended, so that their processor time counts as the command's."""
    with contextlib.suppress(ChildProcessError):
        while os.waitpid(-1, os.WNOHANG)[0]:
            pass


def import_libraries() -> None:
    """Import them; one thread, and no computing: one parallel region before a fork makes every child hang at two threads."""
    import torch

    torch.set_num_threads(1)
    for name in LIBRARIES:
        importlib.import_module(name)


def import_drawing() -> None:
    """Import what plots are drawn with, unless it is there. It writes a list of fonts into this process's own folder, for nobody else to read."""
    others = os.umask(0o077)
    for name in DRAWING:
        importlib.import_module(name)
    os.umask(others)
    for one in threading.enumerate():
        if one is not threading.main_thread():
            one.join()  # matplotlib's, which was to warn if looking for fonts took long; none may be there at a fork
    gc.freeze()


def _fork_pair(command: socket.socket, streams: Sequence[int]) -> None:
    """Fork a server, which waits for its examiner's first word, and the worker that is its examiner."""
    nothing = os.open(os.devnull, os.O_RDWR)
    ours, theirs = socket.socketpair()
    handles: list[int] = []
    try:
        if (server := os.fork()) == 0:
            _become(SERVER, [nothing, nothing, nothing, theirs.fileno()])
        handles.append(os.pidfd_open(server))
        if (worker := os.fork()) == 0:
            _become(WORKER, [*streams, ours.fileno(), handles[0]])
        handles.append(os.pidfd_open(worker))
        orders.send(command, Forked(), [handles[1]])
    except (OSError, ProcessLookupError) as error:
        orders.send(command, Forked(problem=error.strerror or str(error)))
    finally:
        for one in (nothing, *streams, *handles):
            os.close(one)
        ours.close()
        theirs.close()


def _become(module: str, files: Sequence[int]) -> None:
    """Run a module's main with these descriptors as 0, 1, 2 and so on, and no other open; it is told those from 3 on. Never returns."""
    status = 1
    try:
        os.setsid()  # Ctrl-C is the command's to handle
        kept = [os.dup(one) for one in files]
        high = [_above(len(files), one) for one in kept]
        for number, one in enumerate(high):
            os.dup2(one, number, inheritable=number < 3)
        os.closerange(len(files), os.sysconf("SC_OPEN_MAX"))
        importlib.import_module(module).main(*map(str, range(3, len(files))))
        status = 0
    except BaseException:  # noqa: BLE001 - nothing may return into the ancestor's loop
        traceback.print_exc()
    finally:
        sys.stdout.flush()
        sys.stderr.flush()
        os._exit(status)


def _above(number: int, descriptor: int) -> int:
    """Give a descriptor a number that is none of those it may be put at."""
    while descriptor < number:
        descriptor = os.dup(descriptor)
    return descriptor
