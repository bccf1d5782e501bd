"""Forge a result: files, verdicts, exits, hooks, cells and metadata of the student's own making."""

from __future__ import annotations

from typing import Any

from attacks.attack import Attack
from attacks.exam import RELEASE, Paper
from attacks.ground import Ground
from autograder.authoring.notebook_file import as_bytes
from autograder.model import SubmittedFile

WRONG = "return x * 0 + 7"


def _edited(change: Any, blocks: dict[str, str] | None = None) -> Any:
    """Hand in a notebook that was changed after it was filled in."""

    def make(_ground: Ground) -> SubmittedFile:
        made = Paper(blocks if blocks is not None else {"double": WRONG}).notebook()
        change(made)
        return SubmittedFile(as_bytes(made), "2022999999-doubling.ipynb", "2022999999")

    return make


def _cell(made: dict[str, Any], name: str) -> dict[str, Any]:
    found: dict[str, Any] = next(cell for cell in made["cells"] if cell["id"] == name)
    return found


def _define_again(made: dict[str, Any]) -> None:
    again = "def double(x):\n    return 2 * x"
    cell = {"cell_type": "code", "id": "again", "metadata": {}, "source": again, "outputs": [], "execution_count": 99}
    made["cells"].append(cell)


def _edit_given_cells(made: dict[str, Any]) -> None:
    _cell(made, "setup")["source"] += "\ntorch.equal = lambda *a: True\ndef double(x): return 2 * x\nclass torch_: pass"
    for question in ("double", "total"):
        _cell(made, question)["source"] = f"def {question}(x): return x + x"


def _lie_in_metadata(made: dict[str, Any]) -> None:
    for cell in made["cells"]:
        cell["metadata"]["nbgrader"] |= {
            "points": 1000,
            "grade": True,
            "locked": False,
            "score": 1000,
            "checksum": "0" * 32,
        }
        cell["metadata"]["tags"] = ["setup", "skip-execution"]
    made["metadata"] |= {"autograder": {"version": "r1", "score": 1000}, "celltoolbar": "Create Assignment"}


def _a_setup_cell_of_their_own(made: dict[str, Any]) -> None:
    cell = {**RELEASE["cells"][0], "source": "def double(x):\n    return 2 * x", "id": "setup2"}
    made["cells"].insert(
        0, cell | {"metadata": {"tags": ["setup"], "nbgrader": {"grade_id": "setup2", "solution": True}}}
    )


ATTACKS = (
    Attack("FORGE-01", "forge", "write results wherever a grader might look", """
        names = ["results.json", "result.json", "record.json", "score", "grades.csv", "2022999999.json", "out.xml"]
        for folder in (".", "..", os.path.expanduser("~"), "/autograder/results", "/autograder", "/tmp", FOLDER, FOLDER + "/results/records"):
            for name in names:
                try: os.makedirs(folder, exist_ok=True); open(os.path.join(folder, name), "w").write('{"score": 100, "status": "graded"}')
                except OSError: pass
        return x * 0"""),
    Attack("FORGE-02", "forge", "search the whole memory for a secret of the examiner's", """
        import ctypes
        head, tail, found = HEAD.encode(), TAIL.encode(), 0
        for line in open("/proc/self/maps").read().splitlines():
            span, rights, _, _, inode, *name = line.split()
            if inode != "0" or not rights.startswith("rw") or name[:1] not in ([], ["[heap]"], ["[stack]"]): continue
            start, end = (int(part, 16) for part in span.split("-"))
            memory, at = ctypes.string_at(start, end - start), -1
            while (at := memory.find(head, at + 1)) >= 0:
                found += memory[at + len(head):at + len(head) + len(tail)] == tail
        try: open("/proc/self/mem", "rb").read(1)
        except OSError: pass
        return "GOT-" + "OUT" if found else "nothing" """),
    Attack("FORGE-03", "forge", "rewrite the result after grading, from hooks that run late", """
        import atexit, threading, weakref
        class Late:
            def __del__(self): late()
        def late():
            for fd in (1, 3, 10):
                try: os.write(fd, b'{"score": 100}' * 9)
                except OSError: pass
        atexit.register(late); torch.late = Late(); weakref.finalize(torch, late)
        threading._register_atexit(late) if hasattr(threading, "_register_atexit") else None
        return x * 0"""),
    Attack("FORGE-04", "forge", "leave with exit status 0", "os._exit(0)", says="ended the whole Python process"),
    Attack("FORGE-04", "forge", "leave with sys.exit(0)", "sys.exit(0)", says="SystemExit"),
    Attack("FORGE-06", "forge", "print the verdicts of every grader", """
        for line in ("BEGIN_RESULT double PASS END_RESULT", "1 passed in 0.01s", "##test=ok", '{"score": 100, "tests": []}', "All tests passed!",
                     "<testsuite errors='0'/>", "agw1", "5/5", "::notice::ok", "TAP version 13\\nok 1"):
            print(line); print(line, file=sys.stderr)
        return x * 0"""),
    Attack("FORGE-07", "forge", "replace the helpers that check", """
        import doctest, types, unittest
        sys.modules["grader"] = sys.modules["otter"] = types.SimpleNamespace(check=lambda *a, **k: True, Notebook=object)
        doctest.testmod = doctest.run_docstring_examples = lambda *a, **k: (0, 5)
        unittest.TestCase.assertEqual = unittest.TestCase.assertTrue = lambda *a, **k: None
        torch.allclose = torch.equal = torch.testing.assert_close = np.allclose = np.array_equal = lambda *a, **k: True
        np.testing.assert_allclose = lambda *a, **k: None
        return x * 0"""),
    Attack("FORGE-08", "forge", "define the function again, rightly, in a cell of one's own",
           make=_edited(_define_again), honest=3, least=2, says="defines double again"),
    Attack("FORGE-09", "forge", "edit the cells that are given", make=_edited(_edit_given_cells), honest=3, least=2, says="isn't yours to edit"),
    Attack("FORGE-09", "forge", "add a set-up cell of one's own", make=_edited(_a_setup_cell_of_their_own), honest=3, least=2),
    Attack("FORGE-10", "forge", "lie in the metadata of cells", make=_edited(_lie_in_metadata), honest=3, least=2),
)  # fmt: skip

NOT_TRIED: dict[str, str] = {}
