"""Attacks on the sandbox: each is a student's code that tries something, run at every level that should stop it.

An attack returns what it got; it is stopped when the system refuses (an OSError, told as 'refused …'), or when what it got is worthless.
Anything else that it raises is a mistake of ours. What is left outside is looked at from outside.
"""

from __future__ import annotations

import os
import secrets
import shutil
import signal
import socket
import sys
import threading
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest
import torch

import autograder
from autograder.errors import SandboxFailed
from autograder.model import Limits
from autograder.sandbox.levels import Layer
from autograder.sandbox.outside import Child, Sandbox
from autograder.sandbox.server.readable_paths import PACKAGE
from tests.fixtures.ancestor import ReadyAncestor
from tests.fixtures.sandbox import BEST, SMALL, Shelf, call, prepare, run, shelf

if sys.platform != "linux":
    pytest.skip("these walls are Linux's own", allow_module_level=True)

from seccompy import syscall_nr

PRELUDE = """
import ctypes, errno, fcntl, mmap, os, resource, signal, socket, struct, sys
libc = ctypes.CDLL(None, use_errno=True)
def system_call(number, *arguments):
    result = libc.syscall(ctypes.c_long(number), *[ctypes.c_long(a) if isinstance(a, int) else a for a in arguments])
    if result == -1: raise OSError(ctypes.get_errno(), os.strerror(ctypes.get_errno()))
    return result
"""


@pytest.fixture(scope="module")
def token() -> Iterator[str]:
    """A secret in the examiner's environment and heap, there before any server is started."""
    with pytest.MonkeyPatch.context() as patch:
        found = secrets.token_hex(16)
        patch.setenv("COURSE_TOKEN", found)
        yield found


@pytest.fixture(scope="module")
def ancestor(token) -> Iterator[ReadyAncestor]:
    with ReadyAncestor() as found:
        yield found


@pytest.fixture(scope="module")
def sandboxes(ancestor) -> Iterator[Shelf]:
    with shelf(ancestor) as found:
        yield found


@pytest.fixture(scope="module", params=[1, 2, 3], ids=lambda level: f"level{level}")
def safe(request, sandboxes) -> Sandbox:
    return sandboxes.get(most_level=request.param)


@dataclass(frozen=True)
class Outside:
    """What lies outside for an attack to reach: files, processes and listeners of the examiner's."""

    folder: Path
    secret: Path
    writable: Path
    pathname_socket: Path
    abstract_socket: str
    port: int
    datagram_port: int
    server: int
    sibling: int
    package: Path


@pytest.fixture(scope="module")
def outside(safe, tmp_path_factory) -> Iterator[Outside]:
    folder = tmp_path_factory.mktemp("examiner")
    for parent in (folder, *folder.parents):
        if parent.stat().st_uid == os.getuid() and len(parent.parts) > 2:
            parent.chmod(0o777)  # the sandbox has to do it, not the modes
    secret, writable = folder / "hidden_checks.py", folder / "results.json"
    secret.write_text("the answer is 42")
    writable.write_text("{}")
    for file in (secret, writable):
        file.chmod(0o666)
    name = f"autograder-test-{secrets.token_hex(4)}"
    unix, abstract, datagrams, tcp, udp = (
        socket.socket(socket.AF_UNIX),
        socket.socket(socket.AF_UNIX),
        socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM),
        socket.socket(),
        socket.socket(type=socket.SOCK_DGRAM),
    )
    unix.bind(str(folder / "stream"))
    datagrams.bind(str(folder / "datagrams"))
    abstract.bind(f"\0{name}")
    tcp.bind(("127.0.0.1", 0))
    udp.bind(("127.0.0.1", 0))
    for listener in (unix, abstract, tcp):
        listener.listen()
    for path in ("stream", "datagrams"):
        (folder / path).chmod(0o777)
    sibling = safe.spawn(SMALL, seed=3)
    prepare(sibling, "return 'alive'")
    yield Outside(
        folder,
        secret,
        writable,
        folder / "stream",
        name,
        tcp.getsockname()[1],
        udp.getsockname()[1],
        safe._server.pid,
        sibling.pid,
        Path(torch.__file__),
    )
    assert call(sibling)["answer"] == "alive"
    assert sibling.kill().reason == "killed"
    assert secret.read_text() == "the answer is 42"
    assert writable.read_text() == "{}"
    datagrams.setblocking(False)
    with pytest.raises(BlockingIOError):
        datagrams.recv(1)
    for listener in (unix, abstract, datagrams, tcp, udp):
        listener.close()


ATTACKS = {
    # --- reading
    "read_a_file_by_its_path": "return open(SECRET).read()",
    "read_through_proc_root": "return open('/proc/self/root' + SECRET).read()",
    "read_through_the_working_directory": "return open('/proc/self/cwd/' + '../' * 12 + SECRET[1:]).read()",
    "read_through_a_link": "os.symlink(SECRET, 'link'); return open('link').read()",
    "read_through_a_linked_folder": "os.symlink(os.path.dirname(SECRET), 'folder'); return open('folder/' + os.path.basename(SECRET)).read()",
    "read_through_a_hard_link": "os.link(SECRET, 'hard'); return open('hard').read()",
    "read_relative_to_an_open_folder": "return os.read(os.open('../' * 12 + SECRET[1:], os.O_RDONLY, dir_fd=os.open('.', os.O_RDONLY)), 99)",
    "read_with_openat2": "how = struct.pack('QQQ', 0, 0, 0); return system_call(437, -100, SECRET.encode(), how, 24)",
    "list_the_examiners_folder": "return os.listdir(FOLDER)",
    "list_the_root": "return os.listdir('/')",
    "walk_everything": "found = [n for _, _, names in os.walk('/') for n in names if 'hidden' in n]; return found or refuse()",
    "read_the_accounts": "return open('/etc/passwd').read()",
    "read_the_kernels_messages": "return open('/dev/kmsg').read(1)",
    "read_the_mount_of_another": "return open('/proc/1/root/etc/passwd').read() if os.getpid() != 1 else open('/proc/2/root').read()",
    "read_a_disk": "return os.open('/dev/vda', os.O_RDONLY)",
    "read_the_machines_memory": "return os.open('/dev/mem', os.O_RDONLY)",
    "open_the_hypervisor": "return os.open('/dev/kvm', os.O_RDWR)",
    "open_a_terminal": "return os.open('/dev/ptmx', os.O_RDWR)",
    "open_zeros_to_share": "return os.open('/dev/zero', os.O_RDWR)",
    # --- writing
    "overwrite_the_result": "open(WRITABLE, 'w').write('full marks'); return 'written'",
    "append_to_the_checks": "open(SECRET, 'a').write('x'); return 'written'",
    "plant_a_result": "open(FOLDER + '/record.json', 'w').write('x'); return 'written'",
    "truncate_the_result": "os.truncate(WRITABLE, 0); return 'cut'",
    "remove_the_checks": "os.unlink(SECRET); return 'gone'",
    "rename_the_checks": "os.rename(SECRET, SECRET + '.old'); return 'moved'",
    "exchange_the_result_for_a_link": "os.rename(WRITABLE, 'mine'); return 'moved'",
    "make_a_folder_outside": "os.mkdir(FOLDER + '/new'); return 'made'",
    "write_to_the_packages": "open(PACKAGE, 'a').write('#'); return 'written'",
    "plant_a_sitecustomize": "open(os.path.dirname(os.path.dirname(PACKAGE)) + '/sitecustomize.py', 'w'); return 'written'",
    "write_a_kernel_setting": "open('/proc/sys/kernel/hostname', 'w').write('x'); return 'written'",
    "make_a_device": "os.mknod('disk', 0o60666, os.makedev(254, 0)); return 'made'",
    "make_a_named_pipe": "os.mkfifo('pipe'); return 'made'",
    "set_an_attribute_of_a_file": "os.setxattr(PACKAGE, 'user.x', b'x'); return 'set'",
    # --- other processes
    "signal_the_server": "os.kill(SERVER, 0); return 'sent'",
    "signal_the_examiner": "os.kill(EXAMINER, 0); return 'sent'",
    "kill_a_sibling": "os.kill(SIBLING, 9); return 'sent'",
    "kill_everybody": "os.kill(-1, 9); return 'sent'",
    "signal_a_thread_of_the_examiner": "return system_call(TGKILL, EXAMINER, EXAMINER, 0)",
    "queue_a_signal": "return system_call(RT_SIGQUEUEINFO, EXAMINER, 10, ctypes.create_string_buffer(128))",
    "have_the_kernel_signal_the_examiner": "r, w = os.pipe(); fcntl.fcntl(r, fcntl.F_SETOWN, EXAMINER); return 'set'",
    "trace_the_server": "return system_call(PTRACE, 16, SERVER, 0, 0)",
    "trace_a_sibling": "return system_call(PTRACE, 0x4206, SIBLING, 0, 0)",
    "read_the_servers_memory": "b = ctypes.create_string_buffer(64); v = (ctypes.c_void_p * 2)(ctypes.addressof(b), 64); return system_call(PROCESS_VM_READV, SERVER, v, 1, v, 1, 0)",
    "read_the_examiners_environment": "return open(f'/proc/{EXAMINER}/environ', 'rb').read(1)",
    "read_the_examiners_command": "return open(f'/proc/{EXAMINER}/cmdline', 'rb').read(1)",
    "list_the_examiners_files": "return os.listdir(f'/proc/{EXAMINER}/fd')",
    "write_to_the_servers_memory": "return os.open(f'/proc/{SERVER}/mem', os.O_RDWR)",
    "hold_the_examiner": "return os.pidfd_open(EXAMINER)",
    "take_a_file_of_the_servers": "return system_call(PIDFD_GETFD, os.pidfd_open(SERVER), 3, 0)",
    "limit_the_examiner": "return resource.prlimit(EXAMINER, resource.RLIMIT_NOFILE, (3, 3))",
    "ask_for_the_servers_limits": "return resource.prlimit(SERVER, resource.RLIMIT_CPU)",
    "slow_the_examiner_down": "os.setpriority(os.PRIO_PROCESS, EXAMINER, 19); return 'set'",
    "slow_everybody_down": "os.setpriority(os.PRIO_USER, 0, 5); return 'set'",
    "pin_the_examiner": "os.sched_setaffinity(EXAMINER, {0}); return 'set'",
    "schedule_the_examiner": "os.sched_setscheduler(EXAMINER, os.SCHED_IDLE, os.sched_param(0)); return 'set'",
    # --- the network
    "connect_by_tcp": "socket.create_connection(('127.0.0.1', PORT), 2); return 'connected'",
    "send_by_udp": "s = socket.socket(type=socket.SOCK_DGRAM); s.sendto(b'x', ('127.0.0.1', UDP)); return 'sent'",
    "listen": "s = socket.socket(); s.bind(('127.0.0.1', 0)); s.listen(); return 'listening'",
    "resolve_a_name": "return str(socket.getaddrinfo('example.org', 80))",
    "fetch_a_page": "import urllib.request; return str(urllib.request.urlopen('http://127.0.0.1:%d' % PORT, timeout=2))",
    "reach_the_clouds_metadata": "socket.create_connection(('169.254.169.254', 80), 2); return 'connected'",
    "connect_to_an_abstract_socket": "s = socket.socket(socket.AF_UNIX); s.connect('\\0' + ABSTRACT); return 'connected'",
    "connect_to_a_socket_by_path": "s = socket.socket(socket.AF_UNIX); s.connect(STREAM); return 'connected'",
    "send_to_a_socket_by_path_from_a_pair": "a, b = socket.socketpair(socket.AF_UNIX, socket.SOCK_DGRAM); a.sendto(b'x', FOLDER + '/datagrams'); return 'sent'",
    "send_a_message_by_path_from_a_stream": "a, b = socket.socketpair(); a.sendmsg([b'x'], [], 0, FOLDER + '/datagrams'); return 'sent'",
    "hide_a_descriptor_in_a_socket": "a, b = socket.socketpair(); socket.send_fds(a, [b'x'], [0]); return 'sent'",
    "send_an_urgent_byte": "a, b = socket.socketpair(); return a.send(b'x', socket.MSG_OOB)",
    "talk_to_the_kernel_by_netlink": "socket.socket(socket.AF_NETLINK, socket.SOCK_RAW, 0); return 'opened'",
    "talk_to_the_hypervisor": "socket.socket(socket.AF_VSOCK); return 'opened'",
    "reconnect_a_pair": "a, b = socket.socketpair(); b.close(); a.connect(STREAM); return 'connected'",
    # --- out of the box
    "become_root": "os.setuid(0) if os.getuid() else os.setresuid(1, 1, 0); return os.getuid()",
    "run_a_program": "os.execv('/bin/sh', ['sh', '-c', 'true']); return 'ran'",
    "run_own_interpreter": "import subprocess; return subprocess.run([sys.executable, '-c', '1']).returncode",
    "fork": "p = os.fork(); os._exit(0) if p == 0 else None; return p",
    "make_a_user_namespace": "return system_call(CLONE, 0x10000000 | 17, 0, 0, 0, 0)",
    "make_a_user_namespace_with_clone3": "return system_call(435, struct.pack('11Q', 0x10000000, *[0] * 10), 88)",
    "leave_the_namespaces": "return system_call(UNSHARE, 0x10000000)",
    "enter_anothers_namespaces": "return system_call(SETNS, os.open('/proc/self/ns/mnt', os.O_RDONLY), 0)",
    "mount_something": "return libc.mount(b'none', b'.', b'tmpfs', 0, None) or (_ for _ in ()).throw(OSError()) if False else system_call(MOUNT, b'none', b'/', b'tmpfs', 0, 0)",
    "unmount_proc": "return system_call(UMOUNT2, b'/proc', 2)",
    "change_the_root": "os.chroot('.'); return 'changed'",
    "the_other_numbering_of_x86": "return system_call(0x40000000 | 39)",
    "set_up_io_uring": "return system_call(425, 8, ctypes.create_string_buffer(120))",
    "load_a_bpf_program": "return system_call(BPF, 5, ctypes.create_string_buffer(128), 128)",
    "count_performance": "return system_call(PERF_EVENT_OPEN, ctypes.create_string_buffer(128), 0, -1, -1, 0)",
    "handle_own_page_faults": "return system_call(USERFAULTFD, 1)",
    "keep_a_secret_in_a_keyring": "return system_call(ADD_KEY, b'user', b'x', b'y', 1, -4)",
    "make_memory_without_a_name": "return os.memfd_create('x')",
    "make_secret_memory": "return system_call(447, 0)",
    "share_memory_of_system_v": "return system_call(SHMGET, 1234, 4096, 0o1666)",
    "share_a_semaphore": "return system_call(SEMGET, 1234, 1, 0o1666)",
    "leave_a_message": "return system_call(MSGGET, 1234, 0o1666)",
    "open_a_message_queue": "return system_call(MQ_OPEN, b'x', 66, 0o666, 0)",
    "watch_files": "return system_call(INOTIFY_INIT1, 0)",
    "open_a_file_by_handle": "return system_call(OPEN_BY_HANDLE_AT, -100, ctypes.create_string_buffer(128), 0)",
    "change_the_personality": "return system_call(PERSONALITY, 0x40000)",
    "outlive_the_parent": "return system_call(PRCTL, 1, 0, 0, 0, 0)",
    "be_debuggable": "return system_call(PRCTL, 4, 1, 0, 0, 0)",
    "set_the_clock": "import time; time.clock_settime(0, 0); return 'set'",
    "load_a_module": "return system_call(INIT_MODULE, b'x', 1, b'')",
    "type_into_the_terminal": "return fcntl.ioctl(1, 0x5412, b'x')",
    "make_pipes_large": "r, w = os.pipe(); return fcntl.fcntl(w, 1031, 1 << 20)",
    # --- what all processes of a machine share
    "ask_whether_a_page_is_in_memory": "return os.preadv(os.open(PACKAGE, os.O_RDONLY), [bytearray(1)], 0, os.RWF_NOWAIT)",
    "ask_which_pages_are_in_memory": "return system_call(MINCORE, id(os) & ~4095, 4096, ctypes.create_string_buffer(9))",
    "ask_for_the_state_of_the_cache": "return system_call(451, os.open(PACKAGE, os.O_RDONLY), ctypes.create_string_buffer(16), ctypes.create_string_buffer(64), 0)",
    "write_pages_out": "return mmap.mmap(os.open(PACKAGE, os.O_RDONLY), 4096, mmap.MAP_SHARED, mmap.PROT_READ).madvise(21)",
    "bring_pages_in": "return mmap.mmap(os.open(PACKAGE, os.O_RDONLY), 4096, mmap.MAP_SHARED, mmap.PROT_READ).madvise(22)",
    "share_equal_pages": "return mmap.mmap(-1, 4096, mmap.MAP_PRIVATE | mmap.MAP_ANONYMOUS).madvise(12)",
    "count_page_faults": "return resource.getrusage(resource.RUSAGE_SELF)",
    "count_page_faults_in_proc": "return open('/proc/self/stat').read()",
    "count_blocks_read": "return open('/proc/self/io').read()",
    "see_which_pages_are_mapped": "return open('/proc/self/smaps').read()",
    "see_where_pages_lie": "return open('/proc/self/pagemap', 'rb').read(8)",
    "see_the_networks_of_the_machine": "return open('/proc/self/net/unix').read()",
    "see_all_locks": "return open('/proc/locks').read()",
    "see_how_much_memory_is_free": "return open('/proc/meminfo').read()",
    "see_how_busy_the_machine_is": "return open('/proc/stat').read() or open('/proc/loadavg').read()",
    "ask_for_load_and_free_memory": "return system_call(SYSINFO, ctypes.create_string_buffer(256))",
    "ask_how_long_the_examiner_has_worked": "import time; return time.clock_gettime(~EXAMINER << 3 | 2)",
    "ask_how_long_a_sibling_has_worked": "import time; return time.clock_gettime(~SIBLING << 3 | 2)",
    "set_a_timer_on_the_examiners_work": "return system_call(TIMER_CREATE, ~EXAMINER << 3 | 2, None, ctypes.create_string_buffer(8))",
    "choose_a_processor_for_others_to_see": "first = min(os.sched_getaffinity(0)); os.sched_setaffinity(0, {first}); return os.sched_getaffinity(0) == {first} and os.cpu_count() > 1 or refuse()",
    "take_a_lease": "return fcntl.fcntl(os.open(PACKAGE, os.O_RDONLY), fcntl.F_SETLEASE, fcntl.F_RDLCK)",
    "be_told_of_changes": "return fcntl.fcntl(os.open(os.path.dirname(PACKAGE), os.O_RDONLY), fcntl.F_NOTIFY, 1)",
    "hint_at_a_file": "return fcntl.fcntl(os.open(PACKAGE, os.O_RDONLY), 1036, struct.pack('Q', 2))",
    # --- memory that no limit counts
    "map_memory_that_grows_down": "return libc.mmap(None, ctypes.c_size_t(1 << 20), 3, 0x122, -1, ctypes.c_long(0)) + 1 or refuse()",
    "take_on_capabilities": "return system_call(CAPSET, struct.pack('II', 0x20080522, 0), struct.pack('6I', *[0xFFFFFFFF] * 6))",
}


def _code(attack: str, outside: Outside) -> str:
    """The attack's code with the outside's names bound, and every system call by its number here."""
    names = {
        "SECRET": str(outside.secret),
        "FOLDER": str(outside.folder),
        "WRITABLE": str(outside.writable),
        "STREAM": str(outside.pathname_socket),
        "ABSTRACT": outside.abstract_socket,
        "PORT": outside.port,
        "UDP": outside.datagram_port,
        "EXAMINER": os.getpid(),
        "SERVER": outside.server,
        "SIBLING": outside.sibling,
        "PACKAGE": str(outside.package),
    }
    calls = """tgkill rt_sigqueueinfo ptrace process_vm_readv pidfd_getfd clone unshare setns mount umount2 bpf perf_event_open userfaultfd
        add_key shmget semget msgget mq_open inotify_init1 open_by_handle_at personality prctl init_module capset mincore sysinfo timer_create"""
    bound = [f"{name} = {value!r}" for name, value in names.items()]
    bound += [f"{name.upper()} = {syscall_nr(name)}" for name in calls.split()]
    refuse = "def refuse(): raise OSError(errno.ENOENT, 'nothing found')"
    attempt = "try: return tried()\nexcept OSError as error: return f'refused {type(error).__name__} {error.errno}'"
    return "\n".join([PRELUDE, *bound, refuse, f"def tried(): {attack}", attempt])


@pytest.mark.parametrize("attack", ATTACKS)
def test_the_attack_is_refused(safe, outside, attack):
    said = run(safe, _code(ATTACKS[attack], outside))

    assert said.error is None, said
    assert str(said.value).startswith("refused"), said.value


def _read_of_ours(sandbox: Sandbox, package: Path) -> set[str]:
    """Which files of the package a child can open, of all that are there; told by their names within it."""
    files = [str(path) for path in sorted(package.rglob("*")) if path.is_file() and path.suffix != ".pyc"]
    code = f"""
        found = []
        for path in {files!r}:
            try: found.append(open(path).name)
            except OSError: pass
        return found
    """
    said = run(sandbox, code)
    assert said.error is None, said
    return {str(Path(path).relative_to(package)) for path in said.value}


def _is_needed(name: str) -> bool:
    return name in (
        "__init__.py",
        "errors.py",
        "conventions/__init__.py",
        "conventions/file_modules.py",
        "conventions/kept_names.py",
        "frames.py",
        "sandbox/__init__.py",
        "sandbox/levels.py",
        "sandbox/orders.py",
    ) or (name.startswith(("model/", "wire/", "sandbox/server/", "sandbox/inside/")))


def test_a_child_can_read_only_what_it_runs_of_the_package(safe):
    seen = _read_of_ours(safe, PACKAGE)

    assert "sandbox/inside/main.py" in seen
    assert {name for name in seen if not _is_needed(name)} == set()


def test_a_wider_rule_would_be_noticed(ancestor):
    wide = "from autograder.sandbox.server import readable_paths; readable_paths.OURS = (readable_paths.PACKAGE,)"

    with Sandbox.start(least_level=1, waiting=ancestor.waiting_server(wide)) as sandbox:
        seen = _read_of_ours(sandbox, PACKAGE)

    assert {"examine/__init__.py", "checks/judges.py", "course/secret.py"} <= seen


@pytest.mark.parametrize("level", [1, 2, 3])
def test_where_the_kit_is_installed_among_the_packages_it_is_left_out_of_them(tmp_path, monkeypatch, level):
    packages = tmp_path / "site-packages"
    installed = packages / "autograder"
    shutil.copytree(PACKAGE, installed, ignore=shutil.ignore_patterns("__pycache__", "templates"))
    (packages / "another.py").write_text("value = 5")
    for folder in (packages, *list(packages.parents)[:3]):
        folder.chmod(0o755)
    there = f"import sys; sys.path.insert(0, {str(packages)!r})"
    monkeypatch.setattr(autograder, "_BOOT", f"{there}\n{autograder._BOOT}")
    monkeypatch.setattr(autograder, "_HERE", str(installed))
    try:
        sandbox = Sandbox.start(least_level=level, most_level=level)
    except SandboxFailed as error:
        pytest.skip(str(error))

    with sandbox:
        seen = _read_of_ours(sandbox, installed)
        other = run(sandbox, "import another; return another.value")

    assert "sandbox/inside/main.py" in seen
    assert {name for name in seen if not _is_needed(name)} == set()
    assert other.value == 5


@pytest.mark.parametrize("level", [2, 3])
@pytest.mark.parametrize("question", ["os.stat(SECRET).st_size", "os.path.getsize(FOLDER)", "os.readlink('/proc/1/cwd')", "os.chdir(FOLDER)", "os.stat('/etc/passwd')", "os.stat('/home')"])  # fmt: skip
def test_files_outside_cannot_even_be_asked_about(sandboxes, tmp_path, level, question):
    sandbox = sandboxes.get(most_level=level)
    tmp_path.chmod(0o777)
    (tmp_path / "secret").write_text("x")
    code = f"import os\nSECRET, FOLDER = {str(tmp_path / 'secret')!r}, {str(tmp_path)!r}\ntry: {question}; return 'seen'\nexcept OSError: return 'refused'"
    expected = "seen" if "/proc/1/cwd" in question else "refused"  # it is process 1, and sees its own

    assert run(sandbox, code).value == expected


def test_modes_times_and_locks_of_shared_files_stay_as_they_are(safe, outside):
    """These calls succeed without doing anything, so that honest libraries go on."""
    before = outside.package.stat()
    code = f"""
        import fcntl, os
        package, secret = {str(outside.package)!r}, {str(outside.secret)!r}
        for path in (package, secret):
            os.chmod(path, 0o600); os.utime(path, (0, 0))
        file = open(package); os.fchmod(file.fileno(), 0); fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        return "done"
    """

    children = [safe.spawn(SMALL, seed=1) for _ in range(2)]
    for child in children:
        prepare(child, code)
        assert call(child)["answer"] == "done"  # the second would be refused the first one's lock
    for child in children:
        child.kill()

    after = outside.package.stat()
    assert (after.st_mode, after.st_mtime_ns, after.st_atime_ns > 0) == (before.st_mode, before.st_mtime_ns, True)
    assert outside.secret.stat().st_mode & 0o777 == 0o666


SHARED = """
    import ctypes, fcntl, mmap, os, struct, threading, time
    libc = ctypes.CDLL(None, use_errno=True)
    file = os.open(PACKAGE, os.O_RDONLY)
    def locks(command_set, command_get):
        kind = struct.pack("hhqqi4x", fcntl.F_RDLCK, 0, 12345, 7, 0)
        fcntl.fcntl(file, command_set, kind)
        other = os.open(PACKAGE, os.O_RDONLY)
        return struct.unpack("hhqqi4x", fcntl.fcntl(other, command_get, struct.pack("hhqqi4x", fcntl.F_WRLCK, 0, 0, 0, 0)))[2] == 12345
    def waiters():
        libc.mmap.restype = ctypes.c_void_p
        at = libc.mmap(None, ctypes.c_size_t(4096), 1, 1, file, ctypes.c_long(0))
        word, call = ctypes.c_int.from_address(at).value, libc.syscall
        limit = ctypes.create_string_buffer(struct.pack("qq", 0, 300_000_000))
        waiting = threading.Thread(target=lambda: call(FUTEX, ctypes.c_void_p(at), 0, word, limit, None, 0))
        waiting.start(); time.sleep(0.1)
        woken = call(FUTEX, ctypes.c_void_p(at), 1, 9, None, None, 0)
        waiting.join()
        return woken > 0
    return [locks(37, 36), waiters()]
"""


@pytest.mark.parametrize("walls", [True, False], ids=["walled", "without_seccomp"])
def test_two_who_hold_the_same_file_open_leave_each_other_no_sign_in_it(safe, outside, walls):
    """Locks of open files, and words of mapped ones at which somebody waits; POSIX locks of two processes below."""
    code = SHARED.replace("PACKAGE", repr(str(outside.package))).replace("FUTEX", str(syscall_nr("futex")))

    said = run(safe, code, without=() if walls else {"seccomp"})

    assert said.value == [not walls, not walls], said


def test_a_process_does_not_see_the_record_locks_of_another(safe, outside):
    code = f"""
        import fcntl, os, struct
        file = os.open({str(outside.package)!r}, os.O_RDONLY)
        found = fcntl.fcntl(file, fcntl.F_GETLK, struct.pack("hhqqi4x", fcntl.F_WRLCK, 0, 0, 0, 0))
        fcntl.lockf(file, fcntl.LOCK_SH | fcntl.LOCK_NB, 7, 12345, 0)
        return list(struct.unpack("hhqqi4x", found)[2:4])
    """
    children = [safe.spawn(SMALL, seed=1) for _ in range(2)]
    for child in children:
        prepare(child, code)

    seen = [call(child)["answer"] for child in children]

    for child in children:
        child.kill()
    assert seen == [[0, 0], [0, 0]]


UNCOUNTED = {
    "what is made read-only once it is full": """
        taken = 0
        for _ in range(40):
            at = libc.mmap(None, 64 << 20, 3, 0x22, -1, 0)
            if at in FAILED: break
            ctypes.memset(at, 1, 64 << 20); libc.mprotect(at, 64 << 20, 1); taken += 64""",
    "what finds pages that are never written": """
        taken, at = 0, libc.mmap(None, 1 << 40, 1, 0x4022, -1, 0)
        if at not in FAILED:
            for number in range(1 << 19): ctypes.c_char.from_address(at + (number << 21)).value
            taken = 2048""",
    "a piece of the stack, stretched": """
        line = [line for line in open("/proc/self/maps") if "[stack]" in line][0]
        at = libc.mremap(int(line.split("-")[0], 16), 4096, 2 << 30, 1)
        taken = 0 if at in FAILED else 2048""",
    "what grows downwards": """
        taken = 0 if libc.mmap(None, 2 << 30, 3, 0x122, -1, 0) in FAILED else 2048""",
    "the heap's end": """
        libc.sbrk.restype, libc.sbrk.argtypes = ctypes.c_void_p, [ctypes.c_long]
        taken = 0 if libc.sbrk(2 << 30) in FAILED else 2048""",
    "what is shared with nobody": """
        taken = 0 if libc.mmap(None, 2 << 30, 3, 0x21, -1, 0) in FAILED else 2048""",
}


@pytest.mark.parametrize("level", [1, 2])
@pytest.mark.parametrize("way", UNCOUNTED)
def test_memory_is_bounded_by_whatever_name_it_is_taken(sandboxes, level, way):
    """SMALL has 400 MiB; addresses may be reserved for 512 more, which is all that a kind can take that isn't counted as data."""
    prelude = """
        import ctypes
        libc = ctypes.CDLL(None, use_errno=True)
        libc.mmap.restype = libc.mremap.restype = ctypes.c_void_p
        libc.mmap.argtypes = [ctypes.c_void_p, ctypes.c_size_t, ctypes.c_int, ctypes.c_int, ctypes.c_int, ctypes.c_long]
        libc.mremap.argtypes = [ctypes.c_void_p, ctypes.c_size_t, ctypes.c_size_t, ctypes.c_int]
        libc.mprotect.argtypes = [ctypes.c_void_p, ctypes.c_size_t, ctypes.c_int]
        FAILED = (None, 2**64 - 1)
    """
    said = run(sandboxes.get(most_level=level), prelude + UNCOUNTED[way] + "\n        return taken")

    assert said.error is None, said
    assert said.value <= 400 + 512


SCAN = """
    import ctypes, os
    head, tail = HEAD, TAIL  # never side by side in this process, unless the secret is
    planted = bytearray(b"".join([head, b"|", tail])); planted[len(head):len(head) + 1] = PLANT
    found = 0
    for line in open("/proc/self/maps").read().splitlines():
        span, rights, _, _, inode, *name = line.split()
        if inode != "0" or not rights.startswith("rw") or name[:1] not in ([], ["[heap]"], ["[stack]"]): continue
        start, end = (int(part, 16) for part in span.split("-"))
        memory = ctypes.string_at(start, end - start)
        at = memory.find(head)
        while at >= 0:
            found += memory[at + len(head):at + len(head) + len(tail)] == tail
            at = memory.find(head, at + 1)
    return found
"""


@pytest.mark.parametrize("plant", [False, True], ids=["as_it_is", "with_the_secret_planted"])
def test_nothing_of_the_examiner_is_in_a_childs_memory(safe, token, plant):
    """The server is started afresh, with a clean environment. Planting the secret shows that the scan would find it."""
    half = len(token) // 2
    code = SCAN.replace("HEAD", repr(token[:half].encode())).replace("TAIL", repr(token[half:].encode()))

    found = run(safe, code.replace("PLANT", 'b""' if plant else 'b"|"'), limits=Limits(memory_mb=1500)).value

    assert (found > 0) == plant


def test_nothing_of_the_examiner_is_in_a_childs_environment(safe, token):
    code = """
        import os
        found = [str(dict(os.environ))]
        try: found.append(open("/proc/self/environ").read())
        except PermissionError: pass
        return " ".join(found)
    """
    assert token not in run(safe, code).value


def test_a_child_holds_no_descriptor_but_its_own(safe):
    code = "import os; return sorted(int(n) for n in os.listdir('/proc/self/fd'))[:-1]"

    assert run(safe, code).value == [0, 1, 2, 3]


def test_a_child_sees_no_process_but_itself(safe):
    code = "import os\ntry: return [n for n in os.listdir('/proc') if n.isdigit()]\nexcept OSError: return ['1']"

    assert run(safe, code).value == ["1"]


def test_checks_references_and_tests_cannot_be_imported(safe):
    code = """
        import importlib
        found = []
        for name in ("assignments", "assignments.knn.checks", "checks", "reference", "conftest", "sandbox_fixtures"):
            try: importlib.import_module(name); found.append(name)
            except ImportError: pass
        return found
    """
    assert run(safe, code).value == []


def test_no_frame_above_the_student_holds_more_than_the_conversation(safe):
    code = """
        import sys
        frame, files = sys._getframe(), []
        while frame is not None: files.append(frame.f_code.co_filename.rpartition("/")[2]); frame = frame.f_back
        return sorted(set(files))
    """
    seen = run(safe, code).value

    forked = set() if safe.level == BEST else {"ancestor.py", "ancestor_process.py"}  # what its server was forked from
    assert set(seen) <= {"cell", "main.py", "<string>", "contextlib.py", "_contextlib.py"} | forked


def test_shared_memory_is_the_scratch_and_gone_with_it(safe):
    name = f"autograder-{secrets.token_hex(4)}"
    code = f"try: open('/dev/shm/{name}', 'w').write('x'); return 'mine'\nexcept OSError: return 'refused'"

    assert run(safe, code).value == ("mine" if safe.level >= 2 else "refused")

    assert not Path("/dev/shm", name).exists()


def test_the_scratch_of_one_child_is_not_anothers(safe):
    code = (
        "import os, tempfile\nseen = os.listdir()\nopen(tempfile.gettempdir() + '/left', 'w').write('x')\nreturn seen"
    )

    assert [run(safe, code).value for _ in range(2)] == [[], []]


def test_the_scratch_of_a_living_child_is_out_of_its_siblings_reach(sandboxes):
    sandbox = sandboxes.get(most_level=1)
    other = sandbox.spawn(SMALL, seed=1)
    prepare(other, "import os\nopen('mine', 'w').write('x')\nreturn os.getcwd()")
    place = call(other)["answer"]
    code = f"try: return open({place + '/mine'!r}).read()\nexcept OSError: return 'refused'"

    said = run(sandbox, code)

    other.kill()
    assert said.value == "refused"


def test_an_impostor_on_the_channel_learns_nothing_and_harms_nobody(safe):
    """Student code may write what it likes to its own channel: only its own conversation breaks."""
    said = run(safe, "import os\nfor fd in (1, 2, 3): os.write(fd, b'agw1 full marks')\nreturn 1")

    assert said.error in ("WireError", "WireClosed", "WireTimeout")
    assert run(safe, "return 2").value == 2


def test_threads_of_the_examiner_can_spawn_side_by_side(safe):
    answers: list[object] = []

    def one(number: int) -> None:
        answers.append(run(safe, f"return {number}").value)

    threads = [threading.Thread(target=one, args=(number,)) for number in range(6)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    assert sorted(answers) == list(range(6))


@pytest.mark.parametrize("level", [2, 3])
def test_threads_that_only_wait_are_bounded(sandboxes, level):
    """On stacks of 16 KiB, which no limit of memory stops soon: the machine has so many numbers for threads, and the kernel's part isn't theirs."""
    code = """
        import ctypes
        libc = ctypes.CDLL(None)
        small, made, number = ctypes.create_string_buffer(64), ctypes.c_ulong(), 0
        libc.pthread_attr_init(small)
        libc.pthread_attr_setstacksize(small, ctypes.c_size_t(16384))
        pause = ctypes.cast(libc.pause, ctypes.c_void_p)
        while number < 1000 and not libc.pthread_create(ctypes.byref(made), small, pause, None): number += 1
        return number
    """

    assert 8 <= run(sandboxes.get(most_level=level), code).value <= 2 * SMALL.processes


def test_a_survivor_is_impossible(sandboxes):
    """Even with seccomp off, so that it can fork: the pid namespace takes everything along."""
    sandbox = sandboxes.get(most_level=2)
    child: Child = sandbox.spawn(SMALL, seed=1, without={"seccomp"})
    prepare(
        child,
        "import os, time\nif os.fork() == 0:\n    os.setsid()\n    if os.fork() == 0: time.sleep(1000)\n    os._exit(0)\nreturn 1",
    )
    assert call(child)["answer"] == 1
    namespace = _pid_namespace(Path(f"/proc/{child.pid}"))
    assert namespace

    child.kill()

    alive = [entry for entry in Path("/proc").iterdir() if entry.name.isdigit()]
    assert namespace not in {_pid_namespace(entry) for entry in alive}


def test_signals_that_a_child_sends_itself_are_its_own_affair(safe):
    said = run(safe, "import os, signal\nos.kill(os.getpid(), signal.SIGSEGV)\nos.kill(os.getpid(), 0)\nreturn 1")

    assert said.value == 1 or said.ending.signal == signal.SIGSEGV


def _pid_namespace(entry: Path) -> str:
    try:
        return str((entry / "ns" / "pid").readlink())
    except OSError:
        return ""


@pytest.mark.parametrize("level", [1, 2, 3])
def test_data_files_are_read_and_never_changed(ancestor, level):
    data = {"data/people.csv": b"ada\n", "data/more/others.csv": b"eva\n"}
    try:
        sandbox = Sandbox.start(least_level=level, most_level=level, data=data, waiting=ancestor.waiting_server())
    except SandboxFailed as error:
        pytest.skip(str(error))
    with sandbox:
        said = run(
            sandbox,
            """
            import os, pathlib
            found = [open("data/people.csv").read() + open("data/more/others.csv").read(), sorted(os.listdir("data"))]
            try:
                os.chmod(os.path.realpath("data/people.csv"), 0o666)  # a filter may take it, and do nothing
            except OSError:
                pass
            found.append(os.stat("data/people.csv").st_mode & 0o777)
            def overwrite(): open("data/people.csv", "w").close()
            def append(): open("data/people.csv", "a").close()
            def add(): open("data/more/mine.csv", "w").close()
            def remove(): os.remove("data/people.csv")
            def shorten(): os.truncate("data/people.csv", 0)
            def lead_elsewhere(): os.symlink("/etc", "data/etc")
            def climb(): return os.listdir("data/../..")
            for attempt in (overwrite, append, add, remove, shorten, lead_elsewhere, climb):
                try:
                    attempt()
                    found.append(attempt.__name__)
                except OSError:
                    pass
            pathlib.Path("mine.txt").write_text("a file of its own may stand beside them")
            os.remove("mine.txt")
            def put_another_in_their_place():
                os.rename("data", "aside")
                os.mkdir("data")
                pathlib.Path("data/people.csv").write_text("mine")
            for attempt in (lambda: os.rmdir("data"), put_another_in_their_place):
                try:
                    attempt()
                except OSError:
                    pass
            return [*found, open("data/people.csv").read()]
            """,
        )
        again = run(sandbox, "return open('data/people.csv').read()")
    # it may do in its scratch what it likes, for itself alone
    shared = not {Layer.UID, Layer.NAMESPACES} & sandbox.layers
    left = "mine" if shared else "ada\n"
    assert said.value == ["ada\neva\n", ["more", "people.csv"], 0o444, left], (said.value, said.error, said.ending)
    assert again.value == "ada\n", "what one child lays in its place is its own"
