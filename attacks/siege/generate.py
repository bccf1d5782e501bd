"""Put hand-ins together from primitives: the same seed gives the same ones, in the same order, each text once.

Comes in: a seed, the levels that there are. Goes out: `HandIn`s without end, or until nothing new comes.
"""

from __future__ import annotations

import random
import textwrap
from collections.abc import Iterator, Sequence

from attacks.attack import PRELUDE
from attacks.siege import names, places, questions, spoils, work
from attacks.siege.hand_in import Earns, HandIn
from attacks.siege.questions import Question

JUNK = "(arrays[0] * 0 if arrays else 0)"
ENDS = {
    "returned": "{CODE}\nreturn {ANSWER}",
    "returned after the answer": "answer = {ANSWER}\n{CODE}\nreturn answer",
    "returned in a finally": "try:\n{INDENTED}\nfinally:\n    answer = {ANSWER}\nreturn answer",
    "returned though it failed": "try:\n{INDENTED}\nexcept BaseException: pass\nreturn {ANSWER}",
    "carried by an exception": "{CODE}\ntry: raise KeyError({ANSWER})\nexcept KeyError as end: return end.args[0]",
    "carried by a generator's end": "{CODE}\ndef carried():\n    return {ANSWER}\n    yield\ntry: next(carried())\nexcept StopIteration as end: return end.value",
    "worked out before": "def late():\n    answer = {ANSWER}\n    yield answer\nfound = late(); answer = next(found)\n{CODE}\nreturn answer",
    "done in an inner function": "def inside():\n{INDENTED}\ninside()\nreturn {ANSWER}",
}  # fmt: skip
"""How an answer comes out beside what mustn't be done; {CODE} the latter's lines."""

REACHED = "return answer if reached else None"
"""The end of what mustn't be done: who never got there has no answer, or what a place itself fails at would look like a gain."""

SHARES = (("ban", 40), ("loops", 26), ("loops for show", 4), ("cache", 1.5), ("secret", 8), ("way out", 5), ("inputs on the page", 6), ("sign", 4), ("lie", 4.5), ("greed", 1))  # fmt: skip


def hand_ins(seed: int, levels: Sequence[int]) -> Iterator[HandIn]:
    """Generate without end; a text that was there before is left out."""
    seen: set[str] = set()
    number = misses = 0
    while misses < 5000:
        made = _one(random.Random(f"{seed}:{number}"), levels)
        number += 1
        misses = misses + 1 if made is None or made.digest in seen else 0
        if made is not None and made.digest not in seen:
            seen.add(made.digest)
            yield made


def _one(draw: random.Random, levels: Sequence[int]) -> HandIn | None:
    kind = draw.choices([name for name, _ in SHARES], [share for _, share in SHARES])[0]
    make = {
        "ban": _ban,
        "loops": _loops,
        "loops for show": _show,
        "cache": _cache,
        "secret": _secret,
        "way out": _way_out,
        "inputs on the page": _inputs,
        "sign": _sign,
        "lie": _lie,
        "greed": _greed,
    }[kind]
    return make(draw, draw.choice(levels))


def _placed(draw: random.Random, expression: str) -> tuple[str, str]:
    """Hide an expression in one place, or in one that another reaches; returns the places' names and the lines."""
    thunk = f"globals()['work_it_out'] = lambda: {expression}\n"  # so that text, wherever it is run, finds it
    first = draw.choice(list(places.PLACES))
    if draw.random() < 0.6:
        return first, thunk + places.put(first, "work_it_out()")
    second = draw.choice(list(places.PLACES))
    return f"{first} in {second}", thunk + places.put_twice(second, first, "work_it_out()")


def _ended(draw: random.Random, code: str, answer: str) -> tuple[str, str]:
    end = draw.choice(list(ENDS))
    return end, ENDS[end].format(CODE=code, INDENTED=textwrap.indent(code, "    "), ANSWER=answer)


def _ban(draw: random.Random, level: int) -> HandIn | None:
    asked = draw.choice([one for one in questions.every() if any(ban in names.ROUTES for ban in one.banned)])
    ban = draw.choice([ban for ban in asked.banned if ban in names.ROUTES])
    path, arguments = draw.choice(names.routes(ban))
    alias = draw.choice(list(names.ALIASES))
    expression = f"{names.said(alias, path)}({arguments})"
    if not names.works(expression):
        return None
    hidden, code = _placed(draw, f"(reached.append(1), {expression})[1]" if asked.whole else expression)
    if asked.whole:
        end, code = _ended(draw, code, asked.called("honest"))
        text = asked.block(asked.as_function("honest"), *_reached(code))
    else:
        end, text = "beside our own lines", asked.block(code) + "\n" + asked.own[0]
    return HandIn(
        f"ban: {path}",
        f"{alias}, {hidden}",
        end,
        asked.assignment,
        asked.id,
        level,
        Earns.UNBANNED,
        {asked.id: text},
        ban=ban,
    )


def _reached(code: str) -> tuple[str, ...]:
    """Make an answer of lines that return one, only if they were reached."""
    return "reached = []", "def all_of_it():\n" + textwrap.indent(code, "    "), "answer = all_of_it()", REACHED


def _whole() -> list[Question]:
    return [one for one in questions.every() if one.whole]


def _loops(draw: random.Random, level: int) -> HandIn:
    asked = draw.choice([one for one in _whole() if one.forbids_loops])
    form = draw.choice(list(work.LOOPS))
    stride = draw.choice(work.STRIDES)
    code = work.LOOPS[form].format(S=stride) + "\nreached.append(1)"
    hidden = "where it is"
    if draw.random() < 0.6:
        inner = (
            f"def looped({', '.join(asked.arguments)}):\n"
            + textwrap.indent(f"{work.ARRAYS}\n{code}\nreturn 0", "    ")
            + "\n"
        )
        hidden, placed = _placed(draw, asked.called("looped"))
        code = inner + placed
    end, code = _ended(draw, code, asked.called("honest"))
    text = asked.block(work.ARRAYS, asked.as_function("honest"), *_reached(code))
    way = f"loops: {form}, stride {stride}" if "{S}" in work.LOOPS[form] else f"loops: {form}"
    return HandIn(way, hidden, end, asked.assignment, asked.id, level, Earns.LOOPED, {asked.id: text})


def _sibling(asked: Question, other: str, name: str) -> str:
    (found,) = [one for one in questions.every() if (one.assignment, one.id) == (asked.assignment, other)]
    return found.as_function(name)


def _show(draw: random.Random, level: int) -> HandIn:
    asked = draw.choice([one for one in _whole() if (one.assignment, one.id) in questions.UNLOOPED])
    form = draw.choice(list(work.SHOWS))
    answer = _sibling(asked, questions.UNLOOPED[asked.assignment, asked.id], "honest")
    first, second = (*asked.arguments, *asked.arguments)[:2]
    sizes = f"x, y = {first}, {second}" if asked.id != "elementwise_power_loops" else f"x, y = {first}, {first}[0]"
    end, code = _ended(draw, f"{sizes}\n{work.SHOWS[form]}", asked.called("honest"))
    text = asked.block(answer, code)
    return HandIn(f"loops for show: {form}", "where it is", end, asked.assignment, asked.id, level, Earns.UNLOOPED, {asked.id: text})  # fmt: skip


def _cache(draw: random.Random, level: int) -> HandIn:
    asked = draw.choice([one for one in _whole() if (one.assignment, one.id) in questions.LOOPED])
    answer = _sibling(asked, questions.LOOPED[asked.assignment, asked.id], "looped")
    how, key = draw.choice(list(work.CACHES)), draw.choice(list(work.KEYS))
    code = work.CACHES[how].strip().format(K=work.KEYS[key], E=asked.called("looped"), ARGS=", ".join(asked.arguments))
    hidden = "where it is"
    if draw.random() < 0.6:
        inner = f"def kept_one({', '.join(asked.arguments)}):\n" + textwrap.indent(work.ARRAYS + "\n" + code + "\nreturn got", "    ")  # fmt: skip
        hidden, placed = _placed(draw, asked.called("kept_one"))
        code = inner + "\n" + placed
    else:
        code = work.ARRAYS + "\n" + code
    end, code = _ended(draw, code, "got") if draw.random() < 0.3 and hidden == "where it is" else ("returned", code + "\nreturn got")  # fmt: skip
    text = asked.block(answer, code)
    return HandIn(f"cache: {how}, by {key}", hidden, end, asked.assignment, asked.id, level, Earns.LOOPED, {asked.id: text})  # fmt: skip


def _prelude() -> str:
    return PRELUDE.strip()


def _sent(draw: random.Random, asked: Question) -> tuple[str, str]:
    send = draw.choice(list(spoils.SENDS))
    return send, f"{spoils.SENDS[send].format(JUNK='0')}\nreturn {asked.called('honest')}"


def _taken(
    draw: random.Random, level: int, way: str, expression: str, success: str, *, earns: Earns = Earns.ALL
) -> HandIn:
    asked = draw.choice(_whole())
    hidden, code = _placed(draw, expression)
    send, sending = _sent(draw, asked)
    tried = f"try:\n{textwrap.indent(code, '    ')}\nexcept BaseException: got = None"
    text = asked.block(
        asked.as_function("honest"),
        _prelude(),
        tried,
        f"if got is None: return {asked.called('honest')}",
        success,
        sending,
    )
    return HandIn(way, hidden, send, asked.assignment, asked.id, level, earns, {asked.id: text})


def _secret(draw: random.Random, level: int) -> HandIn:
    what = draw.choice(list(spoils.SECRETS))
    return _taken(draw, level, f"secret: {what}", f"({spoils.SECRETS[what]})", "s = str(got)")


def _way_out(draw: random.Random, level: int) -> HandIn:
    what = draw.choice(list(spoils.OUT))
    return _taken(draw, level, f"way out: {what}", f"({spoils.OUT[what]})", "s = 'GOT-' + 'OUT ' + str(got)[:40]")


def _inputs(draw: random.Random, level: int) -> HandIn:
    asked = draw.choice(_whole())
    send, sending = _sent(draw, asked)
    hidden, code = _placed(draw, "'SE' + 'EN' + " + spoils.INPUTS)
    text = asked.block(asked.as_function("honest"), work.ARRAYS, code, "s = got", sending)
    return HandIn("inputs on the page: all", hidden, send, asked.assignment, asked.id, level, Earns.ALL, {asked.id: text})  # fmt: skip


def _sign(draw: random.Random, level: int) -> HandIn:
    sign = draw.choice(list(spoils.SIGNS))
    leave, look = spoils.SIGNS[sign]
    made = _taken(draw, level, f"sign: {sign}", f"({look})", "s = 'GOT-' + 'OUT ' + str(got)[:40]")
    (asked,) = [one for one in _whole() if (one.assignment, one.id) == (made.assignment, made.question)]
    hidden, code = _placed(draw, f"({leave})")
    first = asked.block(_prelude(), f"try:\n{textwrap.indent(code, '    ')}\nexcept BaseException: pass", textwrap.dedent(asked.own[0]))  # fmt: skip
    return HandIn(made.way, f"{hidden}; {made.hide}", made.send, made.assignment, made.question, level, Earns.ALL, made.blocks, before={asked.id: first})  # fmt: skip


def _lie(draw: random.Random, level: int) -> HandIn:
    asked, lie = draw.choice(_whole()), draw.choice(list(spoils.LIES))
    given = f"given = ({', '.join(asked.arguments)},)" if asked.arguments else ""
    lines = spoils.LIES[lie].format(JUNK=JUNK)
    inner = f"def lied({', '.join(asked.arguments)}):\n" + textwrap.indent(f"{work.ARRAYS}\n{given}\n{lines}", "    ")
    hidden, code = _placed(draw, asked.called("lied"))
    text = asked.block(inner, code, "return got")
    plain = asked.block(work.ARRAYS, f"return {JUNK}")
    return HandIn(f"lie: {lie}", hidden, "returned", asked.assignment, asked.id, level, Earns.PLAIN, {asked.id: text}, plain=plain)  # fmt: skip


def _greed(draw: random.Random, level: int) -> HandIn:
    asked, greed = draw.choice(_whole()), draw.choice(list(spoils.GREED))
    inner = "def greedy():\n" + textwrap.indent(spoils.GREED[greed], "    ")
    hidden, code = _placed(draw, "greedy()")
    text = asked.block(asked.as_function("honest"), inner, code, f"return {asked.called('honest')}")
    return HandIn(f"greed: {greed}", hidden, "taken", asked.assignment, asked.id, level, Earns.ALL, {asked.id: text})
