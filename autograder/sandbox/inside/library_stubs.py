"""Let cells do what they do in Colab, on a grader that has neither a browser nor a terminal.

tqdm is there, installed or not, and its bars only pass on what they are given. google.colab's modules are there, and do nothing; nor do display
and get_ipython(), which every cell has without an import. A figure that is shown is done with, once who watches has read it, and a breakpoint
that was left in is passed by: nobody sits there to go on. torch.compile compiles nothing.
"""

from __future__ import annotations

import sys
from collections.abc import Iterable, Iterator, Sequence
from importlib.abc import Loader, MetaPathFinder
from importlib.machinery import ModuleSpec
from types import ModuleType
from typing import Any, Self

_COLAB = "google.colab"

# ---------------------------------------------------------------- tqdm


class SilentBar:
    """Stand for tqdm.tqdm: iterate, count and be closed; everything else that a bar can do does nothing."""

    def __init__(
        self, iterable: Iterable[Any] | None = None, desc: str | None = None, total: Any = None, **_: Any
    ) -> None:
        self.iterable, self.desc, self.total, self.n = iterable, desc, total, 0

    def __iter__(self) -> Iterator[Any]:
        return iter(() if self.iterable is None else self.iterable)

    def __len__(self) -> int:
        return self.total if self.iterable is None else len(self.iterable)  # type: ignore[arg-type]

    def __bool__(self) -> bool:
        return True

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        pass

    def update(self, n: float = 1) -> None:
        """Count."""
        self.n += n  # type: ignore[assignment]

    @staticmethod
    def write(text: str, **_: Any) -> None:
        """Print, as above a bar."""
        print(text)

    def __getattr__(self, name: str) -> Any:
        if name.startswith("_"):
            raise AttributeError(name)
        return lambda *_args, **_named: None  # set_description, set_postfix, close, refresh, …


def trange(*limits: int, **named: Any) -> SilentBar:
    """Stand for tqdm.trange."""
    return SilentBar(range(*limits), **named)


class _ProgressFinder(MetaPathFinder, Loader):
    """Find tqdm and what is below it; every module of it holds the same names."""

    def find_spec(self, name: str, _path: Sequence[str] | None, _target: Any = None) -> ModuleSpec | None:
        return ModuleSpec(name, self, is_package=True) if name == "tqdm" or name.startswith("tqdm.") else None

    def create_module(self, spec: ModuleSpec) -> ModuleType:
        return ModuleType(spec.name)

    def exec_module(self, module: ModuleType) -> None:
        vars(module).update(tqdm=SilentBar, trange=trange, tqdm_notebook=SilentBar, tnrange=trange)


def offer_progress() -> None:
    """Make our tqdm the one of this process and of its forks: the same on every grader, no thread, nothing printed."""
    if any(isinstance(finder, _ProgressFinder) for finder in sys.meta_path):
        return
    for name in [name for name in sys.modules if name == "tqdm" or name.startswith("tqdm.")]:
        del sys.modules[name]
    sys.meta_path.insert(0, _ProgressFinder())


# ---------------------------------------------------------------- google.colab


class _Nothing:
    """Stand for drive.mount, files.download and the like: there is no browser while grading."""

    def __call__(self, *_args: Any, **_named: Any) -> None:
        return None

    def __getattr__(self, name: str) -> Any:
        if name.startswith("__"):
            raise AttributeError(name)
        return self


class _Colab(ModuleType):
    """A module in which every name is something that can be called and does nothing."""

    def __getattr__(self, name: str) -> Any:
        if name.startswith("__"):
            raise AttributeError(name)
        return _Nothing()


class _ColabFinder(MetaPathFinder, Loader):
    """Find google.colab and whatever is below it; and google, where no other package of that name is installed."""

    def find_spec(self, name: str, _path: Sequence[str] | None, _target: Any = None) -> ModuleSpec | None:
        if name in ("google", _COLAB) or name.startswith(_COLAB + "."):
            return ModuleSpec(name, self, is_package=True)
        return None

    def create_module(self, spec: ModuleSpec) -> ModuleType:
        return _Colab(spec.name)

    def exec_module(self, module: ModuleType) -> None:
        pass


def _shown(*_objects: Any, display_id: Any = None, **_named: Any) -> _Nothing | None:
    """Stand for display: there is nothing to show it on."""
    return _Nothing() if display_id else None


def names_of_every_cell() -> dict[str, Any]:
    """Return what IPython gives each cell beside Python's own names."""
    return {"display": _shown, "get_ipython": _Nothing}


def offer_colab() -> None:
    """Make google.colab importable in this process, and let plt.show close its figures, as in a notebook: else they pile up."""
    if not any(isinstance(finder, _ColabFinder) for finder in sys.meta_path):
        sys.meta_path.append(_ColabFinder())
    plots: Any = sys.modules.get("matplotlib.pyplot")
    if plots is not None:

        def show(*_args: Any, **_named: Any) -> None:
            # Who imported show by name has this one, though a driver may have put its own into pyplot, which reads a figure before it is closed.
            if plots.show is not show:
                plots.show()
            plots.close("all")

        plots.show = show


# ---------------------------------------------------------------- torch.compile, a debugger, and all together


def _uncompiled(model: Any = None, **_named: Any) -> Any:
    """Stand for torch.compile, as a decorator too: give back what was to be compiled."""
    return (lambda function: function) if model is None else model


def pass_compiling() -> None:
    """Let torch.compile give back what it is given: the answers are the same, and what it makes needs a C++ compiler in a process of its own."""
    torch: Any = sys.modules.get("torch")
    if torch is not None:
        torch.compile = _uncompiled


def pass_breakpoints() -> None:
    """Let breakpoint() do nothing in this process, as PYTHONBREAKPOINT=0 does."""
    sys.breakpointhook = lambda *_args, **_named: None


def offer_all() -> None:
    """Let cells of this process do all that is here."""
    offer_colab()
    offer_progress()
    pass_compiling()
    pass_breakpoints()
