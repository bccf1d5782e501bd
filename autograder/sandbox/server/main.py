"""Fork a confined child for each order of the examiner's: an isolated process of ours, started afresh with a clean environment.

It imports torch, numpy and matplotlib once, so that a child need not. It holds no secret, reads no byte of a student's, opens no thread,
and never computes: one parallel region before a fork makes every child hang at two threads. When its control socket closes, it ends, and
its children with it.
"""

from __future__ import annotations

import contextlib
import gc
import importlib
import os
import random
import signal
import socket
import sys
import traceback
from pathlib import Path

import msgspec

from autograder.sandbox import ancestor, orders
from autograder.sandbox.levels import Layer
from autograder.sandbox.orders import Hello, Ready, Reap, Reaped, Request, ServerSetup, Spawn, Spawned
from autograder.sandbox.server import confine, host_probe, landlock, namespaces, readable_paths, seccomp, syscalls

_OWN = (
    "autograder.sandbox.inside.simulated_device",
    "autograder.sandbox.server.canaries",
    "autograder.sandbox.inside.main",
)

_TRIPWIRES = "autograder.sandbox.inside.ban_kernels"

_COMPILER = "torch._dynamo"
"""What the first optimizer imports, 800 modules: two seconds, in each child that meets it first; so where code speaks of one, the server has it."""

_WORTH_COLLAPSING = 24
"""From how many children on it pays to make forks cheap: it costs 0.4 s once, and saves 11 ms of processor time of each child."""


def main(descriptor: str) -> None:
    """Serve the examiner at the other end of a socket until it hangs up."""
    os.umask(0o022)  # whatever the command's own is: children of other uids go through the root that is built here
    sys.dont_write_bytecode = True  # nothing of a server's is written but what a child may have
    gc.disable()  # until all is imported; what is left behind then is never looked through again
    if "torch" in sys.modules:
        ancestor.import_drawing()  # this one was forked, and its examiner reads checks meanwhile
    examiner = socket.socket(fileno=int(descriptor))
    examiner.set_inheritable(False)
    setup, log = orders.receive(examiner, ServerSetup)
    for one in log:  # forked from the ancestor, which knew of no log and no directory
        os.dup2(one, 1)
        os.dup2(one, 2)
        os.close(one)
        os.environ["HOME"], os.environ["MPLCONFIGDIR"] = setup.base, f"{setup.base}/matplotlib"
    hello = host_probe.try_layers(setup)
    orders.send(examiner, hello)
    if setup.probe_only:
        return
    if Layer.NAMESPACES in hello.layers:
        host_probe.enter_root(setup)
        os.environ["HOME"] = os.environ["TMPDIR"] = os.environ["MPLCONFIGDIR"] = str(readable_paths.SCRATCH)
    _import_libraries(setup.device)
    resources = _prepare(setup, hello)
    gc.freeze()
    gc.enable()
    orders.send(examiner, Ready())
    while True:
        try:
            request, descriptors = orders.receive(examiner, Request)
        except (EOFError, ConnectionError):
            os._exit(0)  # to take torch apart in order would take seconds
        if request.spawn is not None:
            if request.spawn.compiler:
                importlib.import_module(_COMPILER)
            importlib.import_module(_TRIPWIRES).install(request.spawn.banned)
            _spawn(examiner, setup, request.spawn, resources, descriptors)
            if syscalls.LINUX and request.spawn.number == _WORTH_COLLAPSING:
                syscalls.collapse_memory()
        if request.reap is not None:
            _reap(examiner, request.reap)


def _import_libraries(device: str) -> None:
    """Import what submissions and the child use, and make lazy parts of it happen now; one thread, and no computing."""
    import torch

    ancestor.import_libraries()
    ancestor.import_drawing()
    for name in _OWN:
        importlib.import_module(name)
    _look_for_matplotlibs_folders_anew()
    importlib.import_module("autograder.sandbox.inside.call_bans").prepare_tables()
    importlib.import_module("autograder.sandbox.inside.library_stubs").offer_progress()
    torch.manual_seed(0)
    random.seed(0)
    readable = readable_paths.readable(device)
    sys.path[:] = [
        entry
        for entry in sys.path
        if Path(entry) in readable.listed or any(Path(entry).is_relative_to(path) for path in readable.paths)
    ]


def _look_for_matplotlibs_folders_anew() -> None:
    """Let matplotlib's own folders be those of the child that asks: it remembers those of the process that imported it."""
    import matplotlib

    def own() -> str:
        folder = Path(os.environ["MPLCONFIGDIR"])
        folder.mkdir(parents=True, exist_ok=True)
        return str(folder)

    matplotlib.get_configdir = matplotlib.get_cachedir = own


def _prepare(setup: ServerSetup, hello: Hello) -> confine.ChildResources:
    """Open Landlock's paths and compile the filters: neither depends on the child."""
    allowed: list[landlock.Allowed | None] = []
    data = str(readable_paths.DATA) if setup.data and Layer.NAMESPACES in hello.layers else setup.data
    if Layer.LANDLOCK in hello.layers:
        readable = readable_paths.readable(setup.device)
        allowed += [landlock.opened(path, landlock.READ) for path in readable.paths if not path.is_symlink()]
        allowed += [landlock.opened(path, landlock.READ_DIR) for path in readable.listed]
        allowed += [landlock.opened(data, landlock.READ)] if data else []
        usable = landlock.READ | landlock.WRITE_FILE | landlock.IOCTL_DEV
        allowed += [landlock.opened(path, usable) for path in readable_paths.devices(setup.device)]
    filtered = Layer.SECCOMP in hello.layers
    return confine.ChildResources(
        device=setup.device,
        first_uid=setup.first_uid,
        data=data,
        abi=hello.landlock_abi,
        allowed=tuple(item for item in allowed if item is not None),
        filter=seccomp.compile_common(shared_memory=False, device=setup.device) if filtered else None,
        filter_with_shared_memory=seccomp.compile_common(shared_memory=True, device=setup.device) if filtered else None,
        filter_of_first=seccomp.compile_own(1) if filtered else None,
        most_descriptors=os.sysconf("SC_OPEN_MAX"),
    )


def _spawn(
    examiner: socket.socket, setup: ServerSetup, order: Spawn, resources: confine.ChildResources, descriptors: list[int]
) -> None:
    try:
        if Layer.NAMESPACES in order.layers - order.broken:
            with namespaces.next_fork_is_first():
                pid = os.fork()
                if pid == 0:
                    _become_child(setup, order, resources, descriptors)
        else:
            pid = os.fork()
            if pid == 0:
                _become_child(setup, order, resources, descriptors)
    except OSError as error:
        orders.send(examiner, Spawned(pid=0, problem=f"it can't fork: {error.strerror or error}"))
        return
    finally:
        for descriptor in descriptors:
            os.close(descriptor)
    handle = os.pidfd_open(pid) if syscalls.LINUX else None
    orders.send(examiner, Spawned(pid=pid), [] if handle is None else [handle])
    if handle is not None:
        os.close(handle)


def _become_child(setup: ServerSetup, order: Spawn, resources: confine.ChildResources, descriptors: list[int]) -> None:
    """Confine, prove it, say so, and serve; never return to the server's loop."""
    try:
        from autograder import wire
        from autograder.sandbox.inside import devices, main
        from autograder.sandbox.server import canaries

        channel, output, *join_fds = descriptors
        applied = msgspec.structs.replace(order, layers=order.layers - order.broken)
        confine.confine(applied, resources, channel=channel, output=output, join_fds=join_fds)
        link = socket.socket(fileno=confine.CHANNEL)
        confine.refresh(order)
        found = canaries.holes(order, resources, order.layers)
        if setup.device.startswith("cuda") and not devices.take_slot(setup.gpu, setup.gpu_share):
            found.append("cuda: no device can be used inside the sandbox")
        if found:
            wire.send(link, {"unfit": found})
        else:
            wire.send(link, {"ready": sorted(layer.value for layer in order.layers)})
            main.serve(link, device=setup.device)
    finally:
        if sys.exc_info()[0] is not None:
            traceback.print_exc()
        os._exit(70)


def _reap(examiner: socket.socket, wanted: Reap) -> None:
    """Kill the child's process group while its pid can't belong to anyone else, then wait for it."""
    with contextlib.suppress(ProcessLookupError, PermissionError):
        os.killpg(wanted.pid, signal.SIGKILL)
    _, status, used = os.wait4(wanted.pid, 0)
    unit = 1 if sys.platform == "darwin" else 1024
    orders.send(
        examiner,
        Reaped(status=status, cpu_seconds=used.ru_utime + used.ru_stime, peak_bytes=used.ru_maxrss * unit),
    )
