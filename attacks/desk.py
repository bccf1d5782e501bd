"""Forge requests to the desk, and hand in texts that would come alive on its pages: what got through is counted.

Comes in: nothing. Goes out: a row for each kind, (what, how many were tried, how many got through). A forged form got through when the gradebook
changed, a forged request when a page was shown, a text when a tag of its own stands in a page. A right request is tried before and after each kind,
so that a desk which refuses everybody is no success.
"""

from __future__ import annotations

import re
import tempfile
from collections.abc import Callable, Iterator
from pathlib import Path

from autograder.export.nbgrader import look_again, marked_answers, saved_comments, staff_notes
from autograder.results import atomic, record
from autograder.results.folder import Folder
from tests.fixtures import report
from tests.fixtures.desk import PATH, QUESTION, RUBRIC, Visitor, class_of

ROW = tuple[str, int, int]
NAME = "http://127.0.0.1:8765"
HOSTS = (
    "evil.example",
    "evil.example:8765",
    "127.0.0.1",
    "localhost",
    "127.0.0.1:8766",
    "127.0.0.1:8765.evil.example",
    "[::1]:8765",
    "",
)
ORIGINS = (
    "http://evil.example",
    "null",
    "http://127.0.0.1:8766",
    "https://127.0.0.1:8765",
    "http://localhost.evil.example",
    f"{NAME}.evil.example",
    "file://",
)
REFUSED = "2022000009"  # whose hand-in was rejected
WORDS = ("", "0" * 64, "undefined", "%s", "../word")
COOKIES = ("", "0" * 64, "x; desk-8765=", '"', "desk-8765=desk-8765")
PATHS = (
    "/static/../app.py", "/static/%2e%2e/app.py", "/static/..%2fguard.py", "/static//etc/passwd", "/static/..%5capp.py", "/a/..%2f..%2fetc/q/x",
    "/a/knn%2f..%2fknn/q/x", "/a/%00", "/a/knn/s/..%2f..%2f..%2fgradebook.db/page", "/a/knn/s/%2e%2e%2fmarks/page", "/a/knn/q/..%2f..%2f.course-key",
    "/a/knn/similar/..%2findex.html", "/a/knn/similar/%2e%2e%2f%2e%2e%2f%2e%2e%2f.course-key", "/a/knn/similar/pairs.json", "/a/knn/similar/%2fetc%2fpasswd",
)  # fmt: skip
WORDLESS = ("/enter", "/enter?token=x", "/entered", "/static/x", "/static/", "/static/%00", "/x", "/a/knn")
TEXTS = (
    "<script>owned()</script>", "<img src=x onerror=owned()>", '"><svg onload=owned()>', "</textarea><script>owned()</script>", "</title><script>owned()</script>",
    "' autofocus onfocus=owned() x='", "[x](javascript:owned())", "**<b onclick=owned()>**", "# <iframe src=javascript:owned()>", "$\\href{javascript:owned()}{x}$",
    "```\n<script>owned()</script>\n```", "`<script>owned()</script>`", "![<script>](data:image/png;base64,iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJ)",
    "![x](data:text/html;base64,PHNjcmlwdD5vd25lZCgpPC9zY3JpcHQ+PHNjcmlwdD4=)", "<base href=//evil.example>", "<meta http-equiv=refresh content=0;url=//evil.example>",
    "{{ 7 * 7 }}{% include 'base.html' %}", "<form action=//evil.example><input name=word>", "<style>*{display:none}</style>", "<details open ontoggle=owned()>",
)  # fmt: skip
OWN = (
    "img",
    "script",
    "svg",
    "iframe",
    "base",
    "meta",
    "form",
    "style",
    "b",
    "object",
    "details",
)  # tags that the texts bring


def rows(_: int = 0) -> list[ROW]:
    """Try all of it."""
    with tempfile.TemporaryDirectory(prefix="attacks-desk-") as place:
        folder = Path(place)
        (folder / "one").mkdir()
        (folder / "two").mkdir()
        course = class_of(folder / "one", {"2022000001": "The order stays."}, rubric=RUBRIC)
        atomic.write(Folder(course / "results" / "knn").record(REFUSED), record.encode(report.rejected(REFUSED)))
        visitor = Visitor(course)
        return [
            _row("requests by another name (DNS rebinding)", HOSTS, lambda host: _shown(visitor, host=host), visitor),
            _row(
                "requests without the cookie, or with a forged one",
                COOKIES,
                lambda cookie: _stranger(course, cookie),
                visitor,
            ),
            _row("forms from another page", ORIGINS, lambda origin: _sent(visitor, {"origin": origin}), visitor),
            _row("forms without the desk's word", WORDS, lambda word: _sent(visitor, {}, word=word), visitor),
            _row("the word of forms, without the token", WORDLESS, lambda path: _has_the_word(course, path), visitor),
            _row("paths that lead elsewhere", PATHS, lambda path: _leads_out(visitor, path), visitor),
            _texts(folder / "two"),
        ]


def _row(what: str, tries: tuple[str, ...], got_through: Callable[[str], bool], visitor: Visitor) -> ROW:
    def honest() -> bool:
        return visitor.get(f"{PATH}/next").status_code == 200

    bad = sum(not honest() or got_through(one) for one in tries)
    return what, len(tries), bad + (not honest())


def _shown(visitor: Visitor, host: str) -> bool:
    return visitor.client.get("/", headers={"host": host}).status_code != 403


def _stranger(course: Path, cookie: str) -> bool:
    stranger = Visitor(course, inside=False)
    headers = {"cookie": f"{stranger.door.cookie}={cookie}"} if cookie else {}
    return any(
        stranger.client.get(path, headers=headers).status_code != 403 for path in ("/", PATH, "/a/knn/s/2022000001")
    )


def _has_the_word(course: Path, path: str) -> bool:
    stranger = Visitor(course, inside=False)
    as_form = {"content-type": "multipart/form-data"}  # without its parts
    return any(
        stranger.door.form_word in stranger.client.request(method, path, headers=as_form).text
        for method in ("GET", "POST")
    )


def _sent(visitor: Visitor, headers: dict[str, str], word: str | None = None) -> bool:
    root = visitor.desk.course.root
    page = visitor.get(f"{PATH}/next")
    real = {**visitor.form(page), "points": "10", "comment": "forged", "keep": "1"}
    fields = real if word is None else {**real, "word": word}
    student = {"word": fields["word"], "do": "note", "text": "forged"}
    asked = {"word": fields["word"], "student": "2022000001", "question": QUESTION, "text": "forged"}
    for path, data in ((str(page.url), fields), ("/a/knn/s/2022000001", student), ("/a/knn/requests", asked)):
        visitor.client.post(path, data=data, headers=headers)
    brought = {"word": fields["word"], "reason": "forged"}
    visitor.client.post(f"/a/knn/s/{REFUSED}/file", data=brought, files={"file": ("x.ipynb", b"{}")}, headers=headers)
    if visitor.client.post("/a/knn/checks", data={"word": fields["word"]}, headers=headers).status_code != 403:
        return True
    changed = [
        Folder(root / "results" / "knn").accepted(REFUSED),
        marked_answers.history(root, "knn"),
        saved_comments.of_question(root, "knn", QUESTION),
    ]
    return any([*changed, staff_notes.of_assignment(root, "knn"), look_again.of_assignment(root, "knn")])


def _leads_out(visitor: Visitor, path: str) -> bool:
    answer = visitor.get(path)
    return answer.status_code == 200 or "import annotations" in answer.text or "root:" in answer.text


def _texts(folder: Path) -> ROW:
    """Put each text wherever a student's words are shown, and look for a tag of its own in every page."""
    visitor = Visitor(
        class_of(folder, {f"20220000{number:02}": text for number, text in enumerate(TEXTS)}, rubric=RUBRIC)
    )
    root = visitor.desk.course.root
    look_again.add(
        root,
        "knn",
        [look_again.request(f"20220000{number:02}", QUESTION, "", text) for number, text in enumerate(TEXTS)],
    )
    for number, text in enumerate(TEXTS):
        saved_comments.keep(root, "knn", QUESTION, text)
        staff_notes.add(root, "knn", f"20220000{number:02}", staff_notes.NOTE, text, by=text[:60], action=str(number))
    bad = 0
    for number in range(len(TEXTS)):
        student = f"20220000{number:02}"
        handle = visitor.desk.course.handle("knn", QUESTION, student)
        bad += any(
            _alive(visitor.get(path).text)
            for path in (f"{PATH}/{handle}", f"/a/knn/s/{student}", PATH, "/a/knn/requests", "/a/knn")
        )
    return "texts of students on every page", len(TEXTS), bad


def _alive(page: str) -> bool:
    """Tell whether a tag stands in a page that our templates don't write."""
    return any(_foreign(tag, rest) for tag, rest in _tags(page))


def _tags(page: str) -> Iterator[tuple[str, str]]:
    yield from ((found[1].lower(), found[2]) for found in re.finditer(r"<([a-zA-Z]+)([^>]*)>", page))


def _foreign(tag: str, rest: str) -> bool:
    known = {
        "script": ' src="/static/desk.js" defer', "img": ' class="pasted" src="data:image/', "form": ' method="post" action="/', "meta": (' charset="utf-8"', ' name="viewport"'),
        "details": ("", " open", " data-help", ' class="card"'), "b": (), "svg": (), "iframe": (), "base": (), "style": (), "object": (),
    }  # fmt: skip
    if re.search(r"\son[a-z]+\s*=", re.sub(r'"[^"]*"', '""', rest)) or "javascript:" in rest.lower():
        return True
    if tag not in OWN:
        return False
    ours = known[tag]
    if tag == "details":
        return rest not in ours
    return not (rest.startswith(ours) if ours else False)
