"""The interactive demonstration: a linear classifier of the plane, whose numbers you set with sliders or by gradient steps."""

from collections.abc import Callable, Mapping, Sequence
from typing import NamedTuple

import matplotlib.pyplot as plt
import torch

Loss = Callable[[torch.Tensor, torch.Tensor, torch.Tensor, float], tuple[torch.Tensor, torch.Tensor]]


class Losses(NamedTuple):
    """What a classifier of the plane costs, and its gradients."""

    data: float
    penalty: float
    dW: torch.Tensor  # (2, C)
    db: torch.Tensor  # (C,)


def plane_losses(W: torch.Tensor, b: torch.Tensor, X: torch.Tensor, y: torch.Tensor, loss_func: Loss, reg: float) -> Losses:
    """Ask your loss function; the bias is a third row of the weights, and isn't regularized."""
    ones = X.new_ones(len(X), 1)
    data, dV = loss_func(torch.cat([W, b[None]]), torch.cat([X, ones], dim=1), y, 0.0)
    return Losses(float(data), reg * float((W * W).sum()), dV[:2] + 2 * reg * W, dV[2])


def descend(
    W: torch.Tensor, b: torch.Tensor, X: torch.Tensor, y: torch.Tensor, loss_func: Loss, reg: float, rate: float, steps: int
) -> tuple[torch.Tensor, torch.Tensor, list[float]]:
    """Take steps of gradient descent; also return the loss before each."""
    history = []
    for _ in range(steps):
        losses = plane_losses(W, b, X, y, loss_func, reg)
        history.append(losses.data + losses.penalty)
        W, b = W - rate * losses.dW, b - rate * losses.db
    return W, b, history


def draw_state(
    plane: plt.Axes, bars: plt.Axes, W: torch.Tensor, b: torch.Tensor, X: torch.Tensor, y: torch.Tensor, names: Sequence[str],
    loss_func: Loss, reg: float, title: str, top: float = 4.0,
) -> None:  # fmt: skip
    """Draw the plane, and the loss as a bar of its two parts."""
    losses = plane_losses(W, b, X, y, loss_func, reg)
    right = int(((X @ W + b).argmax(dim=1) == y).sum())
    draw_plane(plane, W, b, X, y, names)
    plane.set_title(f"{title}: {right} of {len(y)} right", fontsize=12)
    bars.bar([0], [losses.data], color=SKY, width=0.6, label="data")
    bars.bar([0], [losses.penalty], bottom=[losses.data], color=RED, width=0.6, label="penalty")
    total = losses.data + losses.penalty
    bars.set(xlim=(-0.6, 0.6), ylim=(0, max(top, 1.15 * total)), xticks=[], yticks=[])
    bars.set_title(f"loss {total:.2f}", fontsize=12)
    bars.text(0, total, f"{losses.data:.2f} + {losses.penalty:.2f}", ha="center", va="bottom", fontsize=10)
    bars.legend(loc="upper center", fontsize=9, bbox_to_anchor=(0.5, 0))


def show_states(
    X: torch.Tensor, y: torch.Tensor, names: Sequence[str], losses: Mapping[str, Loss], reg: float, rate: float, steps: Sequence[int]
) -> None:
    """Show the demonstration without sliders: for each loss, the classifier at the start and after some gradient steps."""
    fig, axes = plt.subplots(
        len(losses), 2 * len(steps), figsize=(4.4 * len(steps), 4.1 * len(losses)), squeeze=False,
        gridspec_kw={"width_ratios": [3.6, 1] * len(steps)},
    )  # fmt: skip
    told = []
    for row, (name, loss_func) in zip(axes, losses.items(), strict=True):
        W, b, taken = START_W.clone(), START_B.clone(), 0
        for number, wanted in enumerate(steps):
            W, b, _ = descend(W, b, X, y, loss_func, reg, rate, wanted - taken)
            taken = wanted
            draw_state(row[2 * number], row[2 * number + 1], W, b, X, y, names, loss_func, reg, f"{name}, {wanted} steps")
            told.append(f"{name} after {wanted} steps: {state_in_words(W, b, X, y, names, loss_func, reg)}")
    show_picture(" ".join(told))


def state_in_words(W: torch.Tensor, b: torch.Tensor, X: torch.Tensor, y: torch.Tensor, names: Sequence[str], loss_func: Loss, reg: float) -> str:
    """Say what draw_state draws."""
    losses = plane_losses(W, b, X, y, loss_func, reg)
    return f"a loss of {losses.data:.2f} from the data plus {losses.penalty:.2f} of penalty. {plane_in_words(W, b, X, y, names)}"


START_W = torch.tensor([[1.0, -0.6, 0.3], [-0.5, 0.9, 0.8]], dtype=torch.float64)
START_B = torch.tensor([0.5, -0.5, 0.0], dtype=torch.float64)


def interactive_demo(X: torch.Tensor, y: torch.Tensor, names: Sequence[str], losses: Mapping[str, Loss]) -> None:
    """Show sliders for W, b, the regularization and the step size, a choice of loss, and buttons that follow the gradient."""
    import ipywidgets as widgets
    from IPython.display import clear_output, display

    def slider(label: str, value: float, low: float = -4.0, high: float = 4.0) -> widgets.FloatSlider:
        layout = widgets.Layout(width="290px")
        return widgets.FloatSlider(value, min=low, max=high, step=0.01, description=label, readout_format=".2f", layout=layout)

    classes = range(len(names))
    weights = [[slider(f"W[{d}, {c}]", float(START_W[d, c])) for c in classes] for d in range(2)]
    biases = [slider(f"b[{c}]", float(START_B[c])) for c in classes]
    gradients = [[widgets.HTML() for c in classes] for _ in range(3)]
    which = widgets.ToggleButtons(options=list(losses), description="loss")
    reg = widgets.SelectionSlider(options=[0.0, 0.001, 0.003, 0.01, 0.03, 0.1, 0.3, 1.0], value=0.03, description="reg")
    rate = widgets.SelectionSlider(options=[0.003, 0.01, 0.03, 0.1, 0.3, 1.0, 3.0], value=0.1, description="step size")
    once, often, again = (widgets.Button(description=text) for text in ("1 step", "50 steps", "start again"))
    picture = widgets.Output(layout=widgets.Layout(height="440px"))
    said = widgets.HTML()
    quiet = [False]  # while several sliders are set at once, the picture waits

    def place() -> tuple[torch.Tensor, torch.Tensor]:
        W = torch.tensor([[slider.value for slider in row] for row in weights], dtype=torch.float64)
        return W, torch.tensor([slider.value for slider in biases], dtype=torch.float64)

    def put(W: torch.Tensor, b: torch.Tensor) -> None:
        quiet[0] = True
        for d in range(2):
            for c in classes:
                weights[d][c].value = float(W[d, c])
        for c in classes:
            biases[c].value = float(b[c])
        quiet[0] = False
        draw()

    def draw(*_change: object) -> None:
        if quiet[0]:
            return
        W, b = place()
        now = plane_losses(W, b, X, y, losses[which.value], reg.value)
        for row, values in zip(gradients, (*now.dW, now.db), strict=True):
            for label, value in zip(row, values.tolist(), strict=True):
                label.value = f"<code>gradient {value:+.2f}</code>"
        said.value = "" if reg.value > 0 or which.value != "SVM" or float(now.data) > 0 else "Every margin is at least 1: the loss is 0, and small changes of a slider do nothing."
        with picture:
            clear_output(wait=True)
            fig, axes = plt.subplots(1, 2, figsize=(6.6, 4.3), gridspec_kw={"width_ratios": [4, 1]})
            draw_state(*axes, W, b, X, y, names, losses[which.value], reg.value, which.value)
            show_picture(f"{which.value}: {state_in_words(W, b, X, y, names, losses[which.value], reg.value)}")

    def step(count: int) -> None:
        W, b, _ = descend(*place(), X, y, losses[which.value], reg.value, rate.value, count)
        put(W, b)

    for slider in [*weights[0], *weights[1], *biases, which, reg]:
        slider.observe(draw, names="value")
    once.on_click(lambda _: step(1))
    often.on_click(lambda _: step(50))
    again.on_click(lambda _: put(START_W, START_B))
    columns = []
    for c, name in enumerate(names):
        heading = widgets.HTML(f"<b>{name}</b>")  # in the page's own colour, which can be read on any ground
        column = [heading]
        for slider, label in zip((weights[0][c], weights[1][c], biases[c]), (row[c] for row in gradients), strict=True):
            column += [slider, label]
        columns.append(widgets.VBox(column))
    display(widgets.VBox([widgets.HBox(columns), widgets.HBox([which, reg]), widgets.HBox([rate, once, often, again]), said, picture]))
    draw()


def cliff_slider(x: np.ndarray, side: np.ndarray) -> None:
    """Show the cliff with a slider for the regularization strength."""
    import ipywidgets as widgets
    from IPython.display import display

    strengths = [0.0, 0.0001, 0.001, 0.003, 0.01, 0.03, 0.1, 0.3, 1.0]
    fits = {reg: fit_cliff(x, side, reg) for reg in strengths}

    def draw(reg: float) -> None:
        place = fits[reg]
        penalty = reg * place[0] ** 2 / 2
        fig, ax = plt.subplots(figsize=(6.5, 3.6))
        data = float(cliff_loss(place[0], place[1], x, side, 0.0))
        draw_cliff(ax, x, side, place, f"λ = {reg:g}:  w = {place[0]:.2f},  loss = {data:.3f} + {penalty:.3f}")
        ax.set_ylabel("p(orange square)")
        told = cliffs_in_words(x, side, {f"λ = {reg:g}": place})
        show_picture(f"The probability of an orange square along the line. {told} The loss is {data:.3f} from the data plus {penalty:.3f} of penalty.")

    slider = widgets.SelectionSlider(options=strengths, value=0.0, description="λ")
    display(widgets.VBox([slider, widgets.interactive_output(draw, {"reg": slider})]))
