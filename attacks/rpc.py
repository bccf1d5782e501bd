"""Reply to the examiner by hand, from inside: frames that lie, floods, things that carry code."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from attacks.attack import Attack, with_limits
from attacks.ground import Ground
from autograder.pipeline import Graded

TALK = """
import struct, time
frame = sys._getframe()
while frame.f_code.co_name != "serve": frame = frame.f_back
nonce, channel = frame.f_locals["request"]["nonce"], frame.f_locals["channel"]
def raw(header, body=b"", header_length=None, body_length=None):
    if isinstance(header, str): header = header.encode()
    channel.sendall(struct.pack(">4sIQ", b"agw1", len(header) if header_length is None else header_length, len(body) if body_length is None else body_length) + header + body)
def reply(answer, body=b"", **more):
    raw('["dict","nonce","' + nonce + '","outcome","answered","banned",["list"],"answer",' + answer + ']', body, **more)
def tensors(spec, data=b"", length=None):
    text = spec.encode()
    return struct.pack("<Q", len(text) if length is None else length) + text + data
ARRAY = '["array",0,"torch","cpu"]'
"""
ENDS = "could not be read"


def _says(
    what: str, id_: str, code: str, *, says: str = ENDS, honest: float = 2, level: int = 1, seconds: float = 0.6
) -> Attack:
    body = TALK + code + "\ntime.sleep(30)"
    return Attack(
        id_, "rpc", what, body, says=says, honest=honest, level=level, limits=with_limits(seconds_per_case=seconds)
    )


def _few_descriptors(_ground: Ground, _graded: Graded) -> Sequence[str]:
    count = len(list(Path("/proc/self/fd").iterdir()))
    return [f"the examiner has {count} descriptors open"] if count > 60 else []


MARKER = "/tmp/left-behind-pickle"
PICKLE = f"""
import pickle
class Run:
    def __reduce__(self): return (os.system, ("touch {MARKER}",))
poison = pickle.dumps(Run())
"""


def _no_marker(_ground: Ground, _graded: Graded) -> Sequence[str]:
    return [f"{MARKER} was made"] if Path(MARKER).exists() else []


ATTACKS = (
    _says("a header of 2**32 bytes", "RPC-01", 'raw(b"", header_length=2**32 - 1)'),
    _says("a body of 2**63 bytes", "RPC-01", 'raw(b"{}", body_length=2**63)'),
    _says("an array's header of 2**63 bytes", "RPC-01", 'reply(ARRAY, tensors("{}", length=2**63))'),
    _says("2**62 elements of nothing", "RPC-03",
          """reply(ARRAY, tensors('{"0":{"dtype":"F64","shape":[4611686018427387904,0],"data_offsets":[0,0]}}'))"""),
    _says("100,000 empty arrays", "RPC-04", """
reply('["list",' + ",".join('["array",%d,"torch","cpu"]' % n for n in range(100000)) + "]",
      tensors("{" + ",".join('"%d":{"dtype":"F32","shape":[0],"data_offsets":[0,0]}' % n for n in range(100000)) + "}"))""", seconds=3),
    _says("a name twice", "RPC-05", """
one = '"0":{"dtype":"F64","shape":[1],"data_offsets":[0,8]}'
reply(ARRAY, tensors("{" + one + "," + one + "}", bytes(8)))"""),
    _says("truth values that are neither", "RPC-06", """reply(ARRAY, tensors('{"0":{"dtype":"BOOL","shape":[4],"data_offsets":[0,4]}}', b"\\2\\3\\4\\5"))"""),
    _says("dtypes that may not travel", "RPC-07", """reply(ARRAY, tensors('{"0":{"dtype":"F8_E4M3","shape":[4],"data_offsets":[0,4]}}', bytes(4)))"""),
    Attack("RPC-09", "rpc", "pickles, where numbers are expected", TALK + PICKLE + """
os.write(3, poison); os.write(3, poison * 9); time.sleep(30)""", says=ENDS, limits=with_limits(seconds_per_case=0.6), after=_no_marker),
    Attack("RPC-09", "rpc", "a pickle as an answer, in text, in bytes, in an array", PICKLE + """
return [poison.decode("latin-1"), np.frombuffer(poison, dtype="u1").copy(), poison, Run(), np.array([Run()], dtype=object)]""", after=_no_marker),
    Attack("RPC-10", "rpc", "weights that run code when they are loaded", PICKLE + """
open("weights.pt", "wb").write(poison)
for safe in (True, False):
    try: torch.load("weights.pt", weights_only=safe)
    except BaseException: pass
try: np.load("weights.pt", allow_pickle=True)
except BaseException: pass
return x * 0""", honest=3, after=_no_marker),
    _says("numbers of 1e999, and of 400 digits", "RPC-11", 'reply("1e999"); reply("9" * 400)'),
    _says("lists 10,000 deep", "RPC-11", """reply('["list",' * 10000 + "1" + "]" * 10000)"""),
    _says("a million items", "RPC-11", """reply('["list"' + ",1" * 1000001 + "]")""", seconds=3),
    _says("a dict with a key twice", "RPC-11", """reply('["dict","a",1,"a",2]')"""),
    _says("frames that nobody asked for", "RPC-12", """
try:
    for _ in range(100000): raw('["dict","nonce","' + "0" * 32 + '","outcome","answered"]')
except OSError: pass"""),
    Attack("RPC-13", "rpc", "descriptors, passed along with the answer", TALK + """
import socket
pair = socket.socketpair()
try:
    for _ in range(40): socket.send_fds(channel, [b"a"], [pair[0].fileno()] * 200)
except OSError: pass
time.sleep(30)""", limits=with_limits(seconds_per_case=0.6), after=_few_descriptors),
    Attack("RPC-15", "rpc", "numbers that are hard to compare", """
hard = [float("nan"), float("inf"), -float("inf"), -0.0, 5e-324, 1.7976931348623157e308]
return torch.tensor(hard, dtype=torch.float64).reshape(3, 2).to(x.dtype)""", honest=3),
    Attack("RPC-15", "rpc", "shapes, structures and texts that are hard to compare", """
torch.turn = getattr(torch, "turn", -1) + 1
return [x.reshape(6), {}, {"x": x}, (x, x), [x] * 9, True, 2**63 - 1, "", None, [[]], x[None], {1: {2: {3: x}}}, float("nan")][torch.turn % 13]"""),
)  # fmt: skip

NOT_TRIED: dict[str, str] = {}
