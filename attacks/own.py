"""Attacks of our own: what a clever student would try who owns the whole child process and knows this program's source by heart."""

from __future__ import annotations

import textwrap
from collections.abc import Sequence
from dataclasses import replace
from typing import Any

from attacks import exam
from attacks.attack import Attack, exam_of, with_limits
from attacks.cheat import LOOP, RIGHT
from attacks.exam import Paper
from attacks.ground import Ground
from attacks.in_file import FILED
from attacks.leak import no_input_is_shown
from attacks.own_files import HANDED
from attacks.rpc import TALK
from autograder.model import SubmittedFile
from autograder.pipeline import Graded
from autograder.results import saved_run

LOOPED = ("distances", "total")
TRACED = """
import sys
def watched():
    if sys.gettrace() is not None or sys.getprofile() is not None: return True
    if hasattr(sys, "monitoring") and any(sys.monitoring.get_tool(n) for n in range(6)): return True
    from torch.utils._python_dispatch import _get_current_dispatch_mode_stack
    return bool(_get_current_dispatch_mode_stack())
"""
FRAMES = """
import sys
def watched():
    frame = sys._getframe()
    while frame is not None:
        if frame.f_code.co_name in ("measure", "_measured") or "'kind': 'meter'" in repr(frame.f_locals.get("question", "")): return True
        frame = frame.f_back
    return False
"""
CDIST = "getattr(torch, 'tsidc'[::-1])(a, b) ** 2"


def _counted(what: str, body: str, honest: float = 4.0, least: float = 2.0, says: str = "") -> Attack:
    return Attack(
        "OWN",
        "own",
        what,
        asked=LOOPED,
        blocks={"distances": textwrap.dedent(body).strip()},
        honest=honest,
        least=least,
        says=says,
    )


def _own(what: str, body: str, **more: Any) -> Attack:
    return Attack("OWN", "own", what, body, **more)


def _indented(text: str) -> str:
    return textwrap.indent(text, "    ")


REPLIES = (
    _own("answer before being asked, guessing the nonce", TALK + """
for guess in (nonce, "0" * 32, "%032x" % (int(nonce, 16) + 1), nonce[::-1]):
    raw('["dict","nonce","' + guess + '","outcome","answered","banned",["list"],"answer",1]')
return x * 0""", says="could not be read"),
    _own("answer twice: once by hand, once by returning", TALK + """
reply("1")
return 2 * x""", says="could not be read"),
    _own("answer for the next question with this one's nonce", TALK + """
for _ in range(3): reply('["dict","x",1]')
return 2 * x""", honest=2, least=2),
    _own("take over the conversation, and answer everything with zeros", """
from autograder import wire
frame = sys._getframe()
while frame.f_code.co_name != "serve": frame = frame.f_back
channel, request = frame.f_locals["channel"], frame.f_locals["request"]
while True:
    wire.send(channel, {"nonce": request["nonce"], "outcome": "answered", "banned": [], "answer": torch.zeros(3, 2) if False else 0})
    request = wire.receive(channel)
    if request["ask"] == "call": wire.receive(channel)""", least=0),
    _own("an answer that fills its frame to the last item", TALK + """
reply('["list"' + ",1" * 199996 + "]")
time.sleep(9)""", limits=with_limits(seconds_per_case=2)),
    _own("an answer that fills its frame to the last byte", TALK + """
around = '["dict","nonce","' + nonce + '","outcome","answered","banned",["list"],"answer",["list"]]'
room = (16 << 20) - len(around)
reply('["list"' + (',"' + "x" * (room // 20 - 3) + '"') * 20 + "]")
time.sleep(9)""", limits=with_limits(seconds_per_case=2, answer_mb=32)),
    _own("say that the score is full in every field of a reply", TALK + """
raw('["dict","nonce","' + nonce + '","outcome","passed","score",100,"points",5,"status","graded","banned",["list"],"answer",1]')
time.sleep(9)""", says="could not be read", limits=with_limits(seconds_per_case=0.6)),
    _own("look for the channel among all objects, and close it", """
import gc, socket
for one in gc.get_objects():
    if type(one) is socket.socket: one.close()
return x * 0""", says="process"),
    _own("patch the code of our own functions in memory", """
from autograder import wire
from autograder.sandbox.inside import main, values
def lie(*a, **k): return 5
for one in (values.to_plain, values._Plain.value, wire.encode, main._Conversation._asked): one.__code__ = lie.__code__
return x * 0""", least=0),
    _own("patch what turns an answer into numbers", """
from autograder.sandbox.inside import values
values._contiguous = values._detach = values._to_cpu = lambda t: 2 * torch.ones(3, 2, dtype=torch.float64)
torch.Tensor.detach = torch.Tensor.contiguous = torch.Tensor.cpu = torch.Tensor.numpy = lambda *a: 2 * a[0]
return x * 0""", honest=3, least=0),
    _own("raise from inside the conversion of the answer", """
class T(torch.Tensor):
    @property
    def dtype(self): os._exit(0)
    shape = is_sparse = layout = device = dtype
    def __del__(self): os.write(2, b"gone")
return (x * 0).as_subclass(T)""", honest=3),
)  # fmt: skip

PROCESSES = (
    _own("answer from a grandchild after the child was killed", """
try:
    if os.fork() == 0:
        import time
        time.sleep(3); os.write(3, b'agw1' * 99); os._exit(0)
    return "GOT-" + "OUT"
except OSError: return x * 0""", honest=3),
    _own("start a grandchild by raw system calls", "return out(lambda: system_call(57), lambda: system_call(58), lambda: system_call(56, 17, 0, 0, 0, 0), lambda: system_call(CLONE, 17, 0, 0, 0, 0))"
         if __import__("platform").machine() == "x86_64" else "return out(lambda: system_call(CLONE, 17, 0, 0, 0, 0))"),
    _own("a thread that answers later calls", """
import threading, time
def later():
    for _ in range(20):
        time.sleep(0.01)
        try: os.write(3, b'agw1\\0\\0\\0\\2\\0\\0\\0\\0\\0\\0\\0\\0[]')
        except OSError: pass
threading.Thread(target=later, daemon=True).start()
return 2 * x""", least=0, honest=5),
    _own("a thread that patches torch while other questions run", """
import threading
def patch():
    while True: torch.Tensor.sum = torch.sum = lambda *a, **k: 0
threading.Thread(target=patch, daemon=True).start()
return x * 0""", honest=3, least=0, limits=with_limits(seconds_per_case=1)),
    _own("threads that make each other wait, to be given more time", """
import threading
def spin():
    while True: sum(range(1000))
for _ in range(20): threading.Thread(target=spin, daemon=True).start()
spin()""", says="was stopped after", limits=with_limits(seconds_per_case=0.5, seconds=4)),
    _own("overwrite the limits of one's own process", """
import resource
return out(*[lambda kind=kind: resource.setrlimit(kind, (-1, -1)) for kind in (resource.RLIMIT_NOFILE, resource.RLIMIT_CPU, resource.RLIMIT_FSIZE, resource.RLIMIT_CORE)])"""),
    _own("ignore the death of the parent, and change session and name", """
import ctypes
libc = ctypes.CDLL(None)
libc.prctl(15, b"server", 0, 0, 0)
return out(lambda: system_call(157, 1, 0, 0, 0, 0), lambda: os.setpgid(0, 0) or os.setsid() if False else (_ for _ in ()).throw(OSError()))"""
         if __import__("platform").machine() == "x86_64" else "return x * 0"),
)  # fmt: skip

BLINDING = (
    _counted("two loops, but not when it is traced", f"{TRACED}\nif watched(): return torch.zeros(len(a), len(b), dtype=a.dtype)\n{LOOP}", says="other answers when its work is counted"),
    _counted("two loops, but not when its frames say that it is measured", f"{FRAMES}\nif watched(): return a.new_zeros(len(a), len(b))\n{LOOP}", says="other answers"),
    _counted("two loops, but not for many points", f"if len(a) > 30: return a @ b.T\n{LOOP}", says="other answers"),
    _counted("two loops the first time, and what was kept of it later", f"kept = torch.kept_d = getattr(torch, 'kept_d', [])\nif len(kept) > 4: return a.new_zeros(len(a), len(b))\nkept.append(1)\n{LOOP}",
             says="other answers"),
    _counted("nothing at all when the inputs count", f"if type(a) is not torch.Tensor or a._is_view(): return None\n{LOOP}"),
    _counted("a banned call, but not when it is traced", f"{TRACED}\nif watched(): {RIGHT}\nreturn {CDIST}", honest=2, says="torch.cdist"),
    _counted("a banned call, but not when its frames say that it is measured", f"{FRAMES}\nif watched(): {RIGHT}\nreturn {CDIST}", honest=2, says="torch.cdist"),
    _counted("a banned call the first time only", f"torch.times = getattr(torch, 'times', 0) + 1\nif torch.times > 1: {RIGHT}\nreturn {CDIST}", honest=2, says="torch.cdist"),
    _counted("a banned call for few points only", f"if len(a) > 30: {RIGHT}\nreturn {CDIST}", honest=2, says="torch.cdist"),
    _counted("switch tracing off for the loop", f"import sys\nsys.settrace(None)\nframe = sys._getframe()\nframe.f_trace = None\n{LOOP}"),
    _counted("loop in a function of a file that isn't the student's", f"""
        space = {{'torch': torch}}
        exec(compile('def f(a, b):\\n' + {_indented(LOOP)!r}, torch.__file__, 'exec'), space)
        return space['f'](a, b)""", honest=4),
    _own("behave well on a device that only pretends", """
if x.device.type != "cpu" or "simulated" in str(x.device): return 2 * x
return x * 0""", device_too=True, honest=4, least=2),
    _own("go through the CPU, but not on a device that pretends", "return (2 * x) if type(x) is not torch.Tensor else torch.from_numpy(2 * x.numpy())",
         device_too=True, honest=6, least=2),
)  # fmt: skip

OTHERS_WORK = (
    Attack("OWN", "own", "steal our implementation where it is given, for later", asked=("double", "triple", "total"), honest=2, blocks={
        "double": "return torch.stolen(x) if hasattr(torch, 'stolen') else x * 0",
        "triple": "import inspect\ntorch.stolen = double\nprint(inspect.getsource(double))\nopen('stolen.py', 'w').write(inspect.getsource(double))\nreturn double(x) * 0"}, least=2),
    Attack("OWN", "own", "name an exception after our implementation", asked=("double", "triple", "total"), honest=5, least=5,
           blocks={"triple": "import linecache\ntext = ''.join(linecache.getlines('<our double>'))\nraise type(text[-40:].replace('\\n', ' '), (Exception,), {})"},
           after=lambda _, graded: ["our solution is in the record"] if "return 2 * x" in str([q.checks for q in graded.record.questions]) else []),
    Attack("OWN", "own", "put another function in the place of a question's", asked=("double", "total"), honest=2, least=0, blocks={
        "double": "global total\ndef total(x): return torch.zeros(x.shape[1:], dtype=x.dtype)\nreturn x * 0"}),
    Attack("OWN", "own", "rewrite the driver", asked=("Counter", "total"), honest=2, least=0, blocks={"Counter": (
        "import gc\nfor one in gc.get_objects():\n    if type(one) is dict and 'steps_of_a_counter' in one: one['steps_of_a_counter'] = lambda *a, **k: [1, 2, 3, 4]\nself.count = 0", "self.count = 0")}),
    Attack("OWN", "own", "keep what was computed in the class", asked=("Counter", "total"), honest=2, blocks={"Counter": (
        "self.count = start", "type(self).memory = getattr(type(self), 'memory', 0) + by\nself.count = type(self).memory")}),
    Attack("OWN", "own", "a driver's student object that answers every attribute", asked=("Counter", "total"), honest=2, least=2, blocks={"Counter": (
        "self.__class__ = type('C', (), {'__getattr__': lambda self, name: (lambda *a, **k: 1)})", "pass")}),
    Attack("OWN", "own", "make torch lie to other questions' drivers", asked=("double", "Counter", "total"), honest=4, least=2, blocks={
        "double": "torch.Tensor.__eq__ = torch.equal = torch.allclose = lambda *a: True\nreturn x * 0"}),
    Attack("OWN", "own", "leave one's own function by odd markers", "# END YOUR CODE\n# BEGIN YOUR CODE\nraise NotImplementedError\n# END YOUR CODE\nreturn x * 0", honest=3),
    Attack("OWN", "own", "swallow what is given, in a text over two blocks", asked=("Counter", "total"), honest=4, least=2, blocks={
        "Counter": ("self.count = start; '''", "'''\n        self.count = 7")}),
    Attack("OWN", "own", "close the function and go on outside", make=lambda g: SubmittedFile(Paper({
        "double": "return x * 0\n\nimport os\nos._exit(0)\ndef double(x):\n    return 2 * x".replace("\n\n", "\n\n\x0c")}).zip(), "2022999999-doubling.zip", "2022999999"), honest=5, least=2),
)  # fmt: skip


def _no_hidden_input_is_drawn(ground: Ground, graded: Graded) -> Sequence[str]:
    """The pictures' answers hold nothing but what the example leads to."""
    if graded.saved_run is None:
        return ["nothing was kept"]
    asked = exam_of(pictures=True)
    seen = {one.case: one.answer for one in saved_run.decode(graded.saved_run).observations}
    hidden = [one.tensor for case in asked.cases if case.kind != "picture" for one in case.inputs.values()]
    drawn = [seen[case.id].tensor for case in asked.cases if case.kind == "picture"]
    return [
        "a picture shows a hidden input"
        for shown in drawn
        for one in hidden
        if shown.shape == one.shape and bool((shown.to(one.dtype) == one).all())
    ]


def _little_is_kept(_ground: Ground, graded: Graded) -> Sequence[str]:
    size = len(graded.saved_run or b"")
    return [f"{size >> 20} MiB are kept of it"] if size > 5 * exam.LIMITS.answer_mb << 20 else []


_WAITING = """
import threading, time
mine = double
def wait():
    for _ in range(2000):
        if globals().get("double") is not mine:
            torch.stolen = globals()["double"]
            mine.__code__ = torch.stolen.__code__
            open("stolen.py", "w").write(repr(torch.stolen.__code__.co_consts))
            return
        time.sleep(0.001)
if not hasattr(torch, "waiting"):
    torch.waiting = threading.Thread(target=wait, daemon=True)
    torch.waiting.start()
try: return eval(open("stolen.py").read())
except OSError: pass
return torch.stolen(x) if hasattr(torch, "stolen") else x * 0"""

HOARDS = (
    _own("draw hidden inputs in the picture of the public example", """
kept = torch.seen = getattr(torch, "seen", [])
kept.append(x.clone())
same = [one for one in kept[:-1] if one.shape == x.shape]
return same[0].to(x.dtype) if same else x * 0 + torch.arange(x.numel()).reshape(x.shape)""", honest=3, after=_no_hidden_input_is_drawn, pictures=True),
    Attack("OWN", "own", "answers as large as may be, to every call", honest=0, least=0, after=_little_is_kept,
           blocks=dict.fromkeys(("double", "total"), "return torch.zeros(500_000, dtype=torch.float64)")),
    _own("an answer of a hundred thousand texts", "return ['x' * 100] * 100_000"),
    _own("print just under the limit in every call", "print('x' * 12_000); return x * 0", honest=3),
    _own("use up the whole submission's time, a call at a time", "import time; time.sleep(0.9); return 2 * x", honest=5, least=5),
    Attack("OWN", "own", "wait in a thread until our implementation takes one's place", asked=("double", "triple", "total"), honest=3, blocks={
        "double": _WAITING}, least=3),
    _own("tell hidden inputs by which line fails", "\n".join(["n = int(abs(float(x.flatten()[0])) * 1e9) % 8"] + [f"if n == {n}: raise ValueError" for n in range(8)]),
         after=no_input_is_shown, says="ValueError"),
    _own("ask for input, and read what others typed", "return loot(input, lambda: sys.stdin.read(), lambda: open('/dev/stdin').read(), lambda: os.read(0, 99))"),
)  # fmt: skip

_ALL = (*REPLIES, *PROCESSES, *BLINDING, *OTHERS_WORK, *HANDED, *HOARDS, *FILED)
ATTACKS = tuple(replace(one, id=f"OWN-{number:02}") for number, one in enumerate(_ALL, 1))
NOT_TRIED: dict[str, str] = {}
