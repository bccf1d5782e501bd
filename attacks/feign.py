"""Feign that the machine is short of a processor or of memory: what it lacks is asked again and is no zero, what a student made scarce is theirs."""

from __future__ import annotations

from attacks.attack import Attack, with_limits

SHORT = with_limits(seconds_per_case=0.6)
_STOPPED = "was stopped after"

ATTACKS = (
    Attack("OWN-F1", "own", "forty threads that compute without the interpreter's lock, most of which wait for a processor", """
        import threading
        threading.stack_size(1 << 18)  # forty stacks of the usual size are more addresses than a small submission has below level 3
        def spin():
            a = np.ones((64, 64))
            while True: a = a @ a * 0
        for _ in range(40): threading.Thread(target=spin, daemon=True).start()
        spin()""", limits=SHORT, says=_STOPPED),
    Attack("OWN-F2", "own", "compute and sleep by turns, too short for whoever looks from time to time", """
        import time
        while True:
            end = time.perf_counter() + 0.003
            while time.perf_counter() < end: pass
            time.sleep(0.003)""", limits=SHORT, says=_STOPPED),
    Attack("OWN-F3", "own", "one thread that is nearly always ready and never does much, while the others sleep", """
        import threading, time
        def yields():
            while True: os.sched_yield()
        threading.Thread(target=yields, daemon=True).start()
        time.sleep(10**6)""", limits=SHORT, says=_STOPPED),
    Attack("OWN-F4", "own", "wait for the disk all the time", """
        files = [open(f"f{number}", "wb") for number in range(8)]
        while True:
            for file in files: file.write(b"x" * 65536); file.seek(0); file.flush(); os.fsync(file.fileno())""", limits=SHORT, says=_STOPPED),
    Attack("OWN-F5", "own", "stop oneself, as if somebody had",
           "import signal; signal.raise_signal(signal.SIGSTOP); import time; time.sleep(10**6)", limits=SHORT, says=_STOPPED),
    Attack("OWN-F6", "own", "say that there is no memory", "raise MemoryError", says="needed more memory"),
    Attack("OWN-F7", "own", "fill one's memory and read the same files again and again, so that the kernel looks for pages", """
        import glob
        kept = []
        try:
            while True: kept.append(bytearray(8 << 20))
        except MemoryError: kept = kept[:-2]
        names = [name for name in glob.glob(os.path.dirname(np.__file__) + "/**/*", recursive=True) if os.path.isfile(name)]
        while True:
            for name in names: open(name, "rb").read()""", limits=with_limits(seconds_per_case=0.6, memory_mb=250)),
    Attack("OWN-F8", "own", "end as the kernel ends a process for want of memory", "import signal; os.kill(os.getpid(), signal.SIGKILL); return x * 0"),
    Attack("OWN-F9", "own", "begin to answer and never end, a byte at a time", """
        import time
        for byte in b"agw1" + (9).to_bytes(4, "big") + (5_000_000).to_bytes(8, "big") + bytes(10**6): os.write(3, bytes([byte])); time.sleep(0.02)""",
           limits=SHORT, says="stopped"),
)  # fmt: skip
NOT_TRIED: dict[str, str] = {}
