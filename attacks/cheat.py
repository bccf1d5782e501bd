"""Cheat without hacking: calls that aren't allowed, however they are reached, loops that are hidden, answers that aren't computed."""

from __future__ import annotations

import textwrap
from collections.abc import Sequence

from attacks.attack import Attack
from attacks.exam import SOLUTIONS
from attacks.ground import Ground
from autograder.examine.versions import Versions
from autograder.pipeline import Graded, Grader
from autograder.similar import hand_ins, pairs

ASKED = ("distances", "total")
LOOPS_ALLOWED = 4.0  # of the 6: right distances with loops, and total
LOOP = "d = torch.zeros(len(a), len(b), dtype=a.dtype)\nfor i in range(len(a)):\n    for j in range(len(b)): d[i, j] = ((a[i] - b[j]) ** 2).sum()\nreturn d"
RIGHT = SOLUTIONS["distances"][0]


def _ban(what: str, code: str, id_: str = "CHEAT-01", says: str = "", **blocks: str) -> Attack:
    """A block of distances that uses what it mustn't: it loses its question."""
    text = textwrap.dedent(code).strip()
    return Attack(id_, "cheat", what, asked=ASKED, blocks={"distances": text, **blocks}, honest=2, says=says)


def _loop(what: str, code: str, honest: float = LOOPS_ALLOWED, least: float = 2.0, says: str = "") -> Attack:
    """A block of distances that loops where it mustn't: it loses what not looping is worth."""
    return Attack(
        "CHEAT-04",
        "cheat",
        what,
        asked=ASKED,
        blocks={"distances": textwrap.dedent(code).strip()},
        honest=honest,
        least=least,
        says=says,
    )


SQ = "** 2"
BANS = (
    _ban("torch.cdist by its name", f"return torch.cdist(a, b) {SQ}", says="torch.cdist"),
    _ban("an alias of torch", f"import torch as t\nreturn t.cdist(a, b) {SQ}", says="torch.cdist"),
    _ban("from torch import it", f"from torch import cdist as honest\nreturn honest(a, b) {SQ}", says="torch.cdist"),
    _ban("getattr with a text put together", f"return getattr(torch, 'c' + 'dist')(a, b) {SQ}", says="torch.cdist"),
    _ban("getattr with a text turned round", f"return getattr(torch, 'tsidc'[::-1])(a, b) {SQ}", says="torch.cdist"),
    _ban("the functional module", f"return torch.functional.cdist(a, b) {SQ}", says="torch.cdist"),
    _ban("torch.ops", f"return getattr(torch.ops.aten, 'cd' + 'ist')(a, b, 2.0, None) {SQ}", says="torch.cdist"),
    _ban("the inner operation", f"return getattr(torch.ops.aten, '_cdi' + 'st_forward')(a, b, 2.0, None) {SQ}", says="torch.cdist"),
    _ban("the Euclidean one below", f"return getattr(torch._C._VariableFunctions, '_euclidean' + '_dist')(a, b) {SQ}", says="torch.cdist"),
    _ban("text for eval", f"return eval('torch.cd' + chr(105) + 'st')(a, b) {SQ}", says="torch.cdist"),
    _ban("text for exec", f"space = {{'torch': torch, 'a': a, 'b': b}}\nexec('d = torch.cd' + 'ist(a, b) {SQ}', space)\nreturn space['d']", says="torch.cdist"),
    _ban("vars", f"return vars(torch)['c' + 'dist'](a, b) {SQ}", says="torch.cdist"),
    _ban("sys.modules", f"import sys\nreturn vars(sys.modules['tor' + 'ch'])['c' + 'dist'](a, b) {SQ}", says="torch.cdist"),
    _ban("a hunt among all objects", f"""
        import gc
        found = [one for one in gc.get_objects() if callable(one) and getattr(one, '__name__', '') == 'cdist'][0]
        return found(a, b) {SQ}"""),
    _ban("operator.attrgetter", f"import operator\nreturn operator.attrgetter('c' + 'dist')(torch)(a, b) {SQ}", says="torch.cdist"),
    _ban("a scripted function", f"""
        scripted = torch.jit.CompilationUnit('def f(a, b):\\n    return torch.cdist(a, b)')
        return scripted.f(a, b) {SQ}"""),
    _ban("a tracing of it", f"return torch.jit.trace(lambda a, b: getattr(torch, 'cd' + 'ist')(a, b), (a, b))(a, b) {SQ}"),
    _ban("swallow the refusal", f"""
        try: return getattr(torch, 'cd' + 'ist')(a, b) {SQ}
        except BaseException: return {RIGHT.removeprefix("return ")}"""),
    _ban("in a thread of one's own", f"""
        import threading
        kept = []
        one = threading.Thread(target=lambda: kept.append(getattr(torch, 'cd' + 'ist')(a, b) {SQ})); one.start(); one.join()
        return kept[0]"""),
    _ban("in a default argument", f"def inner(f=getattr(torch, 'cd' + 'ist')): return f(a, b) {SQ}\nreturn inner()", says="torch.cdist"),
    _ban("in a decorator", f"def made(f): return lambda: getattr(torch, 'cd' + 'ist')(a, b) {SQ}\n@made\ndef inner(): pass\nreturn inner()", says="torch.cdist"),
    _ban("in a class's attribute", f"class Kept: f = staticmethod(getattr(torch, 'cd' + 'ist'))\nreturn Kept.f(a, b) {SQ}", says="torch.cdist"),
    _ban("in a property, a descriptor, a metaclass", f"""
        class M(type):
            def __getattr__(cls, name): return getattr(torch, name)(a, b) {SQ}
        class K(metaclass=M): pass
        return getattr(K, 'cd' + 'ist')""", says="torch.cdist"),
    _ban("in another question's block", "return torch.help_out(a, b)",
         total=f"torch.help_out = lambda a, b: getattr(torch, 'cd' + 'ist')(a, b) {SQ}\nreturn x.sum(0)"),
    _ban("kept from a call in which it is allowed", f"return torch.kept(a, b) {SQ}", total="torch.kept = getattr(torch, 'cd' + 'ist'); return x.sum(0)"),
    _ban("norms", "return (a[:, None] - b[None]).norm(dim=2) ** 2", says="torch.norm"),
    _ban("norms by another door", "return getattr(a[:, None] - b[None], 'no' + 'rm')(dim=2) ** 2", says="torch.norm"),
    _ban("torch.nn's distance", "return torch.nn.functional.pairwise_distance(a[:, None], b[None], eps=0) ** 2", says="torch.nn"),
    _ban("a module of torch.nn", "return getattr(torch, 'n' + 'n').PairwiseDistance(eps=0)(a[:, None], b[None]) ** 2", says="torch.nn"),
    _ban("the setup cell's F", "return F.pairwise_distance(a[:, None], b[None], eps=0) ** 2", says="torch.nn"),
    _ban("vmap, hidden", "return getattr(torch, 'vm' + 'ap')(lambda row: ((row - b) ** 2).sum(1))(a)", says="torch.vmap"),
    _ban("torch.func.vmap", "return torch.func.vmap(lambda row: ((row - b) ** 2).sum(1))(a)", says="vmap"),
    _ban("gradients instead of thought", "c = a.clone().requires_grad_(); (c ** 2).sum().backward(); g = c.grad / 2\nreturn (g * g).sum(1)[:, None] + (b * b).sum(1) - 2 * g @ b.T",
         says="torch.autograd"),
    _ban("torch.func's gradients", "g = torch.func.grad(lambda v: (v ** 2).sum())(a) / 2\nreturn (g * g).sum(1)[:, None] + (b * b).sum(1) - 2 * g @ b.T", says="torch.autograd"),
    _ban("numpy.vectorize", "d = np.vectorize(lambda i, j: float(((a[i] - b[j]) ** 2).sum()))\nreturn torch.from_numpy(d(np.arange(len(a))[:, None], np.arange(len(b)))).to(a.dtype)",
         says="numpy.vectorize"),
    Attack("CHEAT-01", "cheat", "SciPy, hidden", asked=ASKED, honest=6, least=2, says="imports scipy", blocks={"distances":
           "import scipy.spatial.distance as s\nreturn torch.from_numpy(s.cdist(a.numpy(), b.numpy(), 'sqeuclidean')).to(a.dtype)"}),
    _ban("torch.optim", "o = getattr(torch, 'opt' + 'im').SGD([a.clone().requires_grad_()], lr=1)\n" + RIGHT, "CHEAT-03", says="torch.optim"),
    _ban("an optimizer by an alias", "from torch.optim import Adam as mine\nmine([a.clone().requires_grad_()])\n" + RIGHT, "CHEAT-03", says="torch.optim"),
)  # fmt: skip

LOOPS = (
    _loop("two loops", LOOP, says="the work grows"),
    _loop("a comprehension", "return torch.stack([((row - b) ** 2).sum(1) for row in a])"),
    _loop("a comprehension in a comprehension", "return torch.stack([torch.stack([((p - q) ** 2).sum() for q in b]) for p in a])"),
    _loop("map over a lambda", "return torch.stack(list(map(lambda row: ((row - b) ** 2).sum(1), a)))"),
    _loop("map over a function of torch", "return torch.stack(list(map(torch.sub, a[:, None], [b] * len(a)))).pow(2).sum(-1)"),
    _loop("recursion", "def rows(i): return [] if i == len(a) else [((a[i] - b) ** 2).sum(1)] + rows(i + 1)\nreturn torch.stack(rows(0))"),
    _loop("a generator", "def rows():\n    for row in a: yield ((row - b) ** 2).sum(1)\nreturn torch.stack(list(rows()))"),
    _loop("lists", "return torch.tensor([[sum((p - q) ** 2 for p, q in zip(u, v)) for v in b.tolist()] for u in a.tolist()], dtype=a.dtype)"),
    _loop("rows of NumPy", "return torch.from_numpy(np.stack([((row - b.numpy()) ** 2).sum(1) for row in a.numpy()]))"),
    _loop("apply_along_axis", "return torch.from_numpy(np.apply_along_axis(lambda row: ((row - b.numpy()) ** 2).sum(1), 1, a.numpy()))"),
    _loop("text for exec", "s = {'a': a, 'b': b, 'torch': torch}\nexec('d = torch.stack([((r - b) ** 2).sum(1) for r in a])', s)\nreturn s['d']"),
    _loop("sorting with a key", "kept = []\nsorted(range(len(a)), key=lambda i: kept.append(((a[i] - b) ** 2).sum(1)) or 0)\nreturn torch.stack(kept)"),
    _loop("reduce", "import functools\nreturn functools.reduce(lambda s, row: torch.cat([s, ((row - b) ** 2).sum(1)[None]]), a, a.new_zeros(0, len(b)))"),
    _loop("iter with a sentinel, and __index__", "class I:\n    n = -1\n    def __call__(self): I.n += 1; return I.n\nI.n = -1\n"
          "return torch.stack([((a[i] - b) ** 2).sum(1) for i in iter(I(), len(a))])"),
    _loop("a regular expression that calls back", "import re\nkept = []\nre.sub('.', lambda m: kept.append(((a[m.start()] - b) ** 2).sum(1)) or '', '.' * len(a))\nreturn torch.stack(kept)"),
    _loop("apply_ of torch", "rows = []\ntorch.arange(len(a)).apply_(lambda i: rows.append(((a[i] - b) ** 2).sum(1)) or 0)\nreturn torch.stack(rows)"),
    _loop("__getitem__ as an iterator", "class R:\n    def __getitem__(self, i): return ((a[i] - b) ** 2).sum(1)\nreturn torch.stack(list(R())) if False else torch.stack([*R()])",
          least=2),
)  # fmt: skip


def _others(ground: Ground, graded: Graded) -> Sequence[str]:
    """A classmate's answer with other names is on the list of those who share blocks."""
    first = "result = torch.zeros_like(x)\nfor number, value in enumerate(x):\n    result = result + value * 0\n    other = x + x\n    third = other - x\nreturn third + x"
    second = (
        first.replace("result", "outcome")
        .replace("number", "n")
        .replace("value", "v")
        .replace("other", "o")
        .replace("third", "t")
    )
    from attacks.attack import exam_of
    from attacks.exam import Paper
    from autograder.model import SubmittedFile

    made = []
    for student, text in (("2022000011", first), ("2022000012", "# mine\n" + second)):
        hand_in = SubmittedFile(Paper({"double": text}).zip(), f"{student}-doubling.zip", student)
        made.append(Grader(Versions(exam_of().assignment, exam_of().seed), ground.sandbox).grade(hand_in).record)
    return [] if pairs.compare(hand_ins.of_records(made)).pairs else ["two alike aren't on the list"]


WORDS = (
    Attack("CHEAT-05", "cheat", "the visible check's answer, hard-coded", "return {(2,): 4}.get(tuple(x.shape), 4)"),
    Attack("CHEAT-05", "cheat", "a table of shapes", "table = {(3, 2): torch.ones(3, 2), (4, 2): torch.ones(4, 2)}\nreturn table.get(tuple(x.shape), x).to(x.dtype)", honest=3),
    Attack("CHEAT-06", "cheat", "right for small numbers only", "return 2 * x if abs(x).max() < 0.1 else x", honest=3),
    Attack("CHEAT-06", "cheat", "right for one dtype only", "return 2 * x if x.dtype == torch.float64 else 0 * x", honest=3),
    Attack("CHEAT-07", "cheat", "hand over to a function that loops", asked=ASKED, blocks={
        "distances": "return torch.loops(a, b)", "total": "def f(a, b):\n" + textwrap.indent(LOOP, "    ") + "\ntorch.loops = f\nreturn x.sum(0)"}, honest=LOOPS_ALLOWED),
    Attack("CHEAT-09", "cheat", "a classmate's answer with other names", "return x * 0", honest=3, after=_others),
    Attack("CHEAT-10", "cheat", "behave differently where it is graded", """
        graded = os.environ.get("USER") == "student" or not os.path.exists("/content") or not sys.stdin.isatty() or "ipykernel" not in sys.modules
        return x * 0 if graded else 2 * x""", honest=3),
    Attack("CHEAT-11", "cheat", "answer by the shape of an earlier call", """
        kept = torch.kept_by_shape = getattr(torch, "kept_by_shape", {})
        return kept.setdefault(tuple(x.shape), 2 * x)""", honest=3),
    Attack("CHEAT-11", "cheat", "answer by the place of an earlier input in memory", """
        kept = torch.kept_by_place = getattr(torch, "kept_by_place", {})
        return kept.setdefault(x.data_ptr(), 2 * x) if kept else kept.setdefault(id(x), x)""", honest=3),
    Attack("CHEAT-12", "cheat", "print an accuracy instead of having one", "print('accuracy: 99.9 %, loss: 0.0'); return x * 0 + 0.999", honest=3),
    Attack("CHEAT-13", "cheat", "learn the hidden inputs by heart, for later calls", """
        heart = torch.by_heart = getattr(torch, "by_heart", [])
        heart.append(x.clone())
        best = min(heart, key=lambda one: abs(float(one.sum() - x.sum())))
        return best.to(x.dtype) if best.shape == x.shape else x""", honest=3),
)  # fmt: skip

ATTACKS = (*BANS, *LOOPS, *WORDS)
NOT_TRIED: dict[str, str] = {}
