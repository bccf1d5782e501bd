"""The shared set-up cells as modules, and a stand-in for google.colab with the interface that the submission cell uses."""

from __future__ import annotations

import importlib.util
import sys
import types
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

COMMON = Path(__file__).parent.parent / "assignments" / "common"

Json = dict[str, Any]


def load(name: str) -> Any:
    """Run assignments/common/<name>.py as a module of its own, as a notebook's set-up cell would."""
    spec = importlib.util.spec_from_file_location(f"common_{name}", COMMON / f"{name}.py")
    assert spec and spec.loader
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


class Colab:
    """What google.colab offers: the page's notebook, uploads, downloads."""

    def __init__(self, notebook: Json | None = None, uploads: Mapping[str, bytes] | None = None) -> None:
        self.notebook, self.uploads = notebook, dict(uploads or {})
        self.asked: list[str] = []
        self.downloads: list[str] = []

    def blocking_request(self, request_type: str, request: Any = "", timeout_sec: float = 5, parent: Any = None) -> Any:
        self.asked.append(request_type)
        return None if self.notebook is None else {"ipynb": self.notebook}

    def upload(self) -> dict[str, bytes]:
        return self.uploads

    def download(self, path: str) -> None:
        self.downloads.append(path)

    def modules(self) -> dict[str, types.ModuleType]:
        google, colab = types.ModuleType("google"), types.ModuleType("google.colab")
        message, files = types.ModuleType("google.colab._message"), types.ModuleType("google.colab.files")
        message.blocking_request = self.blocking_request  # type: ignore[attr-defined]
        files.upload, files.download = self.upload, self.download  # type: ignore[attr-defined]
        colab._message, colab.files, google.colab = message, files, colab  # type: ignore[attr-defined]
        return {module.__name__: module for module in (google, colab, message, files)}


def enter_colab(monkeypatch: Any, colab: Colab) -> Colab:
    """Make this process look like one of Colab's."""
    for name, module in colab.modules().items():
        monkeypatch.setitem(sys.modules, name, module)
    return colab


def shell(ran: list[str], **names: Any) -> Callable[[], Any]:
    """Return a get_ipython of a session that has run these texts; the last is the submission cell itself."""
    manager = types.SimpleNamespace(input_hist_raw=["", *ran])
    return lambda: types.SimpleNamespace(history_manager=manager, user_ns=names)
