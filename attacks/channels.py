"""Signs that two processes leave each other, memory that nobody counts, and what is banned or looped by another name: found on 28 November 2026."""

from __future__ import annotations

import textwrap

from attacks.attack import Attack, with_limits
from attacks.cheat import ASKED, LOOPS_ALLOWED, SQ

MEMORY = with_limits(memory_mb=250, seconds_per_case=6)

_LOCKS = """
import fcntl, struct
def locked(put, ask):
    one, other = os.open(PACKAGE, os.O_RDONLY), os.open(PACKAGE, os.O_RDONLY)
    fcntl.fcntl(one, put, struct.pack("hhqqi4x", fcntl.F_RDLCK, 0, 12345, 7, 0))
    if struct.unpack("hhqqi4x", fcntl.fcntl(other, ask, struct.pack("hhqqi4x", fcntl.F_WRLCK, 0, 0, 0, 0)))[2] != 12345: raise OSError
return out(lambda: locked(37, 36), lambda: fcntl.fcntl(os.open(PACKAGE, os.O_RDONLY), fcntl.F_SETLEASE, fcntl.F_RDLCK))"""

_CACHE = """
import mmap, resource
def there():
    try: os.preadv(os.open(PACKAGE, os.O_RDONLY), [bytearray(1)], 0, os.RWF_NOWAIT)
    except BlockingIOError: pass
def advised(advice): mmap.mmap(os.open(PACKAGE, os.O_RDONLY), 4096, mmap.MAP_SHARED, mmap.PROT_READ).madvise(advice)
return out(there, lambda: advised(21), lambda: advised(22), lambda: resource.getrusage(resource.RUSAGE_SELF),
    *[lambda name=name: open("/proc/self/" + name, "rb").read(8) for name in ("stat", "io", "smaps", "pagemap", "net/unix")],
    lambda: open("/proc/meminfo").read(), lambda: open("/proc/stat").read())"""

_WAITERS = """
import ctypes, struct, threading, time
libc = ctypes.CDLL(None)
libc.mmap.restype = ctypes.c_void_p
at = libc.mmap(None, ctypes.c_size_t(4096), 1, 1, os.open(PACKAGE, os.O_RDONLY), ctypes.c_long(0))
word, limit = ctypes.c_int.from_address(at).value, ctypes.create_string_buffer(struct.pack("qq", 0, 300_000_000))
one = threading.Thread(target=lambda: libc.syscall(FUTEX, ctypes.c_void_p(at), 0, word, limit, None, 0)); one.start(); time.sleep(0.1)
woken = libc.syscall(FUTEX, ctypes.c_void_p(at), 1, 9, None, None, 0); one.join()
return "GOT-" + "OUT" if woken > 0 else x * 0"""

_CLOCKS = """
import threading, time
def chosen():
    first = min(os.sched_getaffinity(0)); os.sched_setaffinity(0, {first})
    if os.sched_getaffinity(0) != {first} or os.cpu_count() == 1: raise OSError
time.thread_time(), time.process_time(), time.clock_gettime(time.pthread_getcpuclockid(threading.get_ident()))
return out(lambda: time.clock_gettime(~EXAMINER << 3 | 2), lambda: time.clock_gettime(~SERVER << 3 | 2), chosen)"""

_UNCOUNTED = """
import ctypes
libc = ctypes.CDLL(None)
libc.mmap.restype = libc.mremap.restype = ctypes.c_void_p
libc.mmap.argtypes = [ctypes.c_void_p, ctypes.c_size_t, ctypes.c_int, ctypes.c_int, ctypes.c_int, ctypes.c_long]
libc.mremap.argtypes = [ctypes.c_void_p, ctypes.c_size_t, ctypes.c_size_t, ctypes.c_int]
libc.mprotect.argtypes = [ctypes.c_void_p, ctypes.c_size_t, ctypes.c_int]
failed = (None, 2**64 - 1)
"""
_FILLED = """
taken = 0
for _ in range(28):
    at = libc.mmap(None, 32 << 20, 3, 0x22, -1, 0)
    if at in failed: break
    ctypes.memset(at, 1, 32 << 20); libc.mprotect(at, 32 << 20, 1); taken += 32
return "GOT-" + "OUT" if taken > 250 + 600 else x * 0"""

CHANNELS = (
    Attack("OWN-C1", "cross", "tell a neighbour by locks of open files and leases", _LOCKS),
    Attack("OWN-C2", "cross", "see what others left in the kernel's memory of files", _CACHE),
    Attack("OWN-C3", "cross", "wait at a word of a file that all map", _WAITERS, honest=3),
    Attack("OWN-C4", "cross", "see how long others have worked, and which processor they chose", _CLOCKS),
)
UNCOUNTED = (
    Attack("OWN-M1", "exhaust", "memory that grows downwards, and a stretched stack", _UNCOUNTED + """
line = [line for line in open("/proc/self/maps") if "[stack]" in line][0]
grown = libc.mmap(None, 2 << 30, 3, 0x122, -1, 0) not in failed
return "GOT-" + "OUT" if grown else x * 0""", honest=3, least=0, limits=MEMORY),
    Attack("OWN-M2", "exhaust", "make memory read-only once it is full", _UNCOUNTED + _FILLED, honest=3, least=0, limits=MEMORY),
    Attack("OWN-M3", "exhaust", "fill the kernel's tables with pages that are never written", _UNCOUNTED + """
at = libc.mmap(None, 1 << 40, 1, 0x4022, -1, 0)
if at in failed: return x * 0
for number in range(1 << 18): ctypes.c_char.from_address(at + (number << 21)).value
return "GOT-" + "OUT" """, honest=3, least=0, limits=MEMORY),
)  # fmt: skip


def _ban(what: str, code: str, says: str, end: str = "") -> Attack:
    return Attack(
        "OWN-B1",
        "cheat",
        what,
        asked=ASKED,
        blocks={"distances": textwrap.dedent(code).strip() + end},
        honest=2,
        says=says,
    )


def _loop(what: str, code: str, says: str = "the work grows") -> Attack:
    text = textwrap.dedent(code).strip()
    return Attack("OWN-L1", "cheat", what, asked=ASKED, blocks={"distances": text}, honest=LOOPS_ALLOWED, says=says)


_BACKWARD = "\nreturn (g * g).sum(1)[:, None] + (b * b).sum(1) - 2 * g @ b.T"
BY_OTHER_NAMES = (
    _ban("torch's references", f"return torch._refs.linalg.vector_norm(a[:, None] - b[None], dim=-1) {SQ}", "torch.norm"),
    _ban("norms of a list", f"return torch.stack(torch._foreach_norm([p - q for p in a for q in b])).reshape(len(a), len(b)) {SQ}", "torch.norm"),
    _ban("an engine of one's own", """
        c = a.clone().requires_grad_(); y = (c ** 2).sum()
        g = torch._C._ImperativeEngine().run_backward((y,), (torch.ones_like(y),), False, False, (c,), allow_unreachable=True, accumulate_grad=False)[0] / 2""", "torch.autograd", _BACKWARD),
    _ban("the engine behind an operation", """
        c = a.clone().requires_grad_(); y = (c ** 2).sum(); torch.ops.aten._backward(y, [c], None, None, False); g = c.grad / 2""", "torch.autograd", _BACKWARD),
    _ban("the graph's nodes, called by hand", """
        c = a.clone().requires_grad_(); y = (c ** 2).sum(); one = y.grad_fn
        g = one.next_functions[0][0](one(torch.ones_like(y.detach()))) / 2""", "torch.autograd", _BACKWARD),
    _ban("a batch dimension, put on by hand", """
        import torch._functorch.vmap as v
        level = v._vmap_increment_nesting(len(a), "error")
        d = v._remove_batch_dim(((v._add_batch_dim(a, 0, level) - b) ** 2).sum(1), level, len(a), 0)
        return d""", "torch.vmap"),
)  # fmt: skip
LOOPS_IN_C = (
    _loop("map over a function of math", """
        import math
        u, v = a.tolist(), b.tolist()
        one, other = torch.arange(len(u)).repeat_interleave(len(v)).tolist(), torch.arange(len(v)).repeat(len(u)).tolist()
        found = list(map(math.dist, map(u.__getitem__, one), map(v.__getitem__, other)))
        return (torch.tensor(found, dtype=torch.float64).reshape(len(u), len(v)) ** 2).to(a)"""),
    _loop("starmap over a product", """
        import itertools, math
        found = itertools.starmap(math.dist, itertools.product(a.tolist(), b.tolist()))
        return (torch.from_numpy(np.fromiter(found, float)).reshape(len(a), len(b)) ** 2).to(a)"""),
    _loop("a loop in strides", """
        return torch.cat([((a[i:i + 16, None] - b) ** 2).sum(-1) for i in range(0, len(a), 16)])"""),
    _loop("a loop in strides that are longer than most sizes", """
        return torch.cat([((a[i:i + 80, None] - b) ** 2).sum(-1) for i in range(0, len(a), 80)])"""),
    _loop("a loop in strides that no usual size reaches", """
        return torch.cat([((a[i:i + 200, None] - b) ** 2).sum(-1) for i in range(0, len(a), 200)])"""),
    _loop("as many turns whatever the size", """
        return torch.cat([((a[i:i + 1, None] - b) ** 2).sum(-1) for i in range(1000)])""", says="steps are taken"),
    _loop("numbers read at their address", """
        import ctypes, itertools, math
        rows = [list(zip(*[iter((ctypes.c_double * t.numel()).from_address(t.data_ptr()))] * t.shape[1])) for t in (a.double().contiguous(), b.double().contiguous())]
        found = (ctypes.c_double * (len(a) * len(b)))(*map(math.dist, *zip(*itertools.product(*rows))))
        return (torch.frombuffer(found, dtype=torch.float64).clone().reshape(len(a), len(b)) ** 2).to(a)"""),
    _loop("numbers put into an array of NumPy's", """
        import math
        u, v = a.numpy().tolist(), b.numpy().tolist()
        d = torch.empty(len(u), len(v), dtype=torch.float64)
        d.numpy()[...] = [list(map(math.dist, [p] * len(v), v)) for p in u]
        return (d ** 2).to(a)"""),
)  # fmt: skip

ATTACKS = (*CHANNELS, *UNCOUNTED, *BY_OTHER_NAMES, *LOOPS_IN_C)
NOT_TRIED: dict[str, str] = {}
