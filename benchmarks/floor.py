"""The floor: the same checks, called in one warm process that trusts the students. `python -m benchmarks.floor COURSE ZIPS…`

Every case of our exam is put to every student's functions, the metered ones by the same meter and with the same bans, and judged by the
same examiner. Left out is all that makes strangers' code safe to run, or its marks useful: processes, walls, deadlines, the wire, reading
zips, integrity, records, pages. So whoever runs these checks in Python pays at least this. Then the same, each student in a process forked
for it, and nothing else: so whoever keeps students apart by processes pays at least that. Prints JSON: processor time per pass, scores.
"""

from __future__ import annotations

import contextlib
import gc
import json
import os
import sys
import time
import types
from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import torch
from torch.utils._python_dispatch import _pop_mode_temporarily

from autograder import assemble, examine, intake
from autograder.assemble import code_rules
from autograder.conventions import question_of_cell
from autograder.course import assignment
from autograder.examine.test_plan import TestPlan, draw_test_plan
from autograder.intake import discovery
from autograder.model import Array, Assignment, BlockState, Case, CaseKind, Observation, Outcome, Program
from autograder.sandbox.inside import call_bans, devices, meter
from autograder.sandbox.inside.values import Place, to_plain, to_student
from benchmarks.handins import NAME
from benchmarks.stages import CALLS

SEED = 1
WATCHED = (CaseKind.METER, CaseKind.WATCH)
LAST = {CaseKind.METER: 1, CaseKind.WATCH: 1, CaseKind.DEVICE: 2}


@dataclass(slots=True)
class Session:
    """A student's functions, with what is given, as they stand in one namespace."""

    notebook: types.ModuleType
    drivers: dict[str, Any]
    files: set[str]
    failed: dict[str, str] = field(default_factory=dict)  # question → the exception that loading it raised
    warm: set[str] = field(default_factory=set)


class Floor:
    """Grade programs here and now."""

    def __init__(self, exam: TestPlan) -> None:
        self.exam = exam
        self._assignment: Assignment = exam.assignment
        self._solutions = {
            question_of_cell(cell.grade_id or ""): cell.source
            for cell in exam.assignment.solution.cells
            if cell.solution and cell.kind == "code"
        }
        groups: dict[tuple[str, ...], list[Case]] = {}
        for case in sorted(exam.cases, key=lambda case: LAST.get(case.kind, 0)):
            groups.setdefault(tuple(sorted(case.with_reference)), []).append(case)
        self._groups = groups
        self._places: dict[str, Place] = {
            name: devices.prepare(name or "cpu") for name in {one.device for one in exam.cases}
        }
        self._bans = call_bans.Bans(sorted({name for case in exam.cases for name in case.banned}))
        self._loaded = 0
        self.taken: dict[str, float] = defaultdict(float)  # stage, as the kit's own stages are called → processor time

    def grade(self, program: Program) -> float:
        """Ask and judge everything; returns the points."""
        written = {block.question for block in program.blocks if block.state is BlockState.WRITTEN}
        observations: list[Observation] = []
        for with_reference, cases in self._groups.items():
            asked = [case for case in cases if case.question in written]
            observations += [Observation(case.id, Outcome.ABSENT) for case in cases if case.question not in written]
            if asked:
                with self._stage("loading the notebook"):
                    session = self._session(program, with_reference)
                with self._here():
                    observations += [self._observe(session, case) for case in asked if not case.device]
                    self._bans.rest()
                observations += [self._observe(session, case) for case in asked if case.device]
        with self._here(), self._stage("examine"):
            verdicts = examine.examine(self.exam, program, observations)
        return sum(verdict.points for verdict in verdicts)

    @contextlib.contextmanager
    def _stage(self, name: str) -> Iterator[None]:
        start = time.process_time()
        try:
            yield
        finally:
            self.taken[name] += time.process_time() - start

    def _here(self) -> Any:
        """Set the pretend accelerator aside, which otherwise looks at every operation; children that don't need it don't install it."""
        return _pop_mode_temporarily() if len(self._places) > 1 else contextlib.nullcontext()

    def _session(self, program: Program, with_reference: Sequence[str]) -> Session:
        self._loaded += 1
        session = Session(types.ModuleType("notebook"), {"__name__": "drivers"}, set())
        namespace = session.notebook.__dict__
        for source in program.setup:
            exec(compile(source, "<setup>", "exec", dont_inherit=True), namespace)
        for block in program.blocks:
            file = f"<{block.question} {self._loaded}>"
            if block.question in with_reference:
                exec(compile(self._solutions[block.question], "<ours>", "exec", dont_inherit=True), namespace)
            elif block.state is BlockState.WRITTEN:
                session.files.add(file)
                try:
                    exec(compile(block.source, file, "exec", dont_inherit=True), namespace)
                except Exception as error:  # noqa: BLE001 - a student's
                    session.failed[block.question] = type(error).__name__
        exec(compile(self._assignment.drivers, "<drivers>", "exec", dont_inherit=True), session.drivers)
        return session

    def _observe(self, session: Session, case: Case) -> Observation:
        if case.question in session.failed:
            return Observation(case.id, Outcome.ABSENT, error=session.failed[case.question])
        try:
            with self._stage(CALLS[case.kind]):
                return self._ask(session, case)
        except Exception as error:  # noqa: BLE001 - a student's
            return Observation(case.id, Outcome.RAISED, error=type(error).__name__, banned=tuple(self._bans.met()))

    def _ask(self, session: Session, case: Case) -> Observation:
        function = self._function(session, case)
        place = self._places[case.device]
        most = self._assignment.limits.answer_mb << 20
        watched = self._bans.active(case.banned) if case.kind in WATCHED else contextlib.nullcontext()
        counts = None
        with watched, torch.enable_grad():
            if case.kind is CaseKind.METER and case.call not in session.warm:
                session.warm.add(case.call)
                with contextlib.suppress(Exception):
                    function(**to_student(meter.flipped(case.inputs), place))
            handed = to_student(_copied(dict(case.inputs)), place)
            if case.kind is CaseKind.METER:
                value, counts = meter.measure(function, handed, session.files)
            else:
                value = function(**handed)
        answer = to_plain(handed if case.kind is CaseKind.INPUTS else value, most)
        return Observation(case.id, Outcome.ANSWERED, answer, counts=counts, banned=tuple(self._bans.met()))

    def _function(self, session: Session, case: Case) -> Any:
        if not case.driver:
            return session.notebook.__dict__[case.call]
        put, notebook = session.drivers[case.call], session.notebook
        return lambda **inputs: put(notebook, **inputs)


def _copied(value: Any) -> Any:
    """Give each call inputs of its own, as the wire does."""
    if isinstance(value, Array):
        return Array(value.tensor.clone(), library=value.library, device=value.device)
    if isinstance(value, dict):
        return {key: _copied(item) for key, item in value.items()}
    return type(value)(map(_copied, value)) if isinstance(value, (list, tuple)) else value


def programs(paths: Sequence[Path], loaded: Assignment) -> list[Program]:
    """Read and put together what the students handed in: done before anything is measured."""
    found = discovery.find(paths, assignment=loaded.name)
    submissions = (intake.receive(one, loaded) for one in found)
    return [code_rules.review(assemble.assemble(submission, loaded), loaded) for submission in submissions]


@contextlib.contextmanager
def quiet() -> Iterator[None]:
    """Keep what students print off our output."""
    with open(os.devnull, "w") as nowhere, contextlib.redirect_stdout(nowhere):  # noqa: PTH123 - a device
        yield


def forked(floor: Floor, class_: Sequence[Program]) -> tuple[float, float]:
    """Grade each student in a process forked for it; returns the processor time of all, this process's too, and the wall clock, each a student."""
    start, before, began = time.process_time(), os.times(), time.perf_counter()
    for program in class_:
        if (pid := os.fork()) == 0:
            floor.grade(program)
            os._exit(0)
        _, status = os.waitpid(pid, 0)
        if status:
            raise RuntimeError(f"{program.student_id}: the process ended with {status}")
    after = os.times()
    below = after.children_user + after.children_system - before.children_user - before.children_system
    cpu, wall = time.process_time() - start + below, time.perf_counter() - began
    return cpu / len(class_), wall / len(class_)


def main() -> None:
    """Grade the class once to get warm, then as often as wanted, here and forked, and print what it took."""
    root, passes, *paths = sys.argv[1:]
    torch.set_num_threads(1)
    loaded = assignment.load(NAME, Path(root))
    floor = Floor(draw_test_plan(loaded, SEED))
    class_ = programs([Path(path) for path in paths], loaded)
    cpu, wall, apart, scores = [], [], [], {}
    for number in range(int(passes) + 1):
        if number == 1:
            floor.taken.clear()
        start, began = time.process_time(), time.perf_counter()
        with quiet():
            scores = {program.student_id: floor.grade(program) for program in class_}
        if number:
            cpu.append((time.process_time() - start) / len(class_))
            wall.append((time.perf_counter() - began) / len(class_))
    gc.collect()
    gc.freeze()  # as our server has it: children would copy what a collection touches
    for _ in range(int(passes)):
        with quiet():
            apart.append(forked(floor, class_))
    each = {stage: taken / len(class_) / int(passes) for stage, taken in floor.taken.items()}
    print(json.dumps({"cpu": cpu, "wall": wall, "forked": apart, "scores": scores, "stages": each}))


if __name__ == "__main__":
    main()
