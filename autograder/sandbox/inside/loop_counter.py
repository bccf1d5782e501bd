"""Count how often the busiest place of the student's own code is executed: the number of turns of its longest loop, in whatever form.

A loop, a comprehension, a generator, a lambda given to map, a recursive call: each turn of each executes some place of the student's code.
Lines would be too coarse for this, and totals would misjudge chunks, so places are bytecodes. Python 3.12 and later tell of calls, jumps
and branches through sys.monitoring; before, of every bytecode through sys.settrace.
"""

from __future__ import annotations

import sys
import sysconfig
from collections import defaultdict
from collections.abc import Collection
from pathlib import Path
from types import CodeType, FrameType
from typing import Any, Self

from autograder.sandbox.inside.plotting_frames import is_drawing

_LIBRARIES = tuple(
    {sysconfig.get_path(name) for name in ("stdlib", "platstdlib", "purelib", "platlib")}
    | {str(Path(__file__).parents[3])}
)


class Disturbed(RuntimeError):
    """The counted code switched counting off, or moved to where it isn't counted."""


class Trips:
    """Count inside a with block."""

    def __init__(self, files: Collection[str]) -> None:
        self._files = frozenset(files)
        self._notebook = vars(sys.modules["__main__"])
        self._hits: dict[int, defaultdict[int, int]] = {}  # by the code's id: code is slow to hash
        self._mine: dict[int, bool] = {}
        self._seen: list[CodeType] = []  # kept alive, so that no id is given twice

    @property
    def busiest(self) -> int:
        """How often the busiest place was executed."""
        return max((count for hits in self._hits.values() for count in hits.values()), default=0)

    def _of_student(self, code: CodeType, frame: FrameType) -> bool:
        """Say whether code is the student's: of their cells, whatever file it names, or of no file at all."""
        known = self._mine.get(id(code))
        if known is None:
            file = code.co_filename
            of_library = file.startswith(("<frozen", "<__array", "<drivers", *_LIBRARIES))
            known = file in self._files or frame.f_globals is self._notebook or not of_library
            self._mine[id(code)] = known
            self._seen.append(code)
        return known

    def _is_drawn(self, frame: FrameType) -> bool:
        """Say whether a drawing library called this, which is of no file: code that the library itself made up."""
        return frame.f_code.co_filename not in self._files and is_drawing(frame.f_back)

    def _places(self, code: CodeType) -> defaultdict[int, int]:
        hits = self._hits.get(id(code))
        if hits is None:
            hits = self._hits[id(code)] = defaultdict(int)
        return hits

    if sys.version_info >= (3, 12):

        def __enter__(self) -> Self:
            monitoring, events = sys.monitoring, sys.monitoring.events
            monitoring.use_tool_id(monitoring.PROFILER_ID, "trips")
            branches = (events.BRANCH_LEFT, events.BRANCH_RIGHT) if hasattr(events, "BRANCH_LEFT") else (events.BRANCH,)
            for event in (events.PY_START, events.PY_RESUME):
                monitoring.register_callback(monitoring.PROFILER_ID, event, self._entered)
            for event in (events.JUMP, *branches):
                monitoring.register_callback(monitoring.PROFILER_ID, event, self._jumped)
            wanted = events.PY_START | events.PY_RESUME | events.JUMP
            for event in branches:
                wanted |= event
            monitoring.set_events(monitoring.PROFILER_ID, wanted)
            return self

        def __exit__(self, kind: type[BaseException] | None, *_exception: object) -> None:
            disturbed = sys.monitoring.get_tool(sys.monitoring.PROFILER_ID) != "trips"
            if disturbed and kind is None:
                raise Disturbed
            if disturbed:
                return
            sys.monitoring.set_events(sys.monitoring.PROFILER_ID, 0)
            sys.monitoring.free_tool_id(sys.monitoring.PROFILER_ID)

        def _entered(self, code: CodeType, offset: int) -> Any:
            frame = sys._getframe(1)
            if not self._of_student(code, frame):
                return sys.monitoring.DISABLE
            if not self._is_drawn(frame):
                self._places(code)[offset] += 1
            return None

        def _jumped(self, code: CodeType, offset: int, _target: int) -> Any:
            frame = sys._getframe(1)
            if not self._of_student(code, frame):
                return sys.monitoring.DISABLE
            if not self._is_drawn(frame):
                self._places(code)[offset] += 1
            return None

    else:

        def __enter__(self) -> Self:
            mine, entered = self._mine, self._entered

            def trace(frame: FrameType, event: str, _arg: Any) -> Any:
                if mine.get(id(frame.f_code)) is False:  # a library's, as nearly all are
                    return None
                return entered(frame, event)

            self._trace = trace
            sys.settrace(trace)
            return self

        def __exit__(self, kind: type[BaseException] | None, *_exception: object) -> None:
            disturbed = sys.gettrace() is not self._trace
            sys.settrace(None)
            if disturbed and kind is None:
                raise Disturbed

        def _entered(self, frame: FrameType, event: str) -> Any:
            if event != "call" or not self._of_student(frame.f_code, frame) or self._is_drawn(frame):
                return None
            hits = self._places(frame.f_code)
            hits[-1] += 1
            frame.f_trace_lines = False
            frame.f_trace_opcodes = True

            def count(running: FrameType, event: str, _arg: Any) -> Any:
                if event == "opcode":
                    hits[running.f_lasti] += 1
                return count

            return count
