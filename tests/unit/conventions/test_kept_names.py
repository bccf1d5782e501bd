"""What a whole cell left is there as it was, whatever it is and whatever later cells do to it; what can't be copied costs nothing else."""

from __future__ import annotations

import collections
import math
import random
import threading
import time
from typing import Any

import numpy as np
import pytest
import torch

from autograder.conventions import kept_names
from autograder.conventions.kept_names import Keeper, KeptCell

pd = pytest.importorskip("pandas")


class Account:
    def __init__(self, owner: str) -> None:
        self.owner = owner
        self.entries = [1]


class Words(dict):
    """A student's own kind of dict."""


class Empty:
    pass


def frame() -> Any:
    return pd.DataFrame({"city": ["x", "y"], "rain": [1.0, 2.0]})


@pytest.mark.parametrize(
    ("value", "change", "seen"),
    [
        (collections.Counter("abca"), lambda v: v.clear(), dict),
        (collections.defaultdict(int, a=1), lambda v: v["b"], dict),
        (collections.OrderedDict(a=[1]), lambda v: v["a"].append(2), lambda v: list(v["a"])),
        (collections.deque([1, 2]), lambda v: v.popleft(), list),
        (Words(a=1), lambda v: v.update(b=2), dict),
        (frame(), lambda v: v.drop(columns="city", inplace=True), lambda v: v.to_dict()),
        (frame(), lambda v: v.__setitem__("m", 0), lambda v: v.to_dict()),
        (pd.Series([1, 2]), lambda v: v.__setitem__(0, 5), list),
        (Account("Kim"), lambda v: v.entries.append(2), lambda v: (v.owner, list(v.entries))),
        ({"a": [Account("Kim")]}, lambda v: v["a"][0].entries.clear(), lambda v: list(v["a"][0].entries)),
        (([1], 2), lambda v: v[0].append(3), lambda v: list(v[0])),
        (np.array([[1], None], dtype=object), lambda v: v[0].append(3), lambda v: list(v[0])),
        (torch.nn.Linear(2, 1), lambda v: v.weight.data.zero_(), lambda v: v.weight.tolist()),
        (random.Random(3), lambda v: v.random(), lambda v: v.getstate()),
        (np.random.default_rng(3), lambda v: v.random(), lambda v: v.bit_generator.state["state"]["state"]),
        (list(range(1000)), lambda v: v.sort(reverse=True), list),
        (bytearray(b"ab"), lambda v: v.clear(), bytes),
        ({"m": math, "lock": threading.Lock(), "a": [1]}, lambda v: v["a"].clear(), lambda v: list(v["a"])),
        ([torch.ones(1, requires_grad=True) * 2], lambda v: v.clear(), len),
    ],
)  # fmt: skip
def test_a_value_of_any_kind_is_kept_as_it_was(value: Any, change: Any, seen: Any) -> None:
    before = seen(value)

    kept = Keeper().kept({"value": value})["value"]
    change(value)

    assert seen(kept) == before
    assert seen(value) != before
    assert type(kept) is type(value)


def test_what_is_shared_stays_shared() -> None:
    numbers, net = [[1]], torch.nn.Linear(2, 1)
    names = {
        "numbers": numbers, "both": {"a": numbers, "net": net}, "net": net, "frames": [frame()],
        "learner": torch.optim.SGD(net.parameters(), lr=0.1),
    }  # fmt: skip

    kept = Keeper().kept(names)

    assert kept["numbers"] is kept["both"]["a"] is not numbers
    assert kept["net"] is kept["both"]["net"] is not net
    assert kept["learner"].param_groups[0]["params"][0] is kept["net"].weight


def test_what_is_known_by_being_the_same_object_stays_it() -> None:
    missing, empty, account = object(), Empty(), Account("Kim")

    def find(key: str, default: Any = missing, account: Account = account) -> Any:
        return default, account

    names = {
        "missing": missing, "empty": empty, "account": account, "find": find, "Account": Account, "math": math,
        "own": {"found": missing, "find": find, "Account": Account},
    }  # fmt: skip
    names["names"] = names

    kept = Keeper().kept(names)

    assert all(kept[name] is value for name, value in names.items() if name != "own")
    assert kept["own"] == names["own"]
    assert kept["own"] is not names["own"]


@pytest.mark.parametrize("refusal", [ValueError("no"), SystemExit(), TypeError(), "for ever", "asleep"])
def test_an_object_that_refuses_costs_its_own_copy_alone(refusal: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(kept_names, "_COMPUTING", 0.1)
    monkeypatch.setattr(kept_names, "_WAITING", 0.2)
    numbers = [[1]]

    class Stubborn:
        def __init__(self) -> None:
            self.numbers = numbers

        def __deepcopy__(self, memo: dict[int, Any]) -> Any:
            if isinstance(refusal, BaseException):
                raise refusal
            while True:
                time.sleep(60 if refusal == "asleep" else 0)

    names = {"first": [numbers, Stubborn()], "numbers": numbers, "counts": collections.Counter("a")}
    keeper = Keeper()

    kept = keeper.kept(names)

    assert kept["first"] is names["first"]
    assert kept["numbers"] == [[1]]
    assert kept["numbers"] is not numbers
    assert kept["counts"] is not names["counts"]
    began = time.monotonic()
    keeper.lent(names)
    assert time.monotonic() - began < 0.15, "it is asked once"


def test_too_much_is_taken_as_it_is_and_the_rest_is_copied(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(kept_names, "_BYTES", 1 << 20)
    monkeypatch.setattr(kept_names, "_ITEMS", 1000)
    large, many = np.zeros(1 << 18), [[one] for one in range(2000)]
    names = {"holds": {"large": large}, "large": large, "many": many, "some": np.zeros(1 << 15), "small": [1]}
    keeper = Keeper()

    kept = [keeper.kept(names) for _ in range(6)]

    assert all(one[name] is names[name] for one in kept for name in ("holds", "large", "many"))
    assert kept[0]["some"] is not names["some"]
    assert kept[-1]["some"] is names["some"], "all copies of a notebook have their room together"
    assert kept[-1]["small"] is not names["small"]
    assert keeper.lent(names)["some"] is not names["some"], "what is copied for one run isn't kept"


def test_a_class_that_looks_everything_up_elsewhere_is_taken_as_it_is() -> None:
    class Proxy:
        def __init__(self, inner: Any) -> None:
            self.inner = inner

        def __getattr__(self, name: str) -> Any:
            return getattr(self.inner, name)

    names = {"proxy": Proxy([1]), "numbers": [1]}

    kept = Keeper().kept(names)

    assert kept["proxy"].inner == [1]
    assert kept["numbers"] is not names["numbers"]


def kept_cell(source: str, names: dict[str, Any]) -> KeptCell:
    keeper, code = Keeper(), compile(source, "<cell>", "exec")
    before = keeper.before(names)
    exec(code, names)
    return KeptCell(lambda: exec(code, names), before, names, keeper)


def test_a_cell_runs_again_on_what_it_began_with() -> None:
    names: dict[str, Any] = {"raw": frame(), "side": 2.0}
    cell = kept_cell("raw.drop(columns='city', inplace=True)\nwide = side * len(raw.columns)", names)
    names["raw"]["later"] = 1

    assert (cell.left["wide"], list(cell.left["raw"].columns)) == (2.0, ["rain"])
    assert [cell(side=3.0)["wide"] for _ in range(2)] == [3.0, 3.0]


def test_functions_from_above_see_what_it_runs_again_on_and_all_names_are_put_back() -> None:
    names: dict[str, Any] = {"side": 2.0}
    exec("def area():\n    return side * side", names)
    cell = kept_cell("twice = 2 * area()\nif side > 3:\n    raise SystemExit", names)
    names["later"] = later = [1]
    before = dict(names)

    assert (cell.left["twice"], cell()["twice"], cell(side=3.0)["twice"]) == (8.0, 8.0, 18.0)
    assert names == before
    with pytest.raises(SystemExit):
        cell(side=4.0)
    assert names == before
    assert names["later"] is later


def test_what_lies_between_two_cells_is_copied_once_unless_other_code_ran_there() -> None:
    keeper, names = Keeper(), {"numbers": [[1]]}

    left = keeper.after(names)
    begun = keeper.before(names)
    names["numbers"][0].append(2)
    after = keeper.after(names)
    names["numbers"][0].append(3)
    keeper.changed()

    assert begun is left
    assert (left["numbers"], after["numbers"]) == ([[1]], [[1, 2]])
    assert keeper.before(names)["numbers"] == [[1, 2, 3]]
