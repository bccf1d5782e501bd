"""The desk in a real browser: sixty answers by keys, no violation of WCAG on any view, nothing of a student's live, and kills that lose nothing."""

from __future__ import annotations

import os
import random
import re
import shutil
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import httpx
import pytest

from autograder.desk import server
from autograder.export.nbgrader import look_again, marked_answers
from tests.fixtures.desk import PATH, QUESTION, RUBRIC, class_of

playwright = pytest.importorskip("playwright.sync_api")
axe = pytest.importorskip("axe_playwright_python.sync_playwright")
CHROMIUM = next(
    (found for name in ("chromium", "chromium-browser", "google-chrome") if (found := shutil.which(name))), None
)
ROOT = Path(__file__).resolve().parents[2]
needs_browser = pytest.mark.skipif(CHROMIUM is None, reason="needs Chromium")
OWNED = "document.title='owned'"
PAYLOADS = (
    f"<script>{OWNED}</script>", f'<img src=x onerror="{OWNED}">', f'"><svg onload="{OWNED}">', f"</textarea></title><script>{OWNED}</script>",
    f"[x](javascript:{OWNED}) **<b onclick={OWNED}>**", f"```python\n<script>{OWNED}</script>\n```", f"$\\href{{javascript:{OWNED}}}{{x}}$",
    f"# <img src=x onerror={OWNED}>", f'![a" onload="{OWNED}](data:image/png;base64,iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNkYPhfDwAChwGA60e6kgAAAABJRU5ErkJggg==)',
    "![x](data:image/svg+xml;base64,PHN2ZyBvbmxvYWQ9YWxlcnQoMSk+PC9zdmc+PHN2Zz4=) {{ 7*7 }} {% raw %} \u202e \x00", f"<details open ontoggle={OWNED}>",
    "<meta http-equiv=refresh content='0;url=http://attacker.invalid/'><base href=http://attacker.invalid/>",
)  # fmt: skip


class Running:
    """A desk in a process of its own."""

    def __init__(self, course: Path) -> None:
        command = [sys.executable, "-m", "autograder", "desk", "knn", "--root", str(course), "--port", "0"]
        self.process = subprocess.Popen(command, cwd=ROOT, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)
        assert self.process.stdout
        lines = [self.process.stdout.readline() for _ in range(2)]
        assert "token=" in lines[1], lines
        self.address = lines[1].strip()
        self.base = "/".join(self.address.split("/")[:3])

    def kill(self) -> None:
        """End it at once, whatever it does."""
        self.process.send_signal(signal.SIGKILL)
        self._ended()

    def stop(self) -> str:
        """Stop it as Ctrl-C does; returns what it said."""
        self.process.send_signal(signal.SIGINT)
        return self._ended()

    def _ended(self) -> str:
        out, err = self.process.communicate(timeout=120)
        return out + err


@pytest.fixture(scope="module")
def browser() -> Iterator[Any]:
    with playwright.sync_playwright() as started:
        opened = started.chromium.launch(executable_path=CHROMIUM, args=["--no-sandbox", "--disable-gpu"])
        yield opened
        opened.close()


@pytest.fixture(scope="module")
def course(tmp_path_factory: pytest.TempPathFactory) -> Path:
    texts = {f"2022{number:06}": f"Answer {number}: the order stays, $d_{{{number}}}^2$." for number in range(60)}
    texts |= {f"2023{number:06}": text for number, text in enumerate(PAYLOADS)}
    root = class_of(tmp_path_factory.mktemp("course"), texts, rubric=RUBRIC)
    asked = [look_again.request(one, "compute_distances_no_loops", "match", "Why?") for one in ("2022000003", "2029")]
    look_again.add(root, "knn", asked)  # one of somebody whose hand-in is gone
    return root


@pytest.fixture(scope="module")
def desk(course: Path) -> Iterator[Running]:
    running = Running(course)
    yield running
    if running.process.poll() is None:
        running.kill()


@pytest.mark.browser
@needs_browser
class TestInABrowser:
    """One desk, looked at and marked at."""

    @pytest.mark.parametrize("scheme", ["light", "dark"])
    def test_no_view_breaks_a_rule_of_accessibility_at_any_width(
        self, browser: Any, desk: Running, scheme: str
    ) -> None:
        page = browser.new_context(viewport={"width": 320, "height": 640}, color_scheme=scheme).new_page()
        page.goto(desk.address)
        problems = []
        for path in (
            "/",
            "/a/knn",
            PATH,
            f"{PATH}/next",
            f"{PATH}/rubric",
            "/a/knn/requests",
            "/a/knn/checks",
            "/a/knn/s/2022000003",
            "/enter",
            "/nowhere",
        ):
            page.goto(desk.base + path)
            assert page.evaluate("document.documentElement.scrollWidth") <= 320, path
            found = axe.Axe().run(page, options={"runOnly": ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"]})
            problems += [(path, one["id"], one["nodes"][0]["html"][:200]) for one in found.response["violations"]]
        assert problems == []

    def test_nothing_of_a_students_is_live(self, browser: Any, desk: Running, course: Path) -> None:
        page = browser.new_context().new_page()
        asked: list[str] = []
        page.on("request", lambda request: asked.append(request.url))
        page.goto(desk.address)
        shown = ""
        for number in range(len(PAYLOADS)):
            page.goto(f"{desk.base}{PATH}/{_handle(course, f'2023{number:06}')}")
            page.wait_for_timeout(20)
            shown += page.inner_text("[data-answer]")
            assert "owned" not in page.title()
        assert f"<script>{OWNED}</script>" in shown
        assert not [url for url in asked if not url.startswith((desk.base, "data:"))]

    def test_sixty_answers_are_marked_by_keys_each_shown_at_once(
        self, browser: Any, desk: Running, course: Path
    ) -> None:
        page = browser.new_context().new_page()
        errors: list[str] = []
        page.on("pageerror", lambda error: errors.append(str(error)))
        page.goto(desk.address)
        page.goto(f"{desk.base}{PATH}/next")
        waits, keys = [], 0
        for number in range(60):
            before = page.input_value("[data-mark] [name=action]")
            for key in ("1", "1", "2") if number % 2 else ("1",):
                page.keyboard.press(key)
                keys += 1
            start = time.perf_counter()
            page.keyboard.press("Enter")
            keys += 1
            page.wait_for_selector(f'[data-mark] input[name=action]:not([value="{before}"])', state="attached")
            waits.append(time.perf_counter() - start)
        before = page.input_value("[data-mark] [name=action]")
        page.keyboard.press("c")
        page.keyboard.type("Read with care. 1 and u are letters here.")
        page.keyboard.press("Control+Enter")
        page.wait_for_selector(f'[data-mark] input[name=action]:not([value="{before}"])', state="attached")
        page.keyboard.press("u")
        page.wait_for_selector("#told .notice")
        print(f"median {sorted(waits)[30] * 1000:.0f} ms, slowest {max(waits) * 1000:.0f} ms, {keys} keys")

        scores = [
            row.score for row in marked_answers.look(course, "knn", QUESTION).rows.values() if row.score is not None
        ]
        assert errors == []
        assert sorted(scores) == [6.0] * 30 + [7.0] * 30
        assert keys == 180

    @pytest.mark.parametrize("again", ["held", "pressed twice", "clicked twice"])
    def test_what_is_held_or_pressed_twice_marks_one_answer(
        self, browser: Any, desk: Running, course: Path, again: str
    ) -> None:
        page = browser.new_context().new_page()
        page.clock.install()
        page.goto(desk.address)
        page.goto(f"{desk.base}{PATH}/next")
        rows = marked_answers.look(course, "knn", QUESTION).rows
        before = page.input_value("[data-mark] [name=action]")

        page.keyboard.press("1")
        page.clock.pause_at(datetime.now(UTC) + timedelta(hours=1))  # however busy this machine is
        page.keyboard.down("Enter")
        page.wait_for_selector(f'[data-mark] input[name=action]:not([value="{before}"])', state="attached")
        if again == "held":
            page.clock.run_for(5000)
        else:
            page.keyboard.up("Enter")
        if again == "clicked twice":
            page.click("[data-mark] button.main")
        else:
            page.keyboard.down("Enter")
        page.keyboard.up("Enter")
        page.reload()

        after = marked_answers.look(course, "knn", QUESTION).rows
        changed = [one.score for key, one in after.items() if one.score != rows[key].score]
        assert len(changed) == 1
        assert changed[0] > 0, "the answer that was looked at"

    def test_what_couldnt_follow_when_the_desk_is_stopped_is_told(self, desk: Running) -> None:
        said = desk.stop()  # this course has no checks, so it can't be reported

        assert desk.process.returncode == 0
        assert "Not up to date yet: knn: " in said


@pytest.mark.browser
@needs_browser
class TestTwoBrowsers:
    """Two desks of one course, each with a browser of its own."""

    @pytest.fixture(scope="class")
    def shared(self, tmp_path_factory: pytest.TempPathFactory) -> Path:
        texts = {f"2022{number:06}": f"Answer {number}." for number in range(4)}
        return class_of(tmp_path_factory.mktemp("shared"), texts, rubric=RUBRIC)

    @pytest.fixture(scope="class")
    def desks(self, shared: Path) -> Iterator[list[Running]]:
        running = [Running(shared), Running(shared)]
        yield running
        for one in running:
            one.kill()

    @pytest.fixture
    def pages(self, browser: Any, desks: list[Running]) -> list[Any]:
        opened = []
        for desk, name in zip(desks, ("Ada", "Bo"), strict=True):
            page = browser.new_context().new_page()
            page.goto(desk.address)
            page.fill("footer [name=name]", name)
            page.click("footer button")
            page.goto(desk.base + PATH)
            opened.append(page)
        return opened

    def marks(self, shared: Path) -> list[tuple[str, float | None]]:
        return [(one.by, one.score) for _, one in marked_answers.history(shared, "knn")]

    def test_the_second_one_reads_who_was_first_and_keeps_what_was_typed(
        self, pages: list[Any], desks: list[Running], shared: Path
    ) -> None:
        ada, bo = pages
        address = f"{PATH}/{_handle(shared, '2022000001')}"
        ada.goto(desks[0].base + address)
        bo.goto(desks[1].base + address)
        _send(ada, "1")
        bo.fill("[data-comment]", "I see it otherwise.")
        bo.keyboard.press("Control+Enter")
        bo.wait_for_selector("[role=alert]")

        assert "changed by Ada meanwhile" in bo.inner_text("[role=alert]")
        assert bo.input_value("[data-comment]") == "I see it otherwise."
        assert self.marks(shared) == [("Ada", 6.0)]
        bo.check("[data-criterion='2'] input")
        _send(bo)
        assert self.marks(shared)[-1][0] == "Bo"
        assert marked_answers.look(shared, "knn", QUESTION).rows["2022000001"].comment.endswith("I see it otherwise.")

    def test_a_browser_that_goes_offline_keeps_the_form_and_it_counts_once(
        self, pages: list[Any], desks: list[Running], shared: Path
    ) -> None:
        ada, before = pages[0], len(self.marks(shared))
        ada.goto(f"{desks[0].base}{PATH}/{_handle(shared, '2022000002')}")
        ada.fill("[data-comment]", "Well said.")
        ada.context.set_offline(True)
        ada.keyboard.press("Control+Enter")
        ada.wait_for_selector("#told .bad")

        assert "can’t be reached" in ada.inner_text("#told")
        assert ada.input_value("[data-comment]") == "Well said."
        ada.context.set_offline(False)
        _send(ada)
        assert len(self.marks(shared)) == before + 1


def test_no_page_waits_for_what_stands_before_it_to_be_confirmed() -> None:
    """A listener without it lets each page but a connection's first come 40 ms late."""
    listener = server._listen("127.0.0.1", 0)
    with listener, socket.create_connection(listener.getsockname()), listener.accept()[0] as accepted:
        assert accepted.getsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY)


def test_a_browser_that_goes_away_in_the_middle_is_no_fault(tmp_path: Path) -> None:
    desk = Running(class_of(tmp_path, {"2022000001": "The order stays."}))
    with httpx.Client(follow_redirects=True, timeout=20) as client:
        client.get(desk.address)
        cookie = "; ".join(f"{name}={value}" for name, value in client.cookies.items())
    host, port = desk.base.removeprefix("http://").split(":")
    for request in (
        f"GET {PATH}/next HTTP/1.1",
        f"POST {PATH}/undo HTTP/1.1\r\nContent-Type: application/x-www-form-urlencoded\r\nContent-Length: 1000",
        "POST /a/knn/s/2022000001/file HTTP/1.1\r\nContent-Type: multipart/form-data; boundary=x\r\nContent-Length: 1000",
    ):
        with socket.create_connection((host, int(port))) as browser:
            browser.sendall(f"{request}\r\nHost: {host}:{port}\r\nCookie: {cookie}\r\n\r\n--x\r\n".encode())
    with httpx.Client() as client:
        assert client.get(desk.base).status_code == 403, "it goes on to answer"

    assert desk.stop() == ""


def _send(page: Any, *keys: str) -> None:
    """Press these keys, mark, and wait for the next answer."""
    before = page.input_value("[data-mark] [name=action]")
    for key in keys:
        page.keyboard.press(key)
    page.keyboard.press("Control+Enter")
    page.wait_for_selector(f'[data-mark] input[name=action]:not([value="{before}"])', state="attached")


def test_whatever_was_acknowledged_is_there_after_kills(tmp_path: Path) -> None:
    """Every mark that a desk acknowledged stands after it was killed at any moment, and none was given twice."""
    kills = int(os.environ.get("AUTOGRADER_KILLS", "3"))
    texts = {f"2022{number:06}": f"Answer {number}." for number in range(max(200, 30 * kills))}  # more than are marked
    course = class_of(tmp_path, texts)
    chance, acknowledged = random.Random(0), dict[str, float]()
    for _ in range(kills):
        desk = Running(course)
        with httpx.Client(follow_redirects=True, timeout=20) as client:
            page = client.get(desk.address)
            page = client.get(f"{desk.base}{PATH}/next")
            moment = time.monotonic() + chance.uniform(0.05, 1.0)
            killed = False
            while not killed:
                fields = re.findall(
                    r'<input type="hidden" name="([^"]+)" value="([^"]*)"',
                    page.text.split("data-mark autocomplete")[1].split("</form>")[0],
                )
                points = float(chance.randrange(11))
                place = str(page.url)
                if time.monotonic() > moment:
                    os.kill(desk.process.pid, signal.SIGKILL) if chance.random() < 0.5 else None
                    killed = True
                try:
                    page = client.post(place, data={**dict(fields), "points": str(points)})
                except httpx.HTTPError:
                    break
                assert page.status_code == 200
                acknowledged[place.rsplit("/", 1)[1]] = points
        desk.kill()
    held = marked_answers.look(course, "knn", QUESTION)
    given = marked_answers.history(course, "knn")

    assert len(acknowledged) > 3
    assert len({one.student for _, one in given}) == len(given)  # none twice
    assert sum(row.score is not None for row in held.rows.values()) == len(given) >= len(acknowledged)
    handles = {_handle(course, student): row.score for student, row in held.rows.items()}
    assert {handle: handles[handle] for handle in acknowledged} == acknowledged


def _handle(course: Path, student: str) -> str:
    from autograder.desk.course_now import CourseNow

    return CourseNow(course).handle("knn", QUESTION, student)
