"""JupyterLab in headless Chromium, driven as a student's hands would."""

from __future__ import annotations

import os
import shutil
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import Any

CHROMIUM = shutil.which("chromium") or shutil.which("chromium-browser") or shutil.which("google-chrome")
FLAGS = ["--no-sandbox", "--disable-gpu", "--disable-background-networking", "--disable-component-update"]
SECONDS = 180  # for whatever takes longest: everything is run on a busy machine


@contextmanager
def jupyterlab(folder: Path, home: Path) -> Iterator[str]:
    """Serve a folder; give the address."""
    settings = home / "settings" / "@jupyterlab"
    for name, text in {
        "notebook-extension/tracker": '{"windowingMode": "none"}',  # every cell is in the page
        "apputils-extension/notification": '{"fetchNews": "false", "checkForUpdates": false}',
        "docmanager-extension/plugin": '{"autosave": false}',  # what is saved is what the student saves
    }.items():
        file = settings / f"{name}.jupyterlab-settings"
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text(text)
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    places = {
        "HOME": home,
        "JUPYTERLAB_SETTINGS_DIR": home / "settings",
        "JUPYTERLAB_WORKSPACES_DIR": home / "workspaces",
    }
    options = [
        "--no-browser", f"--port={port}", "--allow-root", "--IdentityProvider.token=", "--ServerApp.password=",
        f"--ServerApp.root_dir={folder}",
    ]  # fmt: skip
    with (home / "log").open("w") as log:
        server = subprocess.Popen(
            [sys.executable, "-m", "jupyterlab", *options],
            env={**os.environ, **{name: str(place) for name, place in places.items()}},
            stdout=log,
            stderr=subprocess.STDOUT,
        )
    address = f"http://127.0.0.1:{port}"
    try:
        _wait_for(address, server, home / "log")
        yield address
    finally:
        server.terminate()
        server.wait(30)


def _wait_for(address: str, server: subprocess.Popen[bytes], log: Path) -> None:
    until = time.monotonic() + SECONDS
    while time.monotonic() < until and server.poll() is None:
        try:
            urllib.request.urlopen(f"{address}/api", timeout=5).close()
            return
        except (urllib.error.URLError, OSError):
            time.sleep(0.3)
    raise AssertionError(f"JupyterLab didn't start:\n{log.read_text()[-2000:]}")


class Lab:
    """One notebook open in a browser's page."""

    def __init__(self, page: Any, address: str, notebook: str) -> None:
        self.page = page
        page.set_default_timeout(SECONDS * 1000)
        page.goto(f"{address}/lab/tree/{notebook}?reset")
        page.wait_for_selector(".jp-Notebook-cell")
        page.get_by_text("Python 3 (ipykernel) | Idle").wait_for()

    def cell(self, text: str) -> Any:
        """Find the first cell that holds a text now; it stays that cell when its text changes."""
        cells = self.page.locator(".jp-Notebook-cell")
        cells.filter(has_text=text).first.wait_for()
        position = cells.evaluate_all("(cells, text) => cells.findIndex(cell => cell.textContent.includes(text))", text)
        return cells.nth(position)

    def last(self) -> Any:
        """Find the last cell: the one that hands in."""
        return self.page.locator(".jp-Notebook-cell").last

    def replace(self, cell: Any, old: str, new: str, *, nth: int = 0) -> None:
        """Put the cursor on the line that holds old, and type new over the line, all but its indentation."""
        line = cell.locator(".cm-line", has_text=old).nth(nth)
        line.scroll_into_view_if_needed()
        line.click()
        for key in ("Home", "Shift+End"):
            self.page.keyboard.press(key)
        self.page.keyboard.insert_text(new)

    def answer(self, cell: Any, text: str) -> None:
        """Open a written answer, type it, and render it."""
        cell.scroll_into_view_if_needed()
        cell.dblclick()
        editor = cell.locator(".cm-content")
        editor.click()
        self.page.wait_for_function("() => document.activeElement.classList.contains('cm-content')")
        editor.press("Control+a")
        self.page.keyboard.insert_text(text)
        self.page.keyboard.press("Control+Enter")

    def fields(self, values: Mapping[str, Any]) -> None:
        """Fill in the student's details, between the quotes, key by key."""
        cell = self.cell("Your details: fill in")
        for name, value in values.items():
            line = cell.locator(".cm-line", has_text=f"{name} = ")
            line.scroll_into_view_if_needed()
            line.click()
            self.page.keyboard.press("Home")
            for _ in range(len(f'{name} = "')):
                self.page.keyboard.press("ArrowRight")
            self.page.keyboard.insert_text(str(value))

    def run_all(self) -> None:
        """Choose Run → Run All Cells, and wait until the last has run."""
        self.page.get_by_role("menuitem", name="Run", exact=True).click()
        self.page.locator(".lm-Menu-itemLabel", has_text="Run All Cells").first.click()
        self.wait_until_idle()

    def run(self, cell: Any) -> None:
        """Select a cell by the margin beside it, and run it."""
        cell.scroll_into_view_if_needed()
        cell.locator(".jp-InputPrompt").first.click()
        self.page.keyboard.press("Control+Enter")
        self.wait_until_idle()

    def wait_until_idle(self) -> None:
        self.page.wait_for_timeout(1000)
        self.page.wait_for_function(
            "() => [...document.querySelectorAll('.jp-InputPrompt')].every(p => !p.textContent.includes('*'))"
        )

    def save(self) -> None:
        """Press Ctrl+S, and wait until the tab's mark of unsaved work is gone."""
        self.page.keyboard.press("Control+s")
        self.page.wait_for_function("() => !document.querySelector('.lm-DockPanel-tabBar .jp-mod-dirty')")

    def outputs(self, cell: Any) -> str:
        return str(cell.locator(".jp-OutputArea").inner_text())

    def pictures(self) -> int:
        return int(self.page.locator(".jp-OutputArea-output img").count())
