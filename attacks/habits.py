"""What honest students do that isn't wrong, and what happens to them: the conditions under which right answers must keep their marks.

Comes in: a block's text. Goes out: the block as someone with that habit types it. honest.py hands such answers in.
"""

from __future__ import annotations

import ast
import textwrap
from collections.abc import Callable, Mapping
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Condition:
    """Something that honest students do, or that happens to them."""

    before: str = ""  # lines at the top of every block
    wrap: Callable[[str], str] | None = None
    imports: bool = False  # the block imports something, which has its own price
    busy: bool = False  # the machine computes something else on every core
    shadows: tuple[str, ...] = ()  # names that become local in the function


def _nested(text: str) -> str:
    """Put a block that ends by returning into a function of its own, with a helper beside it; not one that sets its parameters."""
    if not _returns(text):
        return text
    return f"def twice(v):\n    return v + v\n\ndef own(level=1):\n{textwrap.indent(text, '    ')}\n\nassert twice(2) == 4\nreturn own(level=2)"


def _no_grad(text: str) -> str:
    return f"with torch.no_grad():\n{textwrap.indent(text, '    ')}"


def _tried(text: str) -> str:
    return f"try:\n{textwrap.indent(text, '    ')}\nexcept ZeroDivisionError as problem:\n    raise\nfinally:\n    done = True"


def _returns(text: str) -> bool:
    try:
        tree = ast.parse("def f():\n" + textwrap.indent(text, "    "))
    except SyntaxError:
        return False
    body = tree.body[0].body  # type: ignore[attr-defined]
    names = any(isinstance(node, ast.Nonlocal | ast.Global | ast.Yield) for node in ast.walk(tree))
    stored = {
        node.id: node.lineno
        for node in ast.walk(tree)
        if isinstance(node, ast.Name) and isinstance(node.ctx, ast.Store)
    }
    loaded = [node for node in ast.walk(tree) if isinstance(node, ast.Name) and isinstance(node.ctx, ast.Load)]
    set_late = any(node.lineno <= stored.get(node.id, 0) for node in loaded)
    return isinstance(body[-1], ast.Return) and not names and not set_late


CONDITIONS: Mapping[str, Condition] = {
    "nothing": Condition(),
    "warnings": Condition("torch.tensor(torch.ones(2))\nnp.float64(1) / np.float64(0)"),
    "warnings of their own": Condition("import warnings\nwarnings.warn('check the shapes')", imports=True),
    "warnings are errors": Condition("import warnings\nwarnings.simplefilter('error')", imports=True),
    "prints": Condition("print('called', 1.0, [2, 3], sep=' | ')\nprint(f'{0.5:.3f}', end='', flush=True)"),
    "prints to standard error": Condition("import sys\nprint('called', file=sys.stderr)", imports=True),
    "plots": Condition(
        "global calls\ncalls = globals().get('calls', 0) + 1\nif calls % 50 == 1:\n"
        "    plt.plot([1, 2], [3, 4], label='loss')\n    plt.legend()\n    plt.show()"
    ),
    "plots that stay open": Condition(
        "global calls\ncalls = globals().get('calls', 0) + 1\nif calls % 50 == 1:\n    plt.figure()\n    plt.imshow([[1, 2]])"
    ),
    "a progress bar": Condition(
        "from tqdm import tqdm, trange\nfor _ in tqdm(range(3), desc='training', leave=False):\n    pass\n"
        "with tqdm(total=3) as bar:\n    bar.update(2)\n    bar.set_postfix(loss=0.5)\nfor _ in trange(2):\n    pass",
        imports=True,
    ),
    "a progress bar for notebooks": Condition(
        "from tqdm.notebook import tqdm\nfrom tqdm.auto import trange\nfor step, _ in enumerate(tqdm([1, 2])):\n    tqdm.write('x')",
        imports=True,
    ),
    "a progress bar of their own": Condition("for step in range(3):\n    print('\\r' + '#' * step, end='')\nprint()"),
    "slow imports": Condition(
        "import unittest.mock, xml.dom.minidom, email.mime.text, matplotlib.animation\nimport torch.utils.data as loading", imports=True
    ),
    "seeds": Condition("torch.manual_seed(0)\nnp.random.seed(0)"),
    "seeds of random": Condition("import random\nrandom.seed(0)", imports=True),
    "default dtype float64": Condition("torch.set_default_dtype(torch.float64)"),
    "default dtype float16": Condition("torch.set_default_dtype(torch.float16)"),
    "default dtype float32": Condition("torch.set_default_dtype(torch.float32)"),
    "default device": Condition("torch.set_default_device('cpu')"),
    "grad off": Condition("torch.set_grad_enabled(False)"),
    "grad on": Condition("torch.set_grad_enabled(True)"),
    "no_grad around it": Condition(wrap=_no_grad),
    "print options": Condition("torch.set_printoptions(precision=2, sci_mode=False)\nnp.set_printoptions(precision=2)"),
    "threads": Condition("torch.set_num_threads(4)"),
    "deterministic": Condition("torch.use_deterministic_algorithms(True)"),
    "own sum and max and print and range": Condition(
        "import builtins\ndef sum(*a, **k): return builtins.sum(*a, **k)\ndef max(*a, **k): return builtins.max(*a, **k)\n"
        "def range(*a): return builtins.range(*a)\ndef print(*a, **k): builtins.print('own:', *a, **k)",
        imports=True, shadows=("sum", "max", "range", "print"),
    ),
    "patched builtins": Condition(
        "import builtins\nif not hasattr(builtins, 'theirs'):\n"
        "    builtins.theirs = {n: getattr(builtins, n) for n in ('print', 'sum', 'max', 'min', 'range', 'sorted', 'len')}\n"
        "    for n, f in builtins.theirs.items():\n        setattr(builtins, n, lambda *a, f=f, **k: f(*a, **k))",
        imports=True,
    ),
    "globals that shadow builtins": Condition("global print, input\nprint = lambda *a, **k: None\ninput = 3"),
    "nested functions": Condition(wrap=_nested),
    "try and finally": Condition(wrap=_tried),
    "timing": Condition("import time\nbegan = time.perf_counter()\nprint(time.perf_counter() - began)", imports=True),
    "a busy machine": Condition(busy=True),
}  # fmt: skip

EXPECTED: Mapping[tuple[str, str], str] = {
    (
        "default dtype float16",
        "grad_check_sparse",
    ): "one makes numbers without a dtype where half precision is set: they are too coarse",
}
"""(condition, question): why a right answer rightly loses it."""


def under(condition: Condition, text: str) -> str:
    """Write a block as someone with that habit writes it."""
    text = textwrap.dedent(text).strip("\n")
    if condition.wrap:
        text = condition.wrap(text)
    return f"{condition.before}\n{text}" if condition.before else text
