"""Hand in: read the running notebook, say what is missing before it is too late, and write the zip to submit.

The zip is <student_id>-<assignment>.zip, with <assignment>.ipynb, manifest.json and the Python files of the assignment in it. Please don't
make it by hand.
"""

import ast
import base64
import functools
import hashlib
import html
import importlib
import importlib.abc
import importlib.util
import io
import json
import lzma
import os
import re
import sys
import textwrap
import zipfile
from pathlib import Path
from urllib.parse import quote

from IPython import get_ipython
from IPython.display import display

RELEASE = {}  # filled in by the release

FIELDS = ("name", "student_id", "option", "group")
MARKS = {  # white on these: 5 : 1 and more, on any page
    "ok": ("✓", "#005A9C"),
    "look": ("!", "#A34F00"),
    "next": ("→", "#005A9C"),
    "stop": ("✗", "#B00020"),
}
THIS_CELL = "hand_in("  # what the cells that hand in are known by
BLANK_ANSWER = "*Your answer here.*"
HINTS_ONLY = re.compile(r"(?:\s*hint\(\s*(?:'\w+'|\"\w+\")\s*\)[ \t]*;?)+\s*")
BLOCK = re.compile(r"^[ \t]*# BEGIN YOUR CODE[ \t]*$(.*?)^[ \t]*# END YOUR CODE[ \t]*$", re.MULTILINE | re.DOTALL)


def hand_in(folder="."):
    """Check the notebook, show what was found, write the zip into folder unless something stops it; return its path."""
    if not RELEASE:
        print(_said("This is the course's own master copy, not a release: there is nothing to hand in."))
        return None
    content, said = _running_notebook()
    lines = [("ok" if content else "stop", "Notebook", said)]
    notebook = _read(content) if content else None
    if content and notebook is None:
        lines = [("stop", "Notebook", f"What was {said} is no notebook of this assignment. Was the right file chosen?")]
    if notebook:
        files = read_files(Path())
        lines += check(notebook, _history(), files)
    if any(mark in ("next", "stop") for mark, _, _ in lines):
        display(_Checklist(lines))
        return None
    try:
        path = write_zip(content, notebook, Path(folder), files)
    except OSError as error:
        said = f"It can't be written here ({error.strerror}), and a zip that lies here is an older one. Close it where it is open, or make room, and run this cell again."
        display(_Checklist([*lines, ("stop", "Zip", said)]))
        return None
    display(_Checklist(lines, path))
    _offer(path)
    return path


# ---------------------------------------------------------------- the running notebook


def _running_notebook():
    """Return the notebook's bytes, and where they come from; or None, and what to do."""
    if "google.colab" in sys.modules:
        return _from_colab()
    path = find_notebook()
    if path is None:
        return (
            None,
            "Its file wasn't found. Start Jupyter in its folder, with no copy of it there, and run this cell again. "
            "Where there is no such folder, as on Kaggle, hand in the .ipynb that File → Download gives.",
        )
    return path.read_bytes(), f"read from {path.name}, as it was saved last"


def _from_colab():
    """Ask Colab's page for the notebook; where it doesn't answer, ask the student for the file."""
    try:
        from google.colab import _message

        reply = _message.blocking_request("get_ipynb", request="", timeout_sec=60)
        return json.dumps(reply["ipynb"], ensure_ascii=False).encode(), "read from this page"
    except Exception:  # the call is Colab's own business: it may change its name, its answer or its errors
        print(
            _said(
                "Colab didn't hand over the notebook. Please save it (File → Save), then give it to this cell yourself."
            )
        )
    place = ""
    try:
        place = input(
            _said("Its path on the mounted Drive; or press Enter to upload what File → Download → .ipynb gave you:") + " "
        )
    except Exception:  # nobody can be asked here
        print(_said("Choose the file that File → Download → Download .ipynb gave you:"))
    path = Path(place.strip().strip("'\""))
    if place.strip() and not path.is_file():
        return None, f"There is no file {path}. Mount Drive in the panel on the left, and run this cell again."
    if place.strip():
        return path.read_bytes(), f"read from {path}"
    from google.colab import files

    uploads = list(files.upload().values())
    if len(uploads) != 1:
        return None, f"{len(uploads)} files were uploaded. Run this cell again, and choose this notebook's .ipynb."
    return uploads[0], "uploaded by you"


def find_notebook():
    """Find this notebook's file: as VS Code or Jupyter names it, else the only one of this assignment here; None if unsure."""
    space = getattr(get_ipython(), "user_ns", {})
    named = [space.get("__vsc_ipynb_file__"), os.environ.get("JPY_SESSION_NAME"), space.get("__session__")]
    for place in [Path(name) for name in named if name]:
        for path in (place, Path(place.name)):  # the second, where the server calls folders by other names
            if path.is_file() and _read(path.read_bytes()):
                return path
    beside = {path: path.read_bytes() for path in Path().glob("*.ipynb")}
    here = [path for path, content in beside.items() if _parse(content)]
    here = here or [path for path, content in beside.items() if _named_again(content)]
    return here[0] if len(here) == 1 else None


def _read(content):
    """Return the notebook; None when this is none, or none of this assignment."""
    return _parse(content) or _named_again(content)


def _parse(content):
    """Return the notebook, or None when this is none, or none with cells of this assignment; its name tells, or else a block: other cells are called alike in all."""
    try:
        notebook = json.loads(content)
        ids = {_id(cell) for cell in notebook["cells"] if cell["cell_type"] and _source(cell) is not None}
        named = ((notebook.get("metadata") or {}).get("autograder") or {}).get("assignment")
    except (ValueError, KeyError, TypeError, AttributeError):
        return None
    known = _handed_out() if named else RELEASE["blocks"] or _handed_out()
    return notebook if named in (None, RELEASE["assignment"]) and ids & set(known) else None


def _named_again(content):
    """Return a notebook whose cells lost all their names, as some editors save it, with those by which the grader finds them; None where it finds no block."""
    if "rules" not in RELEASE:
        return None
    packed = _carried()
    untold = {cell["id"] for cell in packed["cells"] if not cell["source"]}  # which the grader's rules can't know by their text
    by_digest = {digest: name for name, digest in RELEASE["cells"].items() if name in untold}
    try:
        matching, ipynb = _imported(packed, "assemble.cell_matching", "intake.ipynb")
        notebook = json.loads(content)
        if any(_id(cell) in _handed_out() for cell in notebook["cells"]):
            return None
        for cell in notebook["cells"]:
            digest = "" if "RELEASE = {" in _source(cell) else _digest(cell)  # this very cell's isn't known to itself
            cell["metadata"] = {"id": by_digest.get(digest, "")}
            cell.pop("id", None)
        ours = ipynb.read(json.dumps({**notebook, "cells": packed["cells"]}).encode())
        found = matching.match(ipynb.read(json.dumps(notebook).encode()), ours).copies.items()
    except Exception:  # no notebook, or a Python that can't read the rules
        return None
    for at, theirs in found:
        for one in theirs:
            notebook["cells"][one]["metadata"]["id"] = ours.cells[at].id
    return notebook if any(_id(cell) in RELEASE["blocks"] for cell in notebook["cells"]) else None


def _history():
    """Return what this session has run, by execution count; the last is this very cell."""
    manager = getattr(get_ipython(), "history_manager", None)
    return list(manager.input_hist_raw) if manager else []


# ---------------------------------------------------------------- the checklist


def check(notebook, history=(), files=None):
    """Return the checklist's lines (mark, title, detail); marks are "ok", "look", "next" (save first) and "stop".

    files: what the assignment's Python files hold, name → bytes, or None for one that isn't here; those of this folder by default.
    """
    cells = [cell for cell in notebook["cells"] if _source(cell).strip()]
    fields = read_fields(notebook)
    saved = _check_saved(cells, history)
    if saved[0] != "ok":  # what is in an old file says little
        return [(saved[0], "Saved", saved[1])]
    files = read_files(Path()) if files is None else files
    costs = _check_costs(notebook, files)
    checked = {
        "Saved": saved,
        "Your details": _check_fields(fields),
        "Blocks": ("ok", "") if costs else _check_blocks(cells, str(fields.get("option"))),
        "Answers": _check_written(cells),
        "Run": _check_run(cells),
        "Cells": _check_cells(cells),
        "Files": _check_files(files),
        "Data": _check_data(Path()),
    }
    lines = [(mark, title, detail) for title, (mark, detail) in checked.items() if detail]
    return [*lines[:2], *costs, *lines[2:]]


def _check_saved(cells, history):
    """Compare the file with what has run since: a file that is older than that must be saved first."""
    if "google.colab" in sys.modules or len(history) < 2:
        return "ok", "what this page shows is what counts"
    counts = {}
    for cell in cells:
        counts.setdefault(cell.get("execution_count") or 0, []).append(_source(cell).strip())
    later = [text for text in history[max(counts, default=0) + 1 : -1] if text.strip() and THIS_CELL not in text]
    known = range(1, len(history) - 1)
    other = [n for n in known if n in counts and history[n].strip() not in counts[n] and THIS_CELL not in history[n]]
    if later or other:
        return "next", (
            "The file is older than what you see. Save the notebook (Ctrl+S, or ⌘S), then run this cell again. "
            "If that doesn't help, run all cells, save, and run this cell once more."
        )
    return "ok", "the file holds what you ran"


# ---------------------------------------------------------------- what would cost points: the grader's own rules


class _Rules(importlib.abc.MetaPathFinder, importlib.abc.Loader):
    """Import the rules' modules from what this release carries."""

    def __init__(self, sources):
        self.sources = sources

    def find_spec(self, name, path=None, target=None):
        if name in self.sources:
            inside = any(other.startswith(f"{name}.") for other in self.sources)
            return importlib.util.spec_from_loader(name, self, is_package=inside)
        return None

    def exec_module(self, module):
        exec(compile(self.sources[module.__name__], f"<{module.__name__}>", "exec"), vars(module))


def _carried():
    """Return what this release carries: the text of the rules' modules, what they know of the assignment, and the course's language."""
    return json.loads(lzma.decompress(base64.b85decode(RELEASE["rules"])))


def _imported(packed, *names):
    """Import some of the grader's modules under a name of their own."""
    rules, before = _Rules(packed["modules"]), set(sys.modules)
    if importlib.util.find_spec("rapidfuzz"):
        del rules.sources["rapidfuzz"]
    sys.meta_path.insert(0, rules)
    try:
        return [importlib.import_module(f"hand_in_rules.{name}") for name in names]
    finally:
        sys.meta_path.remove(rules)
        for name in rules.sources.keys() - before:
            sys.modules.pop(name, None)  # another notebook of this session may bring other rules


def load_rules():
    """Import the grader's rules: the modules that are asked, and what they know of the assignment."""
    packed = _carried()
    costs, ipynb = _imported(packed, "assemble.expected_costs", "intake.ipynb")
    release = {"cells": packed["cells"], "metadata": {}, "nbformat": 4, "nbformat_minor": 5}
    return costs, ipynb, costs.of_release(packed["known"], ipynb.read(json.dumps(release).encode()))


@functools.cache
def _speaker():
    """Return what says our sentences in the course's language; English is as it is."""
    try:
        packed = _carried() if "rules" in RELEASE else {}
        if packed.get("said"):
            (sentences,) = _imported(packed, "report.sentences")
            return sentences.Sentences(packed["said"])
    except Exception:  # a Python that can't read them: English does, too
        pass
    return str


def _said(text):
    return _speaker()(text)


def find_costs(notebook, rules=None, files=None):
    """Read the notebook by the grader's own rules: [(points, where, message)], at most what is lost if every answer is right."""
    costs, ipynb, known = rules or load_rules()
    left_out = {cell.id for cell in known.release.cells if not cell.source}
    cells = [{**cell, "source": ""} if _id(cell) in left_out and _is_as_given(cell) else cell for cell in notebook["cells"]]
    try:
        read = ipynb.read(json.dumps({**notebook, "cells": cells}).encode())
    except ipynb.SubmissionRejected as error:
        return [(None, "", str(error))]
    return [(one.points, one.where, one.message) for one in costs.costs(read, known, _texts(files or {}))]


def _is_as_given(cell):
    """Say whether a cell that was handed out is as it was; this very cell's text can't be known to itself."""
    digest = RELEASE["cells"].get(_id(cell))
    return digest == _digest(cell) or (digest == "" and "RELEASE = {" in _source(cell))


def _check_costs(notebook, files):
    """Say what would cost points, the most first; nothing where this release carries no rules, or this Python can't read them."""
    if "rules" not in RELEASE:
        return []
    try:
        found = sorted(find_costs(notebook, files=files), key=lambda one: -(one[0] or 0))
    except Exception as error:  # whatever it is, it must not keep anybody from handing in
        return [("look", "Points", f"The rules couldn't be looked at here ({type(error).__name__}); the grader looks at them.")]
    lines = []
    for points, where, message in found:
        title = "Can't be graded" if points is None else f"−{points:g} {'point' if points == 1 else 'points'}" if points else "Look"
        lines.append(("stop" if points is None else "look", title, f"{where}: {message}" if where else message))
    return lines or [("ok", "Points", "no rule that costs points is broken; your answers are graded later")]


def _check_fields(fields):
    if not fields:
        return "stop", 'They can\'t be read. Each is a line such as student_id = "2022123456", with the quotes.'
    if missing := [field for field in ("name", "student_id") if not fields[field]]:
        return "stop", f"Fill in {' and '.join(missing)} at the top of the notebook, save, and run this cell again."
    if not re.fullmatch(r"[A-Za-z0-9][A-Za-z0-9._-]{0,79}", fields["student_id"]):
        return "stop", "student_id may hold letters, digits, '.', '-' and '_' only: the file is named by it."
    if fields["option"] not in (1, 2):
        return "stop", "option is 1 (your own work) or 2 (not your own, explained with your own comments)."
    group = f", group {fields['group']}" if fields["group"] else ""
    return "ok", f"{fields['name']}, {fields['student_id']}, option {fields['option']}{group}"


def _check_blocks(cells, option):
    """Look for blocks that are still empty or lost their markers, and for option 2 without comments."""
    blocks = {_id(cell): BLOCK.findall(_source(cell)) for cell in cells if _id(cell) in RELEASE["blocks"]}
    named = {name.removesuffix("_solution"): texts for name, texts in blocks.items()}
    if lost := [name for name, texts in named.items() if not texts]:
        return (
            "look",
            f"The lines # BEGIN YOUR CODE and # END YOUR CODE are gone from {_list(lost)}. Put them back around your code.",
        )
    if empty := [name for name, texts in named.items() if any(map(_is_empty, texts))]:
        return "look", f"Still empty: {_list(empty)}."
    uncommented = [name for name, texts in named.items() if not any(re.search(r"#\s*\w", text) for text in texts)]
    if option == "2" and uncommented:
        return "look", f"Option 2 asks for comments of your own; there are none in {_list(uncommented)}."
    return "ok", "all are filled in"


def _is_empty(text):
    try:
        body = ast.parse(textwrap.dedent(text)).body
    except SyntaxError:
        return False
    return all(isinstance(line, ast.Pass) or ast.unparse(line).startswith("raise NotImplementedError") for line in body)


def _check_written(cells):
    if not RELEASE["written"]:
        return "ok", ""
    texts = {_id(cell): _source(cell).replace(BLANK_ANSWER, "").strip() for cell in cells}
    titles = RELEASE.get("titles", {})
    if missing := [titles.get(name, name) for name in RELEASE["written"] if not texts.get(name)]:
        return "look", f"Still empty: {_list(missing)}."
    return "ok", "all are there; a person reads them"


def _check_run(cells):
    """Look for cells without a trace of having run, that ended in an error, or whose output is gone."""
    code = [cell for cell in cells if cell["cell_type"] == "code" and THIS_CELL not in _source(cell)]
    if not_run := [cell for cell in code if not _has_run(cell)]:
        return "look", f"Not run: {_list(map(_name, not_run))}. Run all cells, and save."
    if failed := [cell for cell in code if any(out.get("output_type") == "error" for out in cell.get("outputs", []))]:
        return "look", f"Stopped with an error: {_list(map(_name, failed))}."
    if cleared := [cell for cell in code if not cell.get("outputs") and _shows_something(_source(cell))]:
        return "look", f"The output is gone: {_list(map(_name, cleared))}. Run all cells again, and save."
    return "ok", "all cells were run, and their outputs are there"


def _has_run(cell):
    ran_in_colab = (cell.get("metadata") or {}).get("executionInfo")
    return bool(cell.get("execution_count") or cell.get("outputs") or ran_in_colab)


def _shows_something(source):
    """Say whether the cell surely leaves an output, by the grader's rule: whenever it runs, it calls print, display or show."""
    if re.match(r"\s*%%(?!time)", source):
        return False
    try:
        pending = ast.parse(re.sub(r"(?m)^([ \t]*)(?:%time[ \t]+(?=[^\s-])|[%!?].*)", r"\1", source)).body
    except SyntaxError:
        return False
    while pending:
        line, *pending = pending
        if isinstance(line, (ast.For, ast.With)):
            pending = [*line.body, *pending]
        call = line.value if isinstance(line, ast.Expr) else None
        seen = isinstance(call, ast.Call) and not any(word.arg in ("file", None) for word in call.keywords)
        if seen and getattr(call.func, "id", getattr(call.func, "attr", "")) in ("print", "display", "show"):
            return True
    return False


def _check_cells(cells):
    """Compare the cells with those that were handed out: added, copied, deleted, changed."""
    known, ids = _handed_out(), [_id(cell) for cell in cells]
    digests = {_id(cell): _digest(cell) for cell in cells}
    badge = "colab-badge.svg"  # of the cell that Colab puts first in a copy of its own
    found = {
        "Added, and not graded": [
            _name(cell)
            for cell in cells
            if _id(cell) not in known and badge not in _source(cell) and not HINTS_ONLY.fullmatch(_source(cell))
        ],
        "Copied": [_name(cell) for cell in cells if _id(cell) in known and ids.count(_id(cell)) > 1],
        "Deleted": [name for name in known if name not in ids],
        "Changed, and graded as it was": [
            _name(cell) for cell in cells if RELEASE["cells"].get(_id(cell)) not in (None, "", digests[_id(cell)])
        ],
    }
    said = [f"{what}: {_list(names)}." for what, names in found.items() if names]
    return ("look", " ".join(said)) if said else ("ok", "all are there; none was added, and what was handed out is as it was")


def read_files(folder):
    """Read the Python files that belong to the assignment: name → bytes, or None for one that isn't here."""
    return {name: (folder / name).read_bytes() if (folder / name).is_file() else None for name in RELEASE.get("files", {})}


def _texts(files):
    """Decode files that are here; None for one that is no text."""
    texts = {}
    for name, content in files.items():
        if content is not None:
            try:
                texts[name] = content.decode("utf-8-sig")
            except UnicodeDecodeError:
                texts[name] = None
    return texts


def _check_files(files):
    """Say which Python files go into the zip, as they were saved last."""
    if missing := [name for name, content in files.items() if content is None]:
        return "look", f"Not here, beside the notebook: {_list(missing)}. Put it into this folder, and run this cell again."
    if unread := [name for name, text in _texts(files).items() if text is None]:
        return "look", f"Not saved as UTF-8, and may not be read: {_list(unread)}."
    if blank := [name for name, content in files.items() if hashlib.sha1(content).hexdigest() == RELEASE["files"][name]]:
        return "look", f"Just as handed out: {_list(blank)}. Did you save what you wrote?"
    return "ok", f"{_list(files)}, as saved last" if files else ""


def _check_data(folder):
    """Compare the data files here with those that were handed out: grading uses those."""
    here = {name: folder / name for name in RELEASE.get("data", {})}
    changed = [
        name
        for name, path in here.items()
        if path.is_file() and hashlib.sha1(path.read_bytes()).hexdigest() != RELEASE["data"][name]
    ]
    return ("look", f"Not as handed out, and grading uses what was: {_list(changed)}.") if changed else ("ok", "")


# ---------------------------------------------------------------- cells and fields


def read_fields(notebook):
    """Read the student's fields as the literals that the fields cell assigns; {} where they can't be read."""
    for cell in notebook["cells"]:
        found = {}
        try:
            for line in ast.parse(_source(cell)).body if cell["cell_type"] == "code" else []:
                if isinstance(line, ast.Assign) and getattr(line.targets[0], "id", None) in FIELDS:
                    found[line.targets[0].id] = ast.literal_eval(line.value)
        except (SyntaxError, ValueError):
            continue
        if len(found) == len(FIELDS):
            texts = {key: str(value).strip() for key, value in found.items()}
            return texts | {"option": int(texts["option"]) if texts["option"] in ("1", "2") else texts["option"]}
    return {}


def _handed_out():
    return [*RELEASE["cells"], *RELEASE["blocks"], *RELEASE["written"]]


def _source(cell):
    source = cell.get("source") or ""
    return source if isinstance(source, str) else "".join(source)


def _digest(cell):
    """Hash a cell as it was handed out, whatever ends its lines on this computer."""
    return hashlib.sha1(_source(cell).replace("\r\n", "\n").encode()).hexdigest()


def _id(cell):
    metadata = cell.get("metadata") or {}
    return (metadata.get("nbgrader") or {}).get("grade_id") or metadata.get("id") or cell.get("id") or ""


def _name(cell):
    """Name a cell so that a student finds it: by its first line."""
    first = _source(cell).strip().splitlines()[0].removeprefix("#@title").lstrip("# ").strip()
    return f"‘{first[:40]}…’" if len(first) > 40 else f"‘{first}’"


def _list(names, most=4):
    names = list(dict.fromkeys(names))
    return ", ".join(names[:most]) + (f" and {len(names) - most} more" if len(names) > most else "")


# ---------------------------------------------------------------- the zip, and what is shown


def write_zip(content, notebook, folder, files=None):
    """Write <student_id>-<assignment>.zip into folder and return its path."""
    assignment, fields = RELEASE["assignment"], read_fields(notebook)
    here = {name: held for name, held in (files or {}).items() if held is not None}
    manifest = {
        "assignment": assignment,
        "release_version": RELEASE["version"],
        **fields,
        "notebook_sha256": hashlib.sha256(content).hexdigest(),
        "cells": {_id(cell): hashlib.sha1(_source(cell).encode()).hexdigest() for cell in notebook["cells"]},
        **({"files": {name: hashlib.sha256(held).hexdigest() for name, held in here.items()}} if here else {}),
    }
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr(f"{assignment}.ipynb", content)
        archive.writestr("manifest.json", json.dumps(manifest, indent=1, ensure_ascii=False))
        for name, held in here.items():
            archive.writestr(name, held)
    path = folder / f"{fields['student_id']}-{assignment}.zip"
    part = path.with_name(f"{path.name}.part")
    try:
        part.write_bytes(packed.getvalue())
        part.replace(path)
    except OSError:  # half a zip under the right name would be handed in
        part.unlink(missing_ok=True)
        raise
    return path


def _offer(path):
    """Have Colab's page download the zip; elsewhere the checklist holds a link."""
    if "google.colab" not in sys.modules:
        return
    try:
        from google.colab import files

        files.download(str(path))
    except Exception:  # a browser that blocks downloads
        print(
            _said(
                f"Your browser took no download: find {path.name} in the panel on the left, and download it from there."
            )
        )


class _Checklist:
    """The list as a table, or as text where there is no page to show it on."""

    def __init__(self, lines, path=None):
        self.lines = [(mark, _said(title), _said(detail)) for mark, title, detail in lines]
        self.path = path
        if any(mark == "next" for mark, _, _ in lines):
            self.verdict = "One step is left: save the notebook, then run this cell again. It makes the file then."
        elif path is None:
            self.verdict = "Nothing was written. See to the point marked ✗ first."
        elif any(mark == "look" for mark, _, _ in lines):
            self.verdict = f"{path.name} is written. Hand it in as it is, or see to what is marked ! first and run this cell again."
        else:
            self.verdict = f"{path.name} is written, and everything is there. Hand it in. Well done!"
        self.verdict = _said(self.verdict)

    def __repr__(self):
        return "\n".join(
            [*(f"{MARKS[mark][0]} {title:<13} {detail}" for mark, title, detail in self.lines), self.verdict]
        )

    def _repr_html_(self):
        style = "padding: 4px 14px 4px 4px; text-align: left; vertical-align: top"
        badge = "display: inline-block; min-width: 1.4em; padding: 1px 3px; border-radius: 3px; color: #FFFFFF; text-align: center"
        rows = "".join(
            f'<tr><td style="{style}"><b style="{badge}; background: {MARKS[mark][1]}">{MARKS[mark][0]}</b></td>'
            f'<th scope="row" style="{style}; white-space: nowrap">{title}</th>'
            f'<td style="{style}">{html.escape(detail)}</td></tr>'
            for mark, title, detail in self.lines
        )
        link = ""
        if self.path and "google.colab" not in sys.modules:  # `download` keeps JupyterLab from opening it as a text
            link = (
                f'<p>{_said("Find it beside this notebook, or")} '
                f'<a style="text-decoration: underline" href="{quote(str(self.path))}" download>{_said("download it")}</a>.</p>'
            )
        verdict = f"<p><b>{html.escape(self.verdict)}</b></p>"
        return f'<div style="font-size: 14px"><table>{rows}</table>{verdict}{link}</div>'
