"""Leave the process: other processes, the kernel's wider doors, the network, the next submission."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from attacks.attack import GOT_OUT, Attack, exam_of, with_limits
from attacks.exam import Paper
from attacks.ground import Ground, Watched
from autograder.examine.versions import Versions
from autograder.model import SubmittedFile
from autograder.pipeline import Graded, Grader

LISTING = """
        seen = []
        for folder in (".", os.environ.get("HOME", "."), os.environ.get("TMPDIR", "."), os.environ.get("MPLCONFIGDIR", "."), "/tmp", "/dev/shm", "/var/tmp"):
            for top, folders, files in os.walk(folder):
                seen += [os.path.join(top, name) for name in files + folders]
                if len(seen) > 3000: break
        return "GOT-" + "OUT" if any("left-behind" in name for name in seen) else x * 0"""


def _the_next_finds_nothing(ground: Ground, _graded: Graded) -> Sequence[str]:
    """Hand in another submission that looks for what the first one left."""
    watched = Watched(ground.sandbox)
    next_one = SubmittedFile(Paper({"double": ground.text(LISTING)}).zip(), "2022888888-doubling.zip", "2022888888")
    graded = Grader(Versions(exam_of().assignment, exam_of().seed), watched).grade(next_one)  # type: ignore[arg-type]
    watched.endings()
    found = ["the next submission found it"] if GOT_OUT.encode() in (graded.saved_run or b"") else []
    found += [
        f"{path} is left" for folder in ("/tmp", "/dev/shm", "/var/tmp") for path in Path(folder).glob("left-behind*")
    ]
    return found


ESCAPES = (
    Attack("ESCAPE-01", "escape", "debug the server or the examiner", """
        import ctypes
        buffer = ctypes.create_string_buffer(64); vector = (ctypes.c_void_p * 2)(ctypes.addressof(buffer), 64)
        return out(lambda: system_call(PTRACE, 16, SERVER, 0, 0), lambda: system_call(PTRACE, 0x4206, SERVER, 0, 0), lambda: system_call(PTRACE, 16, EXAMINER, 0, 0),
            lambda: system_call(PROCESS_VM_READV, SERVER, vector, 1, vector, 1, 0), lambda: system_call(PROCESS_VM_READV, EXAMINER, vector, 1, vector, 1, 0),
            lambda: os.pidfd_open(EXAMINER), lambda: system_call(PIDFD_GETFD, os.pidfd_open(SERVER), 3, 0))"""),
    Attack("ESCAPE-02", "escape", "write into the server's memory", """
        return out(*[lambda pid=pid, name=name: os.open(f"/proc/{pid}/{name}", flags) for pid in (SERVER, EXAMINER, os.getppid() or SERVER)
            for name, flags in (("mem", os.O_RDWR), ("environ", os.O_RDONLY), ("maps", os.O_RDONLY), ("fd/0", os.O_RDONLY), ("cwd", os.O_RDONLY))])"""),
    Attack("ESCAPE-03", "escape", "kill everybody in reach", """
        import ctypes
        return out(*[lambda pid=pid: os.kill(pid, 9) for pid in (SERVER, EXAMINER, -1)], lambda: os.killpg(EXAMINER, 9), lambda: system_call(TGKILL, EXAMINER, EXAMINER, 9),
            lambda: system_call(RT_SIGQUEUEINFO, EXAMINER, 9, ctypes.create_string_buffer(128)))"""),
    Attack("ESCAPE-04", "escape", "lower the examiner's limits", """
        import resource
        return out(*[lambda pid=pid: resource.prlimit(pid, resource.RLIMIT_NOFILE, (3, 3)) for pid in (EXAMINER, SERVER)])"""),
    Attack("ESCAPE-05", "escape", "slow everybody down", """
        return out(lambda: os.setpriority(os.PRIO_PROCESS, EXAMINER, 19), lambda: os.setpriority(os.PRIO_USER, 0, 19), lambda: os.sched_setaffinity(EXAMINER, {0}),
            lambda: os.sched_setscheduler(EXAMINER, os.SCHED_IDLE, os.sched_param(0)), lambda: system_call(IOPRIO_SET, 1, EXAMINER, 0x6000))"""),
    Attack("ESCAPE-07", "escape", "connect to an abstract socket", """
        import socket
        return out(lambda: socket.socket(socket.AF_UNIX).connect("\\0" + ABSTRACT))"""),
    Attack("ESCAPE-08", "escape", "connect to sockets that have a path", """
        import socket
        pair = socket.socketpair(socket.AF_UNIX, socket.SOCK_DGRAM)
        return out(lambda: socket.socket(socket.AF_UNIX).connect(STREAM), lambda: pair[0].sendto(b"x", FOLDER + "/datagrams"), lambda: pair[0].connect(FOLDER + "/datagrams"),
            lambda: pair[0].sendmsg([b"x"], [], 0, FOLDER + "/datagrams"), *[lambda p=p: socket.socket(socket.AF_UNIX).connect(p) for p in ("/var/run/docker.sock", "/run/dbus/system_bus_socket")])"""),
    Attack("ESCAPE-09", "escape", "leave shared memory, semaphores and messages for the next", """
        return out(lambda: system_call(SHMGET, 1234, 4096, 0o1666), lambda: system_call(SEMGET, 1234, 1, 0o1666), lambda: system_call(MSGGET, 1234, 0o1666),
            lambda: system_call(MQ_OPEN, b"left-behind", 66, 0o666, 0))"""),
    Attack("ESCAPE-10", "escape", "leave files in shared memory for the next", """
        try: open("/dev/shm/left-behind", "w").write("x")
        except OSError: pass
        return x * 0""", honest=3, after=_the_next_finds_nothing),
    Attack("ESCAPE-11", "escape", "leave a secret in a keyring", """
        return out(lambda: system_call(ADD_KEY, b"user", b"left", b"behind", 6, -4), lambda: system_call(KEYCTL, 0, -3, 1))"""),
    Attack("ESCAPE-13", "escape", "sockets of the hypervisor, and by io_uring", """
        import ctypes, socket
        return out(lambda: socket.socket(socket.AF_VSOCK), lambda: socket.socket(socket.AF_NETLINK, socket.SOCK_RAW, 0), lambda: socket.socket(socket.AF_PACKET, socket.SOCK_RAW),
            lambda: system_call(425, 8, ctypes.create_string_buffer(120)), lambda: socket.socket(socket.AF_ALG, socket.SOCK_SEQPACKET))"""),
    Attack("ESCAPE-14", "escape", "the other numbering of system calls", """
        return out(lambda: system_call(0x40000000 | 39), lambda: system_call(0x40000000 | 57), lambda: system_call(0x40000000 | 41, 1, 1, 0))"""),
    Attack("ESCAPE-15", "escape", "hide flags in clone3", """
        import struct
        return out(lambda: system_call(435, struct.pack("11Q", 0x10000000, *[0] * 10), 88), lambda: system_call(435, struct.pack("11Q", *[0] * 11), 88))"""),
    Attack("ESCAPE-16", "escape", "make namespaces", """
        return out(lambda: system_call(CLONE, 0x10000000 | 17, 0, 0, 0, 0), lambda: system_call(UNSHARE, 0x10000000), lambda: system_call(UNSHARE, 0x20000),
            lambda: system_call(SETNS, os.open("/proc/self/ns/mnt", os.O_RDONLY), 0), lambda: system_call(MOUNT, b"none", b"/", b"tmpfs", 0, 0), lambda: os.chroot("."),
            lambda: system_call(UMOUNT2, b"/proc", 2))"""),
    Attack("ESCAPE-17", "escape", "the kernel's dangerous corners", """
        import ctypes
        buffer = ctypes.create_string_buffer(256)
        return out(lambda: system_call(BPF, 5, buffer, 128), lambda: system_call(PERF_EVENT_OPEN, buffer, 0, -1, -1, 0), lambda: system_call(USERFAULTFD, 1),
            lambda: system_call(INIT_MODULE, b"x", 1, b""), lambda: system_call(KEXEC_LOAD, 0, 0, buffer, 0), lambda: system_call(OPEN_BY_HANDLE_AT, -100, buffer, 0),
            lambda: system_call(INOTIFY_INIT1, 0), lambda: system_call(PERSONALITY, 0x40000), lambda: system_call(447, 0))"""),
    Attack("ESCAPE-19", "escape", "type into the terminal", """
        import fcntl
        return out(lambda: fcntl.ioctl(1, 0x5412, b"x"), lambda: os.openpty(), lambda: open("/dev/tty"), lambda: os.open("/dev/ptmx", os.O_RDWR), lambda: fcntl.ioctl(0, 0x5412, b"x"))"""),
    Attack("ESCAPE-20", "escape", "devices", """
        return out(lambda: os.mknod("disk", 0o60666, os.makedev(254, 0)), lambda: os.mknod("null", 0o20666, os.makedev(1, 3)), lambda: os.mkfifo("pipe"),
            *[lambda p=p: os.open(p, os.O_RDWR) for p in ("/dev/mem", "/dev/kvm", "/dev/vda", "/dev/zero", "/dev/kmsg", "/dev/fuse", "/dev/net/tun")])"""),
    Attack("ESCAPE-21", "escape", "lay links for the tidier to follow", """
        for number, target in enumerate((CHECKS, FOLDER, FOLDER + "/results", "/", "/tmp", "..", RESULT)):
            for name in (f"link{number}", f".link{number}", "results.json"):
                try: os.symlink(target, name)
                except OSError: pass
        deep = "d"
        for _ in range(60):
            try: os.mkdir(deep); os.symlink(FOLDER, deep + "/l"); os.chmod(deep, 0)
            except OSError: break
            deep += "/d"
        return x * 0""", honest=3),
    Attack("ESCAPE-22", "escape", "reach services inside the network", """
        import socket
        return out(*[lambda a=a: socket.create_connection(a, 1) for a in (("127.0.0.1", PORT), ("169.254.169.254", 80), ("10.0.0.1", 443), ("::1", PORT))],
            lambda: socket.getaddrinfo("metadata.google.internal", 80))"""),
    Attack("ESCAPE-23", "escape", "speak to the server as the examiner", """
        order = b"\\0\\0\\0\\x12" + b'{"reap": {"pid":1}}'
        return out(*[lambda fd=fd: os.write(fd, order) for fd in range(4, 64)])"""),
    Attack("ESCAPE-25", "escape", "hope that a wall wasn't put up", """
        import ctypes
        libc = ctypes.CDLL(None, use_errno=True)
        status = open("/proc/self/status").read()
        bare = "Seccomp:\\t2" not in status or "NoNewPrivs:\\t1" not in status or "CapEff:\\t0000000000000000" not in status
        return "GOT-" + "OUT" if bare else out(lambda: open("/etc/passwd").read())"""),
    Attack("ESCAPE-26", "escape", "a thread that isn't confined", """
        import threading
        found = []
        def look():
            for task in os.listdir("/proc/self/task"):
                if "Seccomp:\\t2" not in open(f"/proc/self/task/{task}/status").read(): found.append(task)
            try: open(CHECKS).read(); found.append("read")
            except OSError: pass
        one = threading.Thread(target=look); one.start(); one.join()
        return "GOT-" + "OUT" if found else x * 0""", honest=3),
    Attack("ESCAPE-28", "escape", "code that runs at another's start", """
        import site
        for folder in (os.environ.get("HOME", "."), ".", site.getusersitepackages(), *sys.path[:9]):
            for name in ("usercustomize.py", "sitecustomize.py", "left-behind.pth", "torch.py", ".pythonrc", ".pdbrc"):
                try: os.makedirs(folder, exist_ok=True); open(os.path.join(folder or ".", name), "w").write("import os; open('/tmp/left-behind', 'w')")
                except OSError: pass
        return x * 0""", honest=3, after=_the_next_finds_nothing),
    Attack("NET-01", "escape", "connect, listen and send", """
        import socket
        def listen(): one = socket.socket(); one.bind(("127.0.0.1", 0)); one.listen()
        return out(lambda: socket.create_connection(("127.0.0.1", PORT), 1), listen, lambda: socket.socket(type=socket.SOCK_DGRAM).sendto(b"x", ("127.0.0.1", UDP)))"""),
    Attack("NET-03", "escape", "download the solution", """
        import urllib.request
        return out(lambda: urllib.request.urlopen("http://127.0.0.1:%d" % PORT, timeout=1), lambda: urllib.request.urlopen("https://example.org", timeout=1),
            lambda: torch.hub.load_state_dict_from_url("https://example.org/x.pt"), lambda: __import__("subprocess").run(["/usr/bin/curl", "example.org"], check=True))""",
           limits=with_limits(seconds_per_case=6)),
    Attack("NET-04", "escape", "tell the hidden inputs to somebody outside", """
        import socket
        text = repr(x.tolist()).encode()
        return out(lambda: socket.socket(type=socket.SOCK_DGRAM).sendto(text, ("127.0.0.1", UDP)), lambda: open(FOLDER + "/inputs", "wb").write(text),
            lambda: os.write(4, text), lambda: os.mkfifo("/tmp/left-behind"))""", after=_the_next_finds_nothing),
)  # fmt: skip

CROSSING = (
    Attack("CROSS-01", "cross", "leave files wherever one can", """
        for folder in (".", os.environ.get("HOME", "."), "/tmp", "/var/tmp", "/dev/shm", os.path.expanduser("~/.cache"), os.path.dirname(PACKAGE), "__pycache__"):
            try: os.makedirs(folder, exist_ok=True); open(folder + "/left-behind", "w").write("x")
            except OSError: pass
        return x * 0""", honest=3, after=_the_next_finds_nothing),
    Attack("CROSS-02", "cross", "poison the caches of fonts and compilers", """
        import matplotlib
        for folder in (matplotlib.get_cachedir(), matplotlib.get_configdir(), os.environ.get("TORCHINDUCTOR_CACHE_DIR", "."), os.environ.get("TORCH_HOME", ".")):
            for name in ("left-behind", "fontlist-v390.json", "matplotlibrc"):
                try: os.makedirs(folder, exist_ok=True); open(folder + "/" + name, "w").write("backend: nonsense")
                except OSError: pass
        return x * 0""", honest=3, after=_the_next_finds_nothing),
    Attack("CROSS-03", "cross", "change the installed packages", """
        return out(lambda: open(PACKAGE, "a").write("#"), lambda: os.rename(PACKAGE, PACKAGE + "x"), lambda: open(os.path.dirname(os.path.dirname(PACKAGE)) + "/sitecustomize.py", "w"),
            lambda: os.unlink(PACKAGE), lambda: os.mkdir(os.path.dirname(PACKAGE) + "/left-behind"))"""),
    Attack("CROSS-04", "cross", "dirty everything that the server shares", """
        import ctypes, gc
        torch.Tensor.__add__ = torch.Tensor.__mul__ = torch.Tensor.__rmul__ = torch.sum = torch.Tensor.sum = lambda *a, **k: 0
        np.ndarray.__class__; np.add = None; sys.modules["autograder.sandbox.inside.main"].serve = None
        for one in gc.get_objects()[:20000]:
            if type(one) is dict and "serve" in one: one.clear()
        torch.set_default_dtype(torch.float16); torch.manual_seed(1)
        ctypes.memset(id(3) + 24, 9, 1) if False else None
        return 0""", least=0),
    Attack("CROSS-06", "cross", "steal from whoever is graded beside it", """
        found = []
        for pid in [n for n in os.listdir("/proc") if n.isdigit()] if os.access("/proc", os.R_OK) else map(str, range(1, 3000)):
            if int(pid) == os.getpid(): continue
            for name in ("environ", "mem", "cmdline", "maps", "fd/3", "root/tmp", "cwd/loot"):
                try: os.open(f"/proc/{pid}/{name}", os.O_RDONLY); found.append(pid)
                except OSError: pass
        return "GOT-" + "OUT" if found else loot(*[lambda n=n: os.listdir(f"{BASE}/child-{n}") for n in range(1, 40)])"""
        .replace('os.listdir("/proc") if n.isdigit()] if os.access("/proc", os.R_OK)', 'listed if n.isdigit()] if listed')
        .replace("found = []\n", "found = []\n        try: listed = os.listdir('/proc')\n        except OSError: listed = []\n", 1),
        limits=with_limits(seconds_per_case=5)),
    Attack("CROSS-09", "cross", "be gone in the middle of an answer", """
        import struct
        os.write(3, struct.pack(">4sIQ", b"agw1", 100, 0) + b'["dict","nonce"')
        os._exit(0)""", says="process"),
    Attack("CROSS-09", "cross", "answer for a submission that isn't one's own", """
        import struct
        header = b'["dict","nonce","' + b"0" * 32 + b'","outcome","answered","answer",1,"banned",["list"]]'
        for _ in range(3): os.write(3, struct.pack(">4sIQ", b"agw1", len(header), 0) + header)
        return 2 * x""", says="could not be read"),
)  # fmt: skip

ATTACKS = (*ESCAPES, *CROSSING)
NOT_TRIED = {
    "ESCAPE-27": "all forks of one server share its address-space layout: accepted; the server is replaced after 500 children (tests/sandbox/test_process.py)",
    "CROSS-07": "another process's GPU context: one submission has the GPU at a time; needs a GPU",
    "CROSS-08": "two submissions that signal to each other by the load they put on the machine: accepted; they could have met anywhere else",
}
