"""Plain asserts beside their question, as nbgrader's test cells are: run on our side, on what the student's functions answered.

    # %% asserts="squares" points=2 name="correct_squares"
    assert squares(2) == [1, 4]
    ### BEGIN HIDDEN TESTS
    assert squares(3) == [1, 4, 9]
    ### END HIDDEN TESTS

Comes in: the text of such a cell, and what makes a notebook of ours. Goes out: one Check for the cell, all of it right or nothing. What stands
between the marks is never shown; the rest students have in their notebook. A cell that can't be judged here is AssignmentBroken, which says why.
"""

from __future__ import annotations

import symtable
import traceback
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import lru_cache
from types import CodeType, ModuleType
from typing import Any

from autograder.checks import assert_claims
from autograder.checks.assert_faults import faults
from autograder.checks.assert_own_calls import MSG_NOTHING, OwnCall, holds_nothing
from autograder.checks.assert_stands import Poison, Stand, asking
from autograder.checks.assert_surroundings import no_files, settings
from autograder.checks.assert_tape import Diverged, Playback, Recording, Unjudgeable
from autograder.checks.check_cells import compiled
from autograder.checks.running_tests import TooLong, bounded, quiet
from autograder.checks.tagged_values import Unreadable, is_strange, pack, unpack
from autograder.conventions import hidden_lines
from autograder.errors import AssignmentBroken
from autograder.model import CaseInputs, CaseKind
from autograder.wire import type_names

SECONDS = 10.0
"""Of processor time for a test on our side: a student's huge number may keep it busy."""

MSG_FORM = "your code gave no answers that could be read"
MSG_OTHER_CALLS = "your functions change what they are given, or what they give back isn't what the test goes on with"
MSG_STRANGE = (
    "what your code answered can't be brought out of the sandbox to the test, which so can't look at it (its type: {}): "
    "answer with numbers, texts, arrays, or lists, tuples, sets and dicts of these"
)
MSG_LONG = "the test took too long on what your code answered"

MakeNotebook = Callable[[], ModuleType]


@dataclass(frozen=True, slots=True)
class AskedCalls:
    """What a test asks when our own functions answer."""

    calls: tuple[dict[str, Any], ...]
    things: Mapping[int, int]  # as Recording has them
    names: tuple[str, ...]  # variables that it reads
    own: tuple[OwnCall, ...] = ()  # what ours did in each call
    trouble: str = ""  # why it can't be judged here
    error: str = ""  # our own answers don't pass it
    line: int = 0


@dataclass(frozen=True, slots=True, eq=False)
class AssertCell:
    """A cell of asserts, ready to be run."""

    question: str
    name: str
    points: float
    path: str
    line: int  # of its `# %%`
    source: str
    notebook: MakeNotebook = field(repr=False)
    students: frozenset[str] = frozenset()  # names that students' cells bind
    own: frozenset[str] = frozenset()  # of these, what the cell of its question binds
    beside: bool = False
    state: str = (
        ""  # by what name drivers find the whole cell that is tested, with what it left; "" where a function is
    )
    code: CodeType = field(init=False, repr=False)

    def __post_init__(self) -> None:
        """Compile the cell; raises AssignmentBroken."""
        object.__setattr__(self, "code", compiled(self.source, self.path, self.line))

    @property
    def place(self) -> str:
        """Where it stands."""
        return f"{self.path}:{self.line}"

    def when(self) -> ModuleType:
        """Make our notebook as it is when the test runs: of a whole cell, with the variables that it left."""
        module = self.notebook()
        vars(module).update(getattr(vars(module).get(self.state), "left", {}))
        return module

    @property
    def asks_its_question(self) -> bool:
        """Whether it uses a name that its question's cell binds; else it is about what others answer."""
        return bool(self.own & names_in(self.source))

    def ask(self, seed: int) -> AskedCalls:
        """Run it on our own functions, and tell what it asks, or why that can't be told."""
        tape, names = Recording(), tuple(sorted(self.students & names_in(self.source)))
        module = self.when()
        if found := faults(self.source, self.students, vars(module)):
            return AskedCalls((), {}, (), trouble=found[0])
        tape.before = settings()
        try:
            read = _put_stands(module, tape, self.students, names)
            with quiet(seed), no_files(tape.refuse):
                exec(self.code, module.__dict__)
        except Unjudgeable as error:
            return AskedCalls((), {}, (), trouble=tape.trouble or str(error))
        except KeyboardInterrupt:
            raise
        except BaseException as error:  # what pytest.raises, fail and skip raise is no Exception
            said, line = f"{type(error).__name__}: {error}".removesuffix(": "), _line_of(error, self.path)
            return AskedCalls((), {}, (), trouble=tape.trouble, error=said, line=line)
        if not tape.trouble and not tape.calls and not read:
            return AskedCalls((), {}, (), trouble="it asks nothing of what students write")
        return AskedCalls(tuple(tape.calls), dict(tape.things), read, tuple(tape.own), tape.trouble)

    def judge(self, asked: AskedCalls, seed: int, got: Any) -> str | None:
        """Run it on what a student's functions answered; one sentence where it doesn't pass.

        It has to pass as well with inputs that stay as they are where our own functions leave them: else they may be changed into what fits the answer.
        """
        said, changed = self._played(asked, seed, got, leaves_inputs=False)
        if said is None and changed and self._played(asked, seed, got, leaves_inputs=True)[0] is not None:
            return MSG_OTHER_CALLS
        return said

    def _played(self, asked: AskedCalls, seed: int, got: Any, *, leaves_inputs: bool) -> tuple[str | None, bool]:
        """Play the answers to the test; says too whether they change inputs that ours don't."""
        module = self.when()
        try:
            with bounded(SECONDS):
                return self._put_to(module, asked, seed, got, leaves_inputs)
        except TooLong:
            return MSG_LONG, False

    def _put_to(
        self, module: ModuleType, asked: AskedCalls, seed: int, got: Any, leaves_inputs: bool
    ) -> tuple[str | None, bool]:
        used: list[str] = []  # types of what didn't travel, where the test looked into it
        outcomes, values = assert_claims.read(got, asked.calls, used)
        if outcomes is None or values is None:
            return MSG_FORM, False
        classes = {name: value for name, value in vars(module).items() if isinstance(value, type)}
        tape = Playback(asked.calls, asked.own, outcomes, classes, asked.things, leaves_inputs)
        for name in self.students & set(vars(module)):
            stands = callable(getattr(module, name))
            if name in asked.names and holds_nothing(values.get(name), vars(module)[name]):
                tape.pretends = MSG_NOTHING
            vars(module)[name] = Stand(tape, name, None) if stands else Poison(tape, name)
        for name in asked.names:
            vars(module).pop(name, None)
        vars(module).update({name: value for name, value in values.items() if name in asked.names}, **asking(tape))
        return self._run(module, seed, tape, used), tape.changed

    def _run(self, module: ModuleType, seed: int, tape: Playback, used: Sequence[str]) -> str | None:
        try:
            with quiet(seed):
                exec(self.code, module.__dict__)
        except (Diverged, Unreadable):
            return _unjudged(tape, used, self.students)
        except (KeyboardInterrupt, TooLong):
            raise
        except BaseException as error:  # SystemExit, and what pytest.raises, fail and skip raise
            return _unjudged(tape, used, self.students) or self._words(error, tape)
        return _unjudged(tape, used, self.students) or tape.pretends or None

    def _words(self, error: BaseException, tape: Playback) -> str:
        """Say what happened; never the hidden text, nor a value."""
        hidden = hidden_lines(self.source)
        shown = _line_of(error, self.path) - self.line not in hidden
        where = "a test that stands in your notebook doesn't pass" if shown else "a hidden test doesn't pass"
        if tape.raised and type(error).__name__ == tape.raised:
            name = tape.calls[tape.next - 1]["name"]
            return f"{where}: {name} raised {tape.raised}"
        return f"{where}: what your code answered isn't right"


@dataclass(frozen=True, slots=True)
class Plays:
    """Judge by running a cell's asserts on the answers."""

    cell: AssertCell
    structure: bool = False
    kind: CaseKind = CaseKind.VALUE

    def __call__(self, got: Any, expected: Any, inputs: CaseInputs) -> str | None:
        """Run the test."""
        asked = _asked(self.cell, int(inputs["seed"]))
        return self.cell.judge(asked, int(inputs["seed"]), got)


@lru_cache(maxsize=1000)
def _asked(cell: AssertCell, seed: int) -> AskedCalls:
    return cell.ask(seed)


def inputs_of(cell: AssertCell, seed: int) -> dict[str, Any]:
    """Give what goes into the sandbox: calls, names of variables, nothing of the test."""
    asked = _asked(cell, seed)
    if asked.trouble:
        raise AssignmentBroken(
            found=f"{cell.place}: these asserts can't be judged outside the student's process: {asked.trouble}",
            fix='Ask otherwise, or write trust="beside" here and in [trust] of assignment.toml.',
        )
    if asked.error:
        raise AssignmentBroken(
            found=f"{cell.path}:{asked.line or cell.line}: our own solution doesn't pass: {asked.error}",
            fix="Correct the solution or the test.",
        )
    calls = [{**call, "kept": True} if at in asked.things else call for at, call in enumerate(asked.calls)]
    return {"calls": calls, "names": list(asked.names), "seed": seed, "state": cell.state}


def names_in(source: str) -> set[str]:
    """List the names that a text looks up in its notebook, not those of its own functions; raises SyntaxError where it isn't Python."""
    top = symtable.symtable(source, "<test>", "exec")
    found, waiting = {one.get_name() for one in top.get_symbols() if one.is_referenced()}, top.get_children()
    while waiting:
        table = waiting.pop()
        waiting += table.get_children()
        found |= {one.get_name() for one in table.get_symbols() if one.is_global()}
    return found


def draws(cell: AssertCell) -> bool:
    """Say whether the test draws numbers at random."""
    return "rand" in cell.source


# ---------------------------------------------------------------- parts


def _put_stands(module: ModuleType, tape: Recording, students: frozenset[str], named: Sequence[str]) -> tuple[str, ...]:
    """Let stands take the place of what students write; returns the variables that the test reads."""
    read = []
    vars(module).update(asking(tape))
    for name in students & set(vars(module)):
        own = getattr(module, name)
        if callable(own):
            vars(module)[name] = Stand(tape, name, own)
        elif name in named and not is_strange(packed := pack(own)):
            if much := tape.loads.variable(packed):
                tape.refuse(much)
            vars(module)[name] = unpack(packed)
            read.append(name)
        else:
            vars(module)[name] = Poison(tape, name)
    return tuple(sorted(read))


def _unjudged(tape: Playback, used: Sequence[str], students: frozenset[str]) -> str | None:
    """Say why what came of the test says nothing, even where it caught what ends it; None where it says something."""
    if used:
        return MSG_STRANGE.format(type_names.shown(used[0], students))
    return MSG_OTHER_CALLS if tape.diverged else None


def _line_of(error: BaseException, path: str) -> int:
    lines = [frame.lineno or 0 for frame in traceback.extract_tb(error.__traceback__) if frame.filename == path]
    return lines[-1] if lines else 0
