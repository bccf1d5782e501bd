"""Let blocks that show progress bars load: tqdm is there, installed or not, and its bars only pass on what they are given."""

from __future__ import annotations

import sys
from collections.abc import Iterable, Iterator, Sequence
from importlib.abc import Loader, MetaPathFinder
from importlib.machinery import ModuleSpec
from types import ModuleType
from typing import Any, Self


class Bar:
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


def trange(*limits: int, **named: Any) -> Bar:
    """Stand for tqdm.trange."""
    return Bar(range(*limits), **named)


class _Finder(MetaPathFinder, Loader):
    """Find tqdm and what is below it; every module of it holds the same names."""

    def find_spec(self, name: str, _path: Sequence[str] | None, _target: Any = None) -> ModuleSpec | None:
        return ModuleSpec(name, self, is_package=True) if name == "tqdm" or name.startswith("tqdm.") else None

    def create_module(self, spec: ModuleSpec) -> ModuleType:
        return ModuleType(spec.name)

    def exec_module(self, module: ModuleType) -> None:
        vars(module).update(tqdm=Bar, trange=trange, tqdm_notebook=Bar, tnrange=trange)


def offer_progress() -> None:
    """Make our tqdm the one of this process and of its forks: the same on every grader, no thread, nothing printed."""
    if any(isinstance(finder, _Finder) for finder in sys.meta_path):
        return
    for name in [name for name in sys.modules if name == "tqdm" or name.startswith("tqdm.")]:
        del sys.modules[name]
    sys.meta_path.insert(0, _Finder())
