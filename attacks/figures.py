"""Answer with a figure that isn't what it seems: too large to send, with data that lies about itself, or with methods of its own."""

from __future__ import annotations

from attacks.attack import Attack, with_limits
from attacks.rpc import TALK

ASKED = ("sketch", "total")  # 2 points each
_WRONG = """
from matplotlib.figure import Figure
figure = Figure(); axes = figure.subplots(); line, = axes.plot(x, x * 0)
"""
"""A figure of the right form and with other numbers, whose parts are then spoilt."""
_LIAR = """
class Liar:
    shape = (5, 2); ndim = 2; dtype = np.dtype("f8"); size = 10; mask = False
    __eq__ = __ne__ = __bool__ = lambda *a: True
    __hash__ = __index__ = lambda self: 0
    __len__ = lambda self: 5
    __getattr__ = lambda self, name: self
    __call__ = lambda self, *a, **k: self
"""


def _drawn(id_: str, what: str, body: str, *, says: str = "", seconds: float = 4.0) -> Attack:
    return Attack(
        id_,
        "figure",
        what,
        body,
        attacked="sketch",
        asked=ASKED,
        says=says,
        limits=with_limits(seconds_per_case=seconds),
    )


HUGE = (
    _drawn("OWN-P1", "a line of more points than may be sent, next to none of which are there", """
from matplotlib.figure import Figure
figure = Figure(); figure.subplots().plot(torch.zeros(1).expand(10**7), torch.zeros(1).expand(10**7))
return figure"""),
    _drawn("OWN-P1", "an image of 2**60 numbers over one", _WRONG + """
image = axes.imshow(np.zeros((2, 2)))
image._A = np.lib.stride_tricks.as_strided(np.zeros(1), (2**30, 2**30), (0, 0))
return figure"""),
    _drawn("OWN-P1", "an image whose mask hides 2**60 numbers", _WRONG + """
image = axes.imshow(np.zeros((2, 2)))
many = np.lib.stride_tricks.as_strided(np.zeros(1), (2**30, 2**30), (0, 0))
image._A = many.view(np.ma.MaskedArray)
return figure"""),
    _drawn("OWN-P2", "a million axes, all of them the same", _WRONG + """
figure._localaxes = [axes] * 10**6
figure._axstack = type("Stack", (), {"as_list": lambda self: [axes] * 10**6, "_axes": {axes: 0}})()
return figure"""),
    _drawn("OWN-P2", "bars without an end", _WRONG + """
import itertools
class Endless(list):
    __iter__ = lambda self: itertools.repeat(line)
    __len__ = lambda self: 1
axes._children = Endless([line])
return figure""", seconds=2, says="stopped"),
    _drawn("OWN-P2", "a title of a gigabyte, and legends of many", _WRONG + """
axes.title._text = "x" * 10**8
line.set_label("y" * 10**6); axes.legend([line] * 1000, ["z" * 10**6] * 1000)
return figure"""),
)  # fmt: skip

LYING = (
    _drawn("OWN-P3", "a line whose points say that they are others", _WRONG + _LIAR + """
line._invalidx = line._invalidy = False
line._xy = Liar()
return figure"""),
    _drawn("OWN-P3", "a line whose points become an array when they are asked for it, each time another", _WRONG + """
asked = []
class Points:
    shape = (5, 2)
    def __array__(self, dtype=None, copy=None):
        asked.append(0)
        return np.ones((5, 2)) if len(asked) % 2 else np.ones((2**20, 2))
line._invalidx = line._invalidy = False
line._xy = Points()
return figure"""),
    _drawn("OWN-P3", "points of objects, of texts and of a structure", _WRONG + """
line._invalidx = line._invalidy = False
torch.turn = getattr(torch, "turn", -1) + 1
line._xy = [np.array([[type("O", (), {"__float__": lambda self: os._exit(0)})()] * 2] * 5, dtype=object), np.full((5, 2), "2"),
            np.zeros((5,), dtype=[("x", "f8"), ("y", "f8")])][torch.turn % 3]
return figure""", says="ended the whole Python process"),
    _drawn("OWN-P3", "an array of another shape than it has bytes for", _WRONG + """
class Shaped(np.ndarray):
    shape = property(lambda self: (2**40, 2)); nbytes = size = property(lambda self: -1); dtype = property(lambda self: np.dtype("f4"))
    __array__ = __array_interface__ = property(lambda self: os._exit(0))
line._invalidx = line._invalidy = False
line._xy = np.zeros((5, 2)).view(Shaped)
return figure"""),
    _drawn("OWN-P3", "a bar as high as text, as wide as nothing", _WRONG + """
bar, = axes.bar([1.0], [2.0])
bar._height, bar._width, bar._x0 = "7", None, float("nan")
return figure"""),
    _drawn("OWN-P4", "a frame that says it is a figure, of parts that are others", TALK + """
shown = '["dict","lines",["list",' + '"x",' * 3 + '["list"]],"points",7,"bars",["list",["list"]],"images",null,"title",["list"],"x label",1,"y label",1,'
shown += '"x limits",["list"],"y limits",["list"],"limits set",true,"legend","all"]'
reply('["form","figure",["dict","title","","axes",["list",' + shown + ']]]')
time.sleep(30)""", says="could not be read", seconds=2),
    _drawn("OWN-P4", "a frame that says it is a figure, with points of whole numbers and in eight dimensions", TALK + """
shown = lambda array: '["dict","lines",["list",' + array + '],"points",["list"],"bars",["list"],"images",["list"],"title","","x label","","y label","",' + \
    '"x limits",["list",0.0,1.0],"y limits",["list",0.0,1.0],"limits set",["list",false,false],"legend",["list"]]'
spec = '{"0":{"dtype":"I64","shape":[5,2],"data_offsets":[0,80]}}'
reply('["form","figure",["dict","title","","axes",["list",' + shown(ARRAY) + ']]]', tensors(spec, bytes(80)))
time.sleep(30)""", says="could not be read", seconds=2),
)  # fmt: skip

OWN_METHODS = (
    _drawn("OWN-P5", "a figure that is equal to every other", _WRONG + """
class Equal(Figure):
    __eq__ = __ne__ = lambda *a: True
    __hash__ = lambda self: 0
    axes = get_axes = property(lambda self: os._exit(0))
    __getattribute__ = lambda self, name: os._exit(0)
figure.__class__ = Equal
return figure"""),
    _drawn("OWN-P5", "axes, lines and words of classes whose methods answer for them", _WRONG + """
class Axes(type(axes)):
    lines = property(lambda self: [right]); get_xlim = get_ylim = lambda self: (0, 1)
    __eq__ = lambda *a: True; __hash__ = lambda self: 0
class Line(type(line)):
    get_xydata = lambda self, *a, **k: np.stack([x, 2 * x], 1)
    __eq__ = lambda *a: True; __hash__ = lambda self: 0
class Word(str):
    __eq__ = lambda *a: True; __hash__ = lambda self: 0; strip = casefold = lambda self: self
axes.title._text = Word("")
right = axes.lines[0]
axes.__class__, line.__class__ = Axes, Line
return figure"""),
    _drawn("OWN-P5", "something that is a figure for all who ask it, and an array for the others", """
from matplotlib.figure import Figure
class Seeming:
    __class__ = Figure; __module__ = "matplotlib.figure"
    __eq__ = lambda *a: True; __hash__ = lambda self: 0
    __array__ = lambda self, *a, **k: os._exit(0)
    get_axes = axes = property(lambda self: os._exit(0))
return Seeming()"""),
    _drawn("OWN-P6", "data whose __array__ looks for what is expected in all that stands around it", _WRONG + """
class Spy:
    shape = (5, 2)
    def __array__(self, *a, **k):
        frame, seen = sys._getframe(), []
        while frame is not None:
            seen.append(repr(frame.f_locals)[:20000]); frame = frame.f_back
        text = " ".join(seen)
        print("GOT-" + "OUT" if HEAD + TAIL in text else "nothing")
        return np.array(x) if "expected" not in text else np.zeros((5, 2))
line._invalidx = line._invalidy = False
line._xy = Spy()
return figure"""),
    _drawn("OWN-P6", "put functions of one's own into the library that reads the figure", _WRONG + """
import matplotlib.lines, matplotlib.text, matplotlib.axes
from autograder.wire import figures
two = lambda *a, **k: np.zeros((5, 2))
matplotlib.lines.Line2D.get_xydata = matplotlib.lines.Line2D.get_path = two
Figure.get_axes = lambda self: [axes]
matplotlib.axes.Axes.get_xlim = lambda self: ("0", object())
figures._asarray = figures._numbers = lambda *a, **k: "all of them"
figures._inherits = lambda *a: True
return figure"""),
)  # fmt: skip

ATTACKS = (*HUGE, *LYING, *OWN_METHODS)
NOT_TRIED: dict[str, str] = {}
