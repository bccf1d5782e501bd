"""A small network on paper, and what the course's models make of the same images."""

from collections.abc import Mapping

import torch


def paper_network() -> tuple[dict[str, torch.Tensor], dict[str, torch.Tensor], list[str]]:
    """Make a network with four different sizes, so that a wrong product shows by its shape: what is known, what is wanted, the shapes in words."""
    generator = torch.Generator().manual_seed(0)
    sizes = {"X": (5, 4), "W1": (4, 3), "b1": (3,), "W2": (3, 2), "b2": (2,), "dS": (5, 2)}
    known = {name: torch.randn(*size, generator=generator, dtype=torch.float64) for name, size in sizes.items()}
    leaves = {name: known[name].clone().requires_grad_() for name in ("W1", "b1", "W2", "b2")}
    A = known["X"] @ leaves["W1"] + leaves["b1"]
    H = A.clamp(min=0)
    S = H @ leaves["W2"] + leaves["b2"]
    order = {"dW2": leaves["W2"], "db2": leaves["b2"], "dH": H, "dA": A, "dW1": leaves["W1"], "db1": leaves["b1"]}
    wanted = dict(zip(order, torch.autograd.grad((S * known["dS"]).sum(), list(order.values())), strict=True))  # measured, not by the formulas
    known |= {"A": A.detach(), "H": H.detach(), "S": S.detach()}
    return known, wanted, [f"{name} {tuple(value.shape)}" for name, value in known.items()]


def accuracies_of_the_series(data: Mapping[str, torch.Tensor]) -> dict[str, float]:
    """Return the test accuracy, from 0 to 1, of the models of the earlier assignments on these images, each with settings that did well there."""
    X, y, X_test, y_test = (data[key] for key in ("X_train", "y_train", "X_test", "y_test"))
    found = {"kNN, k = 1": y[torch.cdist(X_test, X).argmin(dim=1)]}
    ones = [torch.cat([part, torch.ones(len(part), 1)], dim=1) for part in (X, X_test)]
    for name, rate in (("SVM", 3e-3), ("softmax", 1e-2)):
        generator = torch.Generator().manual_seed(0)
        W = torch.zeros(ones[0].shape[1], int(y.max()) + 1)
        for _ in range(800):
            rows = torch.randint(len(X), (200,), generator=generator)
            scores, true = ones[0][rows] @ W, torch.nn.functional.one_hot(y[rows], W.shape[1]).to(W.dtype)
            if name == "SVM":
                above = ((scores - (scores * true).sum(dim=1, keepdim=True) + 1 > 0) & (true == 0)).to(W.dtype)
                dS = above - above.sum(dim=1, keepdim=True) * true
            else:
                dS = scores.softmax(dim=1) - true
            W -= rate * (ones[0][rows].T @ dS / len(rows) + 2e-3 * W)
        found[name] = (ones[1] @ W).argmax(dim=1)
    return {name: float((labels == y_test).double().mean()) for name, labels in found.items()}


def show_series(accuracies: Mapping[str, float], classes: int) -> None:
    """Draw the test accuracies of all models as bars, with that of guessing."""
    _, ax = plt.subplots(figsize=(8, 0.55 * len(accuracies) + 1.4))
    values = [100 * value for value in accuracies.values()]
    bars = ax.barh(list(accuracies), values, color=[SKY, ORANGE, ORANGE, BLUE][: len(values)], height=0.6)
    ax.bar_label(bars, [f"{value:.0f} %" for value in values], padding=4)
    ax.axvline(100 / classes, color=GREY, linestyle="--", label="guessing")
    ax.set(xlim=(0, 105), xlabel="accuracy on the test images (%)", title="The same images, four models")
    ax.invert_yaxis()
    ax.grid(axis="x", alpha=0.25)
    ax.legend(loc="lower right")
    show_picture(
        f"Bars of the accuracy on the test images: {say_list([f'{name} {100 * value:.0f} %' for name, value in accuracies.items()])}. Guessing would have {say_number(100 / classes)} %."
    )
