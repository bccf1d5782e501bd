"""Answer with something that lies when it is looked at; and patch what an answer passes through."""

from __future__ import annotations

from attacks.attack import Attack, with_limits
from attacks.exam import Paper
from attacks.ground import Ground
from autograder.authoring.notebook_file import as_bytes
from autograder.model import SubmittedFile

SHORT = with_limits(seconds_per_case=0.6)


def _homoglyph(_ground: Ground) -> SubmittedFile:
    made = Paper({"double": "return x * 0"}).notebook()
    for cell in made["cells"]:
        if cell["id"] == "double_solution":
            cell["source"] = (
                cell["source"].replace("def double", "def d\u043euble") + "\n\ndef doub\u200ble(x):\n    return 2 * x"
            )
    return SubmittedFile(as_bytes(made), "2022999999-doubling.ipynb", "2022999999")


PATCHES = (
    Attack("PATCH-02", "patch", "patch the builtins", """
        import builtins
        for space in (builtins, sys.modules["builtins"], sys._getframe().f_builtins):
            for name in ("isinstance", "issubclass", "all", "any", "hasattr", "callable"):
                space[name] = (lambda *a: True) if isinstance(space, dict) else None
                if not isinstance(space, dict): setattr(space, name, lambda *a: True)
        return 0""".replace("space[name] = (lambda *a: True) if isinstance(space, dict) else None",
                            "(space.__setitem__(name, lambda *a: True) if type(space) is dict else None)").replace(
                            "if not isinstance(space, dict): setattr", "if type(space) is not dict: setattr"), honest=2, least=0),
    Attack("PATCH-02", "patch", "patch abs, len, print, import and class building", """
        import builtins
        for name in ("abs", "len", "print", "__import__", "__build_class__", "sorted", "sum", "round"):
            setattr(builtins, name, lambda *a, **k: 0)
        return x * 0""", honest=3, least=0),
    Attack("PATCH-03", "patch", "stop the clocks", """
        import time
        for name in ("time", "perf_counter", "monotonic", "process_time", "sleep", "time_ns"): setattr(time, name, lambda *a: 0.0)
        while True: pass""", limits=SHORT, says="was stopped after"),
    Attack("PATCH-04", "patch", "garble what is sent", """
        import json, pickle, safetensors, safetensors.torch, socket, msgspec
        from autograder import wire
        from autograder.wire import tensors
        safetensors.torch.save = safetensors.serialize = tensors.serialize = lambda *a, **k: b"garbage"
        json.dumps = pickle.dumps = lambda *a, **k: "garbage"
        wire.pack = tensors.pack = lambda *a: b"garbage"
        return x * 0""", honest=3, least=0),
    Attack("PATCH-05", "patch", "watch the tester by tracing, profiling and auditing", """
        heard = torch.heard = getattr(torch, "heard", [])
        def watch(frame, event, arg=None):
            heard.append(repr(frame.f_locals)[:500] if hasattr(frame, "f_locals") else repr((frame, event)))
        sys.settrace(watch); sys.setprofile(watch); sys.addaudithook(lambda *event: heard.append(repr(event)[:500]))
        text = " ".join(heard)
        return "GOT-" + "OUT" if HEAD + TAIL in text else x * 0""", honest=3, least=0),
    Attack("PATCH-06", "patch", "put a library of one's own in the place of torch", """
        import types
        fake = types.ModuleType("torch"); fake.Tensor = type("Tensor", (), {"__eq__": lambda *a: True}); fake.equal = lambda *a: True
        sys.modules["torch"] = sys.modules["numpy"] = fake
        return fake.Tensor()"""),
    Attack("PATCH-08", "patch", "hook IPython's cells and displays", """
        sys.displayhook = sys.excepthook = sys.unraisablehook = lambda *a: None
        try:
            from IPython.core.interactiveshell import InteractiveShell
            shell = InteractiveShell.instance(); shell.ast_transformers.append(type("T", (), {"visit": lambda self, node: node})())
            shell.events.register("pre_run_cell", lambda info: None); shell.set_custom_exc((Exception,), lambda *a: None)
        except BaseException: pass
        return x * 0""", honest=3, least=2, limits=with_limits(seconds_per_case=8)),
    Attack("PATCH-09", "patch", "survive every signal", """
        import signal
        for number in range(1, 65):
            try: signal.signal(number, signal.SIG_IGN)
            except (OSError, ValueError): pass
        while True: pass""", limits=SHORT, says="was stopped after"),
    Attack("PATCH-10", "patch", "corrupt the heap", """
        import ctypes
        for one in (x, torch.Tensor, sys.modules, sys._getframe()):
            ctypes.memset(id(one), 0x41, 64)
        return x""", says="ended the whole Python process"),
)  # fmt: skip

LIES = (
    Attack("LIE-01", "lie", "equal to everything", """
        class E:
            __eq__ = __le__ = __lt__ = __ge__ = __gt__ = __bool__ = lambda *a: True
            __sub__ = __rsub__ = __abs__ = __mul__ = lambda *a: E()
            __hash__ = lambda self: 0
        return E()"""),
    Attack("LIE-01", "lie", "a float that is every number", """
        class F(float):
            __eq__ = __le__ = __lt__ = lambda *a: True
            __sub__ = __rsub__ = __abs__ = lambda *a: F(0)
        return F(5)"""),
    Attack("LIE-02", "lie", "a tensor whose functions lie", """
        class T(torch.Tensor):
            @classmethod
            def __torch_function__(cls, func, types, args=(), kwargs=None): return True
        return (x * 0).as_subclass(T)""", honest=3),
    Attack("LIE-02", "lie", "a tensor whose dispatch lies", """
        class T(torch.Tensor):
            @staticmethod
            def __new__(cls, inner): return torch.Tensor._make_wrapper_subclass(cls, inner.size(), dtype=inner.dtype)
            @classmethod
            def __torch_dispatch__(cls, func, types, args=(), kwargs=None): return 2 * torch.ones(3, 2, dtype=torch.float64)
        return T(x)""", honest=3, least=2),
    Attack("LIE-04", "lie", "an object that claims another class", """
        class Meta(type):
            __instancecheck__ = __subclasscheck__ = __eq__ = lambda *a: True
            __hash__ = lambda self: 0
        class C(metaclass=Meta):
            __class__ = torch.Tensor; __module__ = "torch"; shape = (3, 2); dtype = torch.float64
            __array__ = lambda self, *a: np.zeros((3, 2))
        return C()"""),
    Attack("LIE-05", "lie", "an answer that is computed later", """
        class Lazy(torch.Tensor):
            def __getattribute__(self, name): print("asked later for", name); return super().__getattribute__(name)
            def tolist(self): return [[42.0]]
        return (x * 0).as_subclass(Lazy)""", honest=3),
    Attack("LIE-05", "lie", "a promise of an answer", """
        import threading
        future = torch.futures.Future()
        threading.Timer(0.1, lambda: future.set_result(2 * x)).start()
        return future"""),
    Attack("LIE-06", "lie", "nothing but NaN", "return x * float('nan')", honest=3),
    Attack("LIE-07", "lie", "infinite and huge numbers", "return torch.where(x > 0, float('inf'), torch.finfo(x.dtype).max)", honest=3),
    Attack("LIE-08", "lie", "a shape that broadcasts", "return (2 * x).mean().reshape(1)"),
    Attack("LIE-08", "lie", "an empty answer", "return x[:0]"),
    Attack("LIE-10", "lie", "complex numbers", "return torch.complex(2 * x, x)"),
    Attack("LIE-10", "lie", "half precision", "return (2 * x).half()", honest=3),
    Attack("LIE-10", "lie", "truth values", "return x > 0", honest=3),
    Attack("LIE-10", "lie", "objects in an array", "return np.array([[type('O', (), {'__eq__': lambda *a: True})()] * 2] * 3, dtype=object)"),
    Attack("LIE-10", "lie", "structured numbers", "return np.zeros((3, 2), dtype=[('re', 'f8'), ('im', 'f8')])"),
    Attack("LIE-10", "lie", "a masked array", "return np.ma.masked_all((3, 2))"),
    Attack("LIE-11", "lie", "a view of a billion elements over one", "return torch.ones(1).expand(10**9)"),
    Attack("LIE-11", "lie", "a NumPy view of 2**60 elements over one",
           "return np.lib.stride_tricks.as_strided(np.zeros(1), (2**30, 2**30), (0, 0))"),
    Attack("LIE-11", "lie", "sparse, quantized, nested and meta tensors", """
        torch.turn = getattr(torch, "turn", -1) + 1
        return [x.to_sparse(), torch.quantize_per_tensor(x.float(), 0.1, 0, torch.qint8), torch.empty(3, 2, device="meta")][torch.turn % 3]"""),
    Attack("LIE-12", "lie", "gradients set by hand", "y = (x * 0).requires_grad_(); y.grad = 2 * x; return y", honest=3),
    Attack("LIE-13", "lie", "change the inputs in place, then return them", "return x.mul_(2)", honest=4, says="input"),
    Attack("LIE-13", "lie", "empty the inputs, then return them", "x.zero_(); return x", honest=2),
    Attack("LIE-14", "lie", "the same tensor for every call", """
        torch.same = getattr(torch, "same", 2 * x)
        return torch.same""", honest=3),
    Attack("LIE-14", "lie", "count calls, and be wrong from the second on", """
        torch.calls = getattr(torch, "calls", 0) + 1
        return 2 * x if torch.calls == 1 else x""", honest=3),
    Attack("LIE-16", "lie", "names that look like the function's", make=_homoglyph, honest=3, least=2, says="isn't graded"),
    Attack("LIE-17", "lie", "a repr that raises, and one of a gigabyte", """
        class R:
            def __repr__(self): return "x" * 10**9
            __str__ = __format__ = __repr__
            def __getattr__(self, name): raise SystemExit
        return {"a": R(), "b": [R()]}"""),
    Attack("LIE-18", "lie", "an exception that is hostile to look at", """
        class Hostile(BaseException):
            def __str__(self): os._exit(0)
            __repr__ = __reduce__ = __str__
            __cause__ = property(lambda self: Hostile()); __traceback__ = property(lambda self: os._exit(0)); args = property(lambda self: os._exit(0))
        raise Hostile("x" * 10**7)"""),
    Attack("LIE-18", "lie", "an exception that causes itself", "e = ValueError(); e.__cause__ = e.__context__ = e; raise e", says="ValueError"),
    Attack("LIE-18", "lie", "an exception whose class has a metaclass that lies", """
        class M(type):
            __name__ = property(lambda cls: os._exit(0)); __mro__ = property(lambda cls: os._exit(0)); mro = lambda cls: [cls, Exception, BaseException, object]
            def __getattribute__(cls, name): os._exit(0)
        raise type.__new__(M, "X", (Exception,), {})()""", least=0),
)  # fmt: skip

ATTACKS = (*PATCHES, *LIES)
NOT_TRIED: dict[str, str] = {}
