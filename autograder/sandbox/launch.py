"""Start the warm server and get confined children from it. Runs in the examiner, which itself never forks.

`Sandbox.start` says what level the machine gives, or raises SandboxFailed when that is less than asked; `spawn` returns a child that has
been confined and has proven it. A server that dies is replaced once, without a word to the caller; after RECYCLE children another takes
its place, started in good time beforehand, because all forks of one server share its address-space layout.
"""

from __future__ import annotations

import math
import os
import select
import shutil
import socket
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Collection
from pathlib import Path
from types import TracebackType

from autograder.errors import SandboxFailed
from autograder.model import Limits
from autograder.sandbox import cgroup, control, namespaces, paths
from autograder.sandbox.control import (
    NEEDED,
    WANTED,
    Hello,
    Layer,
    Reap,
    Reaped,
    Request,
    Setup,
    Spawn,
    Spawned,
    level_of,
)
from autograder.sandbox.process import Child, Output, remove_tree

RECYCLE = 500
_START_SECONDS = 120.0
_READY_SECONDS = 30.0
_BOOT = "import sys; sys.path.append(sys.argv[1]); from autograder.sandbox.server import main; main(int(sys.argv[2]))"


class Server:
    """A server process, and the examiner's end of its control socket."""

    def __init__(self, setup: Setup, log: Path) -> None:
        ours, theirs = socket.socketpair()
        with log.open("ab") as errors, theirs:
            self._process = subprocess.Popen(
                [sys.executable, "-P", "-s", "-B", "-c", _BOOT, str(paths.PACKAGE.parent), str(theirs.fileno())],
                env=_environment(setup),
                cwd="/",
                stdin=subprocess.DEVNULL,
                stdout=errors,
                stderr=errors,
                pass_fds=[theirs.fileno()],
                start_new_session=True,
            )
        self.control = ours
        self.lock = threading.Lock()
        self.hello: Hello | None = None
        self.spawned = 0
        self.living = 0
        self.retired = False
        self._log = log
        control.send(ours, setup)

    def greet(self) -> Hello:
        """Wait until it is ready; what it said stays in `hello`."""
        if self.hello is None:
            self.control.settimeout(_START_SECONDS)
            try:
                self.hello, _ = control.receive(self.control, Hello)
            except (EOFError, OSError) as error:
                self.close()
                raise SandboxFailed(
                    found=f"the sandbox's server didn't start ({self._last_words() or type(error).__name__})",
                    fix="Run `autograder doctor`.",
                ) from error
            self.control.settimeout(_READY_SECONDS)
        return self.hello

    def is_ready(self) -> bool:
        """Tell whether greet would answer at once."""
        return self.hello is not None or bool(select.select([self.control], [], [], 0)[0])

    def spawn(self, order: Spawn, descriptors: list[int]) -> tuple[int, int | None]:
        """Have a child forked: its pid and pidfd. Raises OSError or EOFError when the server is gone."""
        with self.lock:
            control.send(self.control, Request(spawn=order), descriptors)
            answer, handles = control.receive(self.control, Spawned)
            if answer.problem:
                raise SandboxFailed(
                    found=f"the sandbox's server failed: {answer.problem}", fix="Run `autograder doctor`."
                )
            self.spawned += 1
            self.living += 1
            return answer.pid, handles[0] if handles else None

    def reap(self, pid: int) -> Reaped | None:
        """Wait for a child that was killed; None when the server, and so the child, is gone."""
        with self.lock:
            self.living -= 1
            try:
                control.send(self.control, Request(reap=Reap(pid)))
                answer, _ = control.receive(self.control, Reaped)
            except (EOFError, OSError):
                answer = None
            idle = self.retired and self.living == 0
        if idle:
            self.close()
        return answer

    def close(self) -> None:
        """Hang up: the server ends, and its children with it."""
        self.control.close()
        try:
            self._process.wait(timeout=5)
        except subprocess.TimeoutExpired:
            self._process.kill()
            self._process.wait()

    def _last_words(self) -> str:
        lines = self._log.read_text(errors="replace").strip().splitlines() if self._log.exists() else []
        return lines[-1][:300] if lines else ""


class Sandbox:
    """Where untrusted code runs: one warm server, and a fresh confined child for each spawn. Made by Sandbox.start."""

    def __init__(self, setup: Setup, groups: cgroup.Layout | None, log: Path) -> None:
        self._setup = setup
        self._groups = groups
        self._log = log
        self._base = Path(setup.base)
        self._base_descriptor = os.open(self._base, os.O_RDONLY | os.O_DIRECTORY | os.O_CLOEXEC)
        self._outside = namespaces.identities() if sys.platform == "linux" else {}
        self._lock = threading.Lock()
        self._number = 0
        self._closed = False
        self._server = Server(setup, log)
        self._successor: Server | None = None
        self.missing: dict[Layer, str] = {}
        self.layers: frozenset[Layer] = frozenset()
        self.level = 0
        """What the layers that stand amount to; see the table in this package's docstring."""

    @staticmethod
    def start(
        *,
        least_level: int = 0,
        most_level: int = 3,
        device: str = "cpu",
        without: Collection[str] = frozenset(),
        broken: Collection[str] = frozenset(),
    ) -> Sandbox:
        """Start a server with the highest level that the machine gives; raise SandboxFailed below the least.

        For tests only: `without` leaves layers out, and says so, to show what each of them stops; `broken` leaves them out without
        a word, as a kernel might, to show that the canaries notice.
        """
        layers = WANTED[most_level] - {Layer(name) for name in without}
        groups, reason = cgroup.find() if Layer.CGROUP in layers else (None, "")
        if groups is None:
            layers -= {Layer.CGROUP}
        else:
            groups.sweep()
        base = Path(tempfile.mkdtemp(prefix="autograder-"))
        base.chmod(0o711)  # a child with another uid must be able to reach its scratch, below level 2
        (base / "root").mkdir()
        setup = Setup(
            layers=layers,
            broken=frozenset(Layer(name) for name in broken),
            device=device,
            base=str(base),
            first_uid=_first_uid(),
        )
        sandbox = Sandbox(setup, groups, base / "server.log")
        try:
            sandbox._greet(reason)
            if sandbox.level < least_level:
                raise SandboxFailed(
                    found=sandbox._too_low(least_level), fix="Run `autograder doctor` to see how to get it."
                )
        except SandboxFailed:
            sandbox.close()
            raise
        return sandbox

    def spawn(self, limits: Limits, *, seed: int) -> Child:
        """Return a child that is confined, has proven it, and waits for requests on its channel."""
        try:
            return self._spawn(limits, seed)
        except (EOFError, OSError):
            self._replace_server()
        try:
            return self._spawn(limits, seed)
        except (EOFError, OSError) as error:
            raise SandboxFailed(found=f"the sandbox's server died ({error})", fix="Run `autograder doctor`.") from error

    def close(self) -> None:
        """End the server, every child and the directory; safe to call again."""
        with self._lock:
            if self._closed:
                return
            self._closed = True
            self._server.close()
            if self._successor is not None:
                self._successor.close()
            os.close(self._base_descriptor)
            shutil.rmtree(self._base, ignore_errors=True)

    def __enter__(self) -> Sandbox:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    def _greet(self, no_cgroup: str) -> None:
        hello = self._server.greet()
        self.missing = dict(hello.missing)
        if no_cgroup:
            self.missing[Layer.CGROUP] = no_cgroup
        self.layers = hello.layers
        self.level = level_of(self.layers, root=os.geteuid() == 0)

    def _too_low(self, least: int) -> str:
        lacking = [layer for layer in Layer if layer in NEEDED[least] and layer in self.missing]
        reasons = "; ".join(f"{layer}: {self.missing[layer]}" for layer in lacking)
        return f"this machine gives sandbox level {self.level}, and level {least} is required ({reasons})"

    def _spawn(self, limits: Limits, seed: int) -> Child:
        with self._lock:
            if self._closed:
                raise SandboxFailed(found="the sandbox is closed already")
            self._number += 1
            number = self._number
            server = self._current_server()
        scratch = None if Layer.NAMESPACES in self.layers else self._make_scratch(number)
        order = Spawn(
            number=number,
            seed=seed,
            scratch=str(paths.SCRATCH if scratch is None else self._base / scratch),
            layers=self.layers,
            cpu_seconds=max(1, math.ceil(limits.cpu_seconds)),
            memory_mb=limits.memory_mb,
            disk_mb=limits.disk_mb,
            threads=limits.threads,
            processes=limits.processes,
            outside=self._outside,
            hidden=str(self._base),
        )
        group = None
        if self._groups is not None and Layer.CGROUP in self.layers:
            group = self._groups.make(f"{id(self):x}-{number}", memory_mb=limits.memory_mb, processes=limits.processes)
        channel, theirs = socket.socketpair()
        reader, writer = os.pipe()
        try:
            doors = [] if group is None else group.doors()
            pid, handle = server.spawn(order, [theirs.fileno(), writer, *doors])
        except (EOFError, OSError, SandboxFailed):
            os.close(reader)
            channel.close()
            if group is not None:
                group.remove()
            if scratch is not None:
                remove_tree(self._base_descriptor, scratch)
            raise
        finally:
            theirs.close()
            os.close(writer)
            if group is not None:
                group.close_doors()
        child = Child(
            pid=pid,
            handle=handle,
            channel=channel,
            output=lambda stop: Output(reader, most=limits.output_kb << 10, stop=stop),
            reap=server.reap,
            cgroup=group,
            scratch=None if scratch is None else (self._base_descriptor, scratch),
            cpu_limit=order.cpu_seconds,
        )
        self._await_proof(child, group)
        return child

    def _await_proof(self, child: Child, group: cgroup.Cgroup | None) -> None:
        """Believe in the child only when it says that its canaries held, and the kernel says that it is in its cgroup."""
        from autograder.sandbox import wire

        try:
            said = wire.receive(child.channel, time.monotonic() + _READY_SECONDS, max_bytes=1 << 16, max_arrays=0)
        except wire.WireError as error:
            words = child.kill().output.decode(errors="replace").strip().splitlines()
            why = words[-1][:300] if words else error.found
            raise SandboxFailed(
                found=f"a sandboxed process wasn't ready: {why}", fix="Run `autograder doctor`."
            ) from error
        problems = list(said.get("unfit", []))
        if group is not None and not group.holds(child.pid):
            problems.append("cgroup: it isn't in its group")
        if problems or "ready" not in said:
            child.kill()
            raise SandboxFailed(
                found=f"the sandbox doesn't hold ({'; '.join(problems)})",
                fix="Nothing was run. Run `autograder doctor`, and report this.",
            )
        child.channel.settimeout(None)

    def _make_scratch(self, number: int) -> str:
        name = f"child-{number}"
        os.mkdir(name, 0o700, dir_fd=self._base_descriptor)
        if Layer.UID in self.layers:
            uid = self._setup.first_uid + number % 1000
            os.chown(name, uid, uid, dir_fd=self._base_descriptor, follow_symlinks=False)
        return name

    def _current_server(self) -> Server:
        """The server to use now; near the end of one's term its successor is started, and used once it is ready."""
        if self._server.spawned >= RECYCLE and self._successor is None:
            self._successor = Server(self._setup, self._log)
        if self._successor is not None and self._successor.is_ready():
            self._successor.greet()
            self._retire(self._server)
            self._server, self._successor = self._successor, None
        return self._server

    def _retire(self, server: Server) -> None:
        with server.lock:
            server.retired = True
            idle = server.living == 0
        if idle:
            server.close()

    def _replace_server(self) -> None:
        with self._lock:
            if self._closed:
                raise SandboxFailed(found="the sandbox is closed already")
            self._server.close()
            self._server = self._successor or Server(self._setup, self._log)
            self._successor = None
            if self._server.greet().layers != self.layers:
                raise SandboxFailed(
                    found="the sandbox's server came back with other layers", fix="Run `autograder doctor`."
                )


def _environment(setup: Setup) -> dict[str, str]:
    """All that the server is told of its surroundings; every child can read it in /proc/self/environ."""
    found = {
        "PATH": "/usr/bin:/bin",
        "LANG": "C.UTF-8",
        "HOME": setup.base,
        "MPLBACKEND": "Agg",
        "MPLCONFIGDIR": f"{setup.base}/matplotlib",
        "PYTHONHASHSEED": "0",  # sets of texts in the same order every time
        "OMP_NUM_THREADS": "1",
        "OPENBLAS_NUM_THREADS": "1",
        "MKL_NUM_THREADS": "1",
    }
    if setup.device.startswith("cuda"):
        for name in ("CUDA_VISIBLE_DEVICES", "LD_LIBRARY_PATH"):
            if name in os.environ:
                found[name] = os.environ[name]
    return found


def _first_uid() -> int:
    """The first of a thousand uids that no account has, and no other examiner on this machine uses at the same time."""
    try:
        mapped = sum(int(line.split()[2]) for line in Path("/proc/self/uid_map").read_text().splitlines())
    except OSError:
        mapped = 0
    if mapped >= 2**31:
        return 1_000_000_000 + os.getpid() % 1_000_000 * 1000
    return 20_000 + os.getpid() % 40 * 1000  # a container with 65,536 uids
