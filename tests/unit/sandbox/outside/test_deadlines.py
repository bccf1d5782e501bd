"""Time that a child spends waiting for a processor or for memory isn't its own; all other time is."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from autograder.sandbox.outside import deadlines
from autograder.sandbox.outside.deadlines import Deadline, Doing, Lack, Seen, Watch, look


class Machine:
    """A clock that goes on as we say, and a child on it: what is seen of it at a moment, as a function of the time."""

    def __init__(self, monkeypatch: pytest.MonkeyPatch) -> None:
        self.now = 100.0
        self.child: Callable[[float], Seen] = lambda _: Seen(0.0, Doing.ITS_OWN, 0.0)
        self.replied = False
        self.late = 0.0  # how much later than we wanted the examiner is woken
        monkeypatch.setattr(deadlines.time, "monotonic", lambda: self.now)

    def deadline(self, seconds: float) -> Deadline:
        return Deadline(seconds, look=lambda _: self.child(self.now - 100.0))

    def wait(self, watch: Watch) -> float:
        """Wait as wire.receive does; return for how long."""
        while until := watch():
            self.now = max(self.now, until) + self.late
        return self.now - 100.0


@pytest.fixture
def machine(monkeypatch: pytest.MonkeyPatch) -> Machine:
    return Machine(monkeypatch)


def watched(machine: Machine, seconds: float = 2.0, whole: Deadline | None = None) -> Watch:
    return Watch(1, seconds, whole or machine.deadline(1000), has_replied=lambda: machine.replied)


def test_a_loop_ends_with_its_processor_time_on_a_quiet_machine(machine: Machine) -> None:
    machine.child = lambda t: Seen(t, Doing.READY, 0.0)
    watch = watched(machine)

    assert 1.9 < machine.wait(watch) < 2.4
    assert watch.lack is None


def test_a_loop_that_is_stopped_late_takes_no_more_of_the_whole_than_its_limit(machine: Machine) -> None:
    """The examiner had no processor for five seconds, and the loop had one: the student's other questions don't pay for that."""
    machine.child = lambda t: Seen(t, Doing.READY, 0.0)
    machine.late = 5.0
    whole = machine.deadline(8.0)
    watch = watched(machine, whole=whole)

    assert machine.wait(watch) > 4.0
    assert watch.lack is None
    assert whole.left == pytest.approx(6.0, abs=0.1)


@pytest.mark.parametrize("share", [0.5, 0.15])
def test_a_loop_on_a_busy_machine_is_still_a_loop(machine: Machine, share: float) -> None:
    machine.child = lambda t: Seen(share * t, Doing.READY, 0.0)
    watch = watched(machine)

    assert 2 / share * 0.95 < machine.wait(watch) < 2 / share * 1.1 + 0.3
    assert watch.lack is None


def test_who_gets_no_processor_is_stopped_by_the_wall_clock_and_it_is_not_their_doing(machine: Machine) -> None:
    machine.child = lambda t: Seen(0.02 * t, Doing.READY, 0.0)
    watch = watched(machine)

    assert machine.wait(watch) == pytest.approx(2.0 * deadlines.WIDE, abs=0.3)
    assert watch.lack is Lack.PROCESSOR


def test_a_sleeper_is_stopped_after_its_own_time_not_after_the_wide_one(machine: Machine) -> None:
    watch = watched(machine)

    assert 1.9 < machine.wait(watch) < 2.4
    assert watch.lack is None


def test_sleeping_and_computing_by_turns_hides_neither(machine: Machine) -> None:
    machine.child = lambda t: Seen(t / 2, Doing.READY if t % 1 < 0.5 else Doing.ITS_OWN, 0.0)
    watch = watched(machine)

    assert machine.wait(watch) < 4
    assert watch.lack is None


def test_who_waits_for_memory_lacks_it(machine: Machine) -> None:
    machine.child = lambda t: Seen(0.01 * t, Doing.BLOCKED, 0.5 * t)
    watch = watched(machine)

    assert machine.wait(watch) == pytest.approx(20, abs=0.3)
    assert watch.lack is Lack.MEMORY


def test_who_waits_for_a_disk_while_memory_is_there_is_on_its_own_time(machine: Machine) -> None:
    machine.child = lambda t: Seen(0.01 * t, Doing.BLOCKED, 0.01 * t)
    watch = watched(machine)

    assert machine.wait(watch) < 2.5
    assert watch.lack is None


def test_threads_that_wait_for_each_other_are_all_on_the_clock(machine: Machine) -> None:
    """Forty threads on two processors: most of them are ready and don't run, and yet it's the child that takes the time."""
    machine.child = lambda t: Seen(2 * t, Doing.READY, 0.0)
    watch = watched(machine)

    assert machine.wait(watch) < 1.5
    assert watch.lack is None


def test_an_answer_that_waits_for_us_is_read_however_late_we_are(machine: Machine) -> None:
    machine.child = lambda t: Seen(min(t, 0.5), Doing.ITS_OWN, 0.0)
    watch = watched(machine)
    watch()
    machine.now += 300
    machine.replied = True

    assert watch() > machine.now

    machine.now += 5
    assert watch() == 0.0, "but not for ever: a byte at a time is no answer"


def test_what_happened_while_the_examiner_got_no_processor_is_nobodys(machine: Machine) -> None:
    machine.late = 4.0
    watch = watched(machine)

    assert machine.wait(watch) > 10


def test_a_submission_s_own_time_ends_a_call_too_and_calls_add_up(machine: Machine) -> None:
    whole = machine.deadline(3.0)
    machine.child = lambda t: Seen(t, Doing.READY, 0.0)
    first = watched(machine, 2.0, whole)
    machine.wait(first)

    second = watched(machine, 2.0, whole)
    begin = machine.now
    machine.wait(second)

    assert machine.now - begin < 1.4
    assert whole.passed() and second.lack is None


def test_a_call_that_was_quick_costs_what_the_clock_says(machine: Machine) -> None:
    whole = machine.deadline(3.0)
    watch = watched(machine, 2.0, whole)
    watch()
    machine.now += 0.03

    watch.replied()

    assert whole.left == pytest.approx(2.97)


def test_the_wall_clock_ends_a_submission_as_a_whole(machine: Machine) -> None:
    whole = machine.deadline(5 / 3)
    machine.child = lambda t: Seen(0.0, Doing.READY, 0.0)
    watch = watched(machine, 20.0, whole)

    assert machine.wait(watch) == pytest.approx(65, abs=0.3)
    assert whole.overdue() and not whole.passed() and watch.lack is Lack.PROCESSOR


def test_where_the_kernel_says_nothing_all_time_is_the_child_s_own(machine: Machine) -> None:
    machine.child = lambda _: Seen(None, Doing.ITS_OWN, 0.0)
    watch = watched(machine)

    assert 1.9 < machine.wait(watch) < 2.4
    assert watch.lack is None


# ---------------------------------------------------------------- what is read


@pytest.fixture
def process() -> Iterator[Callable[[str], subprocess.Popen[bytes]]]:
    started: list[subprocess.Popen[bytes]] = []

    def start(source: str) -> subprocess.Popen[bytes]:
        one = subprocess.Popen([sys.executable, "-c", f"{source}"], stdout=subprocess.PIPE)
        started.append(one)
        assert one.stdout is not None and one.stdout.read(1) == b"x"
        return one

    yield start
    for one in started:
        one.kill()
        one.wait()
        assert one.stdout is not None
        one.stdout.close()


def test_a_process_that_computes_is_ready_and_its_clock_goes(process) -> None:
    one = process("print('x', end='', flush=True)\nwhile True: pass")

    first = look(one.pid)
    while (second := look(one.pid)).used == first.used:
        pass

    assert first.used is not None and second.used is not None and second.used > first.used
    assert second.doing is Doing.READY


@pytest.mark.skipif(sys.platform != "linux", reason="reads /proc")
def test_a_process_that_sleeps_or_is_stopped_is_on_its_own_time(process) -> None:
    one = process("import time\nprint('x', end='', flush=True)\ntime.sleep(1000)")
    while look(one.pid).doing is not Doing.ITS_OWN:
        pass

    one.send_signal(signal.SIGSTOP)
    os.waitpid(one.pid, os.WUNTRACED)  # until then it may wait for a processor, to be stopped

    assert look(one.pid).doing is Doing.ITS_OWN


@pytest.mark.skipif(sys.platform != "linux", reason="reads /proc")
def test_a_thread_that_computes_is_seen_beside_a_main_thread_that_waits(process) -> None:
    one = process(
        "import threading\ndef spin():\n    while True: pass\n"
        "threading.Thread(target=spin, daemon=True).start()\nprint('x', end='', flush=True)\nthreading.Event().wait()"
    )

    assert any(look(one.pid).doing is Doing.READY for _ in range(1000))


def test_nobody_knows_anything_of_a_process_that_is_gone() -> None:
    assert look(2**22 + 1).used is None
    assert look(2**22 + 1).doing is Doing.ITS_OWN
    assert look(0).used is None and look(-1).used is None, "these would be this very process's clocks"


def test_a_name_full_of_brackets_and_spaces_tells_nothing_wrong(tmp_path: Path) -> None:
    folder = tmp_path / "7"
    folder.mkdir()
    (folder / "stat").write_text("7 (a) S (1) R) D" + " 0" * 16 + " 1 0 0\n")
    (tmp_path / "pressure").mkdir()
    (tmp_path / "pressure/memory").write_text(
        "some avg10=0.00 avg60=0.00 avg300=0.00 total=2500000\nfull avg10=0.00 avg60=0.00 avg300=0.00 total=9\n"
    )

    seen = look(7, tmp_path)

    assert (seen.doing, seen.stalled) == (Doing.BLOCKED, 2.5)


def test_looking_at_this_process_agrees_with_its_own_clock() -> None:
    seen = look(os.getpid())

    assert seen.used is not None
    assert seen.used <= sum(os.times()[:2]) + 1
