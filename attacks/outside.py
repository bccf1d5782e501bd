"""What lies outside of a sandbox, where an attack might reach it: sockets that listen, files with secrets, processes and descriptors.

Comes in: a folder, a pid. Goes out: what was planted there, and whether it was reached, changed or left behind.
"""

from __future__ import annotations

import contextlib
import hashlib
import secrets
import socket
from pathlib import Path

from attacks import exam

FILES = ("checks.py", "reference.py", "results/records/2022000001.json", "results/marks.csv", "gradebook.db")


def plant(folder: Path) -> None:
    """Write what must not be reached: every mode is open, so that the sandbox has to do it."""
    for name in FILES:
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(f"secret = {exam.SECRET!r}\n", encoding="utf-8")
    for path in (folder, *folder.rglob("*")):
        path.chmod(0o777)


def print_of(folder: Path) -> dict[str, str]:
    """Tell what a folder holds, so that any change shows."""
    found = {}
    for path in sorted(folder.rglob("*")):
        content = hashlib.sha256(path.read_bytes()).hexdigest() if path.is_file() else ""
        found[str(path.relative_to(folder))] = f"{path.lstat().st_mode:o} {content}"
    return found


def listeners(folder: Path) -> dict[str, socket.socket]:
    """Listen in every way that a process could reach."""
    made = {
        "tcp": socket.socket(), "udp": socket.socket(type=socket.SOCK_DGRAM), "abstract": socket.socket(socket.AF_UNIX),
        "stream": socket.socket(socket.AF_UNIX), "datagram": socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM),
    }  # fmt: skip
    made["tcp"].bind(("127.0.0.1", 0))
    made["udp"].bind(("127.0.0.1", 0))
    made["abstract"].bind(f"\0attacked-{secrets.token_hex(4)}")
    made["stream"].bind(str(folder / "stream"))
    made["datagram"].bind(str(folder / "datagrams"))
    for name in ("tcp", "abstract", "stream"):
        made[name].listen()
    for listener in made.values():
        listener.setblocking(False)
    return made


def was_reached(listener: socket.socket) -> bool:
    """Say whether anybody has come to a socket."""
    try:
        if listener.type == socket.SOCK_DGRAM:
            listener.recv(1)
        else:
            listener.accept()[0].close()
    except BlockingIOError:
        return False
    return True


def descriptors() -> int:
    """Count the files that this process has open."""
    return len(list(Path("/proc/self/fd").iterdir()))


def descendants(pid: int) -> list[int]:
    """List the processes that come of one."""
    return [one for child in children(pid) for one in (child, *descendants(child))]


def children(pid: int) -> list[int]:
    """List the processes that one started and that are its own still."""
    found: list[int] = []
    for task in Path(f"/proc/{pid}/task").glob("*"):
        with contextlib.suppress(OSError):
            found += map(int, (task / "children").read_text().split())
    return found


def alive(pid: int) -> bool:
    """Say whether a process runs, and isn't just waiting to be buried."""
    try:
        return Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0] not in "ZX"
    except OSError:
        return False
