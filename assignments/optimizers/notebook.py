# The optimizers assignment, as text: the master copy. `make build` turns it into source/optimizers/optimizers.ipynb.
# The formatter stays out: it would change Colab's #@title and #@param lines.
# fmt: off

# %% [markdown] id="title"
# # Optimizers
#
# The gradient says which way is down, *here*. It doesn't say how far to go, nor what to remember of the steps before.
# Ten short functions answer that in ten ways, and among them are those that train nearly every network today.
# Each is three or four lines long; what matters is to see what each line is for.
#
# | part | you write | you will see |
# |---|---|---|
# | 1 | gradient descent, SGD, the training loop | three troubles: a narrow valley, saddles and local minima, noise |
# | 2 | momentum in two forms, Nesterov | a ball that rolls through all three |
# | 3 | AdaGrad, RMSProp, Adam | a learning rate for each weight; why the first step has $t = 1$ |
# | 4 | the comparison table | all of them on one map, on images, and under your own hands |
# | 5 | Adam with L2, AdamW | two things that are the same for SGD, and not for Adam |
# | 6 | Newton's step | a minimum in one step, and what that costs; L-BFGS |
#
# Plan on five to seven hours. Everything here runs on a laptop's CPU, and in Colab without a GPU.

# %% [markdown] id="rules"
# ## Before you start
#
# **Due Monday 16 November 2026, 11:59 pm KST.**
#
# - Write between `# BEGIN YOUR CODE` and `# END YOUR CODE`, and nowhere else: code outside these blocks isn't graded. Delete the line `raise NotImplementedError`.
# - Don't add, delete or copy cells. To try something out, use a notebook of your own.
# include assignment.toml
# - Stuck? For this alone you may add a cell: write `hint("gradient_descent")` with the exercise's name, and run it. Run it again for the next hint. Such a cell may stay.
# - Run all cells, and leave the outputs where they are. *Run all* stops at the first check that fails; to go on behind it, click the next cell and choose Run → Run Selected Cell and All Below (in Colab: Runtime → Run cell and below).
# - Don't zip by yourself: the last cell checks your work and makes the file to hand in.
#
# **If you find it hard, take option 2.** You may then use work that isn't your own, and explain it line by line in comments of your own. Say so in the next cell. There, `group` is for work that you hand in together: its name or number.
#
# After each block there is a small check, with numbers that you can verify by hand. When it prints ✓, go on. Hidden checks
# grade your functions with other data: other shapes, other precisions, one step and fifty.

# %% tags=["fields"] id="your-details"
#@title Your details: fill in, then run this cell
name = ""  #@param {type:"string"}
student_id = ""  #@param {type:"string"}
option = 1  #@param [1, 2] {type:"raw"}
group = ""  #@param {type:"string"}

# %% tags=["setup"] id="imports"
#@title Set-up: imports
import math

import matplotlib.pyplot as plt
import numpy as np
import torch

# %% id="setup-data"
#@title Set-up: the images (run this cell; you needn't read it)
# include _shared/notebook/data.py

# %% id="setup-plots"
#@title Set-up: the pictures (run this cell; you needn't read it)
# include _shared/notebook/style.py
# include optimizers/notebook/hints.py
# include _shared/notebook/hints.py
# include _shared/notebook/plots.py
# include _shared/notebook/given.py
# include _shared/notebook/device.py

torch.set_num_threads(1)  # for arrays as small as these, threads cost more than they bring

# %% id="setup-pictures"
#@title Set-up: landscapes, and more pictures (run this cell; you needn't read it)
# include optimizers/notebook/figures.py
# include optimizers/notebook/drawings.py

# %% tags=["submit"] id="setup-hand-in"
#@title Set-up: handing in (run this cell; you needn't read it)
# include _shared/notebook/submit.py

# %% [markdown] id="part-1"
# ## 1. Downhill
#
# *About 1½ hours.*
#
# ### 1.1 Gradient descent
#
# We look for the weights with the lowest loss, $w^* = \arg\min_w L(w)$. Stand somewhere, ask for the gradient, take a step against it, and again:
#
# $$w_{t+1} = w_t - \alpha\,\nabla L(w_t)$$
#
# **You write** `gradient_descent`. So that we can draw where it went, it returns its whole path.
#
# | name | what it is |
# |---|---|
# | `f_grad` | a function: takes `w`, returns the gradient there, of the same shape |
# | `w` | a tensor of any shape: the start. It must be the same after the call as before |
# | returns | `path`, of shape `(num_steps + 1, *w.shape)`: row 0 is the start, row `t` is where `t` steps led |
#
# `w = w - step` makes a new tensor. `w -= step` writes into the old one, which belongs to the caller, and which may already be in your path.

# %% solution="gradient_descent"
def gradient_descent(f_grad, w, learning_rate, num_steps):
    """Descend along the gradient for num_steps steps, and return all places on the way.

    Inputs:
    - f_grad: function that takes w and returns the gradient there; it is asked once for each step
    - w: tensor of any shape, the start; it isn't changed
    - learning_rate: float
    - num_steps: int, 0 or more

    Returns:
    - path: tensor of shape (num_steps + 1, *w.shape); path[0] is the start
    """
    ### BEGIN SOLUTION
    path = [w]
    for _ in range(num_steps):
        w = w - learning_rate * f_grad(w)
        path.append(w)
    return torch.stack(path)
    ### END SOLUTION

# %% test="gradient_descent"
def agree(got, expected):
    return torch.allclose(got, torch.tensor(expected, dtype=got.dtype), rtol=1e-4, atol=1e-6)

start = torch.tensor([8.0, -4.0])
path = gradient_descent(lambda w: w, start, 0.5, 2)  # the gradient of w²/2 is w: each step with α = ½ halves w
assert path.shape == (3, 2), f"two steps, three places: expected shape (3, 2), got {tuple(path.shape)}"
assert agree(path, [[8, -4], [4, -2], [2, -1]]), f"expected [[8, -4], [4, -2], [2, -1]], got {path.tolist()}"
assert start.tolist() == [8, -4], f"the start has been changed: expected [8, -4], got {start.tolist()}"
print("✓ gradient descent")

# %% [markdown] id="condition-idea"
# #### The first trouble: a narrow valley
#
# What if the loss changes quickly in one direction and slowly in another? Take $L(w) = \tfrac12 w_1^2 + \tfrac12 \cdot 25\, w_2^2$. Its second derivatives, the
# **Hessian**, are $\begin{bmatrix}1 & 0\\ 0 & 25\end{bmatrix}$, and the ratio of its largest to its smallest singular value, the **condition number**, is 25.
#
# In each direction on its own, a step multiplies the weight by $1 - \alpha h$, where $h$ is the curvature. For the steep one that is $1 - 25\alpha$: with $\alpha > 2/25 = 0.08$ its size grows from step to step.
# So $\alpha$ must stay below 0.08, and the flat one shrinks by the factor $1 - \alpha$ only: slow.

# %% id="condition-numbers"
hessian = torch.tensor([[1.0, 0.0], [0.0, 25.0]], dtype=torch.float64)
sizes = torch.linalg.svdvals(hessian)
print(f"condition number {float(sizes.max() / sizes.min()):.0f}; steps stay bounded up to α = {2 / float(sizes.max()):.2f}")
valley_paths = {
    f"α = {rate}": gradient_descent(VALLEY.slope, torch.tensor(VALLEY.start, dtype=torch.float64), rate, 40) for rate in (0.01, 0.07, 0.0805)
}
show_rates(VALLEY, valley_paths)

# %% [markdown] id="condition-expected"
# **What you should see.** The white dot is the start, the star the minimum, the cross where 40 steps led. Left: no jitter, and hardly any progress. Middle: jitter across the valley, slow progress along it.
# Right: 0.0805 is just above the limit of 0.08, and each swing is a little wider than the one before.
#
# *To think about:* with the best $\alpha$, $2/(1+25)$, both directions shrink at the same rate, by 24/26 a step. How many steps is that for a factor of 1000? And with a condition number of 10,000?
#
# <details><summary>An answer</summary>
#
# $(24/26)^n = 1/1000$ for $n = \ln 1000 / \ln(26/24) \approx 86.3$, so 87 steps. With a condition number of 10,000 the factor is $9999/10001$, and $n = \ln 1000 / \ln(10001/9999) \approx 34{,}500$. The number of steps grows with the condition number.
#
# </details>
#
# ### 1.2 SGD, as a function of its own
#
# The step is the part that we want to exchange. So from here on an **optimizer** is a function that takes one step:
#
# $$\texttt{next\_w, config = name(w, dw, config)}$$
#
# `w` and `dw` are tensors of the same shape, and neither is changed. `config` is a dict. It holds hyperparameters, and whatever the optimizer wants to remember until its next step: that is
# put into config and returned, for the caller passes the same config in again. When config is `None`, or when something isn't in it, the defaults of the docstring count.
# `config.setdefault("learning_rate", 1e-2)` does just that: it sets what isn't there, and leaves alone what is.
#
# **You write** `sgd`, the shortest of all: $w \leftarrow w - \alpha\,dw$.

# %% solution="sgd"
def sgd(w, dw, config=None):
    """Take one step of gradient descent.

    Inputs:
    - w: tensor of any shape, float dtype and device; not changed
    - dw: the gradient, of the same shape; not changed
    - config: dict with
      - learning_rate: default 1e-2

    Returns:
    - next_w: tensor like w
    - config: dict, to be passed in with the next step
    """
    ### BEGIN SOLUTION
    config = {} if config is None else config
    config.setdefault("learning_rate", 1e-2)
    return w - config["learning_rate"] * dw, config
    ### END SOLUTION

# %% test="sgd"
w, dw = torch.tensor([1.0, 2.0]), torch.tensor([0.5, -1.0])
next_w, config = sgd(w, dw, {"learning_rate": 0.1})
assert agree(next_w, [0.95, 2.1]), f"1 − 0.1 · 0.5 and 2 + 0.1 · 1: expected [0.95, 2.1], got {next_w.tolist()}"
assert w.tolist() == [1, 2], f"w has been changed: expected [1, 2], got {w.tolist()}"
assert config["learning_rate"] == 0.1, f"config keeps what was in it: expected 0.1, got {config['learning_rate']}"
next_w, config = sgd(w, dw)
assert agree(next_w, [0.995, 2.01]), f"the default is 0.01: expected [0.995, 2.01], got {next_w.tolist()}"
print("✓ SGD")

# %% [markdown] id="walk-idea"
# `walk`, below, is ours: it walks on one of four landscapes with any optimizer. Three of them are the troubles of plain SGD.
#
# - **A narrow valley**, as above.
# - **A saddle**: down in one direction, up in the other, and the gradient is zero in between. The losses of large networks are full of them.
# - **A local minimum**: the gradient is zero at the bottom of *any* dip, the best one or not.
# - **Noisy gradients**: a minibatch's gradient is the right one plus noise, for which we add random numbers here.

# %% id="walk"
def walk(update, land, config, num_steps, seed=0):
    """Take num_steps steps on a landscape, and return the path, (num_steps + 1, 2)."""
    generator = torch.Generator().manual_seed(seed)
    w = torch.tensor(land.start, dtype=torch.float64)
    path, config = [w], dict(config)
    for _ in range(num_steps):
        noise = land.noise * torch.randn(2, generator=generator, dtype=w.dtype)
        w, config = update(w, land.slope(w) + noise, config)
        path.append(w)
    return torch.stack(path)

show_landscapes({"SGD, α = 0.05": [walk(sgd, land, {"learning_rate": 0.05}, 60) for land in LANDSCAPES]})

# %% [markdown] id="troubles-expected"
# **What you should see.** 60 steps each. The valley takes them all and isn't through. At the saddle SGD slows down nearly to a stop, and loses half of its steps before it finds the way out. In the third picture it settles in the first dip it meets, and the better one is next door.
# In the last it comes near quickly, then wanders about and never settles.
#
# ### 1.3 The loop around it
#
# The loss of a training set is a mean over all $N$ examples, and so is its gradient. A **minibatch** of examples drawn at random gives an estimate of both in a small part of the time:
#
# $$\nabla L(w) = \frac1N \sum_{i=1}^N \nabla L_i(w) \;\approx\; \frac1B \sum_{i \in \text{batch}} \nabla L_i(w)$$
#
# **You write** `train_on_batches`. In each step: draw `batch_size` positions with `torch.randint`, with replacement; ask `loss_grad` for the loss and the gradient on those rows, at the present `w`; let `update` take a step, and keep the config that it returns for its next one.

# %% solution="train_on_batches"
def train_on_batches(loss_grad, w, X, y, update, config, num_steps, batch_size, generator=None):
    """Train by minibatches, with any optimizer.

    Inputs:
    - loss_grad: function that takes (w, X_batch, y_batch) and returns (loss, dw)
    - w: tensor, where to start; not changed
    - X, y: tensors of shape (N, ...) and (N,); not changed
    - update: an optimizer, such as sgd; it takes (w, dw, config) and returns (next_w, config)
    - config: what the optimizer is given in its first step
    - num_steps, batch_size: ints; each step draws a new batch, with replacement
    - generator: torch.Generator (on the CPU) that draws the positions, or None

    Returns:
    - w: tensor, where the last step led
    - losses: list of num_steps floats, each step's loss on its batch
    """
    ### BEGIN SOLUTION
    losses = []
    for _ in range(num_steps):
        rows = torch.randint(len(X), (batch_size,), generator=generator).to(X.device)
        loss, dw = loss_grad(w, X[rows], y[rows])
        w, config = update(w, dw, config)
        losses.append(float(loss))
    return w, losses
    ### END SOLUTION

# %% test="train_on_batches"
def away(w, X, y):  # a loss for trying out: half the squared distance of w from the mean of the batch
    return ((w - X.mean(0)) ** 2).sum() / 2, w - X.mean(0)

same = torch.full((10, 1), 4.0)  # ten examples, all 4: whatever is drawn, the mean is 4
end, losses = train_on_batches(away, torch.zeros(1), same, torch.zeros(10), sgd, {"learning_rate": 0.5}, 3, 5)
assert len(losses) == 3, f"one loss for each step: expected 3, got {len(losses)}"
assert agree(end, [3.5]), f"0 → 2 → 3 → 3.5: expected [3.5], got {end.tolist()}"
assert agree(torch.tensor(losses), [8, 2, 0.5]), f"4²/2, 2²/2, 1²/2: expected [8, 2, 0.5], got {losses}"
print("✓ the training loop")

# %% [markdown] id="fit-idea"
# Try it: a line through 200 noisy points, $y \approx w_1 x + w_2$, with batches of 1, of 10, and of 200, as many as there are.

# %% id="fit-line"
gen = torch.Generator().manual_seed(0)
line_x = torch.randn(200, 1, generator=gen)
line_X = torch.cat([line_x, torch.ones(200, 1)], dim=1)
line_y = 2 * line_x[:, 0] - 1 + 0.5 * torch.randn(200, generator=gen)

def squared_error(w, X, y):
    rest = X @ w - y
    return (rest**2).mean() / 2, X.T @ rest / len(X)

line_losses = {}
for size in (1, 10, 200):
    _, line_losses[f"batches of {size}"] = train_on_batches(squared_error, torch.zeros(2), line_X, line_y, sgd, {"learning_rate": 0.05}, 150, size, gen)
show_curves(line_losses, "The loss of each step's batch", log=True, ylim=(1e-3, 20))

# %% [markdown] id="fit-expected"
# **What you should see.** The larger the batch, the smoother the curve; yet all three go down at the same rate, though a step with 1 example costs a 200th of a step with all.
#
# *To think about:* the noise of a mean of $B$ numbers goes with $1/\sqrt B$. What does that say about the worth of doubling a batch?
#
# <details><summary>An answer</summary>
#
# Twice the work makes the noise smaller by a factor of $\sqrt 2$, 29 % less. Two small steps often bring more than one step that is a little more exact.
#
# </details>
#
# There are two ways to draw. *With* replacement, as here, every draw is from all examples. *Without*, the examples are shuffled, and cut into batches; one pass through all of them is an **epoch**. Libraries do the second.
#
# *To think about:* with $N = 1000$ examples, how many different ones do 1000 draws with replacement see?
#
# <details><summary>An answer</summary>
#
# One example is missed by all draws with probability $(1 - 1/1000)^{1000} \approx 1/e$. So about 63 % are seen, and an epoch without replacement sees all. The gradient's mean is the same in both; without replacement it is a little less noisy.
#
# </details>
#
# ## 2. Momentum
#
# *About 1 hour.*
#
# ### 2.1 A running sum of gradients
#
# A ball rolls on when the ground is flat for a moment, and a quick change of direction averages out. Keep a **velocity** $v$, which starts at zero, and step along it:
#
# $$v_{t+1} = \rho\, v_t + dw_t \qquad\qquad w_{t+1} = w_t - \alpha\, v_{t+1}$$
#
# $\rho$ sets the friction: the nearer to 1, the less of it. It is usually 0.9 or 0.99; with 0 this is SGD. (The lecture calls $v$ a running *mean* of gradients. Up to the factor $1 - \rho$ it is.) **You write** `sgd_momentum`. The velocity is the optimizer's memory, so it goes into config, under a name of your choice.
#
# One trap: in the first step, $v = dw$. If your velocity *is* then the tensor `dw`, changing it in place changes the caller's gradient.

# %% solution="sgd_momentum"
def sgd_momentum(w, dw, config=None):
    """Take one step of SGD with momentum; the velocity holds gradients.

    Inputs:
    - w, dw: tensors of the same shape; not changed
    - config: dict with
      - learning_rate: default 1e-2
      - momentum: default 0.9
      - and the state, which isn't there in the first step

    Returns:
    - next_w: tensor like w
    - config: dict, to be passed in with the next step
    """
    ### BEGIN SOLUTION
    config = {} if config is None else config
    config.setdefault("learning_rate", 1e-2)
    config.setdefault("momentum", 0.9)
    v = config.get("velocity", torch.zeros_like(w))
    v = config["momentum"] * v + dw
    config["velocity"] = v
    return w - config["learning_rate"] * v, config
    ### END SOLUTION

# %% test="sgd_momentum"
w, dw = torch.tensor([1.0]), torch.tensor([2.0])
one, config = sgd_momentum(w, dw, {"learning_rate": 0.1, "momentum": 0.5})
assert agree(one, [0.8]), f"v = 2, so 1 − 0.1 · 2: expected [0.8], got {one.tolist()}"
two, config = sgd_momentum(one, dw, config)
assert agree(two, [0.5]), f"v = 0.5 · 2 + 2 = 3, so 0.8 − 0.1 · 3: expected [0.5], got {two.tolist()}"
assert dw.tolist() == [2], f"dw has been changed: expected [2], got {dw.tolist()}"
print("✓ momentum")

# %% id="momentum-arrows"
show_steps_as_arrows(VALLEY, (-3.2, 0.9), (1.4, -0.35), 0.03, 0.9, ("momentum",))

# %% [markdown] id="velocity-idea"
# **What you should see.** A step is the sum of two arrows: what is left of the steps before (blue), and the gradient's own (red, dashed). The gradient alone would go across the valley; the velocity still knows the way along it.
#
# ### 2.2 The other form
#
# You may meet momentum written in another way, with a velocity that holds *steps*, learning rate and sign included:
#
# $$v_{t+1} = \rho\, v_t - \alpha\, dw_t \qquad\qquad w_{t+1} = w_t + v_{t+1}$$
#
# As long as $\alpha$ stays the same, it gives the same sequence of $w$: this $v$ is $-\alpha$ times the other. **You write** `sgd_momentum_velocity`, and then see whether that holds.

# %% solution="sgd_momentum_velocity"
def sgd_momentum_velocity(w, dw, config=None):
    """Take one step of SGD with momentum; the velocity holds steps.

    Inputs:
    - w, dw: tensors of the same shape; not changed
    - config: dict with
      - learning_rate: default 1e-2
      - momentum: default 0.9
      - and the state, which isn't there in the first step

    Returns:
    - next_w: tensor like w
    - config: dict, to be passed in with the next step
    """
    ### BEGIN SOLUTION
    config = {} if config is None else config
    config.setdefault("learning_rate", 1e-2)
    config.setdefault("momentum", 0.9)
    v = config.get("velocity", torch.zeros_like(w))
    v = config["momentum"] * v - config["learning_rate"] * dw
    config["velocity"] = v
    return w + v, config
    ### END SOLUTION

# %% test="sgd_momentum_velocity"
w, dw = torch.tensor([1.0]), torch.tensor([2.0])
one, config = sgd_momentum_velocity(w, dw, {"learning_rate": 0.1, "momentum": 0.5})
assert agree(one, [0.8]), f"v = −0.2, so 1 − 0.2: expected [0.8], got {one.tolist()}"
two, config = sgd_momentum_velocity(one, dw, config)
assert agree(two, [0.5]), f"v = −0.5 · 0.2 − 0.2 = −0.3: expected [0.5], got {two.tolist()}"
print("✓ momentum, the other form")

# %% id="two-forms"
settings = {"learning_rate": 0.02, "momentum": 0.9}
first, second = (walk(update, VALLEY, settings, 100) for update in (sgd_momentum, sgd_momentum_velocity))
print(f"100 steps in both forms: the paths differ by {float((first - second).abs().max()):.0e} at most")

def with_a_drop(update, drop_at=10):
    w, config = torch.tensor(VALLEY.start, dtype=torch.float64), dict(settings)
    for step in range(20):
        config["learning_rate"] = 0.02 if step < drop_at else 0.002
        w, config = update(w, VALLEY.slope(w), config)
    return w

apart = (with_a_drop(sgd_momentum) - with_a_drop(sgd_momentum_velocity)).abs().max()
print(f"when α drops to a tenth on the way, they end {float(apart):.2f} apart")

# %% [markdown] id="two-forms-expected"
# **What you should see.** A difference of about $10^{-15}$: rounding, nothing else. With a learning rate that changes on the way, they part: in one form old gradients count with the *new* rate, in the other with the one of their time.
#
# *To think about:* if the gradient is the same $g$ in every step, where does $v$ tend to in the first form? What is $\alpha/(1-\rho)$ the learning rate of?
#
# <details><summary>An answer</summary>
#
# $v = g + \rho g + \rho^2 g + \dots$ tends to $g/(1 - \rho)$, ten times $g$ for $\rho = 0.9$. So in the long run a step is $\alpha g/(1-\rho)$ long: as long as a step of plain SGD with the learning rate $\alpha/(1-\rho)$.
#
# </details>
#
# ### 2.3 Nesterov
#
# Momentum will carry us to $w + \rho v$ anyway. So ask for the gradient *there*, ahead, and correct with that:
#
# $$v_{t+1} = \rho v_t - \alpha \nabla L(w_t + \rho v_t) \qquad\qquad w_{t+1} = w_t + v_{t+1}$$
#
# But what we have is the gradient at the place where we stand. So we keep the place ahead, $\tilde w_t = w_t + \rho v_t$, call *that* our weights, and rearrange:
#
# $$v_{t+1} = \rho v_t - \alpha \nabla L(\tilde w_t) \qquad\qquad \tilde w_{t+1} = \tilde w_t - \rho v_t + (1 + \rho)\, v_{t+1}$$
#
# **You write** `nesterov`, in this last form. Note that it needs the old velocity as well as the new one.

# %% solution="nesterov"
def nesterov(w, dw, config=None):
    """Take one step of Nesterov momentum, where w is the place looked ahead to.

    Inputs:
    - w, dw: tensors of the same shape; not changed
    - config: dict with
      - learning_rate: default 1e-2
      - momentum: default 0.9
      - and the state, which isn't there in the first step

    Returns:
    - next_w: tensor like w
    - config: dict, to be passed in with the next step
    """
    ### BEGIN SOLUTION
    config = {} if config is None else config
    config.setdefault("learning_rate", 1e-2)
    config.setdefault("momentum", 0.9)
    rho = config["momentum"]
    old_v = config.get("velocity", torch.zeros_like(w))
    v = rho * old_v - config["learning_rate"] * dw
    config["velocity"] = v
    return w - rho * old_v + (1 + rho) * v, config
    ### END SOLUTION

# %% test="nesterov"
w, dw = torch.tensor([1.0]), torch.tensor([2.0])
one, config = nesterov(w, dw, {"learning_rate": 0.1, "momentum": 0.5})
assert agree(one, [0.7]), f"v goes from 0 to −0.2, so 1 − 0 + 1.5 · (−0.2): expected [0.7], got {one.tolist()}"
two, config = nesterov(one, dw, config)
assert agree(two, [0.35]), f"v goes from −0.2 to −0.3, so 0.7 + 0.5 · 0.2 − 1.5 · 0.3: expected [0.35], got {two.tolist()}"
print("✓ Nesterov")

# %% id="nesterov-arrows"
show_steps_as_arrows(VALLEY, (-3.2, 0.9), (1.4, -0.35), 0.03, 0.9)

# %% [markdown] id="nesterov-arrows-expected"
# **What you should see.** The same velocity twice. Momentum asks for the gradient where we stand, Nesterov where the velocity alone would lead (the red mark). There the ground is less steep already, so it steers less, and overshoots less later on. This is the first form above, before the change of variables.

# %% id="momentum-paths"
def given_step(make):
    """Stand in for an optimizer of yours in the pictures: torch's own, which keeps what it remembers in itself."""

    def step(w, dw, config=None):
        config = {"learning_rate": 1e-2, "momentum": 0.9, **(config or {})}
        if "torch" not in config:
            point = w.detach().clone().requires_grad_()
            config["torch"] = point, make([point], config)
        point, optimizer = config["torch"]
        point.grad = dw.detach().clone()
        optimizer.step()
        return point.detach().clone(), config

    return step


def two_steps(update):
    """Take two steps with an optimizer, the second with what it remembers of the first."""

    def both(w, dw, config):
        first, config = update(w, dw, config)
        return first, update(first, 2 * dw, config)[0]

    both.__name__ = update.__name__
    return both


def pick(yours, make, **config):
    """Return your optimizer, or torch's while yours isn't right yet."""
    given, example = given_step(make), (torch.tensor([1.0, -2.0]), torch.tensor([0.5, 3.0]), config)
    mine = two_steps(yours)
    return yours if yours_or_given(mine, two_steps(given), *example) is mine else given


with_momentum = {
    "SGD": pick(sgd, lambda p, c: torch.optim.SGD(p, c["learning_rate"])),
    "momentum": pick(sgd_momentum, lambda p, c: torch.optim.SGD(p, c["learning_rate"], c["momentum"])),
    "Nesterov": pick(nesterov, lambda p, c: torch.optim.SGD(p, c["learning_rate"], c["momentum"], nesterov=True)),
}
settings = {"learning_rate": 0.02, "momentum": 0.9}
show_landscapes({name: [walk(update, land, settings, 80) for land in LANDSCAPES] for name, update in with_momentum.items()})

# %% [markdown] id="momentum-expected"
# **What you should see.** Momentum rolls along the valley, overshoots, and comes back; Nesterov sees the slope ahead and overshoots less. At the saddle, where SGD crawls, both gather speed and leave. With enough speed they roll out of the first dip into the better one.
# In the noise, the jitter of single steps averages out; but speed makes wide turns.
#
# *To think about:* does momentum *always* find the better of two minima? Change nothing but the start, and find one from which it doesn't.
#
# <details><summary>An answer</summary>
#
# No. Start in the worse dip itself, or close to it: there the gradient is zero or small, the ball gathers no speed, and it stays. Momentum leaves a dip only when it comes in fast enough.
#
# </details>
#
# ## 3. A learning rate for each weight
#
# *About 1½ hours.*
#
# ### 3.1 AdaGrad
#
# One learning rate must serve steep directions and flat ones alike; that was the trouble in the valley. So divide each weight's step by the size of the gradients that *this* weight has met. All operations go element by element:
#
# $$s_{t+1} = s_t + dw_t^2 \qquad\qquad w_{t+1} = w_t - \alpha\,\frac{dw_t}{\sqrt{s_{t+1}} + \varepsilon}$$
#
# $\varepsilon$ only keeps us from dividing by zero. It is added to the root, not under it.
#
# **You write** `adagrad`; $s$ starts at zero.

# %% solution="adagrad"
def adagrad(w, dw, config=None):
    """Take one step of AdaGrad.

    Inputs:
    - w, dw: tensors of the same shape; not changed
    - config: dict with
      - learning_rate: default 1e-2
      - epsilon: default 1e-7, added to the root
      - and the state, which isn't there in the first step

    Returns:
    - next_w: tensor like w
    - config: dict, to be passed in with the next step
    """
    ### BEGIN SOLUTION
    config = {} if config is None else config
    config.setdefault("learning_rate", 1e-2)
    config.setdefault("epsilon", 1e-7)
    s = config.get("squares", torch.zeros_like(w)) + dw * dw
    config["squares"] = s
    return w - config["learning_rate"] * dw / (s.sqrt() + config["epsilon"]), config
    ### END SOLUTION

# %% test="adagrad"
w = torch.tensor([1.0])
one, config = adagrad(w, torch.tensor([3.0]), {"learning_rate": 0.1, "epsilon": 1.0})
assert agree(one, [0.925]), f"s = 9, so 1 − 0.1 · 3 / (3 + 1): expected [0.925], got {one.tolist()}"
two, config = adagrad(torch.tensor([1.0]), torch.tensor([4.0]), config)
assert agree(two, [1 - 0.4 / 6]), f"s = 9 + 16 = 25, so 1 − 0.1 · 4 / (5 + 1): expected [0.9333], got {two.tolist()}"
print("✓ AdaGrad")

# %% id="adagrad-steps"
show_rates(VALLEY, {
    "SGD, α = 0.07": walk(sgd, VALLEY, {"learning_rate": 0.07}, 40),
    "AdaGrad, α = 0.4": walk(adagrad, VALLEY, {"learning_rate": 0.4}, 40),
    "AdaGrad, α = 0.4, 400 steps": walk(adagrad, VALLEY, {"learning_rate": 0.4}, 400),
})
ada_path = walk(adagrad, VALLEY, {"learning_rate": 0.4}, 400)
lengths = (ada_path[1:] - ada_path[:-1]).norm(dim=1)
print("length of step 1, 10, 100, 400:", "  ".join(f"{float(lengths[i - 1]):.1e}" for i in (1, 10, 100, 400)))

# %% [markdown] id="question-1"
# #### Question 1: what happens with AdaGrad? (3 points)
#
# 1. What happens to the progress along steep directions, and along flat ones? Point to the factor in the formula that does it.
# 2. If the gradient were the same $g$ in every step, how long would step $t$ be? What follows for a long training, and is that good or bad?
#
# Answer in three to six sentences, in the cell below.

# %% [markdown] answer="inline_question_1" points=3
# 1. Each weight's step is divided by the root of the sum of its own squared gradients. Along steep directions that root is large, so progress is damped; along flat directions it is small, so progress is, by comparison, accelerated. On an axis-parallel valley the path goes straight for the minimum.
# 2. After $t$ steps $s = t g^2$, so the step is $\alpha g / (\sqrt{t}\,|g|) = \alpha/\sqrt t$, whatever the size of $g$. Steps only ever get shorter, towards zero. On a convex loss that is good: it settles, even with noise.
#    In a network it may stop long before it arrives, because the large gradients of the beginning are never forgotten.

# %% [markdown] id="rmsprop-idea"
# ### 3.2 RMSProp
#
# AdaGrad forgets nothing. Let old squares leak away, by an average in which they count less and less:
#
# $$s_{t+1} = \gamma\, s_t + (1 - \gamma)\, dw_t^2 \qquad\qquad w_{t+1} = w_t - \alpha\,\frac{dw_t}{\sqrt{s_{t+1}} + \varepsilon}$$
#
# **You write** `rmsprop`, "leaky AdaGrad"; $\gamma$ is `decay_rate`.

# %% solution="rmsprop"
def rmsprop(w, dw, config=None):
    """Take one step of RMSProp.

    Inputs:
    - w, dw: tensors of the same shape; not changed
    - config: dict with
      - learning_rate: default 1e-2
      - decay_rate: default 0.99
      - epsilon: default 1e-7, added to the root
      - and the state, which isn't there in the first step

    Returns:
    - next_w: tensor like w
    - config: dict, to be passed in with the next step
    """
    ### BEGIN SOLUTION
    config = {} if config is None else config
    config.setdefault("learning_rate", 1e-2)
    config.setdefault("decay_rate", 0.99)
    config.setdefault("epsilon", 1e-7)
    decay = config["decay_rate"]
    s = decay * config.get("squares", torch.zeros_like(w)) + (1 - decay) * dw * dw
    config["squares"] = s
    return w - config["learning_rate"] * dw / (s.sqrt() + config["epsilon"]), config
    ### END SOLUTION

# %% test="rmsprop"
w = torch.tensor([1.0])
one, config = rmsprop(w, torch.tensor([4.0]), {"learning_rate": 0.1, "decay_rate": 0.75, "epsilon": 0.0})
assert agree(one, [0.8]), f"s = ¼ · 16 = 4, so 1 − 0.1 · 4 / 2: expected [0.8], got {one.tolist()}"
two, config = rmsprop(one, torch.tensor([2.0]), config)
assert agree(two, [0.7]), f"s = ¾ · 4 + ¼ · 4 = 4, so 0.8 − 0.1 · 2 / 2: expected [0.7], got {two.tolist()}"
print("✓ RMSProp")

# %% id="rmsprop-steps"
flat = torch.ones(1, dtype=torch.float64)  # the gradient is 1 in every step
lengths = {}
for label, update in (("AdaGrad", adagrad), ("RMSProp", rmsprop)):
    w, config, lengths[label] = torch.zeros(1, dtype=torch.float64), {"learning_rate": 0.01}, []
    for _ in range(300):
        next_w, config = update(w, flat, config)
        lengths[label].append(float((next_w - w).abs()))
        w = next_w
show_curves(lengths, "How long is each step, when the gradient stays the same?", ylabel="length of the step", log=True)

# %% [markdown] id="rmsprop-expected"
# **What you should see.** Both have $\alpha = 0.01$. AdaGrad's steps go on shrinking, as $1/\sqrt t$. RMSProp's tend to $\alpha$ and stay there, but its first one is ten times as long: $s$ starts at zero and is far too small at first. Keep that in mind.
#
# *To think about:* $\gamma = 0.99$ averages over about the last 100 steps. What would $\gamma = 0$ do?
#
# <details><summary>An answer</summary>
#
# Then $s = dw^2$, and each weight's step is $\alpha\, dw/|dw|$: always $\alpha$ long, with the sign of the gradient alone. (This has a name: sign descent. It never settles closer than about $\alpha$.)
#
# </details>
#
# ### 3.3 Adam, almost
#
# Momentum smooths the gradient, RMSProp scales it. Why not both? Two averages, the **first moment** $m$ of the gradient and the **second moment** $s$ of its square:
#
# $$m_{t+1} = \beta_1 m_t + (1 - \beta_1)\, dw_t \qquad s_{t+1} = \beta_2 s_t + (1 - \beta_2)\, dw_t^2 \qquad w_{t+1} = w_t - \alpha\,\frac{m_{t+1}}{\sqrt{s_{t+1}} + \varepsilon}$$
#
# **You write** `adam_almost`. What is missing, we'll see right after.

# %% solution="adam_almost"
def adam_almost(w, dw, config=None):
    """Take one step of Adam without bias correction.

    Inputs:
    - w, dw: tensors of the same shape; not changed
    - config: dict with
      - learning_rate: default 1e-3
      - beta1: default 0.9
      - beta2: default 0.999
      - epsilon: default 1e-7, added to the root
      - and the state, which isn't there in the first step

    Returns:
    - next_w: tensor like w
    - config: dict, to be passed in with the next step
    """
    ### BEGIN SOLUTION
    config = {} if config is None else config
    for name, default in (("learning_rate", 1e-3), ("beta1", 0.9), ("beta2", 0.999), ("epsilon", 1e-7)):
        config.setdefault(name, default)
    beta1, beta2 = config["beta1"], config["beta2"]
    m = beta1 * config.get("moment1", torch.zeros_like(w)) + (1 - beta1) * dw
    s = beta2 * config.get("moment2", torch.zeros_like(w)) + (1 - beta2) * dw * dw
    config["moment1"], config["moment2"] = m, s
    return w - config["learning_rate"] * m / (s.sqrt() + config["epsilon"]), config
    ### END SOLUTION

# %% test="adam_almost"
settings = {"learning_rate": 0.1, "beta1": 0.5, "beta2": 0.75, "epsilon": 0.0}
one, config = adam_almost(torch.tensor([1.0]), torch.tensor([4.0]), dict(settings))
assert agree(one, [0.9]), f"m = ½ · 4 = 2 and s = ¼ · 16 = 4, so 1 − 0.1 · 2 / 2: expected [0.9], got {one.tolist()}"
two, config = adam_almost(one, torch.tensor([2.0]), config)
assert agree(two, [0.8]), f"m = 1 + 1 = 2 and s = 3 + 1 = 4, so 0.9 − 0.1 · 2 / 2: expected [0.8], got {two.tolist()}"
print("✓ Adam, almost")

# %% [markdown] id="question-2"
# #### Question 2: what happens at the start? (3 points)
#
# Assume $\beta_1 = 0.9$, $\beta_2 = 0.999$, and that both moments start at zero.
#
# 1. What are $m$ and $s$ after the first step, if the gradient is $g$? How long is the first step of `adam_almost`, as a multiple of $\alpha$? Is that what you want of a first step?
# 2. Adam divides $m$ by $1 - \beta_1^t$ and $s$ by $1 - \beta_2^t$. Show that this makes the first step $\alpha$ long. Why must the first step have $t = 1$: what would happen at $t = 0$?

# %% [markdown] answer="inline_question_2" points=3
# 1. $m = 0.1\,g$ and $s = 0.001\,g^2$. Both are too small, but not by the same factor: the step is $\alpha \cdot 0.1\,g / (\sqrt{0.001}\,|g|) \approx 3.2\,\alpha$. So the first step, when we know least about the loss, is three times as long as intended, and
#    can throw good initial weights away.
# 2. $\hat m = 0.1\,g/0.1 = g$ and $\hat s = 0.001\,g^2/0.001 = g^2$, so the step is $\alpha\, g/|g|$: exactly $\alpha$ long. At $t = 0$ we'd divide by $1 - \beta^0 = 0$: $0.1\,g/0$ is infinite, and infinity divided by infinity is NaN.

# %% [markdown] id="adam-idea"
# ### 3.4 Adam
#
# Both averages start at zero, and it takes a while until they aren't too small any more. We know by how much: after $t$ steps with the same gradient $g$, $m = (1 - \beta_1^t)\, g$. So **correct the bias**:
#
# $$\hat m = \frac{m}{1 - \beta_1^t} \qquad \hat s = \frac{s}{1 - \beta_2^t} \qquad w_{t+1} = w_t - \alpha\,\frac{\hat m}{\sqrt{\hat s} + \varepsilon}$$
#
# **You write** `adam`. Now the optimizer must count its steps too, and the first one has $t = 1$. What stays in config are the moments $m$ and $s$, not the corrected ones.

# %% solution="adam"
def adam(w, dw, config=None):
    """Take one step of Adam.

    Inputs:
    - w, dw: tensors of the same shape; not changed
    - config: dict with
      - learning_rate: default 1e-3
      - beta1: default 0.9
      - beta2: default 0.999
      - epsilon: default 1e-7, added to the root
      - and the state, which isn't there in the first step

    Returns:
    - next_w: tensor like w
    - config: dict, to be passed in with the next step
    """
    ### BEGIN SOLUTION
    config = {} if config is None else config
    for name, default in (("learning_rate", 1e-3), ("beta1", 0.9), ("beta2", 0.999), ("epsilon", 1e-7)):
        config.setdefault(name, default)
    beta1, beta2 = config["beta1"], config["beta2"]
    t = config.get("t", 0) + 1
    m = beta1 * config.get("moment1", torch.zeros_like(w)) + (1 - beta1) * dw
    s = beta2 * config.get("moment2", torch.zeros_like(w)) + (1 - beta2) * dw * dw
    config["t"], config["moment1"], config["moment2"] = t, m, s
    m_hat, s_hat = m / (1 - beta1**t), s / (1 - beta2**t)
    return w - config["learning_rate"] * m_hat / (s_hat.sqrt() + config["epsilon"]), config
    ### END SOLUTION

# %% test="adam"
one, config = adam(torch.tensor([1.0]), torch.tensor([4.0]), dict(settings))
assert agree(one, [0.9]), f"m = 2, corrected 4; s = 4, corrected 16; so 1 − 0.1 · 4 / 4: expected [0.9], got {one.tolist()}"
two, config = adam(one, torch.tensor([4.0]), config)
assert agree(two, [0.8]), f"m = 3, corrected 3/¾ = 4; s = 7, corrected 7/(7/16) = 16: expected [0.8], got {two.tolist()}"
tiny, _ = adam(torch.tensor([0.0]), torch.tensor([1e-3]), {"learning_rate": 0.1})
assert agree(tiny, [-0.1]), f"the first step is α long, however small the gradient: expected [−0.1], got {tiny.tolist()}"
print("✓ Adam")

# %% id="adam-steps"
lengths = {}
for label, update in (("almost: no correction", adam_almost), ("Adam", adam)):
    w, config, lengths[label] = torch.zeros(1, dtype=torch.float64), {"learning_rate": 0.01}, []
    for _ in range(100):
        next_w, config = update(w, flat, config)
        lengths[label].append(float((next_w - w).abs()))
        w = next_w
show_curves(lengths, "Steps with a gradient that stays the same, α = 0.01", ylabel="length of the step", ylim=(0, 0.08))

# %% [markdown] id="adam-expected"
# **What you should see.** With the correction, every step is 0.01 long. Without it, the first is 3.2 times as long, the tenth more than 6 times, and it takes thousands of steps until $s$ has caught up.
#
# Adam with $\beta_1 = 0.9$, $\beta_2 = 0.999$ and a learning rate of 1e-3, 5e-4 or 1e-4 is a great starting point for many models.
#
# ## 4. All of them
#
# *About 45 minutes.*
#
# ### 4.1 On one map
#
# The learning rates differ, because the rules do: for SGD it multiplies a gradient; for Adam it *is* about the length of a step.

# %% id="all-paths"
scaled = {
    "AdaGrad": pick(adagrad, lambda p, c: torch.optim.Adagrad(p, c["learning_rate"], eps=1e-7)),
    "RMSProp": pick(rmsprop, lambda p, c: torch.optim.RMSprop(p, c["learning_rate"], alpha=c.get("decay_rate", 0.99), eps=1e-7)),
    "Adam": pick(adam, lambda p, c: torch.optim.Adam(p, c["learning_rate"], betas=(c.get("beta1", 0.9), 0.999), eps=1e-7), learning_rate=1e-3),
}
optimizers = {**with_momentum, **scaled}
contestants = {
    "SGD": {"learning_rate": 0.02},
    "momentum": {"learning_rate": 0.02},
    "Nesterov": {"learning_rate": 0.02},
    "AdaGrad": {"learning_rate": 0.4},
    "RMSProp": {"learning_rate": 0.05, "decay_rate": 0.95},
    "Adam": {"learning_rate": 0.15},
}
show_landscapes({name: [walk(optimizers[name], land, config, 80) for land in LANDSCAPES] for name, config in contestants.items()})

# %% [markdown] id="all-paths-expected"
# **What you should see.** In the valley, those that scale each weight make for the star from the first step on, and those with momentum swing. At the saddle all but SGD get away; those that scale turn off at once, since even a tiny gradient gives them a full step. Which of them leave the first dip depends on how fast they come in.
#
# ### 4.2 Under your hands (optional)
#
# *Optional, about 15 minutes.*
#
# Here are sliders for the learning rate $\alpha$ and for the momentum ($\rho$, for Adam $\beta_1$). With the keyboard, Tab goes from one to the next and the arrow keys move it. First a fixed picture: the valley with three choices of each.

# %% id="rates-and-momentum"
grid = {}
for rate in (0.005, 0.02, 0.06):
    grid[f"α = {rate}, ρ = 0.9"] = walk(with_momentum["momentum"], VALLEY, {"learning_rate": rate, "momentum": 0.9}, 60)
show_rates(VALLEY, grid)
grid = {}
for rho in (0.5, 0.8, 0.98):
    grid[f"α = 0.02, ρ = {rho}"] = walk(with_momentum["momentum"], VALLEY, {"learning_rate": 0.02, "momentum": rho}, 60)
show_rates(VALLEY, grid)

# %% id="rate-and-momentum-map"
show_rate_and_momentum((1, 25), VALLEY.start, ((2 / 26, 0.0), (1 / 9, 4 / 9), (0.02, 0.95)))

# %% [markdown] id="rate-and-momentum-expected"
# **What you should see.** Left, the loss after 60 steps for every pair of $\alpha$ and $\rho$: dark is low. Right, what three of the pairs do along each of the two directions of the valley, which are the eigenvectors of its Hessian.
#
# - A, the best rate without momentum: both directions shrink alike, and slowly. The loss ends at about 0.002.
# - B, the best pair of all: both directions shrink alike, and quickly. The loss ends below $10^{-15}$.
# - C, little friction: both swing around the minimum for a long time, each in a rhythm of its own.
#
# *To think about:* with momentum, the largest rate along curvature $h$ is $2(1 + \rho)/h$ (the dashed line). Why can it be larger than without?
#
# <details><summary>An answer</summary>
#
# When a rate is too large, the gradient changes its sign in every step. The velocity averages over steps, so the parts that change their sign cancel, and each step is shorter than the gradient alone would make it.
#
# </details>

# %% id="interactive"
try:
    interactive_paths(walk, optimizers)
except ImportError:
    print("There is no ipywidgets here; the pictures above show what the sliders would.")

# %% [markdown] id="interactive-expected"
# **Try this.** SGD in the valley at 0.078 and at 0.082: on either side of the limit $2/25$. Then momentum at 0.082: it holds; momentum allows for a larger rate. Then find for each optimizer the rate that needs the fewest steps. Which of them are easy to set?
#
# ### 4.3 On images
#
# Now 10 classes, 3072 pixels, and a softmax classifier: $3073 \cdot 10$ weights, minibatches of 100. Its loss and gradient are given; you wrote them in an earlier assignment.

# %% id="images"
rng = np.random.default_rng(0)
x_train, y_train, x_test, y_test, class_names, source = load_images(num_train=1000, num_test=250, rng=rng)
print("Images:", source)
mean = x_train.mean(dim=0)
X_train, X_test = (torch.cat([(x - mean).flatten(1), torch.ones(len(x), 1)], dim=1) for x in (x_train, x_test))

def softmax_loss(W, X, y):
    """Return the mean cross-entropy and its gradient; W is (D, C), X (N, D), y (N,)."""
    scores = X @ W
    log_p = scores - scores.logsumexp(dim=1, keepdim=True)
    errors = log_p.exp()
    errors[torch.arange(len(y)), y] -= 1
    return -log_p[torch.arange(len(y)), y].mean(), X.T @ errors / len(y)

def accuracy(W, X, y):
    return 100 * float(((X @ W).argmax(dim=1) == y).float().mean())

# %% id="train-on-images"
image_settings = {
    "SGD": {"learning_rate": 3e-3},
    "momentum": {"learning_rate": 1e-3},
    "Nesterov": {"learning_rate": 1e-3},
    "AdaGrad": {"learning_rate": 1e-2},
    "RMSProp": {"learning_rate": 1e-3},
    "Adam": {"learning_rate": 1e-3},
}
image_losses = {}
for label, config in image_settings.items():
    update = optimizers[label]
    gen = torch.Generator().manual_seed(0)  # the same batches for all
    W, image_losses[label] = train_on_batches(softmax_loss, torch.zeros(X_train.shape[1], 10), X_train, y_train, update, dict(config), 300, 100, gen)
    whole = float(softmax_loss(W, X_train, y_train)[0])
    print(f"{label:10}  loss {whole:.3f}   accuracy: training {accuracy(W, X_train, y_train):.0f} %, test {accuracy(W, X_test, y_test):.0f} %")
show_curves(image_losses, "Softmax classifier on images: loss of the batches (mean of 15)", smooth=15, ylim=(0, 3))

# %% [markdown] id="train-on-images-expected"
# **What you should see.** All of them learn. SGD, with a rate that is nearly too large for it, is the slowest. Momentum and Nesterov do better, and lie on one another. The three that scale each weight are far ahead on the training loss; RMSProp begins with long steps.
# The lowest training loss isn't the best test accuracy. An optimizer lowers the first; what you want is the second.
#
# ### 4.4 The table
#
# **You write** `comparison_table`: a dict with six keys, `"sgd"`, `"sgd_momentum"`, `"nesterov"`, `"adagrad"`, `"rmsprop"` and `"adam"`. To each belongs a tuple of four booleans, one for each column, in this order:
#
# 1. tracks first moments (momentum)
# 2. tracks second moments (adaptive learning rates)
# 3. its second moments are leaky
# 4. corrects the bias of its moment estimates

# %% solution="comparison_table"
def comparison_table():
    """Return the comparison of algorithms: dict from name to (first moments, second moments, leaky second moments, bias correction)."""
    ### BEGIN SOLUTION
    return {
        "sgd": (False, False, False, False),
        "sgd_momentum": (True, False, False, False),
        "nesterov": (True, False, False, False),
        "adagrad": (False, True, False, False),
        "rmsprop": (False, True, True, False),
        "adam": (True, True, True, True),
    }
    ### END SOLUTION

# %% test="comparison_table"
table = comparison_table()
assert set(table) == {"sgd", "sgd_momentum", "nesterov", "adagrad", "rmsprop", "adam"}, f"six keys are asked for, got {list(table)}"
assert all(len(row) == 4 for row in table.values()), "each algorithm has four entries"
print(f"{'':14}{'first':>8}{'second':>8}{'leaky':>8}{'bias':>8}")
for algorithm, row in table.items():
    print(f"{algorithm:14}" + "".join(f"{'✓' if entry else '✗':>8}" for entry in row))

# %% [markdown] id="any-device-idea"
# One more thing that is graded: do your optimizers work on a GPU, with what they remember? Two steps of each on a pretend accelerator, whose tensors refuse to meet tensors of the CPU, as a GPU's do:

# %% id="any-device"
for update in (sgd, sgd_momentum, sgd_momentum_velocity, nesterov, adagrad, rmsprop, adam_almost, adam):
    works_on_any_device(two_steps(update), torch.tensor([1.0, -2.0]), torch.tensor([0.5, 3.0]), {"learning_rate": 0.1})

# %% [markdown] id="part-5"
# ## 5. L2 regularization and weight decay
#
# *About 45 minutes.*
#
# Two ways to keep weights small:
#
# - **L2 regularization** adds a penalty to the loss. Its gradient, here $\lambda w$, is added to $dw$, and the optimizer gets the sum.
# - **Weight decay** leaves the loss alone. After the optimizer has made its step, a part of $w$ is subtracted as well.
#
# For SGD these are the same, which is why people use the words as if they were. (A penalty $\lambda \lVert w\rVert^2$ would give $2\lambda w$; the factor 2 is put into $\lambda$ here.)
# The lecture says that they are the same for SGD with momentum, too. Check all three, with your own functions:

# %% id="same-for-sgd"
def with_l2(update, w, dw, config, decay):
    return update(w, dw + decay * w, config)

def with_decay(update, w, dw, config, decay):
    next_w, config = update(w, dw, config)
    return next_w - config["learning_rate"] * decay * w, config

def apart_after(update, num_steps, **settings):
    ends = []
    for way in (with_l2, with_decay):
        w, config = torch.tensor(VALLEY.start, dtype=torch.float64), dict(settings)
        for _ in range(num_steps):
            w, config = way(update, w, VALLEY.slope(w), config, 0.5)
        ends.append(w)
    return float((ends[0] - ends[1]).abs().max())

print(f"SGD,  30 steps: L2 and weight decay end {apart_after(sgd, 30, learning_rate=0.02):.0e} apart")
print(f"SGD with momentum, 30 steps: L2 and weight decay end {apart_after(sgd_momentum, 30, learning_rate=0.02):.2f} apart")
print(f"Adam, 30 steps: L2 and weight decay end {apart_after(adam, 30, learning_rate=0.02):.2f} apart")

# %% [markdown] id="adam-l2-idea"
# **What you should see.** Nothing but rounding for SGD; a real difference for momentum, 0.70, and for Adam, 0.95.
#
# *Momentum.* With L2, $\lambda w$ goes into the velocity, which remembers it and subtracts it again in the steps to come, $1/(1-\rho) = 10$ times in all. Weight decay subtracts it once.
# So with the formulas above the two aren't the same, whatever $\rho > 0$ is. What people mean when they say so is the form in libraries: `weight_decay` of `torch.optim.SGD` adds $\lambda w$ to the gradient *before* the velocity. That is L2 under another name, and so it is equal to L2.
# What is true is weaker: with momentum, weight decay with about ten times the $\lambda$ acts much like L2, alike on all weights. With Adam no single $\lambda$ does.
#
# *Adam* divides by $\sqrt{\hat s}$, and with L2 the penalty's gradient is divided by it too: weights with large gradients are held back very little.
#
# ### 5.1 Adam with L2
#
# The gradient that enters **both** moments is $g = dw + \lambda w$; all else is Adam. **You write** `adam_l2`; $\lambda$ is `weight_decay`. You may call your `adam`.

# %% solution="adam_l2"
def adam_l2(w, dw, config=None):
    """Take one step of Adam with L2 regularization: the gradient in both moments is dw + weight_decay * w.

    Inputs:
    - w, dw: tensors of the same shape; not changed
    - config: dict with
      - learning_rate: default 1e-3
      - beta1: default 0.9
      - beta2: default 0.999
      - epsilon: default 1e-7, added to the root
      - weight_decay: default 1e-2
      - and the state, which isn't there in the first step

    Returns:
    - next_w: tensor like w
    - config: dict, to be passed in with the next step
    """
    ### BEGIN SOLUTION
    config = {} if config is None else config
    config.setdefault("weight_decay", 1e-2)
    return adam(w, dw + config["weight_decay"] * w, config)
    ### END SOLUTION

# %% test="adam_l2"
strong = {**settings, "weight_decay": 0.5}
one, config = adam_l2(torch.tensor([2.0]), torch.tensor([-0.5]), dict(strong))
assert agree(one, [1.9]), f"g = −0.5 + 0.5 · 2 = 0.5 is positive, so a step of 0.1 down: expected [1.9], got {one.tolist()}"
two, config = adam_l2(torch.tensor([2.0]), torch.tensor([-0.5]), config)
assert agree(two, [1.9]), f"the same g again, and the same step from 2: expected [1.9], got {two.tolist()}"
print("✓ Adam with L2")

# %% [markdown] id="adamw-idea"
# ### 5.2 AdamW
#
# *Decoupled* weight decay keeps $\lambda w$ out of the moments. This is Algorithm 2 of Loshchilov and Hutter, as the deck has it, with a schedule's multiplier $\eta$ over all that is subtracted:
#
# $$w_{t+1} = w_t - \eta\left(\alpha\,\frac{\hat m}{\sqrt{\hat s} + \varepsilon} + \lambda w_t\right)$$
#
# Look closely: $\lambda$ isn't multiplied by $\alpha$. (In `torch.optim.AdamW` it is, so its $\lambda$ means something else.) And the moments are made of $dw$ alone. **You write** `adamw`; $\eta$ is `schedule`.

# %% solution="adamw"
def adamw(w, dw, config=None):
    """Take one step of AdamW: Adam with decoupled weight decay.

    Inputs:
    - w, dw: tensors of the same shape; not changed
    - config: dict with
      - learning_rate: default 1e-3
      - beta1: default 0.9
      - beta2: default 0.999
      - epsilon: default 1e-7, added to the root
      - weight_decay: default 1e-2, not multiplied by the learning rate
      - schedule: default 1.0, multiplies all that is subtracted from w
      - and the state, which isn't there in the first step

    Returns:
    - next_w: tensor like w
    - config: dict, to be passed in with the next step
    """
    ### BEGIN SOLUTION
    config = {} if config is None else config
    config.setdefault("weight_decay", 1e-2)
    config.setdefault("schedule", 1.0)
    after_adam, config = adam(w, dw, config)
    step = w - after_adam
    return w - config["schedule"] * (step + config["weight_decay"] * w), config
    ### END SOLUTION

# %% test="adamw"
gentle = {**settings, "weight_decay": 0.05}
one, config = adamw(torch.tensor([2.0]), torch.tensor([3.0]), dict(gentle))
assert agree(one, [1.8]), f"Adam's step is 0.1, and the decay 0.05 · 2 = 0.1: expected [1.8], got {one.tolist()}"
half, config = adamw(torch.tensor([2.0]), torch.tensor([3.0]), {**gentle, "schedule": 0.5})
assert agree(half, [1.9]), f"with η = ½, half of both: expected [1.9], got {half.tolist()}"
print("✓ AdamW")

# %% [markdown] id="schedules-idea"
# *Optional, about 5 minutes.* What is the multiplier $\eta$ for? The deck's algorithm says that it "can be fixed, decay, or also be used for warm restarts". Here are the three, on the landscape with noisy gradients, each for 200 walks at once.

# %% id="schedules"
schedules = {
    "constant": lambda step: 1.0,
    "decay": lambda step: (1 + math.cos(math.pi * step / 300)) / 2,
    "warm restarts": lambda step: (1 + math.cos(math.pi * (step % 100) / 100)) / 2,
}
schedule_losses = {}
for label, schedule in schedules.items():
    gen = torch.Generator().manual_seed(0)
    w, config, schedule_losses[label] = torch.tensor([NOISE.start] * 200, dtype=torch.float64), {"learning_rate": 0.1, "weight_decay": 0.0}, []
    for step in range(300):
        schedule_losses[label].append(float(NOISE.loss(w).mean()))
        noisy = NOISE.slope(w.T).T + NOISE.noise * torch.randn(w.shape, generator=gen, dtype=w.dtype)
        w, config = adamw(w, noisy, {**config, "schedule": schedule(step)})
show_schedules(schedules, schedule_losses)

# %% [markdown] id="schedules-expected"
# **What you should see.** With a constant multiplier the loss stops falling at about 0.14: the steps stay as long as ever, and the noise keeps them going about the minimum. With a decay it ends at about 0.04, less than a third.
# Warm restarts do the same in rounds of 100 steps. The first round ends while the loss is still high; in the others it settles. The restart at step 200 first throws it up a little, which may lead out of a bad dip.

# %% [markdown] id="shrink-idea"
# To see the difference, let four weights have gradients of random sign and of very different size, so that nothing but the decay moves them in the long run. All start at 1.

# %% id="shrink"
scales = torch.tensor([0.1, 1.0, 10.0, 100.0], dtype=torch.float64)
kept = {}
for label, update, decay in (("L2", adam_l2, 0.3), ("AdamW", adamw, 3e-4)):
    gen = torch.Generator().manual_seed(0)
    w, config = torch.ones(4, dtype=torch.float64), {"learning_rate": 1e-4, "weight_decay": decay}
    path = [w]
    for _ in range(4000):
        w, config = update(w, scales * torch.randn(4, generator=gen, dtype=w.dtype), config)
        path.append(w)
    kept[label] = {f"gradients of size {scale:g}": values.clamp(min=1e-3) for scale, values in zip(scales.tolist(), torch.stack(path).T)}
show_two_curves(kept["L2"], kept["AdamW"], ("Adam with L2", "AdamW"), "weight")

# %% [markdown] id="shrink-expected"
# **What you should see.** With L2, a weight with small gradients shrinks quickly, and one with gradients of size 100 isn't held back at all. With AdamW all four shrink at the same rate, and that rate is what you set.
#
# ## 6. Second order
#
# *About 30 minutes.*
#
# ### 6.1 Newton's step
#
# The gradient gives a plane that touches the loss, and a plane has no lowest point; that is why we needed a learning rate. With the Hessian $H$ we get a parabola,
#
# $$L(w) \approx L(w_0) + (w - w_0)^\top \nabla L(w_0) + \tfrac12 (w - w_0)^\top H\, (w - w_0)$$
#
# whose gradient, $\nabla L(w_0) + H (w - w_0)$, is zero at
#
# $$w^* = w_0 - H^{-1} \nabla L(w_0)$$
#
# No learning rate, no other hyperparameter. **You write** `newton_step`. Don't invert: *solve* $H d = \nabla L(w_0)$ with `torch.linalg.solve`, which is quicker and loses fewer digits.

# %% solution="newton_step"
def newton_step(w, grad, hessian):
    """Return where Newton's step from w leads: w − H⁻¹ grad, by solving, not by inverting.

    Inputs:
    - w: tensor of shape (n,); not changed
    - grad: tensor of shape (n,), the gradient at w
    - hessian: tensor of shape (n, n), symmetric, and not singular

    Returns:
    - next_w: tensor of shape (n,)
    """
    ### BEGIN SOLUTION
    return w - torch.linalg.solve(hessian, grad)
    ### END SOLUTION

# %% test="newton_step"
one = newton_step(torch.tensor([3.0, 5.0]), torch.tensor([12.0, 10.0]), torch.tensor([[4.0, 0.0], [0.0, 2.0]]))
assert one.shape == (2,), f"w has shape (2,), and so has the result; got {tuple(one.shape)}"
assert agree(one, [0, 0]), f"3 − 12/4 and 5 − 10/2: expected [0, 0], got {one.tolist()}"
two = newton_step(torch.tensor([1.0, 1.0]), torch.tensor([3.0, 3.0]), torch.tensor([[2.0, 1.0], [1.0, 2.0]]))
assert agree(two, [0, 0]), f"(1, 1) solves 2a + b = 3, a + 2b = 3: expected [0, 0], got {two.tolist()}"
print("✓ Newton's step")

# %% id="tangent-and-parabola"
show_first_and_second_order((2.3, 0.6), 0.4)

# %% [markdown] id="tangent-and-parabola-expected"
# **What you should see.** A loss of one weight, with all that a first-order method knows of it at one place (the tangent: which way, but not how far), and all that a second-order one knows (the parabola, which has a lowest point). Where the loss bends downwards, the parabola has a *highest* point instead, and Newton's step goes there: up.

# %% id="newton-paths"
def newton_walk(land, hessian, num_steps):
    path = [torch.tensor(land.start, dtype=torch.float64)]
    for _ in range(num_steps):
        path.append(newton_step(path[-1], land.slope(path[-1]), hessian(path[-1])))
    return torch.stack(path)

def two_dips_hessian(w):
    return torch.diag(torch.stack([1.44 * w[0] ** 2 - 1.1, torch.tensor(1.6, dtype=w.dtype)]))

def saddle_hessian(w):
    return torch.diag(torch.stack([torch.tensor(2.0, dtype=w.dtype), 3 * w[1] ** 2 - 2]))

newton = newton_walk(VALLEY, lambda w: hessian, 1)
print(f"the valley, condition number 25: loss {float(VALLEY.loss(newton[0])):.1f} → {float(VALLEY.loss(newton[1])):.1e} in one step")
show_landscapes({"Newton": [newton, newton_walk(SADDLE, saddle_hessian, 6), newton_walk(TWO_DIPS, two_dips_hessian, 6)]}, 3, (VALLEY, SADDLE, TWO_DIPS))

# %% [markdown] id="newton-expected"
# **What you should see.** On a quadratic the parabola *is* the loss, so one step lands in the minimum, however narrow the valley. In the third picture it takes a few steps. And look at the saddle: one step jumps right onto it, for Newton goes to where the gradient is zero, be that down or up.
#
# #### Question 3: why is this impractical? (3 points)
#
# 1. For $N$ weights: how many numbers does the Hessian have, and how does the time to solve with it grow?
# 2. A modest network has $N = 10^8$ weights. How much memory would its Hessian take, at 4 bytes a number? If solving takes $N^3/3$ multiplications, how long would one step take on a machine that does $10^{14}$ in a second?
# 3. What else, that you saw above, speaks against using it on a network's loss?

# %% [markdown] answer="inline_question_3" points=3
# 1. $N^2$ numbers (or half of that, as it is symmetric), and $O(N^3)$ time.
# 2. $10^{16}$ numbers of 4 bytes are 40 petabytes. $10^{24}/3$ multiplications at $10^{14}$ a second take $3 \cdot 10^9$ seconds, about a hundred years, for one step.
# 3. Newton's step goes to any place with zero gradient, saddles and maxima included, and a network's loss is full of saddles. Besides, gradient and Hessian of a minibatch are noisy, and a noisy Hessian, solved with, magnifies the noise in flat directions.

# %% [markdown] id="lbfgs-idea"
# ### 6.2 L-BFGS
#
# **Quasi-Newton** methods don't form the Hessian. BFGS learns an approximation of its *inverse* from the gradients of one step after the other, by an update of rank two at each step, in $O(N^2)$ time; **L-BFGS** (limited memory) keeps only the last few steps and gradients, a few vectors of length $N$. (The slide writes 'BGFS', and rank 1. Each update is the sum of two matrices of rank one.)
#
# There is nothing to write here: torch has it, and this once we use it. `closure` computes the loss and leaves its gradient in `w.grad`; L-BFGS calls it as often as it likes.
# We train a softmax classifier with a little L2 on 500 images shrunk to 8×8: once with all of them in every step, once with minibatches of 50.

# %% id="lbfgs"
small = torch.nn.functional.avg_pool2d(x_train[:500] - mean, 4).flatten(1).double()
small = torch.cat([small, torch.ones(len(small), 1, dtype=small.dtype)], dim=1)
small_y = y_train[:500]

def small_loss(W, rows=slice(None)):
    scores = small[rows] @ W
    return torch.nn.functional.cross_entropy(scores, small_y[rows]) + 1e-3 * (W * W).sum()

def train_lbfgs(num_steps, batch_size=None):
    gen = torch.Generator().manual_seed(0)
    W = torch.zeros(small.shape[1], 10, dtype=small.dtype, requires_grad=True)
    optimizer = torch.optim.LBFGS([W], lr=1.0, max_iter=1, history_size=10)
    losses = [small_loss(W).item()]
    for _ in range(num_steps):
        rows = slice(None) if batch_size is None else torch.randint(len(small), (batch_size,), generator=gen)

        def closure():
            optimizer.zero_grad()
            loss = small_loss(W, rows)
            loss.backward()
            return loss

        optimizer.step(closure)
        losses.append(small_loss(W).item())
    return losses

def train_adam(num_steps, batch_size=None):
    gen = torch.Generator().manual_seed(0)
    W, config = torch.zeros(small.shape[1], 10, dtype=small.dtype), {"learning_rate": 0.03}
    losses = [small_loss(W).item()]
    for _ in range(num_steps):
        rows = slice(None) if batch_size is None else torch.randint(len(small), (batch_size,), generator=gen)
        _, dW = softmax_loss(W, small[rows], small_y[rows])
        W, config = adam(W, dW + 2e-3 * W, config)
        losses.append(small_loss(W).item())
    return losses

show_two_curves(
    {"L-BFGS": train_lbfgs(120), "Adam": train_adam(120)},
    {"L-BFGS": train_lbfgs(120, 50), "Adam": train_adam(120, 50)},
    ("All 500 images in every step", "Minibatches of 50"), "loss of all 500 images", share=False,
)

# %% [markdown] id="lbfgs-expected"
# **What you should see.** In full batch, L-BFGS is ahead of Adam, without a learning rate to tune. With minibatches it learns its curvature from differences of gradients of *different* losses, which are mostly noise: it does badly, and its loss may grow without bound. Adam does nearly as well as with all images.
#
# #### Question 4: which one? (3 points)
#
# 1. A friend has 300 examples, a model with 50 weights, and a loss without randomness. Which optimizer do you advise, and why?
# 2. Another trains a large network on a million images. Where should they start, with which settings, and what might do better, with more patience?
# 3. They also want to hold their weights down, and have a working setting of weight decay for SGD. Why won't it simply carry over to Adam with L2 regularization?

# %% [markdown] answer="inline_question_4" points=3
# 1. L-BFGS in full batch: all data fits into every step, there is no noise, and it needs few steps and no tuning. (With 50 weights even Newton's method is cheap.)
# 2. Minibatches and Adam (or AdamW), with $\beta_1 = 0.9$, $\beta_2 = 0.999$ and a learning rate near 1e-3, perhaps with a schedule. SGD with momentum may end up better, but needs more tuning of its learning rate.
# 3. For SGD, L2 and weight decay are the same. Adam divides the penalty's gradient by $\sqrt{\hat s}$ like everything else, so weights with large gradients are held back less; the same $\lambda$ acts differently on each weight. AdamW keeps the decay out of the moments, so that it acts alike on all, but its $\lambda$ has to be set anew as well.

# %% [markdown] id="summary"
# ## What to take along
#
# - One learning rate for all directions is the trouble; the condition number says how much of it there is.
# - Momentum averages gradients over time; second moments give each weight a rate of its own; Adam does both, and corrects for its start at zero.
# - An optimizer's memory is as large as the weights, once for momentum, twice for Adam. Newton's would be that size squared.
# - L2 and weight decay are the same only for plain SGD. Say which one you mean.
# - **Adam** is a good default. **SGD with momentum** may do better, with more tuning. If you can afford full batches, try **L-BFGS**, and remove all sources of noise.
#
# ## Hand in
#
# 1. Fill in *Your details* at the top.
# 2. Run all cells, from top to bottom (in JupyterLab: Run → Run All Cells; in Colab: Runtime → Run all).
# 3. **Save** (Ctrl+S or ⌘S). What isn't saved isn't handed in.
# 4. Run the last cell, `hand_in()`, once more. It lists what it found, and makes the zip. (A `NameError`? Python was restarted: go back to step 2.)

# %% tags=["submit"] id="hand-in"
hand_in();
