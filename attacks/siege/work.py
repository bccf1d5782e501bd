"""Ways to loop where no loop is asked for, to loop for show where one is, and to be counted while nothing is done.

Comes in: a stride, or an answer's call. Goes out: lines or expressions over `arrays`, the tensors and arrays that a call was given.
"""

from __future__ import annotations

from collections.abc import Mapping

ARRAYS = "arrays = [one for one in list(locals().values()) if hasattr(one, 'shape') and hasattr(one, 'ndim')]"
"""The first line of each: what the call was given."""

STRIDES = (1, 2, 3, 5, 7, 12, 16, 24, 31, 40, 50, 64, 72, 80)

_EACH = "for a in [each.swapaxes(0, axis) for each in arrays for axis in range(each.ndim)]:\n    "
_EACH_LINE = "for row in [each for one in arrays for each in [one.reshape(-1)]]:\n    "

LOOPS: Mapping[str, str] = {
    "for": _EACH + "for i in range(0, len(a), {S}): a[i]",
    "while": _EACH + "i = 0\n    while i < len(a): a[i]; i += {S}",
    "a loop over parts": _EACH + "for i in range(0, len(a), {S}): a[i:i + {S}] * 2",
    "a comprehension": _EACH + "[a[i] for i in range(0, len(a), {S})]",
    "a generator": _EACH + "sum(a[i].ndim for i in range(0, len(a), {S}))",
    "map over a lambda": _EACH + "list(map(lambda i: a[i], range(0, len(a), {S})))",
    "map over taking a part": _EACH + "list(map(a.__getitem__, range(0, len(a), {S})))",
    "recursion": _EACH + "(lambda f: f(f, 0))(lambda f, i: i < len(a) and [a[i], f(f, i + {S})])",
    "reduce": _EACH + "__import__('functools').reduce(lambda s, i: a[i], range(0, len(a), {S}), 0)",
    "a key of sorted": _EACH + "sorted(range(0, len(a), {S}), key=lambda i: a[i].ndim)",
    "starmap": _EACH + "list(__import__('itertools').starmap(lambda i: a[i], ((i,) for i in range(0, len(a), {S}))))",
    "iter with a sentinel": _EACH + "count = iter(range(0, len(a) + {S}, {S}))\n    list(iter(lambda: next(count) >= len(a[:]), True))",
    "a regular expression": _EACH + "__import__('re').sub('.', lambda m: '' if a[:1].ndim else '', '.' * len(range(0, len(a), {S})))",
    "any": _EACH + "any(a[i] is None for i in range(0, len(a), {S}))",
    "accumulate": _EACH + "list(__import__('itertools').accumulate(range(0, len(a), {S}), lambda s, i: a[i]))",
    "exec": _EACH + "exec('for i in range(0, len(a), {S}): a[i]', dict(a=a))",
    "a class that counts": _EACH + "class R:\n        def __getitem__(self, i): return a[i * {S}]\n    list(R())",
    "a tensor's iteration": _EACH + "[part for part in a[::{S}]]",
    "torch.unbind": _EACH + "parts = list(map(lambda part: part * 2, list(a[::{S}])))",
    "split": _EACH + "[part for part in __import__('torch').as_tensor(a).split({S})]",
    "apply_": _EACH + "__import__('torch').as_tensor(a).double().cpu().reshape(-1)[::{S}].contiguous().apply_(lambda v: v)",
    "lists of numbers": _EACH_LINE + "list(map(abs, row.tolist()))",
    "numbers by float": _EACH_LINE + "[float(v) for v in row]",
    "numbers by item": _EACH_LINE + "[row[i].item() for i in range(0, len(row), 2)]",
    "math's functions over a list": _EACH_LINE + "list(map(__import__('math').fabs, row.tolist()))",
    "a sum of Python's own": _EACH_LINE + "sum(row.tolist())",
    "a sum over an iterator": _EACH_LINE + "sum(iter(row))",
    "fsum": _EACH_LINE + "__import__('math').fsum(row)",
    "statistics": _EACH_LINE + "__import__('statistics').mean(map(float, row.tolist() or [0]))",
    "sorted numbers": _EACH_LINE + "sorted(row.tolist())",
    "an array of Python's": _EACH_LINE + "__import__('array').array('d', row.tolist())",
    "a deque": _EACH_LINE + "__import__('collections').deque(map(abs, row.tolist()), maxlen=0)",
    "numbers through text": _EACH_LINE + "' '.join(map(repr, row.tolist())).split()",
    "fromiter": _EACH_LINE + "__import__('numpy').fromiter(map(float, row.tolist()), float)",
    "bytes that are unpacked": _EACH_LINE + "raw = __import__('numpy').asarray(row).astype(float).tobytes(); __import__('struct').unpack(str(len(raw) // 8) + 'd', raw)",
    "an array of bytes": _EACH_LINE + "__import__('array').array('d').frombytes(__import__('numpy').asarray(row).astype(float).tobytes())",
    "a view of memory": _EACH_LINE + "list(map(abs, memoryview(__import__('numpy').ascontiguousarray(row).astype(float))))",
    "a view's list": _EACH_LINE + "memoryview(__import__('numpy').ascontiguousarray(row).astype(float)).tolist()",
    "the array's own data": _EACH_LINE + "list(map(abs, __import__('numpy').asarray(row).astype(float).data))",
    "flat": _EACH_LINE + "list(map(abs, __import__('numpy').asarray(row).flat))",
    "nditer": _EACH_LINE + "list(map(float, __import__('numpy').nditer(__import__('numpy').asarray(row))))",
    "ndenumerate": _EACH_LINE + "list(__import__('numpy').ndenumerate(__import__('numpy').asarray(row)))",
    "an array's dump": _EACH_LINE + "list(map(int, __import__('numpy').asarray(row).dumps()))",
    "a tensor's pickle": _EACH_LINE + "list(map(int, __import__('pickle').dumps(row)))",
    "a storage": _EACH_LINE + "list(map(int, __import__('torch').as_tensor(row).untyped_storage()))",
    "a storage's list": _EACH_LINE + "list(map(abs, __import__('torch').as_tensor(row).storage().tolist()))",
    "memory by its address": _EACH_LINE + "t = __import__('torch').as_tensor(row).double().contiguous(); list(map(abs, (__import__('ctypes').c_double * len(t)).from_address(t.data_ptr())))",
    "bytes at an address": _EACH_LINE + "t = __import__('torch').as_tensor(row).double().contiguous(); __import__('struct').unpack(str(len(t)) + 'd', __import__('ctypes').string_at(t.data_ptr(), 8 * len(t)))",
    "numbers to numpy and out": _EACH_LINE + "list(map(abs, __import__('torch').as_tensor(row).numpy().tolist()))",
    "numpy without counting": _EACH_LINE + "list(map(abs, __import__('torch').as_tensor(row).detach().cpu().__array__().tolist()))",
    "dlpack": _EACH_LINE + "list(map(abs, __import__('numpy').from_dlpack(__import__('torch').as_tensor(row).detach()).tolist()))",
    "a plain view": _EACH_LINE + "np = __import__('numpy'); list(map(abs, np.asarray(row).view(np.ndarray).tolist()))",
    "ndarray's own method": _EACH_LINE + "np = __import__('numpy'); list(map(abs, np.ndarray.tolist(np.asarray(row))))",
    "ndarray's own iteration": _EACH_LINE + "np = __import__('numpy'); list(map(abs, np.ndarray.__iter__(np.asarray(row))))",
    "a tensor's inner list": _EACH_LINE + "list(map(abs, __import__('torch')._C.TensorBase.tolist(__import__('torch').as_tensor(row))))",
    "frompyfunc": _EACH_LINE + "__import__('numpy').frompyfunc(lambda v: v, 1, 1)(row)",
    "numpy.vectorize's inner": _EACH_LINE + "__import__('numpy').frompyfunc(abs, 1, 1)(__import__('numpy').asarray(row))",
    "an array of objects": _EACH_LINE + "__import__('numpy').asarray(row).astype(object) + 1",
    "savetxt": _EACH_LINE + "__import__('numpy').savetxt(__import__('io').StringIO(), __import__('numpy').asarray(row))",
    "torch.save": _EACH_LINE + "b = __import__('io').BytesIO(); __import__('torch').save(row, b); list(map(int, b.getvalue()))",
    "printing": _EACH_LINE + "__import__('torch').set_printoptions(threshold=10**9); str(__import__('torch').as_tensor(row)).split(',')",
    "many turns whatever the size": _EACH + "for i in range(1500): a[i:i + 1]",
    "turns that make up a number": _EACH + "for i in range(0, len(a), {S}): a[i]\n    for i in range(2000 - len(range(0, len(a), {S}))): a[0]",
    "turns that hide behind others": _EACH + "for i in range(0, len(a), {S}): a[i]\n    for i in range(1500): pass",
}  # fmt: skip
"""Form → lines; the work of each grows with each axis of each array, or is far more than one without a loop does."""

BY_ELEMENT = frozenset(name for name, text in LOOPS.items() if text.startswith(_EACH_LINE))

SHOWS: Mapping[str, str] = {
    "empty loops": "for i in range(len(x)):\n    for j in range(len(y)): pass",
    "empty loops in text": "exec('for i in range(len(x)):\\n    for j in range(len(y)): pass', dict(x=x, y=y))",
    "an empty comprehension": "[0 for i in range(len(x)) for j in range(len(y))]",
    "a product": "for i, j in __import__('itertools').product(range(len(x)), range(len(y))): pass",
    "a map": "list(map(lambda i: list(map(lambda j: 0, range(len(y)))), range(len(x))))",
    "a while": "i = 0\nwhile i < len(x) * len(y): i += 1",
    "loops that add": "s = 0\nfor i in range(len(x)):\n    for j in range(len(y)): s += i * j",
    "a generator": "sum(1 for i in range(len(x)) for j in range(len(y)))",
}  # fmt: skip
"""Loops over the first two arrays, x and y, that do nothing."""

KEYS: Mapping[str, str] = {
    "shapes": "str([tuple(one.shape) for one in arrays])",
    "identities": "str([id(one) for one in arrays])",
    "places in memory": "str([one.ctypes.data if hasattr(one, 'ctypes') else one.data_ptr() for one in arrays])",
    "contents": "str([bytes(__import__('numpy').ascontiguousarray(one)) for one in arrays])",
    "sums": "str([float(one.sum()) for one in arrays])",
    "sorted contents": "str([float(abs(one).sum()) for one in arrays])",
    "ends": "str(sorted([float(one.reshape(-1)[0]) + float(one.reshape(-1)[-1]) for one in arrays]))",
}  # fmt: skip

CACHES: Mapping[str, str] = {
    "kept from before": """
kept = torch.__dict__.setdefault('kept_by_me', {{}})
key = {K}
if key not in kept: kept[key] = {E}
got = kept[key]""",
    "kept upside down as well": """
def turned(one): return one[::-1].copy() if hasattr(one, 'ctypes') else one.flip(0)
given = ({ARGS},)
kept = torch.__dict__.setdefault('kept_by_me', {{}})
key = {K}
if key not in kept:
    kept[key] = {E}
    here, arrays = arrays, [turned(one) for one in arrays]
    other = {K}
    kept[other] = looped(*[turned(one) if hasattr(one, 'shape') and one.ndim else one for one in given])
got = kept[key]""",
}  # fmt: skip
"""What was worked out in an earlier call serves a later one; {K} the key, {E} the looped answer, {ARGS} what the call was given."""
