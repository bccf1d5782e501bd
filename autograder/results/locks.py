"""A lock that processes of all users and machines see: a file of its own, which stays when it is unlocked.

Comes in: where it lies. Goes out: a lock that the kernel takes back when its process ends, however it ends; where the disk knows none, taking it
raises OSError. filelock would put a mere file in its place there, which a killed process leaves behind, and which keeps everybody out.
"""

from __future__ import annotations

from pathlib import Path

from filelock import FileLock, Timeout

__all__ = ["Timeout", "of"]


def of(path: Path, *, seconds: float = -1) -> FileLock:
    """Make the lock of this file; seconds: how long taking it waits before it raises Timeout, -1 without end."""
    return FileLock(path, timeout=seconds, mode=0o600, fallback_to_soft=False)
