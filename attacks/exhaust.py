"""Use up what everybody shares, or never come to an end."""

from __future__ import annotations

from collections.abc import Sequence

from attacks.attack import Attack, with_limits
from attacks.ground import Ground
from autograder.pipeline import Graded

SHORT = with_limits(seconds_per_case=0.6)
MEMORY = with_limits(memory_mb=250)


def _bounded_memory(ground: Ground, _graded: Graded) -> Sequence[str]:
    most = max(ending.peak_bytes for ending in ground.seen)
    return [f"a child took {most >> 20} MiB"] if most > (250 << 20) * 1.2 and ground.level == 3 else []


def _bounded_output(ground: Ground, _graded: Graded) -> Sequence[str]:
    most = max(len(ending.output) for ending in ground.seen)
    return [f"{most} bytes of output were kept"] if most > 64 << 10 else []


def _spent(ground: Ground, _graded: Graded) -> Sequence[str]:
    spent = sum(ending.cpu_seconds for ending in ground.seen)
    return [f"{spent:.1f} s of processor time went by"] if spent > 6 else []


EXHAUSTS = (
    Attack("EXHAUST-01", "exhaust", "compute for ever", "while True: pass", limits=SHORT, says="was stopped after", after=_spent),
    Attack("EXHAUST-02", "exhaust", "compute for ever in many threads", """
        import threading
        def spin():
            while True: pass
        for _ in range(500):
            try: threading.Thread(target=spin, daemon=True).start()
            except (RuntimeError, MemoryError): break
        spin()""", limits=SHORT, says="stopped", after=_spent),
    Attack("EXHAUST-04", "exhaust", "take 4 GiB", "return np.ones(2**29), torch.ones(2**30)", limits=MEMORY, after=_bounded_memory),
    Attack("EXHAUST-05", "exhaust", "take memory that is shared with nobody", """
        import mmap
        kept = []
        for _ in range(40):
            one = mmap.mmap(-1, 32 << 20, mmap.MAP_SHARED | mmap.MAP_ANONYMOUS); one[:] = b"x" * len(one); kept.append(one)
        return "GOT-" + "OUT" """, limits=MEMORY, after=_bounded_memory),
    Attack("EXHAUST-06", "exhaust", "take memory without a name", """
        fd = os.memfd_create("x")
        for _ in range(40): os.write(fd, b"x" * (16 << 20))
        return "GOT-" + "OUT" """, limits=MEMORY),
    Attack("EXHAUST-07", "exhaust", "fill shared memory and the scratch", """
        worked = 0
        for folder in ("/dev/shm", "/tmp", "."):
            for number in range(12):
                try: open(f"{folder}/{number}", "wb").write(b"x" * (8 << 20)); worked += 8
                except OSError: pass
        return "GOT-" + f"OUT {worked}" if worked > 64 else worked""", limits=MEMORY, level=2),
    Attack("EXHAUST-08", "exhaust", "fill pipes and pairs of sockets", """
        import socket
        kept = []
        try:
            while True:
                pair = socket.socketpair(); kept.append(pair); pair[0].setblocking(False)
                try:
                    while True: pair[0].send(b"x" * 65536)
                except BlockingIOError: pass
        except OSError: pass
        return len(kept)""", limits=MEMORY, after=_bounded_memory),
    Attack("EXHAUST-10", "exhaust", "make many files", """
        made = 0
        try:
            for made in range(200_000): open(f"f{made}", "w").close()
        except OSError: pass
        return "GOT-" + f"OUT {made}" if made > 100_000 else made""", limits=with_limits(seconds_per_case=6), level=2),
    Attack("EXHAUST-11", "exhaust", "print without end", "while True: print('x' * 9999)", says="printed more than", after=_bounded_output),
    Attack("EXHAUST-11", "exhaust", "write to the error stream just under the limit, then answer wrongly",
           "os.write(2, b'x' * 60_000); return x * 0", honest=3, after=_bounded_output),
    Attack("EXHAUST-12", "exhaust", "open files without end", """
        kept = []
        try:
            while True: kept.append(os.open("/dev/null", os.O_RDONLY))
        except OSError: pass
        return "GOT-" + "OUT" if len(kept) > 300 else x * 0""", honest=3, least=0),
    Attack("EXHAUST-13", "exhaust", "recurse until the stack is gone", """
        import functools
        sys.setrecursionlimit(10**9)
        class R: __getattr__ = lambda self, name: getattr(self, name + "x")
        return functools.reduce(lambda f, _: (lambda: f()), range(10**6), lambda: 1)()""", limits=with_limits(seconds_per_case=1), least=0),
    Attack("EXHAUST-14", "exhaust", "hold the interpreter's lock in one long call", "return 10 ** 10 ** 8", limits=SHORT, says="was stopped after"),
    Attack("EXHAUST-14", "exhaust", "backtrack in a regular expression", "import re; return re.match('(a+)+$', 'a' * 40 + 'b')", limits=SHORT,
           says="was stopped after"),
    Attack("EXHAUST-18", "exhaust", "synchronise a file again and again", """
        file = open("f", "wb")
        while True: file.write(b"x" * 4096); file.seek(0); file.flush(); os.fsync(file.fileno())""", limits=SHORT, says="was stopped after"),
    Attack("EXHAUST-19", "exhaust", "have the kernel remember a million names that aren't there", """
        for number in range(50_000):
            try: os.stat(f"/{number}")
            except OSError: pass
        return out(lambda: system_call(KEYCTL, 1, b"x"), lambda: system_call(ADD_KEY, b"user", b"x", b"y" * 4096, 4096, -4))""",
           limits=with_limits(seconds_per_case=5)),
    Attack("EXHAUST-20", "exhaust", "leave a core", "import ctypes, resource\ntry: resource.setrlimit(resource.RLIMIT_CORE, (-1, -1))\n"
           "except (OSError, ValueError): pass\nos.abort()", says="ended the whole Python process"),
)  # fmt: skip

HANGS = (
    Attack("HANG-01", "hang", "sleep for ever", "import time; time.sleep(10**6)", limits=SHORT, says="was stopped after"),
    Attack("HANG-01", "hang", "wait for a lock that nobody gives back", "import threading; l = threading.Lock(); l.acquire(); l.acquire()", limits=SHORT,
           says="was stopped after"),
    Attack("HANG-02", "hang", "catch everything and go on", """
        import time
        while True:
            try: time.sleep(1)
            except BaseException: pass""", limits=SHORT, says="was stopped after"),
    Attack("HANG-03", "hang", "ignore all signals and sleep", """
        import signal, time
        for number in range(1, 65):
            try: signal.signal(number, signal.SIG_IGN)
            except (OSError, ValueError): pass
        signal.pthread_sigmask(signal.SIG_BLOCK, range(1, 65))
        while True: time.sleep(1)""", limits=SHORT, says="was stopped after"),
    Attack("HANG-04", "hang", "leave threads and exit hooks that never end", """
        import atexit, threading, time
        atexit.register(time.sleep, 10**6)
        threading.Thread(target=time.sleep, args=(10**6,)).start()
        return 2 * x""", honest=5, least=5),
    Attack("HANG-05", "hang", "hang when something is collected", """
        import gc, time
        class Slow:
            def __del__(self): time.sleep(10**6)
        Slow(); gc.collect()
        return 2 * x""", limits=SHORT, says="was stopped after"),
    Attack("HANG-07", "hang", "show plots, bars and Colab's dialogs", """
        import matplotlib.pyplot as plt
        plt.figure(figsize=(1, 1)); plt.show(block=True); plt.pause(0.01)
        try: from google.colab import drive, files; drive.mount("/content/drive"); files.upload()
        except BaseException: pass
        try: input("?")
        except EOFError: pass
        return 2 * x""", honest=5, least=5, limits=with_limits(seconds_per_case=8)),
    Attack("HANG-08", "hang", "leave a daemon behind", """
        def daemon():
            if os.fork() == 0:
                os.setsid()
                if os.fork() == 0:
                    import time
                    for fd in range(256):
                        try: os.close(fd)
                        except OSError: pass
                    time.sleep(600)
                os._exit(0)
        def thread(): import _thread, subprocess; subprocess.Popen(["/bin/sleep", "600"], start_new_session=True)
        def spawned(): os.posix_spawn("/bin/sleep", ["sleep", "600"], {})
        def context(): import multiprocessing; multiprocessing.get_context("fork").Process(target=daemon).start()
        return out(daemon, thread, spawned, context)"""),
    Attack("HANG-09", "hang", "answer a byte at a time", """
        import time
        for byte in b"agw1" + bytes(1000): os.write(3, bytes([byte])); time.sleep(0.2)""", limits=SHORT, says="stopped"),
    Attack("HANG-10", "hang", "never read what is sent", asked=("weigh", "total"), honest=2, blocks={"weigh": """
        from autograder import wire
        import time
        wire._recv = lambda *a: time.sleep(10**6)
        return x.sum() * 0""".strip().replace("\n        ", "\n")}, limits=SHORT),
    Attack("HANG-11", "hang", "compute in two threads after the fork", """
        torch.set_num_threads(2)
        for _ in range(3): torch.randn(300, 300) @ torch.randn(300, 300)
        return 2 * x""", honest=5, least=5),
)  # fmt: skip

ATTACKS = (*EXHAUSTS, *HANGS)
NOT_TRIED = {
    "EXHAUST-16": "memory of a GPU: nothing bounds it but one submission at a time; needs a GPU",
    "EXHAUST-17": "leftovers in a GPU's memory: the driver clears it between processes; needs a GPU",
}
