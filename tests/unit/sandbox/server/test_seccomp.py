"""The allowlist of system calls, as text; that it holds is tried in tests/sandbox."""

from __future__ import annotations

import itertools

from autograder.sandbox.server import seccomp

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
