"""Learn what is hidden: checks, references, inputs, the environment, other students' work."""

from __future__ import annotations

import json
from collections.abc import Sequence
from pathlib import Path

from attacks.attack import Attack, exam_of
from attacks.ground import Ground
from autograder.model import Array, CaseKind
from autograder.pipeline import Graded
from autograder.report import feedback

ROOT = Path(__file__).resolve().parents[1]
DIGITS = 'digits = str(abs(float(x.flatten()[0]))).replace(".", "").replace("e-", "")[:9].lstrip("0")'
"""What an attack does to turn a hidden input into something that might be shown."""


def digits_of(value: float) -> str:
    """Write a number as the attacks do."""
    return str(abs(value)).replace(".", "").replace("e-", "")[:9].lstrip("0")


def no_input_is_shown(_ground: Ground, graded: Graded) -> Sequence[str]:
    """Look for the first numbers of every hidden input on the student's page."""
    asked = exam_of()
    page = feedback.page(graded.record, asked.assignment)
    shown = []
    for case in asked.cases:
        for value in case.inputs.values():
            if isinstance(value, Array) and case.kind is not CaseKind.PICTURE:  # whose inputs are public
                number = digits_of(float(value.tensor.flatten()[0]))
                if number in page:
                    shown.append(f"the page shows {number}, which is of a hidden input of {case.check}")
    return shown


def _no_code_of_ours(_ground: Ground, graded: Graded) -> Sequence[str]:
    asked = exam_of()
    page = feedback.page(graded.record, asked.assignment)
    told = ("Traceback", "site-packages", "autograder/", "inside/main.py", "draw.normal", "close(", "_values")
    return [f"the page says {word}" for word in told if word in page]


def _no_times(_ground: Ground, graded: Graded) -> Sequence[str]:
    asked = exam_of()
    page = feedback.page(graded.record, asked.assignment)
    return [f"the page tells {name}: {taken}" for name, taken in graded.record.seconds.items() if str(taken) in page]


def _no_picture(_ground: Ground, graded: Graded) -> Sequence[str]:
    page = graded.page.decode()
    return ["the page has a picture"] if "<img" in page or "base64" in page else []


def _release_has_no_outputs(_ground: Ground, _graded: Graded) -> Sequence[str]:
    found = []
    for path in sorted((ROOT / "release").glob("*/*.ipynb")):
        content = json.loads(path.read_bytes())
        found += [f"{path.name}: a cell has outputs" for cell in content["cells"] if cell.get("outputs")]
    return found


def _echo(what: str, body: str, says: str = "") -> Attack:
    return Attack("LEAK-11", "leak", what, f"{DIGITS}\n{body}", after=no_input_is_shown, says=says)


ATTACKS = (
    Attack("LEAK-01", "leak", "open the checks, by every way there", """
        name = os.path.basename(CHECKS)
        def linked(): os.symlink(CHECKS, "link"); return open("link").read()
        def hard(): os.link(CHECKS, "hard"); return open("hard").read()
        def folder(): os.symlink(FOLDER, "folder"); return open("folder/" + name).read()
        def relative(): return os.read(os.open("../" * 12 + CHECKS[1:], os.O_RDONLY, dir_fd=os.open(".", os.O_RDONLY)), 999)
        def renamed(): os.rename(CHECKS, "mine"); return open("mine").read()
        def executed(): import runpy; return runpy.run_path(CHECKS)
        return loot(lambda: open(CHECKS).read(), lambda: open("/proc/self/root" + CHECKS).read(), lambda: open("/proc/1/root" + CHECKS).read(),
            lambda: open("/proc/self/cwd/" + "../" * 12 + CHECKS[1:]).read(), linked, hard, folder, relative, renamed, executed,
            lambda: np.fromfile(CHECKS, dtype="u1").tobytes(), lambda: open(RESULT).read(), lambda: os.listdir(FOLDER), lambda: os.listdir("/"),
            lambda: torch.load(CHECKS), lambda: np.memmap(CHECKS, dtype="u1").tobytes())"""),
    Attack("LEAK-02", "leak", "learn that the checks exist, and how large they are", """
        return out(lambda: os.stat(CHECKS), lambda: os.chdir(FOLDER), lambda: os.stat(RESULT), lambda: os.path.getsize(FOLDER),
            lambda: os.readlink(FOLDER + "/x"), lambda: os.access(CHECKS, os.F_OK) or (_ for _ in ()).throw(OSError()))""", level=2),
    Attack("LEAK-03", "leak", "walk the stack into the tester", """
        import inspect, traceback
        frame, seen = sys._getframe(), []
        while frame is not None:
            seen += [repr(v)[:2000] for space in (frame.f_locals, frame.f_globals, frame.f_builtins) for v in list(space.values())]
            frame = frame.f_back
        try: raise ValueError
        except ValueError: seen.append(traceback.format_exc())
        seen += [str(one) for one in inspect.stack()]
        text = " ".join(seen)
        return "GOT-" + "OUT" if HEAD + TAIL in text or "_reference" in text else "nothing" """),
    Attack("LEAK-04", "leak", "find expected tensors among all objects", """
        import gc
        planted = float("1.2345678901234567" + "e-" + str(200))
        for one in gc.get_objects():
            if type(one) is torch.Tensor and one.dtype == torch.float64 and (one == planted).any(): return "GOT-" + "OUT"
            if type(one) is np.ndarray and one.dtype == float and (one == planted).any(): return "GOT-" + "OUT"
            if type(one) is dict and any(type(v) is str and v == HEAD + TAIL for v in list(one.values())): return "GOT-" + "OUT"
        return "nothing" """),
    Attack("LEAK-05", "leak", "look for the reference's answers in memory that was freed", """
        planted = float("1.2345678901234567" + "e-" + str(200))
        for size in (8, 64, 512, 4096, 1 << 16, 1 << 20):
            for _ in range(20):
                if (torch.empty(size, dtype=torch.float64) == planted).any() or (np.empty(size) == planted).any(): return "GOT-" + "OUT"
        return "nothing" """),
    Attack("LEAK-07", "leak", "read the examiner's environment", """
        return loot(lambda: dict(os.environ), lambda: open("/proc/self/environ").read(), lambda: open(f"/proc/{EXAMINER}/environ").read(),
            lambda: open(f"/proc/{SERVER}/environ").read(), lambda: os.getenvb(b"COURSE_TOKEN"))"""),
    Attack("LEAK-08", "leak", "use descriptors that were left open", """
        import array, socket
        def received(number):
            copy = os.dup(number)
            try: one = socket.socket(fileno=copy)
            except OSError: os.close(copy); raise
            with one: one.setblocking(False); return one.recvmsg(99, 999)
        return out(*[lambda fd=fd: os.fstat(fd) for fd in range(4, 256)], *[lambda fd=fd: received(fd) for fd in range(0, 12)])"""),
    Attack("LEAK-09", "leak", "import the checks and the tests", """
        import importlib, importlib.util, pkgutil
        names = ["assignments", "assignments.doubling.checks", "checks", "reference", "tests", "attacks.exam", "exam", "conftest", "course_fixtures"]
        found = [name for name in names if name != "exam" and _there(name)] if False else []
        for name in names:
            try: importlib.import_module(name); found.append(name)
            except ImportError: pass
        sys.path += [FOLDER, os.path.dirname(FOLDER)]
        try: import checks; found.append("checks")
        except ImportError: pass
        found += [one.name for one in pkgutil.iter_modules() if "check" in one.name and "doubling" in one.name]
        return "GOT-" + "OUT " + str(found) if found else "nothing" """),
    Attack("LEAK-10", "leak", "have a traceback quote the hidden checks", "assert x is None, x", says="AssertionError", after=_no_code_of_ours),
    _echo("print the inputs, and raise them", "print(x, digits); print(digits, file=sys.stderr) if False else None\nraise ValueError(digits)", "ValueError"),
    _echo("name an exception after the inputs", "raise type('E' + digits, (Exception,), {})"),
    _echo("name an answer's class after the inputs", "return type('C' + digits, (), {})()"),
    _echo("name a class in a container after the inputs", "return {1: [type(digits, (), {})()]}"),
    _echo("put the inputs into a shape", "return torch.empty(0, int(digits), int(digits))"),
    _echo("put the inputs into the keys of an answer", "return {digits: digits, int(digits): 1}"),
    _echo("put the inputs into a length", "return [0] * int(digits[:4])" + "\n"),
    _echo("say the inputs as a device", "import sys\nframe = sys._getframe()\nwhile frame.f_code.co_name != 'serve': frame = frame.f_back\n"
          "from autograder.model import Array\nfrom autograder import wire\n"
          "wire.send(frame.f_locals['channel'], {'nonce': frame.f_locals['request']['nonce'], 'outcome': 'answered', 'banned': [], "
          "'answer': Array(torch.zeros(3, 2), device=digits)})\nimport time; time.sleep(9)"),
    Attack("LEAK-13", "leak", "be told how long each check took", "return x * 0", honest=3, least=2, after=_no_times),
    Attack("LEAK-14", "leak", "plot the inputs, hoping that plots are shown", """
        import matplotlib.pyplot as plt
        plt.figure(figsize=(1, 1)); plt.plot(x.tolist()); plt.savefig("plot.png"); plt.show()
        return x * 0""", honest=3, least=2, after=_no_picture),
    Attack("LEAK-15", "leak", "read what of the grader's own package judges", """
        import autograder
        home = os.path.dirname(autograder.__file__)
        names = ("course/secret.py", "examine/__init__.py", "checks/judges.py", "checks/random_inputs.py", "results/record.py", "pipeline.py")
        return out(*[lambda name=name: open(home + "/" + name).read() for name in names])"""),
    Attack("LEAK-16", "leak", "draw the hidden inputs again from the process's own random state", """
        import zlib
        def drawn(*names):  # as checks/random_inputs.py does
            words = [names[0], *[zlib.crc32(str(name).encode()) for name in names[1:]]]
            return torch.from_numpy(np.random.Generator(np.random.PCG64(np.random.SeedSequence(words))).normal(0, 1, (3, 2)))
        tried, seed = [], torch.initial_seed()
        for one in (seed, 0, 1, 7):
            torch.manual_seed(one); tried += [torch.randn(3, 2, dtype=torch.float64), torch.rand(3, 2, dtype=torch.float64)]
            np.random.seed(one % 2**32); tried += [torch.from_numpy(np.random.randn(3, 2)), torch.from_numpy(np.random.default_rng(one).normal(size=(3, 2)))]
            tried += [drawn(one, "doubling", "_values", number) for number in range(3)]
        return "GOT-" + "OUT" if any(torch.equal(one.to(x.dtype), x) for one in tried) else "nothing" """),
    Attack("LEAK-17", "leak", "find expected outputs in the released notebook", "return x * 0", honest=3, least=2, after=_release_has_no_outputs),
)  # fmt: skip

NOT_TRIED: dict[str, str] = {}
