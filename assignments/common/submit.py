"""Hand in: read the running notebook, say what is missing before it is too late, and write the zip to submit.

The zip is <student_id>-<assignment>.zip, with <assignment>.ipynb and manifest.json in it. Please don't make it by hand.
"""

import ast
import hashlib
import html
import importlib.util
import io
import json
import os
import re
import textwrap
import zipfile
from pathlib import Path

from IPython import get_ipython
from IPython.display import FileLink, display

RELEASE = {}  # filled in by the release

FIELDS = ("name", "student_id", "option", "group")
THIS_CELL = "def hand_in("  # what this very cell is known by
BLANK_ANSWER = "*Your answer here.*"
BLOCK = re.compile(r"^[ \t]*# BEGIN YOUR CODE[ \t]*$(.*?)^[ \t]*# END YOUR CODE[ \t]*$", re.MULTILINE | re.DOTALL)


def hand_in(folder="."):
    """Check the notebook, show the list of what was found, write the zip into folder, and offer it; return its path."""
    if not RELEASE:
        print("This is the course's own master copy, not a release: there is nothing to hand in.")
        return None
    content, said = _running_notebook()
    if content is None:
        _Checklist([("stop", "The notebook", said)]).show()
        return None
    notebook = _parse(content)
    if notebook is None:
        _Checklist([("stop", "The notebook", f"{said}, but that is no notebook. Was the right file chosen?")]).show()
        return None
    fields = read_fields(notebook)
    lines = [("ok", "The notebook", said), *check(notebook, fields, _history())]
    if any(mark == "stop" for mark, _, _ in lines):
        _Checklist(lines).show()
        return None
    path = write_zip(content, notebook, fields, Path(folder))
    _Checklist(lines, path).show()
    _offer(path)
    return path


# ---------------------------------------------------------------- the running notebook


def _running_notebook():
    """Return the notebook's bytes, and where they come from; or None, and what to do."""
    if _in_colab():
        return _from_colab()
    path = find_notebook()
    if path is None:
        return None, (
            "This notebook's file wasn't found. Start Jupyter in its folder, with no other notebook beside it, "
            "and run this cell again."
        )
    return path.read_bytes(), f"read from {path.name}, as it was saved last"


def _in_colab():
    try:
        return importlib.util.find_spec("google.colab") is not None
    except (ImportError, ValueError):
        return False


def _from_colab():
    """Ask Colab's page for the notebook; where it doesn't answer, ask the student for the file."""
    try:
        from google.colab import _message

        reply = _message.blocking_request("get_ipynb", request="", timeout_sec=60)
        return json.dumps(reply["ipynb"]).encode(), "read from this Colab page"
    except Exception:  # the call is Colab's own business: it may change its name, its answer or its errors
        print("Colab didn't hand over the notebook. Please save it (File → Save), then give it to this cell:")
    try:
        place = input("Its path on the mounted Drive, or press Enter to upload it (first File → Download → .ipynb): ")
    except Exception:  # no keyboard to ask
        place = ""
    if place.strip():
        path = Path(place.strip().strip("'\""))
        if path.is_file():
            return path.read_bytes(), f"read from {path}"
        return None, f"There is no file {path}. Mount Drive in the panel on the left, and run this cell again."
    from google.colab import files

    uploads = list(files.upload().values())
    if len(uploads) == 1:
        return uploads[0], "uploaded by you"
    return None, "No file, or more than one, was uploaded. Run this cell again and choose this notebook's .ipynb."


def find_notebook():
    """Find the file of this notebook: as Jupyter or VS Code names it, else the only one in this folder; None if unsure."""
    space = getattr(get_ipython(), "user_ns", {})
    named = [space.get("__vsc_ipynb_file__"), space.get("__session__"), os.environ.get("JPY_SESSION_NAME")]
    for place in [Path(name) for name in named if name]:
        for path in (place, Path(place.name)):
            if path.suffix == ".ipynb" and path.is_file():
                return path
    here = [path for path in Path().glob("*.ipynb") if _is_this_assignment(path)]
    return here[0] if len(here) == 1 else None


def _is_this_assignment(path):
    notebook = _parse(path.read_bytes())
    return notebook is not None and bool({_id(cell) for cell in notebook["cells"]} & set(RELEASE["blocks"]))


def _parse(content):
    try:
        notebook = json.loads(content)
        cells = notebook["cells"]
        return notebook if cells and all(isinstance(cell["cell_type"], str) for cell in cells) else None
    except (ValueError, KeyError, TypeError):
        return None


def _history():
    """Return what this session has run, by execution count; the last is this very cell."""
    manager = getattr(get_ipython(), "history_manager", None)
    return list(manager.input_hist_raw) if manager else []


# ---------------------------------------------------------------- the checklist


def check(notebook, fields, history):
    """Return the checklist's lines (mark, title, detail); marks are "ok", "look" and "stop"."""
    cells = [cell for cell in notebook["cells"] if _source(cell).strip()]
    return [
        *_check_saved(cells, history),
        _check_fields(fields),
        _check_blocks(cells, fields),
        _check_written(cells),
        _check_run(cells),
        _check_cells(cells),
    ]


def _check_saved(cells, history):
    """Compare the file with what has run since: a file that is older than that must be saved first."""
    if _in_colab() or len(history) < 2:
        return []
    counts = {cell["execution_count"]: _source(cell) for cell in cells if cell.get("execution_count")}
    newest = max(counts, default=0)
    unsaved = [text for text in history[newest + 1 : -1] if text.strip() and THIS_CELL not in text]
    changed = [n for n, text in counts.items() if n < len(history) - 1 and history[n].strip() != text.strip()]
    if unsaved or changed:
        detail = "The file is older than what you see. Save the notebook (Ctrl+S or ⌘S), then run this cell again."
        if changed and not unsaved:
            detail += " If that doesn't help, some cells were changed after they ran: Run → Run All Cells, save, and come back here."
        return [("stop", "Saved", detail)]
    return [("ok", "Saved", "the file holds what you ran")]


def _check_fields(fields):
    missing = [field for field in ("name", "student_id") if not str(fields.get(field, "")).strip()]
    if missing:
        return (
            "stop",
            "Your details",
            f"Fill in {' and '.join(missing)} in the cell 'Your details', save, and run this cell again.",
        )
    if not re.fullmatch(r"[A-Za-z0-9][A-Za-z0-9._-]*", str(fields["student_id"]).strip()):
        return "stop", "Your details", "student_id may hold letters, digits, '.', '-' and '_' only: it names the file."
    if fields.get("option") not in (1, 2):
        return (
            "stop",
            "Your details",
            "option is 1 (your own work) or 2 (not your own, explained with your own comments).",
        )
    group = f", group {fields['group']}" if fields.get("group") else ""
    return "ok", "Your details", f"{fields['name']}, {fields['student_id']}, option {fields['option']}{group}"


def _check_blocks(cells, fields):
    """Look for blocks that are still empty or lost their markers, and for option 2 without comments."""
    empty, lost, uncommented = [], [], []
    for cell in cells:
        name = _id(cell)
        if name not in RELEASE["blocks"]:
            continue
        title = name.removesuffix("_solution")
        texts = BLOCK.findall(_source(cell))
        if not texts:
            lost.append(title)
        elif any(_is_empty(text) for text in texts):
            empty.append(title)
        elif not any(re.search(r"#\s*\w", text) for text in texts):
            uncommented.append(title)
    if lost:
        return (
            "look",
            "Blocks",
            f"The lines # BEGIN YOUR CODE and # END YOUR CODE are gone from {_list(lost)}. Put them back around your code.",
        )
    if empty:
        return "look", "Blocks", f"Still empty: {_list(empty)}."
    if fields.get("option") == 2 and uncommented:
        return "look", "Blocks", f"Option 2 asks for your own comments; there are none in {_list(uncommented)}."
    return "ok", "Blocks", "all are filled in"


def _is_empty(text):
    try:
        body = ast.parse(textwrap.dedent(text)).body
    except SyntaxError:
        return False
    return all(
        isinstance(line, ast.Pass) or (isinstance(line, ast.Raise) and "NotImplementedError" in ast.dump(line))
        for line in body
    )


def _check_written(cells):
    texts = {_id(cell): _source(cell).replace(BLANK_ANSWER, "").strip() for cell in cells}
    missing = [name for name in RELEASE["written"] if not texts.get(name)]
    if missing:
        return "look", "Written answers", f"Still empty: {_list(missing)}."
    return "ok", "Written answers", "all are there (a person reads them)"


def _check_run(cells):
    """Look for cells without a trace of having run, and for printing cells whose output is gone."""
    code = [cell for cell in cells if cell["cell_type"] == "code" and THIS_CELL not in _source(cell)]
    not_run = [cell for cell in code if not _has_run(cell)]
    cleared = [cell for cell in code if _has_run(cell) and not cell.get("outputs") and _prints(_source(cell))]
    failed = [cell for cell in code if any(out.get("output_type") == "error" for out in cell.get("outputs", []))]
    if not_run:
        return "look", "Run", f"Not run: {_list(map(_name, not_run))}. Use 'Run all', then save."
    if failed:
        return "look", "Run", f"Stopped with an error: {_list(map(_name, failed))}."
    if cleared:
        return (
            "look",
            "Run",
            f"The output is gone: {_list(map(_name, cleared))}. Run them again, and don't clear outputs.",
        )
    return "ok", "Run", "all cells were run, and their outputs are there"


def _has_run(cell):
    ran_in_colab = (cell.get("metadata") or {}).get("executionInfo")
    return bool(cell.get("execution_count") or cell.get("outputs") or ran_in_colab)


def _prints(source):
    try:
        body = ast.parse(source).body
    except SyntaxError:
        return False
    calls = [line.value.func for line in body if isinstance(line, ast.Expr) and isinstance(line.value, ast.Call)]
    return any(isinstance(call, ast.Name) and (call.id == "print" or call.id.startswith("show_")) for call in calls)


def _check_cells(cells):
    """Compare the cells with those that were handed out: added, deleted, copied, changed."""
    known = [*RELEASE["cells"], *RELEASE["blocks"], *RELEASE["written"]]
    ids = [_id(cell) for cell in cells]
    ours = [
        read_fields({"cells": [cell]}) or THIS_CELL in _source(cell) or "colab-badge" in _source(cell) for cell in cells
    ]
    added = [_name(cell) for cell, name, own in zip(cells, ids, ours) if name not in known and not own]
    copied = sorted({name for name in ids if name in known and ids.count(name) > 1})
    deleted = [name for name in known if name not in ids]
    changed = [
        _name(cell)
        for cell, name, own in zip(cells, ids, ours)
        if name in RELEASE["cells"] and not own and not _is_unchanged(_source(cell), RELEASE["cells"][name])
    ]
    said = [
        f"{title}: {_list(names)}"
        for title, names in (
            ("Added cells, which won't be graded", added),
            ("Copied cells", copied),
            ("Deleted cells", deleted),
            ("Changed outside the blocks, where ours will be used", changed),
        )
        if names
    ]
    return (
        ("look", "Cells", ". ".join(said) + ".")
        if said
        else ("ok", "Cells", "all are there, none was added or changed")
    )


def _is_unchanged(source, digest):
    return digest in {hashlib.sha1(text.encode()).hexdigest() for text in (source, source.strip(), source + "\n")}


# ---------------------------------------------------------------- cells and fields


def read_fields(notebook):
    """Read the student's fields as the literals that the fields cell assigns; {} when there is no such cell."""
    for cell in notebook["cells"]:
        if cell["cell_type"] != "code":
            continue
        try:
            lines = [line for line in ast.parse(_source(cell)).body if isinstance(line, ast.Assign)]
            found = {
                line.targets[0].id: ast.literal_eval(line.value)
                for line in lines
                if getattr(line.targets[0], "id", "") in FIELDS
            }
        except (SyntaxError, ValueError):
            continue
        if set(FIELDS) <= set(found):
            return {key: value.strip() if isinstance(value, str) else value for key, value in found.items()}
    return {}


def _source(cell):
    source = cell.get("source") or ""
    return source if isinstance(source, str) else "".join(source)


def _id(cell):
    metadata = cell.get("metadata") or {}
    return (metadata.get("nbgrader") or {}).get("grade_id") or metadata.get("id") or cell.get("id") or ""


def _name(cell):
    """Name a cell so that a student finds it: by its first line."""
    first = _source(cell).strip().splitlines()[0].lstrip("#@ ").strip()
    return f"‘{first[:40]}…’" if len(first) > 40 else f"‘{first}’"


def _list(names, most=5):
    names = list(names)
    return ", ".join(names[:most]) + (f" and {len(names) - most} more" if len(names) > most else "")


# ---------------------------------------------------------------- the zip, and what is shown


def write_zip(content, notebook, fields, folder):
    """Write <student_id>-<assignment>.zip and return its path."""
    assignment = RELEASE["assignment"]
    manifest = {
        "assignment": assignment,
        "release_version": RELEASE["version"],
        **{field: fields[field] for field in FIELDS},
        "notebook_sha256": hashlib.sha256(content).hexdigest(),
        "cells": {
            _id(cell): hashlib.sha1(_source(cell).encode()).hexdigest() for cell in notebook["cells"] if _id(cell)
        },
    }
    path = folder / f"{fields['student_id']}-{assignment}.zip"
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr(f"{assignment}.ipynb", content)
        archive.writestr("manifest.json", json.dumps(manifest, indent=1, ensure_ascii=False))
    path.write_bytes(packed.getvalue())
    return path


def _offer(path):
    if not _in_colab():
        display(FileLink(str(path), result_html_prefix="Download it here, or find it beside this notebook: "))
        return
    try:
        from google.colab import files

        files.download(str(path))
    except Exception:  # a browser that blocks downloads
        print(f"Your browser took no download. Find {path.name} in the panel on the left, and download it from there.")


class _Checklist:
    """The list as a table, or as text where there is no page to show it on."""

    MARKS = {"ok": ("✓", "#0072B2"), "look": ("!", "#B35900"), "stop": ("✗", "#B00020")}

    def __init__(self, lines, path=None):
        self.lines = lines
        if path is None:
            self.verdict = "Nothing was written yet: see ✗ above."
        elif any(mark == "look" for mark, _, _ in lines):
            self.verdict = f"{path.name} is written. You can hand it in as it is, or see to the points marked ! and run this cell again."
        else:
            self.verdict = f"{path.name} is written. Everything is there: hand it in. Well done!"

    def show(self):
        display(self)

    def __repr__(self):
        rows = [f"{self.MARKS[mark][0]} {title:<16} {detail}" for mark, title, detail in self.lines]
        return "\n".join([*rows, "", self.verdict])

    def _repr_html_(self):
        cell = "padding: 4px 12px 4px 4px; text-align: left; vertical-align: top"
        rows = "".join(
            f'<tr><td style="{cell}; color: {self.MARKS[mark][1]}; font-weight: bold">{self.MARKS[mark][0]}</td>'
            f'<td style="{cell}; white-space: nowrap"><b>{html.escape(title)}</b></td>'
            f'<td style="{cell}">{html.escape(detail)}</td></tr>'
            for mark, title, detail in self.lines
        )
        return f'<table style="font-size: 14px">{rows}</table><p style="font-size: 14px"><b>{html.escape(self.verdict)}</b></p>'
