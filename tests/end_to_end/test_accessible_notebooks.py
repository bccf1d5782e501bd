"""Notebooks for everyone: of what we write in them, axe-core finds nothing once nbconvert has made a page of it, light or dark."""

from __future__ import annotations

import importlib.util
import json
import shutil
from pathlib import Path
from typing import Any

import nbformat
import pytest
from nbconvert import HTMLExporter

from tests.fixtures.common import load
from tests.fixtures.notebook_texts import NOTEBOOKS, ROOT

playwright = pytest.importorskip("playwright.sync_api")
CHROMIUM = next(
    (found for name in ("chromium", "chromium-browser", "google-chrome") if (found := shutil.which(name))), None
)
ENGINE = importlib.util.find_spec("axe_playwright_python")
OURS = "{include: [['.jp-RenderedMarkdown'], ['.jp-OutputArea-output']]}"  # the rest is nbconvert's: its colours of code are too faint for axe
WITH_TARGET_SIZE = "{resultTypes: ['violations'], rules: {'target-size': {enabled: true}}}"

pytestmark = [
    pytest.mark.browser,
    pytest.mark.skipif(
        CHROMIUM is None or ENGINE is None,
        reason="needs Chromium and axe-playwright-python: one of them isn't installed",
    ),
]


def all_that_is_read() -> nbformat.NotebookNode:
    """Put the text cells of all releases into one notebook, with the hand-in's list and a picture as they are shown."""
    texts = [
        nbformat.v4.new_markdown_cell("".join(cell["source"]))
        for name in NOTEBOOKS
        for cell in json.loads((ROOT / "release" / name / f"{name}.ipynb").read_text(encoding="utf-8"))["cells"]
        if cell["cell_type"] == "markdown"
    ]
    submit = load("submit")
    shown = [
        submit._Checklist([(mark, "Notebook", "What was found, and what to do.") for mark in submit.MARKS], Path("knn.zip"))._repr_html_(),
        '<img alt="The loss falls from 2.3 to 0.4." src="data:image/gif;base64,R0lGODlhAQABAAAAACwAAAAAAQABAAA=">',
    ]  # fmt: skip
    outputs = [nbformat.v4.new_output("display_data", {"text/html": text}) for text in shown]
    return nbformat.v4.new_notebook(cells=[*texts, nbformat.v4.new_code_cell("hand_in();", outputs=outputs)])


def violations(page: Any, context: str) -> list[tuple[str, str]]:
    found = page.evaluate(f"axe.run({context}, {WITH_TARGET_SIZE})")["violations"]
    return [(one["id"], node["html"][:150]) for one in found for node in one["nodes"]]


@pytest.mark.parametrize("theme", ["light", "dark"])
def test_axe_finds_nothing_in_what_we_write(theme: str, tmp_path: Path) -> None:
    assert ENGINE and ENGINE.origin
    html, _ = HTMLExporter(theme=theme).from_notebook_node(all_that_is_read())
    path = tmp_path / "notebooks.html"
    path.write_text(html, encoding="utf-8")
    with playwright.sync_playwright() as started:
        browser = started.chromium.launch(executable_path=CHROMIUM, args=["--no-sandbox", "--disable-gpu"])
        page = browser.new_page()
        page.route("http*://**", lambda route: route.abort())  # MathJax comes from elsewhere
        page.goto(path.as_uri(), wait_until="domcontentloaded")
        page.eval_on_selector_all("details", "found => found.forEach(one => one.open = true)")
        page.evaluate((Path(ENGINE.origin).parent / "axe.min.js").read_text(encoding="utf-8"))

        assert page.locator("details").count() > 20 and page.locator(".jp-OutputArea-output table").count() == 1
        assert violations(page, OURS) == []
        page.eval_on_selector(".jp-OutputArea-output img", "image => image.removeAttribute('alt')")
        found = violations(page, "{include: [['.jp-OutputArea-output']]}")
        assert [rule for rule, _ in found] == ["image-alt"], "it finds what is wrong"
        browser.close()
