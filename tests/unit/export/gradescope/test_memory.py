"""Whether a container has the memory that grading needs, told from /proc and /sys before anything is loaded."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

from autograder.export.gradescope import memory
from autograder.sandbox import machine_memory

MIB = 2**20
UNLIMITED = "9223372036854771712"  # what v1 writes for no limit


def machine(root: Path, *, groups: str, files: dict[str, str], free_mib: int = 16000) -> Path:
    """Write the files of a container that memory looks at."""
    for path, text in {
        "proc/self/cgroup": groups,
        "proc/meminfo": f"MemTotal: 99999999 kB\nMemAvailable: {free_mib * 1024} kB\n",
        **files,
    }.items():
        (root / path).parent.mkdir(parents=True, exist_ok=True)
        (root / path).write_text(text)
    return root


@pytest.mark.parametrize(
    ("groups", "file", "limit"),
    [
        ("0::/\n", "sys/fs/cgroup/memory.max", f"{768 * MIB}\n"),
        ("0::/docker/abc\n", "sys/fs/cgroup/docker/abc/memory.max", f"{768 * MIB}\n"),
        ("0::/docker/abc\n", "sys/fs/cgroup/docker/memory.max", f"{768 * MIB}\n"),
        ("0::/../..\n", "sys/fs/cgroup/memory.max", f"{768 * MIB}\n"),
        ("0::/\n", "sys/fs/cgroup/memory.high", f"{768 * MIB}\n"),
        ("4:memory:/docker/abc\n0::/\n", "sys/fs/cgroup/memory/memory.limit_in_bytes", f"{768 * MIB}\n"),
        ("4:cpu,memory:/docker/abc\n", "sys/fs/cgroup/memory/docker/abc/memory.limit_in_bytes", f"{768 * MIB}\n"),
    ],
)
def test_the_smallest_settings_limit_is_refused_wherever_it_stands(tmp_path, groups, file, limit):
    root = machine(tmp_path, groups=groups, files={file: limit})

    said = memory.refusal(1.5, root)

    assert machine_memory.limit_of(root) == 768 * MIB
    assert "may use 0.81 GB" in said and "needs 1.5 GB" in said
    assert "no score" in said and "Container Specifications" in said


@pytest.mark.parametrize("bytes_of_setting", [1_500_000_000, 1536 * MIB, 3072 * MIB])
def test_a_setting_of_what_is_needed_is_enough_in_either_kind_of_gb(tmp_path, bytes_of_setting):
    root = machine(tmp_path, groups="0::/\n", files={"sys/fs/cgroup/memory.max": str(bytes_of_setting)})

    assert memory.refusal(1.5, root) == ""


@pytest.mark.parametrize("none", ["max", UNLIMITED])
def test_without_a_limit_what_is_free_counts(tmp_path, none):
    files = {"sys/fs/cgroup/memory.max": none, "sys/fs/cgroup/memory/memory.limit_in_bytes": none}
    plenty = machine(tmp_path / "a", groups="4:memory:/\n0::/\n", files=files)
    little = machine(tmp_path / "b", groups="4:memory:/\n0::/\n", files=files, free_mib=700)

    assert memory.refusal(1.5, plenty) == ""
    assert "only 0.73 GB of memory are free" in memory.refusal(1.5, little)


def test_a_machine_that_says_nothing_isnt_refused(tmp_path):
    assert memory.refusal(1.5, tmp_path) == ""


def test_processes_ended_for_want_of_memory_are_counted_in_either_layout(tmp_path):
    v2 = machine(tmp_path / "a", groups="0::/\n", files={"sys/fs/cgroup/memory.events.local": "oom 3\noom_kill 2\n"})
    v1 = machine(
        tmp_path / "b", groups="4:memory:/\n", files={"sys/fs/cgroup/memory/memory.oom_control": "oom_kill 1\n"}
    )

    assert (machine_memory.killed(v2), machine_memory.killed(v1), machine_memory.killed(tmp_path)) == (2, 1, 0)


@pytest.mark.parametrize(("proof", "status"), [({}, 1), ({"AUTOGRADER_PROOF": "1"}, 0)])
def test_as_a_program_it_needs_nothing_of_ours_and_ends_with_a_sentence(proof, status, tmp_path):
    done = subprocess.run(
        [sys.executable, "-I", memory.__file__, "900000"],
        check=False,
        cwd=tmp_path,
        env=proof,
        capture_output=True,
        text=True,
    )

    assert done.returncode == status
    assert done.stdout.startswith("autograder: ") and "needs 900000 GB" in done.stdout
