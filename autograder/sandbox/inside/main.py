"""Hold the student's notebook in a confined process: load its cells, put calls to its functions, answer with plain values.

One request, one reply, over the channel that the process was started with. A request carries a nonce, which its reply repeats.

    prepare   what this process is for: the device, how large answers may be, which names get tripwires
    load      one cell, or a part of a Python file beside the notebook, in a module of its own; the reply says whether it ran, or the exception's type and where in the student's code
    ours      code of our own that stands for a cell: compiled by the examiner, which nobody here can forge, and without its text
    drivers   the text of drivers.py, run in a namespace of its own
    call      a second frame follows with the function's or driver's name and the inputs; the reply holds the answer

Everything that student code can reach here is the student's: a reply is a claim, and only what the examiner compares is worth anything. Two
things are done for honest work all the same. The student's cells get a copy of `builtins`, and this module binds what it uses before they
run, so patches of theirs don't reach it. Before every call the settings that cells like to change (default dtype, grad mode, seeds,
warnings) are put back.
"""

from __future__ import annotations

import builtins
import linecache
import marshal
import os
import random
import socket
import sys
import types
import warnings
from collections.abc import Callable
from typing import Any, NoReturn

import numpy as np
import torch

from autograder import wire
from autograder.model import Unfit, Why
from autograder.sandbox.inside import call_bans, devices, meter, plotting_frames
from autograder.sandbox.inside.cells import Cells
from autograder.sandbox.inside.library_stubs import names_of_every_cell, offer_all
from autograder.sandbox.inside.values import Place, inherits, to_plain, to_student, type_name
from autograder.wire.limits import TRACEBACK_LINES

_MAX_FRAMES = 10_000

_traceback = BaseException.__dict__["__traceback__"].__get__
_args = BaseException.__dict__["args"].__get__
_seed_torch = torch.default_generator.manual_seed  # torch.manual_seed formats a traceback for CUDA each time: 3 ms
_seed_cuda: Callable[[int], None] = torch.cuda.manual_seed_all
_is_cuda_used: Callable[[], bool] = torch.cuda.is_initialized
_set_default_dtype = torch.set_default_dtype
_set_default_device = torch.set_default_device
_set_num_threads = torch.set_num_threads
_inference_mode = torch.inference_mode
_enable_grad = torch.enable_grad
_seed_python = random.seed
_seed_numpy = np.random.seed
_default_rng = np.random.default_rng
_numpy_errors = np.seterr
_reset_warnings = warnings.resetwarnings
_simple_warnings = warnings.simplefilter
_exit = os._exit
_thaw = marshal.loads


def serve(channel: socket.socket, *, device: str) -> NoReturn:
    """Answer requests until the examiner goes away; the device is where inputs go unless the examiner names another."""
    conversation = _Conversation(channel, device)
    try:
        while True:
            request = wire.receive(channel)
            reply = {"nonce": request["nonce"], **conversation.answer(request)}
            try:
                frame = wire.encode(reply)
            except wire.WireError:  # each part was small enough, and the whole isn't
                frame = wire.encode(reply | {"answer": Unfit(Why.WHOLE)})
            wire.send_bytes(channel, frame)
    finally:
        _exit(0)


class _Conversation:
    """The state of one process: the student's namespace, the drivers', and what calls are measured with."""

    def __init__(self, channel: socket.socket, device: str) -> None:
        self._channel = channel
        self._places: dict[str, Place] = {}  # device → how a tensor gets there
        self._device = device
        self._notebook = types.ModuleType("__main__")
        self._cells = Cells(self._notebook)
        self._drivers: dict[str, Any] = {"__name__": "drivers"}
        self._files: set[str] = set()
        self._told = {"<drivers>"}  # files whose lines are told: those, and the student's
        self._answer_bytes = 0
        self._seed = 0
        self._generators = 0  # made without a seed in the present call
        self._bans: call_bans.Bans | None = None
        self._warm: set[str] = set()  # calls that have been measured before

    def answer(self, request: dict[str, Any]) -> dict[str, Any]:
        """Do what one request asks."""
        match request["ask"]:
            case "prepare":
                return self._guarded(lambda: self._prepare(request))
            case "load":
                return self._load(
                    request, lambda: _compiled(request["source"], request["file"], request.get("flags", 0))
                )
            case "ours":
                return self._load(request, lambda: _thaw(bytes(request["code"].tensor.tolist())), is_ours=True)
            case "drivers":
                return self._guarded(lambda: exec(_compiled(request["source"], "<drivers>"), self._drivers))
            case "call":
                return self._call(wire.receive(self._channel))
        raise wire.WireError(found="the examiner asked for something unknown")

    # ------------------------------------------------------------ loading

    def _prepare(self, request: dict[str, Any]) -> None:
        self._device = request.get("device", self._device)
        self._places[self._device] = devices.prepare(self._device)
        self._answer_bytes = request["answer_bytes"]
        self._seed = request["seed"]
        plotting_frames.learn()
        if request["banned"]:
            self._bans = call_bans.Bans(request["banned"], self._device, allowed=request.get("allowed", ()))
        sheltered = types.ModuleType("builtins")
        sheltered.__dict__.update(names_of_every_cell() | vars(builtins))
        sys.modules["builtins"] = sheltered
        sys.modules["__main__"] = self._notebook
        self._notebook.__dict__["__builtins__"] = sheltered
        offer_all()
        np.random.default_rng = self._numpy_generator
        self._reset_globals()

    def _load(
        self, request: dict[str, Any], code: Callable[[], types.CodeType], *, is_ours: bool = False
    ) -> dict[str, Any]:
        self._files.add(request["file"])
        self._told.add(request["file"])
        told = {name: request.get(name, "") for name in ("cell", "module", "question")}
        return self._guarded(lambda: self._cells.run(code(), **told, is_ours=is_ours))

    # ------------------------------------------------------------ calling

    def _call(self, question: dict[str, Any]) -> dict[str, Any]:
        def put() -> dict[str, Any]:
            with self._cells.as_below(question.get("question", "")):
                return self._asked(question)

        return self._guarded(put)

    def _asked(self, question: dict[str, Any]) -> dict[str, Any]:
        self._silence_warnings()  # an earlier call may have made errors of warnings, and tripwires and devices warn as they are set up
        call = self._function(question["call"], question["driver"])
        if question["kind"] == "meter":
            return self._measured(call, question)
        place = self._place_on(question.get("device", ""))

        def put() -> Any:
            handed = to_student(question["inputs"], place)
            self._reset_globals()
            value = call(**handed)
            return handed if question["kind"] == "inputs" else value

        value = self._watched(question["banned"], put)
        self._silence_warnings()
        return {"answer": to_plain(value, self._answer_bytes)}

    def _measured(self, call: Callable[..., Any], question: dict[str, Any]) -> dict[str, Any]:
        """Call once while counting; the first time, before it, once to warm up, on other values of the same shapes."""
        place = self._place_on(question.get("device", ""))

        def put() -> Any:
            if question["call"] not in self._warm:
                self._warm.add(question["call"])
                self._reset_globals()
                try:
                    call(**to_student(meter.flipped(question["inputs"]), place))
                except BaseException:  # these values may make no sense; those that count follow
                    self._reset_globals()
            handed = to_student(question["inputs"], place)
            self._reset_globals()
            return meter.measure(call, handed, self._files)

        value, counts = self._watched(question["banned"], put)
        self._silence_warnings()
        return {
            "answer": to_plain(value, self._answer_bytes),
            "counts": [counts.operations, counts.trips, counts.largest],
        }

    def _watched(self, names: list[str], put: Callable[[], Any]) -> Any:
        """Put a call with these names banned, whatever it is for: else code that notices being measured would use them at other times."""

        def recorded() -> Any:
            with _inference_mode(False), _enable_grad():
                return put()

        return self._bans.put(names, recorded) if self._bans else recorded()

    def _place_on(self, device: str) -> Place:
        """Find the way to a device, and be on it; one that is new here is set up now, with the real kernels back in their place."""
        device = device or self._device
        if device not in self._places:
            if self._bans:
                self._bans.rest()
            self._places[device] = devices.prepare(device)
        devices.use(device)
        return self._places[device]

    def _function(self, name: str, driver: bool) -> Callable[..., Any]:
        if not driver:
            function: Callable[..., Any] = self._notebook.__dict__[name]
            return function
        put, notebook = self._drivers[name], self._notebook
        return lambda **inputs: put(notebook, **inputs)

    def _numpy_generator(self, seed: Any = None) -> np.random.Generator:
        """Stand for numpy.random.default_rng: without a seed, another generator each time, but the same ones in every call."""
        if seed is not None:
            return _default_rng(seed)
        self._generators += 1
        return _default_rng([self._seed, self._generators])

    def _reset_globals(self) -> None:
        """Put back what a cell of the student's, or an earlier call, may have changed."""
        self._generators = 0
        for put_back in (
            lambda: _set_default_dtype(self._cells.dtype),
            lambda: _set_default_device(None),
            lambda: _set_num_threads(1),
            lambda: _seed_torch(self._seed),
            lambda: _seed_cuda(self._seed) if _is_cuda_used() else None,
            lambda: _seed_numpy(self._seed % 2**32),
            lambda: _seed_python(self._seed),
            lambda: _numpy_errors(all="warn"),
        ):
            try:
                put_back()
            except BaseException:  # a cell broke the library itself; its own call may still work
                continue
        self._silence_warnings()

    def _silence_warnings(self) -> None:
        """Ignore warnings, so that none of ours becomes the student's error."""
        try:
            _reset_warnings()
            _simple_warnings("ignore")
        except BaseException:  # as above
            return

    # ------------------------------------------------------------ what went wrong

    def _guarded(self, act: Callable[[], dict[str, Any] | None]) -> dict[str, Any]:
        """Do something that runs student code, and tell how it ended; nothing that is raised gets further."""
        try:
            reply = {"outcome": "answered", **(act() or {})}
        except BaseException as error:
            reply = {
                "outcome": "raised",
                "error": type_name(type(error)),
                "trace": self._trace(error),
                "memory": _is_memory(error),
            }
        return {**reply, "banned": self._bans.met() if self._bans else []}

    def _trace(self, error: BaseException) -> list[list[Any]]:
        """List [file, line] of the student's frames, innermost first."""
        trace: list[list[Any]] = []
        step = _traceback(error)
        for _ in range(_MAX_FRAMES):
            if step is None:
                break
            file = step.tb_frame.f_code.co_filename
            if file in self._told and step.tb_lineno is not None:
                trace.append([file, step.tb_lineno])
            step = step.tb_next
        if type(error) is SyntaxError and type(error.filename) is str and error.filename in self._told:
            trace.append([error.filename, error.lineno or 1])
        return trace[: -TRACEBACK_LINES - 1 : -1]


def _compiled(source: str, file: str, flags: int = 0) -> types.CodeType:
    lines = [f"{line}\n" for line in source.split("\n")]  # as the compiler counts; splitlines() splits elsewhere too
    linecache.cache[file] = (len(source), None, lines, file)
    code: types.CodeType = compile(source, file, "exec", flags, dont_inherit=True)
    return code


def _is_memory(error: BaseException) -> bool:
    """Say whether memory ran out; torch says so in the text of a RuntimeError."""
    if inherits(type(error), MemoryError) or inherits(type(error), torch.OutOfMemoryError):
        return True
    words = _args(error)
    text = words[0] if words and type(words[0]) is str else ""
    return type(error) is RuntimeError and "can't allocate memory" in text[:1000]
