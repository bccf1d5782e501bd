"""Read which mark is shown of whom, in every place that shows marks, without the code that wrote it.

Comes in: a course's folder after its commands ran. Goes out: for each place, id → mark, None where there is no mark; an id that can't be told, or is there
twice, is a Trouble. What LMSes would make of a file's name is restated here from their own rules.
"""

from __future__ import annotations

import csv
import html
import io
import json
import re
import zipfile
from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path
from typing import Any

Marks = dict[str, float | str | None]

_PAGE_ID = re.compile(r'<p class="soft"><bdi>(.*?)</bdi></p>|<h1>Student <bdi>(.*?)</bdi></h1>')
_PAGE_MARK = re.compile(r'<p class="score"><strong class="num">([\d.]+)</strong>')
_ROW = re.compile(
    r'<tr><th scope="row"><a href="[^"]*"><bdi>(.*?)</bdi></a></th><td><bdi>.*?</bdi></td>(.*?)</tr>', re.DOTALL
)
_ROW_MARK = re.compile(r'<td class="num"[^>]*>\s*([\d.]+|–)')


class Trouble(Exception):
    """Something is shown that can't be of anybody, or is shown twice."""


def records(results: Path) -> Marks:
    """Read the records."""
    return _once(
        (one["student_id"], one["score"] if one["status"] == "graded" else None) for one in all_records(results)
    )


def all_records(results: Path) -> list[dict[str, Any]]:
    """Read the records' own text."""
    return [json.loads(path.read_bytes()) for path in sorted((results / "records").glob("*.json"))]


def statuses(results: Path) -> dict[str, str]:
    """Read what marks.csv says of each person's hand-in."""
    return {row["student_id"]: row["status"] for row in _rows(results / "marks.csv")}


def marks_csv(results: Path) -> Marks:
    """Read marks.csv."""
    return _once((row["student_id"], _number(row["score"])) for row in _rows(results / "marks.csv"))


def pages(results: Path) -> Marks:
    """Read the feedback pages."""
    return _once(page(path.read_text(encoding="utf-8")) for path in sorted((results / "feedback").glob("*.html")))


def page(text: str) -> tuple[str, float | None]:
    """Tell of a page whom it is about, and the mark on it."""
    about, mark = _PAGE_ID.search(text), _PAGE_MARK.search(text)
    if about is None:
        raise Trouble("a page says of nobody that it is theirs")
    return html.unescape(about[1] or about[2]), float(mark[1]) if mark else None


def course_page(results: Path) -> Marks:
    """Read the assignment's page."""
    text = (results / "index.html").read_text(encoding="utf-8")
    text = text.partition("<h2>Students</h2>")[2].partition("</table>")[0]
    return _once((html.unescape(match[1]), _number(found[1].replace("–", "")) if (found := _ROW_MARK.search(match[2])) else None)
                 for match in _ROW.finditer(text))  # fmt: skip


def history(results: Path) -> Marks:
    """Read the last score that the history has of each."""
    lines = [json.loads(line) for line in (results / "history.jsonl").read_text(encoding="utf-8").splitlines()]
    last: Marks = {}
    for line in lines:
        if line["from"] != last.get(line["student_id"]):
            raise Trouble(
                f"the history has {line['student_id']} at {last.get(line['student_id'])}, then from {line['from']}"
            )
        last[line["student_id"]] = line["to"]
    return last


def reasons(results: Path) -> dict[str, list[str]]:
    """Read why scores changed, by student."""
    found: dict[str, list[str]] = {}
    for line in (results / "history.jsonl").read_text(encoding="utf-8").splitlines():
        found.setdefault(json.loads(line)["student_id"], []).append(json.loads(line)["why"])
    return found


# ---------------------------------------------------------------- tables of LMSes


def table(data: bytes, *, key: str, column: str, encoding: str = "utf-8-sig", delimiter: str = ",") -> dict[str, str]:
    """Read a column of an LMS's table, by the column of ids."""
    rows = list(csv.reader(io.StringIO(data.decode(encoding), newline=""), delimiter=delimiter))
    at, mark = rows[0].index(key), rows[0].index(column)
    return {row[at]: row[mark] for row in rows[1:]}


def other_cells(data: bytes, *, column: str, encoding: str = "utf-8-sig", delimiter: str = ",") -> list[list[str]]:
    """Give all but our column, which nobody may touch."""
    rows = list(csv.reader(io.StringIO(data.decode(encoding), newline=""), delimiter=delimiter))
    mark = rows[0].index(column)
    return [row[:mark] + row[mark + 1 :] for row in rows]


def cells(found: Mapping[str, str], ids: Mapping[str, str]) -> Marks:
    """Read cells as marks of people; a cell of a row that is nobody's must be empty or a heading's."""
    return _once((ids[key], _number(cell)) for key, cell in found.items() if key in ids)


# ---------------------------------------------------------------- feedback


def canvas_zip(path: Path, ids: Mapping[str, str]) -> Marks:
    """Read what Canvas would show to whom: the first number is the user, the second must be there too."""
    return _once(_sent(ids, name, content, _canvas_user(name)) for name, content in _members(path))


def moodle_zip(path: Path, ids: Mapping[str, str]) -> Marks:
    """Read what Moodle would show to whom: in a part of the path with four fields, the second is the participant."""
    return _once(_sent(ids, name, content, _moodle_participant(name)) for name, content in _members(path))


def blackboard_zip(path: Path, ids: Mapping[str, str]) -> Marks:
    """Read the folders, one for each user name."""
    return _once(_sent(ids, name, content, _unescaped(name.split("/")[0])) for name, content in _members(path))


def folder(path: Path) -> Marks:
    """Read a folder of folders, one for each student."""
    found = ((str(one.relative_to(path)), one.read_bytes()) for one in sorted(path.rglob("*.html")))
    return _once(_sent({}, name, content, _unescaped(name.split("/")[0])) for name, content in found)


def _sent(ids: Mapping[str, str], name: str, content: bytes, reader: str) -> tuple[str, float | None]:
    """Give who gets a page and the mark on it, which must be a page about them."""
    about, mark = page(content.decode())
    who = ids.get(reader, reader)
    if about != who:
        raise Trouble(f"{name} goes to {who or 'nobody'} and is about {about}")
    return who, mark


def _members(path: Path) -> Iterator[tuple[str, bytes]]:
    with zipfile.ZipFile(path) as opened:
        for name in opened.namelist():
            content = opened.read(name)
            if name.endswith(".zip"):
                with zipfile.ZipFile(io.BytesIO(content)) as inner:
                    (only,) = inner.namelist()
                    content = inner.read(only)
            yield name, content


def _canvas_user(name: str) -> str:
    parts = [part for part in name.split("_") if part != "LATE"]
    if name.startswith("._") or parts[-1].startswith("link"):
        return ""
    numbers = [part for part in parts if re.fullmatch(r"\d+", part)]
    return numbers[0] if len(numbers) > 1 else ""


def _moodle_participant(path: str) -> str:
    *_, file = path.split("/")
    if file[:1] in (".", "~"):
        return ""
    for part in path.split("/"):
        fields = part.split("_", 4)
        if (
            len(fields) > 3
            and re.fullmatch(r"[+-]?\d+(\.\d+)?", fields[1])
            and fields[2].startswith("assign")
            and fields[3] == "file"
        ):
            return str(int(float(fields[1])))
    return ""


# ---------------------------------------------------------------- small things


def _once(pairs: Iterable[tuple[str, float | str | None]]) -> Marks:
    found: Marks = {}
    for student, mark in pairs:
        if student in found:
            raise Trouble(f"{student} is there twice")
        found[student] = mark
    return found


def _rows(path: Path) -> list[dict[str, str]]:
    rows = list(csv.DictReader(io.StringIO(path.read_text(encoding="utf-8"), newline="")))
    return [{**row, "student_id": row["student_id"].removeprefix("'")} for row in rows]


def _number(text: object) -> float | str | None:
    shown = str(text).strip()
    if shown in ("", "-"):
        return None
    try:
        return float(shown.replace(",", "."))
    except ValueError:
        return shown


def _unescaped(name: str) -> str:
    raw = re.sub(rb"~([0-9A-F]{2})", lambda match: bytes([int(match[1], 16)]), name.encode())
    return raw.decode()
