"""What a machine gives of memory, told from /proc and /sys: less than an assignment promises is said in a sentence."""

from __future__ import annotations

import resource
from pathlib import Path

import pytest

from autograder.sandbox import machine_memory

MIB = 1 << 20


def machine(
    root: Path, *, free_mib: int = 16_000, group_mib: int | None = None, strict: tuple[int, int] | None = None
) -> Path:
    """Write what is read of a machine; strict: the commit limit and what is committed, in MiB, where the kernel promises no more."""
    files = {
        "proc/self/cgroup": "0::/\n",
        "proc/meminfo": f"MemTotal: 99999999 kB\nMemAvailable: {free_mib * 1024} kB\n"
        + (f"CommitLimit: {strict[0] * 1024} kB\nCommitted_AS: {strict[1] * 1024} kB\n" if strict else ""),
        "proc/sys/vm/overcommit_memory": "2\n" if strict else "0\n",
        "proc/vmstat": "oom_kill 4\n",
        "proc/7/status": "Name:\tpython\nVmPeak:\t99 kB\nVmHWM:\t2048 kB\n",
        "sys/fs/cgroup/memory.max": "max\n" if group_mib is None else f"{group_mib * MIB}\n",
        "sys/fs/cgroup/memory.events.local": "oom 3\noom_kill 2\n",
    }
    for path, text in files.items():
        (root / path).parent.mkdir(parents=True, exist_ok=True)
        (root / path).write_text(text)
    return root


def test_a_machine_with_enough_lacks_nothing(tmp_path: Path) -> None:
    assert machine_memory.lack(2000, machine(tmp_path)) == ""
    assert machine_memory.lack(2000, machine(tmp_path, group_mib=2000)) == ""


@pytest.mark.parametrize(
    ("what", "says"),
    [
        ({"group_mib": 768}, "control group of this process ends at 0.75 GiB"),
        ({"free_mib": 1024}, "only 1.00 GiB are free"),
        ({"strict": (4096, 3072)}, "only 1.00 GiB are free"),
    ],
    ids=lambda what: next(iter(what)) if isinstance(what, dict) else "",
)
def test_less_than_is_promised_is_said_with_both_numbers(tmp_path: Path, what, says) -> None:
    said = machine_memory.lack(2048, machine(tmp_path, **what))

    assert says in said
    assert "may take 2.00 GiB of memory (memory_mb of [limits])" in said


def test_a_limit_of_the_shell_counts_too(tmp_path: Path, monkeypatch) -> None:
    monkeypatch.setattr(resource, "getrlimit", lambda kind: (resource.RLIM_INFINITY, 512 * MIB))

    assert "a limit (ulimit) of this process ends at 0.50 GiB" in machine_memory.lack(2000, machine(tmp_path))


def test_what_a_process_has_already_is_not_missing(tmp_path: Path) -> None:
    root = machine(tmp_path, free_mib=1024)

    assert machine_memory.lack(2000, root, held=1024 * MIB) == ""
    assert machine_memory.lack(2000, root, held=512 * MIB) != ""


def test_where_the_kernel_says_nothing_nothing_is_said_to_be_missing(tmp_path: Path) -> None:
    assert machine_memory.lack(2000, tmp_path) == ""
    assert (machine_memory.limit_of(tmp_path), machine_memory.available(tmp_path)) == (None, None)
    assert machine_memory.peak_of(7, tmp_path) == 0


def test_kills_for_want_of_memory_are_noticed_once(tmp_path: Path) -> None:
    kills = machine_memory.Kills(machine(tmp_path))
    assert not kills()

    (tmp_path / "proc/vmstat").write_text("oom_kill 5\n")

    assert kills()
    assert not kills()


def test_the_most_that_a_process_had_is_read(tmp_path: Path) -> None:
    assert machine_memory.peak_of(7, machine(tmp_path)) == 2 * MIB
