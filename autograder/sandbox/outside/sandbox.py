"""Start the warm server and get confined children from it. Runs in the examiner, which itself never forks.

`Sandbox.start` says what level the machine gives, or raises SandboxFailed when that is less than asked; `spawn` returns a child that has
been confined and has proven it. A server that dies is replaced once, without a word to the caller. After RECYCLE children another takes
its place, started in good time beforehand: all forks of one server share its address-space layout.
"""

from __future__ import annotations

import contextlib
import math
import os
import shutil
import socket
import sys
import threading
import time
import weakref
from collections.abc import Callable, Collection, Mapping
from functools import partial
from pathlib import Path
from types import MappingProxyType, TracebackType
from typing import Any

from autograder.errors import MachineShort, SandboxFailed
from autograder.model import Limits
from autograder.sandbox import machine_memory
from autograder.sandbox.levels import NEEDED, WANTED, Layer, level_of
from autograder.sandbox.orders import ServerSetup, Spawn
from autograder.sandbox.outside import cgroup
from autograder.sandbox.outside.child_process import Child, Output
from autograder.sandbox.outside.deadlines import Lack
from autograder.sandbox.outside.scratch import lay_out, make_base, make_scratch
from autograder.sandbox.outside.server_process import ADVICE, Server, WaitingServer
from autograder.sandbox.server import confine, namespaces, readable_paths
from autograder.temporary import remove_tree

RECYCLE = 500
_READY_SECONDS = 30.0


class Sandbox:
    """Where untrusted code runs: one warm server, and a fresh confined child for each spawn. Made by Sandbox.start.

    `level` is what the layers that stand amount to (the table in this package's docstring), `missing` says why the others don't.
    """

    def __init__(
        self, setup: ServerSetup, base: int, groups: cgroup.Hierarchy | None, waiting: WaitingServer | None = None
    ) -> None:
        self._setup = setup
        self._groups = groups
        self._base = base  # a descriptor, which locks it
        self._outside = namespaces.identities() if sys.platform == "linux" else {}
        self._lock = threading.Lock()
        self._number, self._closed = 0, False
        self._kills = machine_memory.Kills()
        self._children: weakref.WeakSet[Child] = weakref.WeakSet()
        self._successor: Server | None = None
        self._server = Server(setup, waiting)
        self.missing: dict[Layer, str] = {}
        self.layers: frozenset[Layer] = frozenset()
        self.level = 0
        self.data: Mapping[str, bytes] = {}  # that children find at data/…

    @staticmethod
    def start(
        *,
        least_level: int = 0,
        most_level: int = 3,
        device: str = "cpu",
        gpu: str = "",
        gpu_share: float = 1.0,
        data: Mapping[str, bytes] = MappingProxyType({}),
        without: Collection[str] = frozenset(),
        waiting: WaitingServer | None = None,
    ) -> Sandbox:
        """Start a server with the highest level that the machine gives; raise SandboxFailed below the least.

        waiting: a server that is there already. With device cuda, children see the GPU that `gpu` names as CUDA_VISIBLE_DEVICES would, and may take a share of its memory. data: files that children find by these names.
        For tests only: `without` leaves layers out of all children.
        """
        if device.startswith("cuda") and not readable_paths.nvidia_nodes():
            raise SandboxFailed(found="there is no NVIDIA GPU on this machine", fix="Use --device cpu or simulated.")
        layers = WANTED[most_level] - {Layer(name) for name in without}
        groups, no_group = cgroup.find() if Layer.CGROUP in layers else (None, "")
        if groups is None:
            layers -= {Layer.CGROUP}
        else:
            groups.remove_stale()
        base, lock = make_base()
        setup = ServerSetup(
            layers=layers,
            device=device,
            base=str(base),
            first_uid=namespaces.first_uid(),
            gpu=gpu or os.environ.get("CUDA_VISIBLE_DEVICES", ""),
            gpu_share=gpu_share,
            data=lay_out(base, data),
        )
        sandbox = Sandbox(setup, lock, groups, waiting)
        sandbox.data = data
        try:
            hello = sandbox._server.greet()
            sandbox.layers = hello.layers
            sandbox.missing = dict(hello.missing) | ({Layer.CGROUP: no_group} if no_group else {})
            sandbox.level = level_of(hello.layers, root=os.geteuid() == 0)
            if sandbox.level < least_level:
                raise SandboxFailed(found=sandbox._too_low(least_level), fix=ADVICE)
            sandbox._server.await_ready()
        except SandboxFailed:
            sandbox.close()
            raise
        return sandbox

    def spawn(
        self,
        limits: Limits,
        *,
        seed: int,
        banned: tuple[str, ...] = (),
        compiler: bool = False,
        without: Collection[str] = frozenset(),
        broken: Collection[str] = frozenset(),
    ) -> Child:
        """Return a child that is confined, has proven it, and waits for requests on its channel; seed is for what is random in it.

        Raises SandboxFailed when a wall doesn't hold, or no server can be had. banned: names that its processes may ban, so that the server can lay tripwires. compiler: torch's is there when its time begins.
        For tests only: `without` leaves layers out, and says so, to show what each of them stops; `broken` without a word, to show that the canaries notice.
        """
        layers = self.layers - {Layer(name) for name in without}
        left_out = frozenset(map(Layer, broken))
        order = partial(
            self._order, limits, seed=seed, layers=layers, broken=left_out, banned=banned, compiler=compiler
        )
        with contextlib.suppress(EOFError):
            return self._spawn(limits, order)
        try:
            self._replace_server()
            return self._spawn(limits, order)
        except (EOFError, SandboxFailed) as error:
            if self._kills():
                raise MachineShort(Lack.MEMORY) from error
            if isinstance(error, SandboxFailed):
                raise
            raise SandboxFailed(found=f"the sandbox's server died ({error})", fix=ADVICE) from error

    def close(self) -> None:
        """End the server, every child and the directory; safe to call again, and from any thread."""
        with self._lock:
            if self._closed:
                return
            self._closed = True
            for child in list(self._children):
                with contextlib.suppress(SandboxFailed):
                    child.kill()
            self._server.close()
            if self._successor is not None:
                self._successor.close()
            os.close(self._base)
            shutil.rmtree(self._setup.base, ignore_errors=True)

    def __enter__(self) -> Sandbox:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    # ------------------------------------------------------------ spawning

    def _spawn(self, limits: Limits, make_order: Callable[[int], Spawn]) -> Child:
        """Spawn from the server that is there; raises EOFError when it isn't."""
        with self._lock:
            if self._closed:
                raise SandboxFailed(found="the sandbox is closed already")
            self._number += 1
            number = self._number
            server = self._current_server()
        order = make_order(number)
        scratch = None
        if Layer.NAMESPACES not in self.layers:
            scratch = make_scratch(self._base, order.scratch, confine.uid_of(order, self._setup.first_uid))
        group = self._make_group(order)
        channel, theirs = socket.socketpair()
        reader, writer = os.pipe()
        try:
            join_fds = [] if group is None or Layer.CGROUP in order.broken else group.join_fds()
            pid, handle = server.spawn(order, [theirs.fileno(), writer, *join_fds])
        except (EOFError, SandboxFailed):
            os.close(reader)
            channel.close()
            if group is not None:
                group.remove()
            if scratch is not None:
                remove_tree(self._base, scratch)
            raise
        finally:
            theirs.close()
            os.close(writer)
        child = Child(
            pid=pid,
            handle=handle,
            channel=channel,
            output=lambda stop: Output(reader, most=limits.output_kb << 10, stop=stop),
            reap=server.reap,
            cgroup=group,
            scratch=None if scratch is None else (self._base, scratch),
            cpu_limit=order.cpu_seconds,
            is_first=Layer.NAMESPACES in order.layers - order.broken,
            was_killed_for_memory=self._kills,
        )
        self._children.add(child)
        self._await_proof(child, group)
        return child

    def _order(self, limits: Limits, number: int, **wanted: Any) -> Spawn:
        own_root = Layer.NAMESPACES in self.layers
        return Spawn(
            **wanted,
            number=number,
            scratch=str(readable_paths.SCRATCH if own_root else Path(self._setup.base) / f"child-{number}"),
            cpu_seconds=max(1, math.ceil(limits.cpu_seconds)),
            memory_mb=limits.memory_mb,
            disk_mb=limits.disk_mb,
            threads=limits.threads,
            processes=limits.processes,
            outside=self._outside,
            hidden=self._setup.base,
        )

    def _make_group(self, order: Spawn) -> cgroup.Cgroup | None:
        if self._groups is None or Layer.CGROUP not in order.layers:
            return None
        name = f"{id(self):x}-{order.number}"
        try:
            return self._groups.make(name, memory_mb=order.memory_mb, processes=order.processes)
        except OSError as error:
            raise SandboxFailed(found=f"no cgroup could be made ({error})", fix=ADVICE) from error

    def _await_proof(self, child: Child, group: cgroup.Cgroup | None) -> None:
        """Believe in the child only when it says that its canaries held, and the kernel that it is in its cgroup."""
        from autograder import wire

        try:
            said = wire.receive(child.channel, time.monotonic() + _READY_SECONDS, max_bytes=1 << 16, max_arrays=0)
        except wire.WireError as error:
            ending = child.kill()
            if ending.short_of_memory or isinstance(error, wire.WireTimeout):
                raise MachineShort(Lack.MEMORY if ending.short_of_memory else Lack.PROCESSOR) from error
            words = ending.output.decode(errors="replace").strip().splitlines()
            why = words[-1][:300] if words else error.found
            raise SandboxFailed(found=f"a sandboxed process wasn't ready: {why}", fix=ADVICE) from error
        holes = list(said.get("unfit", []))
        if group is not None:
            group.close_join_fds()
            if not group.holds(child.pid):
                holes.append("cgroup: it isn't in its group")
        if holes or "ready" not in said:
            child.kill()
            raise SandboxFailed(
                found=f"the sandbox doesn't hold ({'; '.join(map(str, holes))})", fix=f"Nothing was run. {ADVICE}"
            )
        child.channel.settimeout(None)

    # ------------------------------------------------------------ servers

    def _current_server(self) -> Server:
        """The server to use now; at the end of one's term its successor is started, and used once it is ready."""
        if self._server.spawned >= RECYCLE and self._successor is None:
            self._successor = Server(self._setup)
        if self._successor is not None and self._successor.is_ready():
            self._adopt(self._successor)
        return self._server

    def _replace_server(self) -> None:
        with self._lock:
            if self._closed:
                raise SandboxFailed(found="the sandbox is closed already")
            heir = self._successor or Server(self._setup)
            self._adopt(heir)

    def _adopt(self, heir: Server) -> None:
        if heir.greet().layers != self.layers:
            heir.close()
            raise SandboxFailed(found="the sandbox's server came back with other layers", fix=ADVICE)
        heir.await_ready()
        self._server.retire()
        self._server, self._successor = heir, None

    def _too_low(self, least: int) -> str:
        lacking = [layer for layer in Layer if layer in NEEDED.get(least, ()) and layer in self.missing]
        reasons = "; ".join(f"{layer}: {self.missing[layer]}" for layer in lacking)
        return f"this machine gives sandbox level {self.level}, and level {least} is required ({reasons or 'there are levels 0 to 3'})"
