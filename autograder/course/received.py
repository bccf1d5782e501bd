"""Read when each submission came in, from a CSV file of student_id and ISO time with its UTC offset."""

from __future__ import annotations

import csv
from datetime import datetime
from pathlib import Path

from autograder.errors import GradingError
from autograder.untrusted_text import for_file_name

FIX = "Write lines like 2022123456,2026-10-05T23:41:00+09:00."


def read_received(path: Path) -> dict[str, datetime]:
    """Return each student's time of handing in, the latest where there are several; raises GradingError naming the line."""
    try:
        text = path.read_text(encoding="utf-8-sig")
    except OSError as error:
        raise GradingError(f"{path} can't be read: {error.strerror or error}", "Check the path.") from error
    except UnicodeDecodeError as error:
        raise GradingError(f"{path} isn't UTF-8 text", "Save it as CSV in UTF-8.") from error
    times: dict[str, datetime] = {}
    rows = csv.reader(text.splitlines())
    try:
        for row in rows:
            if not any(cell.strip() for cell in row) or _is_header(row, rows.line_num):
                continue
            student_id, time = _row(row, f"{path}, line {rows.line_num}")
            times[student_id] = max(time, times.get(student_id, time))
    except csv.Error as error:
        raise GradingError(f"{path}, line {rows.line_num}: {error}", FIX) from error
    return times


def _is_header(row: list[str], line: int) -> bool:
    return line == 1 and row[0].strip().casefold().replace(" ", "_") in ("student_id", "id", "student")


def _row(row: list[str], where: str) -> tuple[str, datetime]:
    if len(row) < 2 or not row[0].strip():
        raise GradingError(f"{where}: expected a student's id and a time", FIX)
    try:
        time = datetime.fromisoformat(row[1].strip())
    except ValueError as error:
        raise GradingError(f"{where}: '{row[1].strip()[:40]}' is no ISO time", FIX) from error
    if time.utcoffset() is None:
        raise GradingError(f"{where}: the time '{row[1].strip()}' has no UTC offset", FIX)
    return for_file_name(row[0]), time
