"""The allowlist of system calls, as text and as the filter that is made of it; that a child is held by it is tried in tests/sandbox."""

from __future__ import annotations

import errno
import hashlib
import itertools
import platform
from collections.abc import Iterator
from typing import Any

import pytest
import seccompy

from autograder.sandbox.server import seccomp, syscalls
from tests.fixtures.libseccomp import ERRNO, KILL_PROCESS, Judge, Libseccomp, Recorder, Rule, call_of, program, run

LISTS = {name: set(getattr(seccomp, name).split()) for name in ("ALLOWED", "DENIED", "PRETENDED", "UNSUPPORTED")}


def test_no_call_is_in_two_lists():
    assert [(a, b) for a, b in itertools.combinations(LISTS, 2) if LISTS[a] & LISTS[b]] == []


def test_nothing_that_leads_out_is_allowed():
    out = {
        "execve",
        "execveat",
        "socket",
        "connect",
        "ptrace",
        "unshare",
        "setns",
        "mount",
        "bpf",
        "io_uring_setup",
        "memfd_create",
    }

    assert not out & LISTS["ALLOWED"]


# ---------------------------------------------------------------- the compiler, beside libseccomp

KINDS = [(shared, device) for shared in (False, True) for device in ("cpu", "cuda:0")]
BITS = [
    0,
    1,
    2,
    3,
    8,
    0x21,
    0x80,
    0x100,
    0x40000,
    0x5412,
    0x53564D41,
    0xFFFFFFFF,
    *(1 << bit for bit in range(4, 32, 3)),
]
HIGH = (0, 0xDEADBEEF << 32)


def compiled(machine: str, monkeypatch: pytest.MonkeyPatch, maker: type | None = None) -> list[Any]:
    """All filters of ours for an architecture: those that children share, of each kind, and a child's own."""
    with monkeypatch.context() as patch:
        patch.setattr(platform, "machine", lambda: machine)
        patch.setattr(syscalls, "MACHINE", machine)
        if maker:
            patch.setattr(seccompy, "Filter", maker)
        made = [seccomp.compile_common(shared_memory=shared, device=device) for shared, device in KINDS]
        made.append(seccomp.compile_own(4711))
        for one in made:
            _ = one.program
    return made


def arguments(rules: list[Rule]) -> Iterator[tuple[int, ...]]:
    """Arguments near every value that the rules of a call compare with, and others, with garbage in the half that the kernel ignores."""
    named = {(condition[0], condition[2]) for rule in rules for condition in rule.conditions}
    for index in {index for index, _ in named}:
        values = {value for at, value in named if at == index}
        near = {value + step for value in values for step in (-1, 0, 1)} | {value ^ 0x80 for value in values}
        for value in near | {one | other for one in values for other in values} | set(BITS):
            for high in HIGH:
                for others in (0, 0x11):
                    yield tuple((value | high) if at == index else others for at in range(6))


@pytest.mark.parametrize("machine", seccomp.MACHINES)
def test_each_verdict_is_the_one_that_libseccomp_gives(machine: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """Bytes differ, since libseccomp sorts and shares branches; what becomes of a call mustn't."""
    try:
        library = Libseccomp(machine)
    except OSError as error:
        pytest.skip(f"libseccomp isn't installed: {error}")
    tried = 0

    for ours, told in zip(compiled(machine, monkeypatch), compiled(machine, monkeypatch, Recorder), strict=True):
        judge, instructions = Judge(library, told.default, told.rules), program(ours.program)
        numbers = {library.number(rule.name): rule.name for rule in told.rules}
        skipped = {seccompy_numbers(machine)[name] for name in judge.unknown}
        calls = [(number, ()) for number in (*range(600), -1, 1000, 0x3FFFFFFF) if number not in skipped]
        for number in judge.conditional:
            rules = [rule for rule in told.rules if rule.name == numbers[number]]
            calls += [(number, one) for one in arguments(rules)]
        for number, given in calls:
            call = call_of(machine, number, given)
            said = run(instructions, call)
            assert said == judge.verdict(call), f"{numbers.get(number, number)}{tuple(map(hex, given))}: {said:#x}"
        tried += len(calls)
        assert set(judge.unknown) <= {"fchmodat2"}, "calls that libseccomp 2.5.4, of 2022, doesn't know: look each up"

    assert tried > 10_000


def seccompy_numbers(machine: str) -> dict[str, int]:
    tables = seccompy.syscalls
    return tables.X86_64_SYSCALLS if machine == "x86_64" else tables.AARCH64_SYSCALLS


@pytest.mark.parametrize("machine", seccomp.MACHINES)
def test_another_architectures_call_kills_and_an_x32_twin_is_refused(
    machine: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    """libseccomp kills at an x32 number; ours says that there is no such call, and lets none through either."""
    (other,) = set(seccomp.MACHINES) - {machine}
    *shared, _ = compiled(machine, monkeypatch)

    for ours in shared:
        instructions = program(ours.program)
        for number in range(600):
            assert run(instructions, call_of(other, number)) == KILL_PROCESS
            assert run(instructions, call_of(machine, number | 0x40000000)) == ERRNO | errno.ENOSYS


PINNED = {
    "x86_64": "851f69645a1c1f4dc04e6e49775282d71445161fb99e7e47fd362e36dceab34a",
    "aarch64": "e9a4c940f75e1aad18e1b0a75b8ccb352446c9e0761cb9508d2a495cc2f54b61",
}


@pytest.mark.parametrize("machine", seccomp.MACHINES)
def test_the_filters_bytes_are_those_that_were_looked_at(machine: str, monkeypatch: pytest.MonkeyPatch) -> None:
    found = hashlib.sha256(b"".join(one.program for one in compiled(machine, monkeypatch))).hexdigest()

    assert found == PINNED[machine], (
        "the filter has changed. If autograder/sandbox/server/seccomp.py was changed on purpose, write the new hash; "
        "if it wasn't, read what the new seccompy does before it comes in"
    )
