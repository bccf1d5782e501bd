"""The notebooks' sliders in a real JupyterLab: moved by key and by mouse, the picture follows."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import nbformat
import pytest

from tests.fixtures.jupyterlab import CHROMIUM, FLAGS, Lab, jupyterlab

SOURCE = Path(__file__).resolve().parents[2] / "source" / "linear_classifier" / "linear_classifier.ipynb"
NEEDED = ("imports", "setup-plots", "setup-pictures", "cliff", "setup-demo", "cliff-slider")


@pytest.fixture
def slider(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Any]:
    """Run just the cells that the slider of the cliff needs; give the cell."""
    playwright = pytest.importorskip("playwright.sync_api", reason="playwright isn't installed")
    if CHROMIUM is None:
        pytest.skip("there is no Chromium on this machine: no slider is moved")
    folder = tmp_path_factory.mktemp("sliders")
    notebook = nbformat.read(SOURCE, as_version=4)
    notebook.cells = [cell for cell in notebook.cells if cell.id in NEEDED]
    assert [cell.id for cell in notebook.cells] == list(NEEDED)
    nbformat.write(notebook, folder / "sliders.ipynb")
    with jupyterlab(folder, tmp_path_factory.mktemp("home")) as address, playwright.sync_playwright() as driver:
        browser = driver.chromium.launch(executable_path=CHROMIUM, args=FLAGS)
        lab = Lab(browser.new_page(viewport={"width": 1300, "height": 1000}), address, "sliders.ipynb")
        lab.run_all()
        cell = lab.last()
        cell.locator("img").wait_for()
        yield cell
        browser.close()


def test_the_picture_follows_a_slider_that_is_moved_by_key_and_by_mouse(slider: Any) -> None:
    page, handle = slider.page, slider.locator(".noUi-handle")
    readout, seen = slider.locator(".widget-readout"), [slider.locator("img").get_attribute("src")]

    def changed() -> str:
        page.wait_for_function(
            "([cell, old]) => { const img = cell.querySelector('img'); return img && !old.includes(img.src); }",
            arg=[slider.element_handle(), seen],
        )
        seen.append(slider.locator("img").get_attribute("src"))
        return str(readout.inner_text())

    handle.focus()
    page.keyboard.press("ArrowRight")
    by_key = changed()
    spoken = slider.locator("img").get_attribute("alt")
    box = handle.bounding_box()
    page.mouse.move(box["x"] + box["width"] / 2, box["y"] + box["height"] / 2)
    page.mouse.down()
    page.mouse.move(box["x"] + 70, box["y"] + box["height"] / 2, steps=5)
    page.mouse.up()
    by_mouse = changed()

    assert by_key == "0.0001"
    assert "λ = 0.0001" in spoken, "what a screen reader speaks follows, too"
    assert float(by_mouse) > float(by_key)
