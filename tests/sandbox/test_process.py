"""Children of the real server, at every level that this machine gives."""

from __future__ import annotations

import contextlib
import os
import signal
import socket
import stat
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from autograder.errors import MachineShort, SandboxFailed, SandboxLost
from autograder.model import Limits
from autograder.sandbox.outside import Sandbox, cgroup
from autograder.sandbox.outside import sandbox as launch
from autograder.sandbox.server import readable_paths
from tests.fixtures.sandbox import BEST, SMALL, Said, Shelf, call, eventually, prepare, run, shelf

LEVELS = (0, 1, 2, 3)
SAFE_LEVELS = (1, 2, 3)


@pytest.fixture(scope="module")
def sandboxes(_one_ancestor) -> Iterator[Shelf]:
    with shelf(_one_ancestor) as found:
        yield found


@pytest.fixture(scope="module", params=LEVELS, ids=lambda level: f"level{level}")
def sandbox(request, sandboxes) -> Sandbox:
    return sandboxes.get(most_level=request.param)


@pytest.fixture(scope="module", params=SAFE_LEVELS, ids=lambda level: f"level{level}")
def safe(request, sandboxes) -> Sandbox:
    return sandboxes.get(most_level=request.param)


@pytest.fixture(scope="module")
def best(sandboxes) -> Sandbox:
    return sandboxes.get(most_level=BEST)


# ---------------------------------------------------------------- honest work


HONEST = {
    "matrix_product_and_gradient": """
        import torch
        a = torch.ones(30, 30, requires_grad=True)
        (a @ a).sum().backward()
        return float(a.grad[0, 0])
    """,
    "two_threads_after_the_fork": """
        import torch
        torch.set_num_threads(2)
        a = torch.ones(600, 600)
        return float((a @ a)[0, 0]) / 10
    """,
    "convolution_and_svd": """
        import torch
        torch.nn.Conv2d(3, 8, 3)(torch.randn(2, 3, 16, 16))
        return float(torch.linalg.svd(torch.eye(60)).S.sum())
    """,
    "numpy": """
        import numpy as np
        return float(np.linalg.norm(np.ones((60, 60))))
    """,
    "a_figure_is_saved": """
        import matplotlib.pyplot as plt, os
        plt.plot([1, 2, 3]); plt.title("$x^2$ é"); plt.savefig("figure.png")
        return 60.0 if os.path.getsize("figure.png") > 1000 else 0.0
    """,
    "a_tensor_is_saved_and_loaded": """
        import torch
        torch.save({"a": torch.full((3,), 20.0)}, "m.pt")
        return float(torch.load("m.pt")["a"].sum())
    """,
    "training_with_adam": """
        import torch
        torch.manual_seed(0)
        net = torch.nn.Linear(4, 1); optimizer = torch.optim.Adam(net.parameters(), 0.1)
        x = torch.randn(64, 4); y = x.sum(1, keepdim=True)
        for _ in range(200):
            optimizer.zero_grad(); loss = ((net(x) - y) ** 2).mean(); loss.backward(); optimizer.step()
        return 60.0 if loss < 0.1 else float(loss)
    """,
    "a_loader_of_batches": """
        import torch
        from torch.utils.data import DataLoader, TensorDataset
        return float(sum(len(x) for (x,) in DataLoader(TensorDataset(torch.ones(60, 2)), 8, shuffle=True)))
    """,
    "threads_files_and_time": """
        import os, shutil, tempfile, threading, time
        found = []
        thread = threading.Thread(target=lambda: found.append(60.0)); thread.start(); thread.join()
        with tempfile.NamedTemporaryFile("w", delete=False) as file: file.write("x")
        shutil.copy(file.name, "copy"); os.rename("copy", "other"); os.makedirs("a/b"); shutil.rmtree("a")
        time.sleep(0.001); time.localtime()
        return found[0] if file.name.startswith(os.environ["HOME"]) else 0.0
    """,
    "asyncio": """
        import asyncio
        async def wait(): await asyncio.sleep(0.001); return 60.0
        return asyncio.run(wait())
    """,
    "circles_that_nobody_holds_are_collected": """
        import gc
        return 60.0 if gc.isenabled() else 0.0
    """,
    "a_package_not_imported_before": """
        import torch.distributions, xml.dom.minidom, sqlite3, decimal
        return float(decimal.Decimal(60))
    """,
}


@pytest.mark.parametrize("work", HONEST)
def test_honest_work_runs_at_every_level(sandbox, work):
    said = run(sandbox, HONEST[work], limits=Limits(memory_mb=1000))

    expected = 30.0 if work == "matrix_product_and_gradient" else 60.0
    assert said.error is None, said
    assert said.value == pytest.approx(2 * expected if expected == 30.0 else expected)


def test_random_states_come_from_the_seed(best):
    code = "import random, numpy, torch; torch.initial_seed(); return [random.random(), float(numpy.random.rand()), torch.rand(1).item()]"

    once, again = run(best, code).value, run(best, code).value

    assert once == again


def test_forks_do_not_share_the_state_of_the_server(best):
    first, second = best.spawn(SMALL, seed=1), best.spawn(SMALL, seed=2)
    code = "import os; return os.environ['HOME']"
    try:
        for child in (first, second):
            prepare(child, code + "\n")
        assert call(first)["answer"] == call(second)["answer"] == "/scratch"
    finally:
        first.kill()
        second.kill()


def test_the_level_is_what_was_asked_for(sandbox, sandboxes):
    assert sandbox is sandboxes.get(most_level=sandbox.level)


def test_too_low_a_level_is_refused_with_the_reason(_one_ancestor):
    with pytest.raises(SandboxFailed, match=r"level 1, and level 3 is required .*namespaces: not asked for"):
        Sandbox.start(least_level=3, most_level=1, waiting=_one_ancestor.waiting_server())


def test_a_gpu_that_is_not_there_is_refused_at_once(monkeypatch):
    monkeypatch.setattr(readable_paths, "nvidia_nodes", list)

    with pytest.raises(SandboxFailed, match="no NVIDIA GPU"):
        Sandbox.start(device="cuda")


# ---------------------------------------------------------------- how children end


def test_a_child_that_we_kill_says_so(sandbox):
    child = sandbox.spawn(SMALL, seed=1)

    ending = child.kill()

    assert (ending.reason, ending.signal) == ("killed", signal.SIGKILL)
    assert child.kill() is ending


def test_a_child_that_leaves_is_told_from_one_that_is_killed(sandbox):
    said = run(sandbox, "import os; os._exit(0)")

    assert (said.error, said.ending.reason, said.ending.signal) == ("WireClosed", "exited", None)


def test_a_crash_is_told_by_its_signal(sandbox):
    said = run(sandbox, "import ctypes; ctypes.string_at(0)")

    assert (said.ending.reason, said.ending.signal) == ("signal", signal.SIGSEGV)


def test_an_endless_loop_runs_into_the_cpu_limit(sandbox):
    said = run(sandbox, "while True: pass", limits=Limits(cpu_seconds=1))

    assert said.ending.cpu_limit
    assert 0.5 <= said.ending.cpu_seconds <= 2


def test_signals_that_are_ignored_do_not_help_against_the_cpu_limit(best):
    code = """
        import signal
        for number in set(signal.Signals) - {signal.SIGKILL, signal.SIGSTOP}: signal.signal(number, signal.SIG_IGN)
        while True:
            try:
                while True: pass
            except BaseException: pass
    """
    assert run(best, code, limits=Limits(cpu_seconds=1)).ending.cpu_limit


def test_a_sleeper_is_killed_from_outside(best):
    said = run(best, "import time\nwhile True: time.sleep(100)", seconds=0.3)

    assert (said.error, said.ending.reason) == ("WireTimeout", "killed")
    assert not said.ending.cpu_limit


def test_a_holder_of_the_interpreter_lock_is_killed_from_outside(best):
    said = run(best, "return 10 ** 10 ** 9", seconds=0.3)

    assert (said.error, said.ending.reason) == ("WireTimeout", "killed")


def test_what_is_printed_is_kept(sandbox):
    said = run(sandbox, "import os\nprint('hello')\nos.write(2, b'there')\nreturn 1")

    assert said.value == 1
    assert said.ending.output == b"hello\nthere"
    assert not said.ending.flooded


def test_a_flood_of_output_stops_the_child(sandbox):
    said = run(sandbox, "while True: print('x' * 10_000)", limits=Limits(output_kb=300))

    assert said.ending.flooded
    assert said.ending.reason == "killed"
    assert len(said.ending.output) <= 64 << 10


def test_memory_beyond_the_limit_is_seen_as_such(sandboxes):
    code = "import numpy as np\nreturn float(np.ones(4 << 27)[0])"

    said = run(sandboxes.get(most_level=3), code)

    assert said.ending.out_of_memory
    assert said.ending.peak_bytes <= (SMALL.memory_mb + 1) << 20


TAKES_300_MB = "import numpy as np\nreturn float(np.ones(300 << 17)[0])"


@pytest.fixture
def cramped(sandboxes):
    """The best sandbox, in a group that ends at 150 MB, as a container may that promises its processes more."""
    found = sandboxes.get(most_level=3)
    groups = found._groups
    if groups is None:
        pytest.skip("there are no control groups to be had")
    outer = [parent / "autograder-outer" for parent in groups.parents]
    for folder in outer:
        folder.mkdir()
    if groups.version == 2:
        (outer[0] / "cgroup.subtree_control").write_text("+memory +pids")
    (outer[0] / ("memory.limit_in_bytes" if groups.version == 1 else "memory.max")).write_text(str(150 << 20))
    found._groups = replace(groups, parents=tuple(outer))
    yield found
    found._groups = groups
    for folder in outer:
        folder.rmdir()


def test_who_is_killed_below_the_promised_memory_is_told_from_who_took_more(cramped):
    """The same work under its own limit of 200 MB is the student's, in a container of 150 MB it's the machine's."""
    said = run(cramped, TAKES_300_MB)

    assert (said.ending.short_of_memory, said.ending.out_of_memory) == (True, False)


def test_who_is_killed_at_the_own_limit_took_too_much(sandboxes):
    said = run(sandboxes.get(most_level=3), TAKES_300_MB, limits=replace(SMALL, memory_mb=200))

    assert (said.ending.short_of_memory, said.ending.out_of_memory) == (False, True)


@pytest.mark.parametrize("level", [1, 2])
@pytest.mark.parametrize("short", [True, False])
def test_without_a_cgroup_the_machine_s_own_count_tells_of_kills_for_memory(sandboxes, level, short):
    child = sandboxes.get(most_level=level).spawn(SMALL, seed=7)
    child._was_killed_for_memory = lambda: short
    os.kill(child.pid, signal.SIGKILL)
    assert child.channel.recv(1) == b""  # it has let go of its end
    with contextlib.suppress(SandboxLost):  # from level 2 on a kill from outside is told from the child's own
        child.kill()

    assert child.kill().short_of_memory == short


def test_who_leaves_by_itself_wasn_t_killed_for_memory_whatever_the_machine_counts(sandboxes):
    child = sandboxes.get(most_level=1).spawn(SMALL, seed=7)
    child._was_killed_for_memory = lambda: True

    assert not child.kill().short_of_memory


@pytest.mark.parametrize("level", [0, 1, 2])
def test_without_a_cgroup_memory_beyond_the_limit_is_a_memory_error(sandboxes, level):
    code = "import numpy as np\nreturn float(np.ones(4 << 27)[0])"

    said = run(sandboxes.get(most_level=level), code)

    assert said.error == "MemoryError" or said.error.endswith("MemoryError")


BEYOND_MEMORY = {
    "torch": "import torch\nreturn float(torch.ones(1 << 28)[0])",
    "python": "a = []\nwhile True: a.append(bytearray(1 << 20))",
    "shared_mapping": "import mmap\nm = mmap.mmap(-1, 1 << 30)\nfor i in range(0, 1 << 30, 4096): m[i] = 1\nreturn 1",
    "zeros_device": """
        import mmap, os
        m = mmap.mmap(os.open("/dev/zero", os.O_RDWR), 1 << 30)
        for i in range(0, 1 << 30, 4096): m[i] = 1
        return 1
    """,
    "threads_stacks": """
        import threading
        threading.stack_size(256 << 20)
        def fill(depth=0): return fill(depth + 1) if depth < 500 else None
        for _ in range(64): threading.Thread(target=threading.Event().wait, daemon=True).start()
        held = [bytearray(64 << 20) for _ in range(8)]
        return 1
    """,
}


@pytest.mark.parametrize("how", BEYOND_MEMORY)
def test_memory_is_bounded_however_it_is_asked_for(safe, how):
    said = run(safe, BEYOND_MEMORY[how])

    assert said.value is None, said
    assert said.error is not None


# ---------------------------------------------------------------- bounds


def test_one_file_is_bounded(sandbox):
    code = "with open('big', 'wb') as f:\n    for _ in range(40): f.write(b'x' * (1 << 20)); f.flush()\nreturn 1"

    said = run(sandbox, code)

    assert said.value is None, said


@pytest.mark.parametrize("level", [2, 3])
def test_many_files_are_bounded_in_bytes_and_in_number(sandboxes, level):
    code = """
        made = written = 0
        try:
            for number in range(100):
                with open(f"f{number}", "wb") as f: f.write(b"x" * (1 << 20)); written += 1
        except OSError as error: first = error.errno
        import os, errno
        for name in os.listdir(): os.unlink(name)
        try:
            for number in range(100_000): os.close(os.open(f"i{number}", os.O_CREAT | os.O_WRONLY)); made += 1
        except OSError as error: second = error.errno
        return [written, made, first == second == errno.ENOSPC]
    """
    written, made, full = run(sandboxes.get(most_level=level), code).value

    assert written <= SMALL.disk_mb
    assert made <= 2048
    assert full


def test_descriptors_are_bounded(sandbox):
    code = "import os, errno\nn = []\ntry:\n    for _ in range(5000): n.append(os.dup(0))\nexcept OSError as e: return [len(n), e.errno == errno.EMFILE]"

    count, full = run(sandbox, code).value

    assert full
    assert count < 256


@pytest.mark.parametrize("level", [1, 2, 3])
def test_threads_are_bounded(sandboxes, level):
    code = """
        import threading
        hold = threading.Event()
        try:
            for number in range(2000): threading.Thread(target=hold.wait, daemon=True).start()
        except RuntimeError: return number
        return 2000
    """
    assert run(sandboxes.get(most_level=level), code).value < 300


def test_processes_cannot_be_started(safe):
    code = """
        import os, subprocess, multiprocessing
        tried = [os.fork, os.forkpty, lambda: os.posix_spawn("/bin/true", ["true"], {}), lambda: subprocess.run(["true"])]
        worked = 0
        for attempt in tried:
            try: attempt(); worked += 1
            except OSError: pass
        return worked
    """
    assert run(safe, code).value == 0


def test_limits_cannot_be_raised_again(safe):
    code = """
        import resource
        raised = []
        for kind in (resource.RLIMIT_CPU, resource.RLIMIT_FSIZE, resource.RLIMIT_NOFILE, resource.RLIMIT_CORE):
            soft, hard = resource.getrlimit(kind)
            try: resource.setrlimit(kind, (hard + 1, hard + 1)); raised.append(kind)
            except (ValueError, OSError): pass
        return raised
    """
    assert run(safe, code).value == []


def test_no_core_is_dumped(best):
    said = run(best, "import resource; return list(resource.getrlimit(resource.RLIMIT_CORE))")

    assert said.value == [0, 0]


# ---------------------------------------------------------------- nothing is left


def test_nothing_is_left_of_a_child(safe):
    groups, _ = cgroup.find()
    before = Path("/proc/self/mounts").read_text()
    child = safe.spawn(SMALL, seed=1)
    prepare(
        child,
        "import os, threading\nthreading.Thread(target=threading.Event().wait).start()\nopen('f', 'w').write('x')\nreturn 1",
    )
    call(child)

    child.kill()

    base = Path(safe._setup.base)
    assert eventually(lambda: not Path(f"/proc/{child.pid}").exists())
    assert not list(base.glob("child-*"))
    assert Path("/proc/self/mounts").read_text() == before
    if groups is not None:
        assert not [folder for parent in groups.parents for folder in parent.glob(f"{cgroup.PREFIX}{os.getpid()}-*")]


def test_nothing_is_left_of_a_sandbox_and_its_children():
    sandbox = Sandbox.start()
    child, server, base = sandbox.spawn(SMALL, seed=1), sandbox._server.pid, Path(sandbox._setup.base)

    sandbox.close()

    assert child.kill().reason == "killed"
    assert eventually(lambda: not Path(f"/proc/{child.pid}").exists())
    assert not Path(f"/proc/{server}").exists()
    assert not base.exists()
    with pytest.raises(SandboxFailed, match="closed"):
        sandbox.spawn(SMALL, seed=1)


def test_children_die_with_their_server_and_a_new_one_takes_over(_one_ancestor):
    with Sandbox.start(most_level=1, waiting=_one_ancestor.waiting_server()) as sandbox:
        orphan, server = sandbox.spawn(SMALL, seed=1), sandbox._server.pid
        os.kill(server, signal.SIGKILL)

        after = sandbox.spawn(SMALL, seed=1)

        assert eventually(lambda: not Path(f"/proc/{orphan.pid}").exists())
        assert sandbox._server.pid != server
        prepare(after, "return 5")
        assert call(after)["answer"] == 5
        assert after.kill().reason == "killed"
        with pytest.raises(SandboxFailed, match="killed from outside"):  # our fault, not the student's
            orphan.kill()


@pytest.mark.parametrize("short", [True, False])
def test_a_server_that_was_ended_for_want_of_memory_and_has_no_successor_is_the_machine_s(_one_ancestor, short):
    def cannot() -> None:
        raise SandboxFailed(found="the sandbox's server didn't start")

    with Sandbox.start(most_level=1, waiting=_one_ancestor.waiting_server()) as sandbox:
        sandbox._replace_server = cannot
        sandbox._kills = lambda: short
        os.kill(sandbox._server.pid, signal.SIGKILL)

        sandbox._server._process.wait()

        with pytest.raises(SandboxFailed) as failed:
            sandbox.spawn(SMALL, seed=1)

    assert isinstance(failed.value, MachineShort) == short


def test_a_server_is_replaced_after_its_term(monkeypatch):
    monkeypatch.setattr(launch, "RECYCLE", 2)
    with Sandbox.start(most_level=1) as sandbox:
        first = sandbox._server.pid
        elder = sandbox.spawn(SMALL, seed=1)
        prepare(elder, "return 5")

        def replaced() -> bool:
            sandbox.spawn(SMALL, seed=1).kill()
            return sandbox._server.pid != first

        assert eventually(replaced, seconds=30)
        assert call(elder)["answer"] == 5
        assert elder.kill().reason == "killed"
        assert eventually(lambda: not Path(f"/proc/{first}").exists())


# ---------------------------------------------------------------- canaries


def test_a_landlock_that_fails_without_a_word_is_noticed(safe):
    with pytest.raises(SandboxFailed, match=r"landlock: it can list the root directory; .*Nothing was run"):
        safe.spawn(SMALL, seed=1, broken={"landlock"})


@pytest.mark.parametrize("layer", ["limits", "seccomp", "namespaces", "uid", "cgroup"])
def test_every_other_layer_that_fails_without_a_word_is_noticed(best, layer):
    with pytest.raises(SandboxFailed, match=f"doesn't hold .*{layer}: "):
        best.spawn(SMALL, seed=1, broken={layer})


# ---------------------------------------------------------------- ablation: what each layer stops, it lets through when off


def with_and_without(sandbox: Sandbox, layer: str, code: str, limits: Limits = SMALL) -> tuple[Said, Said]:
    """Run the code in a whole child, and in one that lacks a layer."""
    return run(sandbox, code, limits=limits), run(sandbox, code, limits=limits, without={layer})


def test_landlock_is_what_keeps_files_closed(sandboxes):
    code = "try: return open('/proc/version').read()[:5]\nexcept OSError: return 'blocked'"

    whole, part = with_and_without(sandboxes.get(most_level=1), "landlock", code)

    assert [whole.value, part.value] == ["blocked", "Linux"]


def test_seccomp_is_what_keeps_system_calls_closed(safe):
    code = "import os\ntry: os.close(os.memfd_create('x')); return 'made'\nexcept OSError: return 'blocked'"

    whole, part = with_and_without(safe, "seccomp", code)

    assert [whole.value, part.value] == ["blocked", "made"]


def test_namespaces_are_what_hides_that_a_file_exists(sandboxes):
    """The server's directory can be reached by every uid: only its not being there hides it."""
    whole, part = (sandboxes.get(most_level=3, **how) for how in ({}, {"without": frozenset({"namespaces"})}))
    code = "import os\ntry: return os.stat(%r).st_size > 0\nexcept OSError: return 'blocked'"

    seen = [run(one, code % one._setup.base).value for one in (whole, part)]

    assert seen == ["blocked", True]


def test_an_own_uid_is_what_a_child_has_when_it_is_on(best):
    whole, part = with_and_without(best, "uid", "import os; return [os.getuid(), os.getgid()]")

    assert min(whole.value) >= 20_000
    assert part.value == [os.getuid(), os.getgid()]


def test_a_cgroup_is_what_counts_files_and_memory_together(best):
    """Files in the scratch are memory too, and no resource limit adds them to the rest."""
    code = """
        held = bytearray(b"x") * (90 << 20)
        for number in range(8):
            with open(f"f{number}", "wb") as f: f.write(b"x" * (15 << 20))
        return "within"
    """

    whole, part = with_and_without(best, "cgroup", code, Limits(memory_mb=190, disk_mb=150))

    assert whole.ending.out_of_memory
    assert part.value == "within"


def test_limits_are_what_bounds_descriptors(safe):
    code = "import os\ntry: return len([os.dup(0) for _ in range(400)])\nexcept OSError: return 'blocked'"

    whole, part = with_and_without(safe, "limits", code)

    assert [whole.value, part.value] == ["blocked", 400]


# ---------------------------------------------------------------- the machinery


def test_a_channel_is_a_stream_that_blocks(best):
    child = best.spawn(SMALL, seed=1)
    try:
        assert child.channel.type == socket.SOCK_STREAM
        assert child.channel.gettimeout() is None
    finally:
        child.kill()


def test_the_sandboxes_directory_can_be_entered_but_not_listed_by_others(best):
    mode = stat.S_IMODE(Path(best._setup.base).stat().st_mode)

    assert mode == 0o711


def test_several_children_live_at_once(best):
    children = [best.spawn(SMALL, seed=number) for number in range(4)]
    for number, child in enumerate(children):
        prepare(child, f"return {number}")

    answers = [call(child)["answer"] for child in reversed(children)]

    assert answers == [3, 2, 1, 0]
    assert {child.kill().reason for child in children} == {"killed"}


def test_torchs_compiler_is_there_where_it_is_asked_for_and_nowhere_else(_one_ancestor):
    """It is what the first optimizer imports; a child that meets it unannounced imports it itself."""
    code = "import sys; return 'torch._dynamo' in sys.modules"

    def told(*, compiler: bool) -> bool:
        child = sandbox.spawn(SMALL, seed=1, compiler=compiler)
        try:
            prepare(child, code)
            return call(child)["answer"]
        finally:
            child.kill()

    with Sandbox.start(most_level=1, waiting=_one_ancestor.waiting_server()) as sandbox:
        assert [told(compiler=False), told(compiler=True), told(compiler=False)] == [False, True, True]
        said = run(
            sandbox, "import torch\nw = torch.ones(2, requires_grad=True)\ntorch.optim.SGD([w], lr=0.1)\nreturn 5"
        )
        assert said.value == 5
