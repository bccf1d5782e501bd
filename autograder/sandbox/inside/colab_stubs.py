"""Let cells do what they do in Colab: google.colab's modules are there, and do nothing but say so; a figure that is shown is done with."""

from __future__ import annotations

import sys
import types
from collections.abc import Sequence
from importlib.abc import Loader, MetaPathFinder
from importlib.machinery import ModuleSpec
from typing import Any

_PACKAGE = "google.colab"


class _Nothing:
    """Stand for drive.mount, files.download and the like: there is no browser while grading."""

    def __call__(self, *_args: Any, **_named: Any) -> None:
        return None

    def __getattr__(self, name: str) -> Any:
        if name.startswith("__"):
            raise AttributeError(name)
        return self


class _Colab(types.ModuleType):
    """A module in which every name is something that can be called and does nothing."""

    def __getattr__(self, name: str) -> Any:
        if name.startswith("__"):
            raise AttributeError(name)
        return _Nothing()


class _Finder(MetaPathFinder, Loader):
    """Find google.colab and whatever is below it; and google, where no other package of that name is installed."""

    def find_spec(self, name: str, _path: Sequence[str] | None, _target: Any = None) -> ModuleSpec | None:
        if name in ("google", _PACKAGE) or name.startswith(_PACKAGE + "."):
            return ModuleSpec(name, self, is_package=True)
        return None

    def create_module(self, spec: ModuleSpec) -> types.ModuleType:
        return _Colab(spec.name)

    def exec_module(self, module: types.ModuleType) -> None:
        pass


def offer_colab() -> None:
    """Make google.colab importable in this process, and let plt.show close its figures, as in a notebook: else they pile up."""
    if not any(isinstance(finder, _Finder) for finder in sys.meta_path):
        sys.meta_path.append(_Finder())
    plots: Any = sys.modules.get("matplotlib.pyplot")
    if plots is not None:
        plots.show = lambda *_args, **_named: plots.close("all")
