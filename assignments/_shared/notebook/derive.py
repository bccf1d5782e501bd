"""Gradients on paper: a student types a formula, and is told whether its shape and its numbers are right. Nothing is handed in or graded."""

from collections.abc import Mapping, Sequence

import torch


def say_derivation(name: str, formula: str, known: Mapping[str, torch.Tensor], wanted: torch.Tensor) -> str:
    """Say whether a formula of known tensors gives the wanted one: what doesn't fit first, then shapes, then numbers."""
    formula = formula.strip().replace("ᵀ", ".T")
    if not formula:
        return ""
    letters: tuple[str, ...] = ()
    try:
        code = compile(formula, "formula", "eval")
        letters = code.co_names
        found = eval(code, {"__builtins__": {}}, {**known, "torch": torch})  # a formula of the reader's own, in their own notebook
    except NameError as error:
        return f"✗ {error}. There are: {', '.join(known)}."
    except SyntaxError:
        return "✗ This isn't a formula yet. Is a bracket or a sign missing?"
    except Exception as error:
        shapes = ", ".join(f"{letter} {tuple(known[letter].shape)}" for letter in letters if letter in known)
        return f"✗ These don't fit together: {shapes or type(error).__name__}."
    if not isinstance(found, torch.Tensor):
        return f"✗ {name} is a tensor; this is of type {type(found).__name__}."
    if found.shape != wanted.shape:
        return f"✗ {name} has the shape {tuple(wanted.shape)}; this has {tuple(found.shape)}."
    if not torch.allclose(found.double(), wanted.double(), atol=1e-8):
        return f"✗ The shape is right, {tuple(wanted.shape)}, the numbers aren't yet. What else does {name} depend on?"
    return f"✓ {name} = {formula}"


def derivations(known: Mapping[str, torch.Tensor], wanted: Mapping[str, torch.Tensor], shapes: Sequence[str]) -> None:
    """Show a line to type into for each wanted tensor; what was found may be used in the lines below."""
    print("Known:", ", ".join(shapes))
    try:
        import ipywidgets as widgets
        from IPython.display import display
    except ImportError:
        print("There is no ipywidgets here: do it on paper, and look at the answer below.")
        return
    letters = dict(known)
    for name, value in wanted.items():
        line, said = widgets.Text(description=f"{name} =", placeholder="type a formula, then Enter", continuous_update=False), widgets.Label()

        def judge(change: Mapping[str, str], name: str = name, value: torch.Tensor = value, known: Mapping[str, torch.Tensor] = dict(letters), said: widgets.Label = said) -> None:
            said.value = say_derivation(name, change["new"], known, value)

        line.observe(judge, names="value")
        display(widgets.HBox([line, said]))
        letters[name] = value
