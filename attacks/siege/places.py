"""Places from which a call can be made: each is a few lines that work out an expression somewhere else, and leave its value in `got`.

Comes in: the text of an expression. Goes out: the text of statements. Every place is tried by a test with an expression that tells that it ran.
"""

from __future__ import annotations

import textwrap
from collections.abc import Mapping

_CALLED = """
class Kept:
    def {name}(self{more}): return box.append({E}) or {value}
box = []
try: {use}
except BaseException:
    if not box: raise
got = box[0]"""
_METHODS = {
    "__getattr__": (", name", "0", "Kept().anything"), "__getattribute__": (", name", "0", "Kept().anything"),
    "__call__": ("", "0", "Kept()()"), "__getitem__": (", at", "0", "Kept()[1]"), "__setitem__": (", at, to", "0", "Kept().__setitem__(1, 2)"),
    "__contains__": (", one", "True", "3 in Kept()"), "__iter__": ("", "iter(())", "list(Kept())"), "__enter__": ("", "0", "Kept().__enter__()"),
    "__eq__": (", other", "True", "Kept() == 1"), "__lt__": (", other", "True", "sorted([Kept(), Kept()])"), "__hash__": ("", "1", "hash(Kept())"),
    "__bool__": ("", "True", "bool(Kept())"), "__index__": ("", "1", "range(Kept())"), "__len__": ("", "1", "len(Kept())"),
    "__format__": (", how", "''", "f'{Kept():x}'"), "__repr__": ("", "''", "repr(Kept())"), "__str__": ("", "''", "'%s' % Kept()"),
    "__add__": (", other", "1", "Kept() + 1"), "__radd__": (", other", "1", "sum([Kept()])"), "__matmul__": (", other", "1", "Kept() @ 1"),
    "__neg__": ("", "1", "-Kept()"), "__float__": ("", "1.0", "float(Kept())"), "__array__": (", *more, **named", "__import__('numpy').ones(1)", "__import__('numpy').asarray(Kept())"),
    "__reduce__": ("", "(int, ())", "__import__('copy').copy(Kept())"), "__deepcopy__": (", memo", "1", "__import__('copy').deepcopy(Kept())"),
    "__dir__": ("", "[]", "dir(Kept())"), "__round__": (", *digits", "1", "round(Kept())"), "__fspath__": ("", "'.'", "__import__('os').fspath(Kept())"),
    "__length_hint__": ("", "1", "__import__('operator').length_hint(Kept())"), "__sizeof__": ("", "1", "__import__('sys').getsizeof(Kept())"),
    "__missing__": (", key", "1", "type('K', (dict,), {'__missing__': Kept.__missing__})()[1]"), "__complex__": ("", "1j", "complex(Kept())"),
    "__divmod__": (", other", "1", "divmod(Kept(), 2)"), "__reversed__": ("", "()", "reversed(Kept())"), "__bytes__": ("", "b''", "bytes(Kept())"),
    "__del__": ("", "0", "Kept()"), "__init__": ("", "None", "Kept()"),
}  # fmt: skip

_WRITTEN = {
    "where it is": "got = {E}",
    "a lambda": "got = (lambda: {E})()",
    "an inner function": "def inner(): return {E}\ngot = inner()",
    "a default argument": "def inner(found={E}): return found\ngot = inner()",
    "a keyword's default": "got = (lambda *, found={E}: found)()",
    "an annotation": "def inner(a: [box.append({E})]): pass\ngot = box[0]",
    "a decorator": "def now(f): return {E}\n@now\ndef got(): pass",
    "a decorator of a class": "def now(f): return {E}\n@now\nclass got: pass",
    "a class's body": "class Kept: found = {E}\ngot = Kept.found",
    "a metaclass": "class Meta(type):\n    def __new__(meta, name, bases, space): return {E}\nclass got(metaclass=Meta): pass",
    "a metaclass that prepares": "class Meta(type):\n    @classmethod\n    def __prepare__(meta, name, bases): return {{'found': {E}}}\nclass Kept(metaclass=Meta): pass\ngot = Kept.found",
    "a metaclass's attribute": "class Meta(type):\n    def __getattr__(kept, name): return {E}\nclass Kept(metaclass=Meta): pass\ngot = Kept.any",
    "the making of a subclass": "class Kept:\n    def __init_subclass__(kept): box.append({E})\nclass Other(Kept): pass\ngot = box[0]",
    "the naming of an attribute": "class Kept:\n    def __set_name__(self, owner, name): box.append({E})\nclass Other: a = Kept()\ngot = box[0]",
    "what a class's brackets mean": "class Kept:\n    def __class_getitem__(kept, item): return {E}\ngot = Kept[int]",
    "a check of an instance": "class Meta(type):\n    def __instancecheck__(kept, one): return bool(box.append({E}) or 1)\nclass Kept(metaclass=Meta): pass\nisinstance(1, Kept)\ngot = box[0]",
    "a property": "class Kept:\n    @property\n    def found(self): return {E}\ngot = Kept().found",
    "a cached property": "import functools\nclass Kept:\n    @functools.cached_property\n    def found(self): return {E}\ngot = Kept().found",
    "a descriptor": "class D:\n    def __get__(self, one, owner): return {E}\nclass Kept: found = D()\ngot = Kept.found",
    "a static method": "class Kept:\n    @staticmethod\n    def found(): return {E}\ngot = Kept.found()",
    "a generator": "def inner(): yield {E}\ngot = next(inner())",
    "a generator that is sent to": "def inner():\n    yield\n    yield {E}\none = inner(); next(one); got = one.send(1)",
    "a generator that is closed": "def inner():\n    try: yield\n    finally: box.append({E})\none = inner(); next(one); one.close(); got = box[0]",
    "a generator that is thrown at": "def inner():\n    try: yield\n    except KeyError: yield {E}\none = inner(); next(one); got = one.throw(KeyError())",
    "what a generator returns": "def inner():\n    return {E}\n    yield\ndef outer(): box.append((yield from inner()))\nlist(outer()); got = box[0]",
    "a coroutine": "async def inner(): return {E}\ntry: inner().send(None)\nexcept StopIteration as end: got = end.value",
    "an awaitable": "class A:\n    def __await__(self):\n        return {E}\n        yield\nasync def inner(): return await A()\ntry: inner().send(None)\nexcept StopIteration as end: got = end.value",
    "a comprehension": "got = [{E} for _ in (0,)][0]",
    "a comprehension's condition": "[0 for _ in (0,) if box.append({E}) is None]\ngot = box[0]",
    "a comprehension of a dict": "got = {{1: {E} for _ in (0,)}}[1]",
    "a comprehension in another": "got = [[{E} for _ in (0,)] for _ in (0,)][0][0]",
    "a walrus": "(got := {E})",
    "a conditional": "got = {E} if box == [] else 0",
    "an or": "got = [] or {E}",
    "a while": "while True:\n    got = {E}\n    break",
    "a for's else": "for _ in (): pass\nelse: got = {E}",
    "a finally": "try: pass\nfinally: got = {E}",
    "a handler": "try: 1 / 0\nexcept ZeroDivisionError: got = {E}",
    "an exception's making": "class Kept(Exception):\n    def __init__(self): box.append({E})\ntry: raise Kept\nexcept Kept: got = box[0]",
    "the choice of a handler": "def kind(): box.append({E}); return KeyError\ntry: raise KeyError\nexcept kind(): got = box[0]",
    "an assert": "assert [got := {E}]",
    "an f-string": "def inner(): return {E}\nf'{{box.append(inner())}}'\ngot = box[0]",
    "a match": "match 1:\n    case _ if box.append({E}) is None: got = box[0]",
    "a slice": "class Kept:\n    def __getitem__(self, at): return at.start\ngot = Kept()[{E}:]",
    "starred arguments": "got = (lambda *a: a[0])(*({E},))",
    "named arguments": "got = (lambda **a: a['b'])(**{{'b': {E}}})",
    "a del": "class Kept:\n    def __delattr__(self, name): box.append({E})\ndel Kept().any\ngot = box[0]",
    "a with": "import contextlib\n@contextlib.contextmanager\ndef inner(): yield {E}\nwith inner() as got: pass",
    "a stack of exits": "import contextlib\nwith contextlib.ExitStack() as stack: stack.callback(lambda: box.append({E}))\ngot = box[0]",
    "functools.partial": "import functools\ngot = functools.partial(lambda a: {E}, 1)()",
    "functools.reduce": "import functools\ngot = functools.reduce(lambda a, b: {E}, (0, 1))",
    "a cache": "import functools\ngot = functools.lru_cache(lambda: {E})()",
    "single dispatch": "import functools\ngot = functools.singledispatch(lambda a: {E})(1)",
    "map": "got = list(map(lambda a: {E}, (0,)))[0]",
    "filter": "list(filter(lambda a: box.append({E}), (0,)))\ngot = box[0]",
    "a key of sorted": "sorted([1], key=lambda a: box.append({E}) or 0)\ngot = box[0]",
    "a key of max": "max([1], key=lambda a: box.append({E}) or 0)\ngot = box[0]",
    "iter with a sentinel": "got = next(iter(lambda: {E}, 'never'))",
    "any": "any(box.append({E}) for _ in (0,))\ngot = box[0]",
    "itertools.starmap": "import itertools\ngot = next(itertools.starmap(lambda a: {E}, ((1,),)))",
    "itertools.accumulate": "import itertools\ngot = list(itertools.accumulate((0, 1), lambda a, b: {E}))[1]",
    "itertools.groupby": "import itertools\nlist(itertools.groupby((1,), lambda a: box.append({E})))\ngot = box[0]",
    "a regular expression": "import re\nre.sub('.', lambda m: box.append({E}) or '', 'x')\ngot = box[0]",
    "a default of a dict": "import collections\ngot = collections.defaultdict(lambda: {E})[1]",
    "a field's default": "import dataclasses\n@dataclasses.dataclass\nclass Kept: found: object = dataclasses.field(default_factory=lambda: {E})\ngot = Kept().found",
    "what an enum lacks": "import enum\nclass Kept(enum.Enum):\n    A = 1\n    @classmethod\n    def _missing_(kept, value): box.append({E}); return kept.A\nKept(2)\ngot = box[0]",
    "exec": "space = dict(globals(), **locals())\nexec({E!r}.join(['got = ', '']), space)\ngot = space['got']",
    "eval": "got = eval({E!r}, dict(globals(), **locals()))",
    "text turned round": "got = eval({R!r}[::-1], dict(globals(), **locals()))",
    "text in hexadecimal": "got = eval(bytes.fromhex({X!r}).decode(), dict(globals(), **locals()))",
    "compiled text": "got = eval(compile({E!r}, '<none>', 'eval'), dict(globals(), **locals()))",
    "a parsed tree": "import ast\ngot = eval(compile(ast.Expression(ast.parse({E!r}, mode='eval').body), '<tree>', 'eval'), dict(globals(), **locals()))",
    "a function made by hand": "import types\ngot = types.FunctionType(compile({E!r}, '<none>', 'eval'), dict(globals(), **locals()))()",
    "a module made by hand": "import types\none = types.ModuleType('one'); one.__getattr__ = lambda name: {E}\ngot = one.any",
    "a thread": "import threading\none = threading.Thread(target=lambda: box.append({E})); one.start(); one.join()\ngot = box[0]",
    "a timer": "import threading\none = threading.Timer(0, lambda: box.append({E})); one.start(); one.join()\ngot = box[0]",
    "a pool": "import concurrent.futures\nwith concurrent.futures.ThreadPoolExecutor(1) as pool: got = pool.submit(lambda: {E}).result()",
    "a signal": "import signal\nsignal.signal(signal.SIGUSR1, lambda *a: box.append({E})); signal.raise_signal(signal.SIGUSR1)\ngot = box[0]",
    "the collector": "import gc\ndef seen(*a): box.append({E}) if not box else 0\ngc.callbacks.append(seen); gc.collect(); gc.callbacks.remove(seen)\ngot = box[0]",
    "a weak reference's end": "import weakref\nclass Kept: pass\none = Kept(); weakref.finalize(one, lambda: box.append({E})); del one\ngot = box[0]",
    "a context of its own": "import contextvars\ngot = contextvars.copy_context().run(lambda: {E})",
    "an event loop": "import asyncio\nasync def inner(): return {E}\none = asyncio.Future.__new__(asyncio.Future)\ntry: inner().send(None)\nexcept StopIteration as end: got = end.value",
    "an import": "import sys, types\nclass Kept:\n    def find_spec(self, *a): box.append({E})\nsys.meta_path.insert(0, Kept())\ntry: import nothing_of_this_name\nexcept ImportError: pass\nsys.meta_path.pop(0)\ngot = box[0]",
    "a warning": "import warnings\nwarnings.showwarning = lambda *a, **n: box.append({E})\nwarnings.simplefilter('always'); warnings.warn('w')\ngot = box[0]",
    "json's default": "import json\njson.dumps({{1}}, default=lambda a: box.append({E}))\ngot = box[0]",
    "json's hook": "import json\ngot = json.loads('{{}}', object_hook=lambda a: {E})",
    "a call from C": "import ctypes\nctypes.CFUNCTYPE(None)(lambda: box.append({E}))()\ngot = box[0]",
    "an attribute of torch": "torch.found_by_me = lambda: {E}\ngot = torch.found_by_me()",
    "a method of Tensor": "torch.Tensor.found_by_me = lambda self: {E}\ngot = torch.ones(1).found_by_me()",
    "torch's trees": "got = torch.utils._pytree.tree_map(lambda a: {E}, [0])[0]",
    "a tensor's own functions": "class T(torch.Tensor):\n    @classmethod\n    def __torch_function__(kept, f, types, args=(), named=None): return {E}\ngot = T(torch.ones(1)) + 1",
    "a mode of functions": "class T(torch.overrides.TorchFunctionMode):\n    def __torch_function__(self, f, types, args=(), named=None): return {E}\none = torch.eye(1)\nwith T(): got = torch.sum(one)",
    "frompyfunc": "import numpy\nnumpy.frompyfunc(lambda a: box.append({E}) or 0, 1, 1)([1])\ngot = box[0]",
    "apply_ of torch": "torch.ones(1).apply_(lambda a: box.append({E}) or 0)\ngot = box[0]",
    "a global": "globals()['found_by_me'] = lambda: {E}\ngot = found_by_me()",
    "a builtin": "import builtins\nbuiltins.found_by_me = lambda: {E}\ngot = found_by_me()",
    "operator.methodcaller": "import operator\nclass Kept:\n    def found(self): return {E}\ngot = operator.methodcaller('found')(Kept())",
    "a closure in a closure": "def inner():\n    def other():\n        def third(): return {E}\n        return third\n    return other\ngot = inner()()()",
    "a recursion": "def inner(n): return inner(n - 1) if n else {E}\ngot = inner(3)",
    "a Y combinator": "got = (lambda f: f(f))(lambda f: {E})",
    "text of str.format": "class Kept:\n    @property\n    def a(self): return box.append({E})\n'{{0.a}}'.format(Kept())\ngot = box[0]",
    "a sorted heap": "import heapq\nclass Kept:\n    def __lt__(self, o): return box.append({E}) or True\nheapq.heapify([Kept(), Kept()])\ngot = box[0]",
    "bisect": "import bisect\nbisect.bisect([1], 1, key=lambda a: box.append({E}) or 0)\ngot = box[0]",
}  # fmt: skip

PLACES: Mapping[str, str] = {
    **_WRITTEN,
    **{name: _CALLED.strip().replace("{name}", name).replace("{more}", more).replace("{value}", value).replace("{use}", use) for name, (more, value, use) in _METHODS.items()},
}  # fmt: skip
"""Name → lines with {E} for the expression; methods' texts have no doubled braces."""


def put(place: str, expression: str) -> str:
    """Write the lines that work an expression out in a place, and leave it in `got`."""
    pattern = PLACES[place]
    if place in _WRITTEN:
        lines = pattern.format(E=_Text(expression), R=_Text(expression[::-1]), X=_Text(expression.encode().hex()))
    else:
        lines = pattern.replace("{E}", expression)
    return lines if not _needs_box(lines, place) else "box = []\n" + lines


def put_twice(outer: str, inner: str, expression: str) -> str:
    """Write the lines that work it out in a place that is itself reached from another."""
    return (
        "def step():\n" + textwrap.indent(put(inner, expression), "    ") + "\n    return got\n" + put(outer, "step()")
    )


class _Text(str):
    """Text that stands in a pattern as it is, or quoted where the pattern asks for !r."""

    __slots__ = ()


def _needs_box(lines: str, place: str) -> bool:
    return "box" in lines and place in _WRITTEN
