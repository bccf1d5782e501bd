"""What a child tells in words, made fit to be shown: names of types, of exceptions and of devices.

Come in: names that a hostile process chose, and why an answer can't travel. Go out: the same where they are names that anybody knows, or
classes in the text of the student's own code, in a sentence of ours; else a word that says nothing. A name of one's own choice would carry hidden inputs, or our own implementation of a question, into the
student's feedback: `raise type(str(x[0, 0]), (Exception,), {})`.
"""

from __future__ import annotations

import re
from dataclasses import replace
from typing import Any

from autograder.model import TOO_LARGE, Array, Form, Unfit, Unsupported, Why
from autograder.wire import type_names
from autograder.wire.exception_names import exceptions
from autograder.wire.limits import ANSWER_ARRAYS, ANSWER_ITEMS

UNNAMED = "an exception"
_MOST_CLASSES = 20  # of a cell: a longer list would be an alphabet
_CLASS = re.compile(r"^[ \t]*class[ \t]+([A-Za-z_]\w{0,39})", re.MULTILINE)
_DEVICE = re.compile(r"(cpu|cuda|simulated|meta)(:\d)?")
_TENSORS = frozenset(["sparse", "quantized", "nested", "meta"])
_SENTENCES = {
    Why.TYPE: "{}",
    Why.TENSOR: "{} tensor",
    Why.NUMPY: "NumPy {} array",
    Why.INTEGER: "int of more than 64 bits",
    Why.KEY: "dict with a key of type {}",
    Why.ITEMS: f"{{}} of more than {ANSWER_ITEMS} items",
    Why.ARRAYS: f"{{}} of more than {ANSWER_ARRAYS} arrays",
    Why.BYTES: "{} of more bytes than an answer may have",
    Why.DEPTH: "{} that is nested too deeply",
    Why.WHOLE: TOO_LARGE.type_name,
}
"""What a student reads after 'got an object of type'."""


class KnownNames:
    """The names that may be told of one child: everybody's, and those of the classes in the cells that were loaded into it."""

    def __init__(self) -> None:
        self._own: set[str] = set()

    def learn(self, source: str) -> None:
        """Take in the names of the classes that a cell's text defines."""
        self._own.update(_CLASS.findall(source)[:_MOST_CLASSES])

    def exception(self, name: str) -> str:
        """Return an exception's name, or that it is one."""
        return name if name in self._own or name in exceptions() else UNNAMED

    def answer(self, value: Any) -> Any:
        """Return an answer whose words may be shown."""
        kind = type(value)
        if kind is Unfit:
            return Unsupported(self._words(value))
        if kind is Unsupported:  # whose words are ours to make
            return Unsupported(type_names.UNKNOWN)
        if kind is Array:
            return value if _DEVICE.fullmatch(value.device) else replace(value, device=type_names.UNKNOWN)
        if kind is Form:
            return Form(value.kind, self.answer(value.parts))
        if kind is list or kind is tuple:
            return kind(self.answer(item) for item in value)
        if kind is dict:
            return {key: self.answer(item) for key, item in value.items()}
        return value

    def _words(self, unfit: Unfit) -> str:
        """Say what an answer is; a name that nobody knows makes the whole unknown."""
        sentence = _SENTENCES[unfit.why]
        shown = "{}" not in sentence or unfit.name in self._own or unfit.name in type_names.types_by_name()
        if shown or (unfit.why is Why.TENSOR and unfit.name in _TENSORS):
            return sentence.format(unfit.name)
        return type_names.UNKNOWN
