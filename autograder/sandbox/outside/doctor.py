"""Tell which sandbox level this machine gives, what is missing, why, and how to get it. Each layer is tried, not guessed.

`examine` returns a HostReport; `lines` puts one into plain sentences, with the words of levels.py for what the level is worth.
"""

from __future__ import annotations

import os
import platform
import shutil
import subprocess
import sys
from dataclasses import dataclass

from autograder import temporary
from autograder.model import Limits
from autograder.sandbox import machine_memory
from autograder.sandbox.levels import NEEDED, NOT_PROMISED, PROMISES, Layer, level_of
from autograder.sandbox.orders import Hello, ServerSetup
from autograder.sandbox.outside import access_times, cgroup
from autograder.sandbox.outside.scratch import make_base
from autograder.sandbox.outside.server_process import Server
from autograder.sandbox.server import namespaces, readable_paths, syscalls

_DOES = {
    Layer.LIMITS: "bounds time, files, descriptors and memory of one process",
    Layer.LANDLOCK: "bounds which files can be opened",
    Layer.SECCOMP: "bounds which system calls can be made",
    Layer.NAMESPACES: "leaves out files, processes and networks that aren't needed",
    Layer.UID: "gives each submission a user id of its own",
    Layer.CGROUP: "bounds memory and processes as a whole",
}
_HOW = {
    Layer.LANDLOCK: "Use Linux 5.13 or newer with landlock in the kernel's lsm= list; gVisor doesn't have it.",
    Layer.SECCOMP: "Use Linux on x86_64 or aarch64; in a container, keep its default seccomp profile or a wider one.",
    Layer.NAMESPACES: "Run as root on a machine or VM of your own, or allow user namespaces "
    "(sysctl kernel.unprivileged_userns_clone=1, kernel.apparmor_restrict_unprivileged_userns=0, "
    "user.max_user_namespaces above 0); in Docker, add --security-opt seccomp=unconfined --security-opt systempaths=unconfined.",
    Layer.UID: "Run as root, with Python and its packages where other users may read them (not below a 0700 home), "
    "or reach level 2, which shows them at the same place.",
    Layer.CGROUP: "Run as root, or in a delegated group: systemd-run --user --scope -p Delegate=yes autograder grade …",
}


@dataclass(frozen=True, slots=True)
class Wall:
    """One layer on this machine."""

    layer: Layer
    works: bool
    does: str
    why: str = ""  # it is missing
    how: str = ""  # to get it


@dataclass(frozen=True, slots=True)
class HostReport:
    """What this machine gives."""

    level: int
    promise: str
    walls: tuple[Wall, ...]
    system: str
    python: str
    cgroups: str
    landlock: str
    gpus: tuple[str, ...]
    notes: tuple[str, ...] = ()  # problems that aren't a layer's


def examine(device: str = "cpu", *, memory_mb: int = Limits().memory_mb) -> HostReport:
    """Try every layer in a fresh server; raises SandboxFailed only when not even that can be started.

    memory_mb: what a student's process may take.
    """
    hello, no_group = _ask_server(device)
    missing = dict(hello.missing) | ({Layer.CGROUP: no_group} if no_group else {})
    level = level_of(hello.layers, root=os.geteuid() == 0)
    return HostReport(
        level=level,
        promise=PROMISES[level],
        walls=tuple(_wall(layer, missing.get(layer, "")) for layer in Layer),
        system=f"{platform.system()} {platform.release()} on {syscalls.MACHINE}, as {_who()}",
        python=f"Python {platform.python_version()} at {sys.executable}",
        cgroups=cgroup.kind(),
        landlock=f"Landlock ABI {hello.landlock_abi}" if hello.landlock_abi else "no Landlock",
        gpus=_gpus(),
        notes=tuple(_notes(device, level, memory_mb)),
    )


def lines(report: HostReport) -> list[str]:
    """Put a report into lines of plain text."""
    found = [f"Sandbox level {report.level} of 3. {report.promise}", ""]
    for wall in report.walls:
        found.append(f"  {'yes' if wall.works else 'NO '} {wall.layer:<11} {wall.does}")
        if wall.why:
            found.append(f"      {'':<11} missing: {wall.why}")
        if wall.how:
            found.append(f"      {'':<11} to get it: {wall.how}")
    found += ["", f"{report.system}; {report.landlock}; {report.cgroups}", report.python]
    found += [f"GPU: {name}" for name in report.gpus] or ["No NVIDIA GPU here."]
    found += [f"Note: {note}" for note in report.notes]
    if report.level < max(NEEDED):
        after = report.level + 1
        lacking = [wall.layer.value for wall in report.walls if not wall.works and wall.layer in NEEDED[after]]
        found += ["", f"Level {after} would need: {', '.join(lacking)}. It promises: {PROMISES[after]}"]
    found += ["", "Not promised at any level:"]
    found += [f"  {what}. {why}" for what, why in NOT_PROMISED.items()]
    return found


def _ask_server(device: str) -> tuple[Hello, str]:
    """Have a server try which layers this machine gives, without importing anything large; second: why there is no cgroup."""
    groups, no_group = cgroup.find()
    layers = frozenset(Layer) if groups is not None else frozenset(Layer) - {Layer.CGROUP}
    base, lock = make_base()
    try:
        server = Server(ServerSetup(layers, device, str(base), namespaces.first_uid(), probe_only=True))
        try:
            return server.greet(), no_group
        finally:
            server.close()
    finally:
        temporary.remove(base, lock)


def _wall(layer: Layer, why: str) -> Wall:
    return Wall(layer, works=not why, does=_DOES[layer], why=why, how=_HOW.get(layer, "") if why else "")


def _who() -> str:
    return "root" if os.geteuid() == 0 else f"user {os.geteuid()}"


def _notes(device: str, level: int, memory_mb: int) -> list[str]:
    memory = machine_memory.warning(memory_mb)
    found = [memory] if memory else []
    closed = readable_paths.first_unreadable(readable_paths.telltales())
    if closed is not None:
        found.append(
            f"{closed} is closed to other users, and Python or a package is below it: an own uid needs level 2 here."
        )
    if level == 1:
        found += [_of_readers(one) for one in access_times.telling(device)]
    if device.startswith("cuda"):
        if not readable_paths.nvidia_nodes():
            found.append("The device is cuda, but there is no /dev/nvidia*.")
        found.append(
            "With a GPU the promise is weaker: the NVIDIA driver is in reach, and no memory of a GPU is bounded. "
            "Grade one submission at a time per GPU."
        )
    return found


def _of_readers(tells: access_times.Telling) -> str:
    said = "At level 1 a submission can tell a later one a bit a file, by when files below"
    if tells.strict:
        return f"{said} {tells.mount} were last read: it is mounted with strictatime; mount it with relatime or noatime, or reach level 2."
    if tells.layered:
        return (
            f"{said} {tells.mount} were last read, of files that were written after this container's image was made (an image's own "
            "tell nothing): install everything in the image, or reach level 2."
        )
    return (
        f"{said} {tells.mount} ({tells.example} for one) were last read, once a day: call autograder doctor --seal-access-times as who owns "
        "them, once after each installation; or mount it with noatime, or reach level 2."
    )


def _gpus() -> tuple[str, ...]:
    """Ask nvidia-smi for the names of the GPUs, where there is one."""
    program = shutil.which("nvidia-smi")
    if program is None:
        return tuple(str(node) for node in readable_paths.nvidia_nodes() if node.name[-1].isdigit())
    try:
        said = subprocess.run([program, "-L"], capture_output=True, text=True, timeout=20, check=False).stdout
    except (OSError, subprocess.TimeoutExpired):
        return ("nvidia-smi doesn't answer",)
    return tuple(line.split(" (UUID", 1)[0] for line in said.splitlines() if line.startswith("GPU"))
