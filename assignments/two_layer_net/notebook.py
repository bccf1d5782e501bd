# The two-layer network assignment, as text: the master copy. `make build` turns it into source/two_layer_net/two_layer_net.ipynb.

# %% [markdown] id="title"
# # Two-layer networks
#
# A linear classifier has one template per class, and cuts space with straight cuts. Put a second layer behind the first, with a bend in between, and the cuts may bend too.
# The price is that the gradient isn't one formula any more: you work it out backwards, one layer at a time. That is **backpropagation**, and here you write it by hand.
#
# | part | you write | you will see |
# |---|---|---|
# | 1 | the forward pass | why there must be a bend |
# | 2 | the loss and its gradients | that they agree with measured ones |
# | 3 | minibatches, the training step, the prediction | a toy problem that no line can solve |
# | 4 | nothing | a network learning images, and what its first layer looks for |
# | 5 | a search for good settings | a better network |
#
# Plan on five to seven hours, in more than one sitting. Everything here runs on a laptop's CPU, and in Colab without a GPU.

# %% [markdown] id="rules"
# ## Before you start
#
# **Due Monday 2 November 2026, 11:59 pm KST.**
#
# - Write between `# BEGIN YOUR CODE` and `# END YOUR CODE`, and nowhere else: code outside these blocks isn't graded. Delete the line `raise NotImplementedError`.
# - Don't add, delete or copy cells. To try something out, use a notebook of your own.
# include assignment.toml
# - Stuck? For this alone you may add a cell: write `hint("nn_forward_pass")` with the exercise's name, and run it. Run it again for the next hint. Such a cell may stay.
# - Run all cells, and leave the outputs where they are. *Run all* stops at the first check that fails; to go on behind it, click the next cell and choose Run → Run Selected Cell and All Below (in Colab: Runtime → Run cell and below).
# - Don't zip by yourself: the last cell checks your work and makes the file to hand in.
#
# **If you find it hard, take option 2.** You may then use work that isn't your own, and explain it line by line in comments of your own. Say so in the next cell. There, `group` is for work that you hand in together: its name or number.
#
# After each block there is a small check, with numbers that you can verify by hand. When it prints ✓, go on. Hidden checks
# grade your functions with other data: other sizes, other precisions. Three conventions hold throughout:
#
# - `params` is a dict: `W1` has shape `(D, H)`, `b1` `(H,)`, `W2` `(H, C)`, `b2` `(C,)`. `X` has shape `(N, D)`, `y` has shape `(N,)` and dtype `int64`;
# - results have the dtype and the device of the inputs;
# - a function never changes its inputs, but for `nn_train`, whose purpose that is.

# %% tags=["fields"] id="your-details"
#@title Your details: fill in, then run this cell
name = ""  #@param {type:"string"}
student_id = ""  #@param {type:"string"}
option = 1  #@param [1, 2] {type:"raw"}
group = ""  #@param {type:"string"}

# %% tags=["setup"] id="imports"
#@title Set-up: imports
import itertools
import math
import time

import matplotlib.pyplot as plt
import numpy as np
import torch

# %% id="setup-data"
#@title Set-up: the images (run this cell; you needn't read it)
# include _shared/notebook/data.py

# %% id="setup-plots"
#@title Set-up: the pictures (run this cell; you needn't read it)
# include _shared/notebook/style.py
# include two_layer_net/notebook/hints.py
# include _shared/notebook/hints.py
# include _shared/notebook/plots.py
# include _shared/notebook/given.py
# include _shared/notebook/device.py

torch.set_num_threads(1)  # for arrays as small as these, threads cost more than they bring

# %% id="setup-pictures"
#@title Set-up: more pictures (run this cell; you needn't read it)
# include two_layer_net/notebook/figures.py

# %% id="setup-gradients"
#@title Set-up: measured gradients, and gradients on paper (run this cell; you needn't read it)
# include _shared/notebook/gradients.py
# include _shared/notebook/derive.py
# include two_layer_net/notebook/paper.py

# %% tags=["submit"] id="setup-hand-in"
#@title Set-up: handing in (run this cell; you needn't read it)
# include _shared/notebook/submit.py

# %% [markdown] id="part-1"
# ## 1. Two layers and a bend
#
# *About 45 minutes.*
#
# For all $N$ images at once, one a row of $X$:
#
# $$A = X W_1 + \mathbf{b}_1, \qquad H = \max(0, A), \qquad S = H W_2 + \mathbf{b}_2 .$$
#
# The middle step, taken element by element, is called **ReLU**, and the numbers in $H$ are the **hidden units** of an image. Each is 0 on one side of a hyperplane and grows linearly on the other.
# The second layer adds them up. Here are three hidden units of a single number $x$, and what they can make.

# %% id="relu-sum"
show_relu_sum()

# %% [markdown] id="forward-idea"
# **What you should see.** Three bent lines, and their sum, which rises, falls and stays: no linear function does that.
#
# **You write** `nn_forward_pass`: from `params` and `X` `(N, D)` to the scores `(N, C)` and the hidden units *after* the ReLU `(N, H)`.

# %% solution="nn_forward_pass"
def nn_forward_pass(params, X):
    """Compute the scores of a two-layer network: layer, ReLU, layer.

    Inputs:
    - params: dict with the tensors W1 (D, H), b1 (H,), W2 (H, C), b2 (C,)
    - X: tensor of shape (N, D)

    Returns:
    - scores: tensor of shape (N, C)
    - hidden: tensor of shape (N, H), the hidden units after the ReLU
    """
    ### BEGIN SOLUTION
    hidden = (X @ params["W1"] + params["b1"]).clamp(min=0)
    return hidden @ params["W2"] + params["b2"], hidden
    ### END SOLUTION

# %% test="nn_forward_pass"
params = {
    "W1": torch.tensor([[1.0, -1.0], [0.0, 1.0]]), "b1": torch.tensor([0.0, 1.0]),
    "W2": torch.tensor([[2.0, -1.0], [1.0, 1.0]]), "b2": torch.tensor([0.5, -1.0]),
}
X = torch.tensor([[1.0, 2.0], [-1.0, -3.0]])
scores, hidden = nn_forward_pass(params, X)
# before the ReLU: (1, -1 + 2 + 1) = (1, 2) and (-1, 1 - 3 + 1) = (-1, -1)
assert hidden.tolist() == [[1, 2], [0, 0]], f"after the ReLU, the hidden units are [[1, 2], [0, 0]]; got {hidden.tolist()}"
# the scores of the first: 2·1 + 1·2 + 0.5 and -1·1 + 1·2 - 1; those of the second: what b2 says
assert scores.tolist() == [[4.5, 0], [0.5, -1]], f"expected [[4.5, 0], [0.5, -1]], got {scores.tolist()}"
print("✓ the forward pass")

# %% [markdown] id="question-1"
# ### Question 1 (3 points)
#
# 1. Leave the ReLU out. Show that the network is then a linear classifier, and say what its $W$ and $\mathbf{b}$ are.
# 2. A hidden unit may be 0 for *every* training image. What is the gradient of its column of $W_1$ then, from the data loss? Can it come back to life without regularization?

# %% [markdown] answer="inline_question_1" points=3
# 1. $S = (XW_1 + b_1)W_2 + b_2 = X(W_1W_2) + (b_1W_2 + b_2)$: one matrix $W = W_1W_2$ (of rank at most $H$) and one bias $b = b_1W_2 + b_2$.
# 2. It is 0: the ReLU passes nothing back where its input is negative, so neither its column of $W_1$ nor its bias moves, and the unit stays dead, however long we train on these images.

# %% [markdown] id="part-2"
# ## 2. The loss and its gradients
#
# *About 2 hours.*
#
# The loss is softmax, as for linear classifiers, with a penalty on the weights (but not on the biases):
#
# $$L = \frac{1}{N} \sum_i \Big( \log \sum_j e^{s_{ij}} - s_{i y_i} \Big) + \lambda \Big( \sum W_1^2 + \sum W_2^2 \Big).$$
#
# Now backwards. Write $\mathrm{d}S$ for the derivative of the data loss with respect to $S$; it has the shape of $S$, and you know it from the linear classifier:
#
# $$\mathrm{d}S = \tfrac{1}{N}(P - Y) .$$
#
# $P$ `(N, C)` holds the probabilities, $Y$ `(N, C)` a 1 at each image's true class. From here the chain rule goes through the forward pass one step at a time, from the last to the first. **Find the other six yourself, on paper.** Three facts are enough:
#
# - Each gradient has the shape of what it belongs to. That tells which matrix to transpose, and on which side it stands.
# - A bias is added to every row, so every row adds to its gradient.
# - Where the ReLU gave 0, nothing comes back.
#
# The next cell checks each of your formulas. Write them for torch: `A.T @ B` is a product, `A * B` goes element by element, `A.sum(0)` adds up the rows, and `(A > 0)` is 1 where $A$ is above 0. The penalty is left out here.

# %% id="backward-on-paper"
derivations(*paper_network())

# %% [markdown] id="backward-idea"
# *To think about:* why can you find all six by their shapes alone, but for one?
#
# <details><summary>An answer</summary>
#
# Of the matrices at hand only one product has the right shape, as long as $N$, $D$, $H$ and $C$ are four different numbers. The one is $\mathrm{d}A$: $\mathrm{d}H$ has its shape already, and only the ReLU says what is missing. With the penalty:
#
# $$\mathrm{d}W_2 = H^\top \mathrm{d}S + 2\lambda W_2, \qquad \mathrm{d}\mathbf{b}_2 = \sum_i \mathrm{d}S_i,$$
# $$\mathrm{d}H = \mathrm{d}S\, W_2^\top, \qquad \mathrm{d}A = \mathrm{d}H \odot [A > 0], \qquad
# \mathrm{d}W_1 = X^\top \mathrm{d}A + 2\lambda W_1, \qquad \mathrm{d}\mathbf{b}_1 = \sum_i \mathrm{d}A_i .$$
#
# </details>
#
# As before, subtract the largest score of an image from all its scores before you exponentiate, and don't take the logarithm of a probability, which may have become 0: use the formula above.
#
# **You write** `nn_forward_backward`. Without labels, it returns the scores; with labels, the loss and a dict of the four gradients.

# %% solution="nn_forward_backward"
def nn_forward_backward(params, X, y=None, reg=0.0):
    """Compute the scores, or the softmax loss and its gradients.

    Inputs:
    - params: dict with the tensors W1 (D, H), b1 (H,), W2 (H, C), b2 (C,)
    - X: tensor of shape (N, D)
    - y: int64 tensor of shape (N,), or None
    - reg: the strength of the penalty on W1 and W2

    Returns, when y is None:
    - scores: tensor of shape (N, C)

    Returns otherwise:
    - loss: 0-d tensor
    - grads: dict with the keys W1, b1, W2, b2: the gradients, each in the shape of its parameter
    """
    ### BEGIN SOLUTION
    scores, hidden = nn_forward_pass(params, X)
    if y is None:
        return scores
    rows = torch.arange(len(X), device=X.device)
    shifted = scores - scores.max(dim=1, keepdim=True).values
    exponentials = shifted.exp()
    sums = exponentials.sum(dim=1, keepdim=True)
    W1, W2 = params["W1"], params["W2"]
    loss = (sums.log()[:, 0] - shifted[rows, y]).mean() + reg * ((W1 * W1).sum() + (W2 * W2).sum())
    dscores = exponentials / sums
    dscores[rows, y] -= 1
    dscores = dscores / len(X)
    dhidden = (dscores @ W2.T) * (hidden > 0)
    grads = {
        "W1": X.T @ dhidden + 2 * reg * W1,
        "b1": dhidden.sum(dim=0),
        "W2": hidden.T @ dscores + 2 * reg * W2,
        "b2": dscores.sum(dim=0),
    }
    return loss, grads
    ### END SOLUTION

# %% test="nn_forward_backward"
params = {"W1": torch.ones(1, 1), "b1": torch.zeros(1), "W2": torch.zeros(1, 2), "b2": torch.zeros(2)}
X, y = torch.tensor([[3.0]]), torch.tensor([0])
scores = nn_forward_backward(params, X)
assert scores.tolist() == [[0, 0]], f"without labels, the scores come back: expected [[0, 0]], got {scores}"
loss, grads = nn_forward_backward(params, X, y, reg=0.5)
# two equal scores: the loss is log 2, the probabilities are 1/2; the penalty is 0.5 · 1²
assert abs(float(loss) - (math.log(2) + 0.5)) < 1e-5, f"log 2 + 0.5 = 1.1931, got {float(loss):.4f}"
# dS = (1/2 - 1, 1/2); the hidden unit is 3; dH = 0, because W2 is 0; the penalty adds 2 · 0.5 · W1
expected = {"W1": [[1.0]], "b1": [0.0], "W2": [[-1.5, 1.5]], "b2": [-0.5, 0.5]}
for key, right in expected.items():
    assert grads[key].shape == params[key].shape, f"the gradient of {key} has the shape of {key}: {tuple(params[key].shape)}, got {tuple(grads[key].shape)}"
    assert torch.allclose(grads[key], torch.tensor(right), atol=1e-5), f"{key}: expected {right}, got {grads[key].tolist()}"
# a hidden unit that is off passes nothing back: before the ReLU (2, -2), so hidden (2, 0), scores (2 - 2, -2 + 2) = (0, 0)
params = {"W1": torch.tensor([[1.0, -1.0]]), "b1": torch.zeros(2), "W2": torch.tensor([[1.0, -1.0], [1.0, -1.0]]), "b2": torch.tensor([-2.0, 2.0])}
loss, grads = nn_forward_backward(params, torch.tensor([[2.0]]), y)
# dS = (-1/2, 1/2), so dH = (-1, -1), and dA = (-1, 0)
expected = {"W1": [[-2.0, 0.0]], "b1": [-1.0, 0.0], "W2": [[-1.0, 1.0], [0.0, 0.0]], "b2": [-0.5, 0.5]}
for key, right in expected.items():
    assert torch.allclose(grads[key], torch.tensor(right), atol=1e-5), f"{key}, with one unit off: expected {right}, got {grads[key].tolist()}"
print("✓ the loss and its gradients")

# %% [markdown] id="gradient-check-idea"
# ### The gradient check
#
# Numbers that can be done by hand miss much: above there was one image at a time, and no penalty where a unit was off. So *measure* the gradients, by small steps in each parameter, in float64, and compare. Below 1e-7 is right; above 1e-4 is wrong.

# %% id="gradient-check"
generator = torch.Generator().manual_seed(1)
checked = {
    "W1": 0.5 * torch.randn(4, 10, generator=generator, dtype=torch.float64), "b1": 0.1 * torch.randn(10, generator=generator, dtype=torch.float64),
    "W2": 0.5 * torch.randn(10, 3, generator=generator, dtype=torch.float64), "b2": 0.1 * torch.randn(3, generator=generator, dtype=torch.float64),
}  # fmt: skip
X = torch.randn(5, 4, generator=generator, dtype=torch.float64)
y = torch.tensor([0, 1, 2, 2, 1])
loss, grads = nn_forward_backward(checked, X, y, reg=0.05)
for key in checked:
    measured = measure_gradient(lambda value: nn_forward_backward({**checked, key: value}, X, y, reg=0.05)[0], checked[key])
    error = relative_error(grads[key], measured)
    print(f"{key}: relative error {error:.1e}  {'✓' if error < 1e-6 else '✗ look at this one again'}")

# %% id="any-device"
works_on_any_device(nn_forward_pass, checked, X)
works_on_any_device(nn_forward_backward, checked, X, y, 0.05);

# %% [markdown] id="question-2"
# **What you should see.** Four errors below 1e-7, and two lines that say that your functions work on any device: they were called with tensors of a pretend accelerator, which refuse to meet tensors of the CPU, as a GPU's do. If only `W1` and `b1` are wrong, look at what passes back through the ReLU; if only `W1` and `W2` are, look at the penalty.
#
# #### Question 2 (3 points)
#
# Set $W_1$, $W_2$ and both biases to 0, and train.
#
# 1. Which of the four gradients are 0 at the start, and which isn't? What does the network learn at most?
# 2. Now give all entries of $W_1$ one same number, and all of $W_2$ another. Why do all hidden units stay equal forever? What do random numbers change about that?

# %% [markdown] answer="inline_question_2" points=3
# 1. $H = 0$, so $dW_2 = 0$; $W_2 = 0$, so $dH = 0$, and with it $dW_1$ and $db_1$ are 0. Only $db_2$ isn't. Nothing but $b_2$ ever moves: the network learns how frequent the classes are.
# 2. All units compute the same number, and as their rows of $W_2$ are equal, they get the same gradient; after the step they are equal again. The network is as good as one with a single unit.
#    Random numbers break the symmetry: each unit starts elsewhere, gets another gradient, and comes to look for something else.

# %% [markdown] id="part-3"
# ## 3. Training
#
# *About 1 hour.*
#
# **You write** three short functions. First, `sample_batch`, as for linear classifiers: `batch_size` rows, drawn *with replacement*, with their labels.

# %% solution="sample_batch"
def sample_batch(X, y, num_train, batch_size, generator=None):
    """Draw a minibatch at random, with replacement.

    Inputs:
    - X: tensor of shape (N, D)
    - y: int64 tensor of shape (N,)
    - num_train: how many rows to draw from: 0 to num_train - 1, all equally likely
    - batch_size: how many to draw; it may be larger than num_train
    - generator: the torch.Generator (on the CPU) that the random numbers come from, or None for torch's global one

    Returns:
    - X_batch: tensor of shape (batch_size, D)
    - y_batch: int64 tensor of shape (batch_size,), the labels of these rows
    """
    ### BEGIN SOLUTION
    chosen = torch.randint(num_train, (batch_size,), generator=generator).to(X.device)
    return X[chosen], y[chosen]
    ### END SOLUTION

# %% test="sample_batch"
X, y = torch.tensor([[0.0, 0.5], [1.0, 1.5], [2.0, 2.5], [3.0, 3.5]]), torch.tensor([0, 1, 2, 3])  # row i begins with i, and its label is i
X_batch, y_batch = sample_batch(X, y, 4, 200, torch.Generator().manual_seed(0))
assert X_batch.shape == (200, 2), f"200 rows of X: expected shape (200, 2), got {tuple(X_batch.shape)}"
assert y_batch.shape == (200,), f"200 labels: expected shape (200,), got {tuple(y_batch.shape)}"
assert torch.equal(X_batch[:, 0].long(), y_batch), "each row comes with its own label: row i begins with i, and its label is i"
assert sorted(set(y_batch.tolist())) == [0, 1, 2, 3], f"of 200 draws, each row gets some; drawn were {sorted(set(y_batch.tolist()))}"
again = sample_batch(X, y, 4, 200, torch.Generator().manual_seed(0))
assert torch.equal(y_batch, again[1]), "the same generator state gives the same batch: is the generator used?"
print("✓ a minibatch")

# %% [markdown] id="train-idea"
# Then the update in `nn_train`. The loop around it is given, so read it. Take `learning_rate` times its gradient off each of the four parameters, and do it **in place**:
# the tensors in `params` belong to the network that is being trained, and these very tensors have to change. (`a -= b` changes `a`; `a = a - b` makes a new tensor and leaves the old one as it was.)
#
# After each *epoch*, which is as many steps as would show every image once, the learning rate is multiplied by `learning_rate_decay`.

# %% solution="nn_train"
def nn_train(
    params, loss_func, pred_func, X, y, X_val, y_val,
    learning_rate=1e-3, learning_rate_decay=0.95, reg=5e-6, num_iters=100, batch_size=200, verbose=False,
):
    """Train a network by stochastic gradient descent; the tensors in params are changed in place.

    Inputs:
    - params: dict with the tensors W1, b1, W2, b2
    - loss_func: a function of (params, X, y, reg) that returns (loss, grads)
    - pred_func: a function of (params, loss_func, X) that returns labels
    - X, y: the training data, (N, D) and (N,)
    - X_val, y_val: the validation data
    - learning_rate, learning_rate_decay, reg, num_iters, batch_size: the hyperparameters
    - verbose: whether to print the loss every 100 iterations

    Returns:
    - a dict: loss_history, one float for each step; train_acc_history and val_acc_history, one float for each epoch
    """
    num_train = X.shape[0]
    iterations_per_epoch = max(num_train // batch_size, 1)
    loss_history, train_acc_history, val_acc_history = [], [], []
    for t in range(num_iters):
        X_batch, y_batch = sample_batch(X, y, num_train, batch_size)
        loss, grads = loss_func(params, X_batch, y=y_batch, reg=reg)
        loss_history.append(float(loss))
        ### BEGIN SOLUTION
        for key in params:
            params[key] -= learning_rate * grads[key]
        ### END SOLUTION
        if verbose and t % 100 == 0:
            print(f"iteration {t} of {num_iters}: loss {float(loss):.4f}")
        if (t + 1) % iterations_per_epoch == 0:
            train_acc_history.append((pred_func(params, loss_func, X_batch) == y_batch).double().mean().item())
            val_acc_history.append((pred_func(params, loss_func, X_val) == y_val).double().mean().item())
            learning_rate *= learning_rate_decay
    return {"loss_history": loss_history, "train_acc_history": train_acc_history, "val_acc_history": val_acc_history}

# %% test="nn_train"
def squares(params, X, y=None, reg=0.0):
    """A loss without data: the sum of squares of all parameters, whose gradient is twice each of them."""
    return sum((value * value).sum() for value in params.values()), {key: 2 * value for key, value in params.items()}


def always_zero(params, loss_func, X):
    """Predict 0."""
    return torch.zeros(len(X), dtype=torch.int64)


params = {"W1": torch.tensor([[8.0]]), "b1": torch.tensor([4.0]), "W2": torch.tensor([[16.0]]), "b2": torch.tensor([0.0])}
W1_at_the_start = params["W1"]
X, y = torch.zeros(4, 1), torch.zeros(4, dtype=torch.int64)
stats = nn_train(params, squares, always_zero, X, y, X, y, learning_rate=0.25, learning_rate_decay=1.0, num_iters=3, batch_size=2)
# each step takes off 0.25 · 2p, which is half of p: 8, 4, 2, 1
found = {key: value.item() for key, value in params.items()}
assert found == {"W1": 1, "b1": 0.5, "W2": 2, "b2": 0}, f"three steps that halve: expected W1 1, b1 0.5, W2 2, b2 0, got {found}"
assert W1_at_the_start.item() == 1, "the tensor that was in params at the start has to change, not be replaced: in place"
assert stats["loss_history"] == [336, 84, 21], f"8² + 4² + 16² = 336, then a quarter each time; got {stats['loss_history']}"
print("✓ the training step")

# %% [markdown] id="predict-idea"
# Last, `nn_predict`: the class of the highest score. `loss_func(params, X)`, without labels, returns scores; use it, so that the function serves other networks too.

# %% solution="nn_predict"
def nn_predict(params, loss_func, X):
    """Predict the class with the highest score for each row of X.

    Inputs:
    - params: the parameters that loss_func wants
    - loss_func: a function; loss_func(params, X) returns scores of shape (N, C)
    - X: tensor of shape (N, D)

    Returns:
    - y_pred: int64 tensor of shape (N,)
    """
    ### BEGIN SOLUTION
    return loss_func(params, X).argmax(dim=1)
    ### END SOLUTION

# %% test="nn_predict"
def two_scores(params, X, y=None, reg=0.0):
    """Return the scores (x, k), for a parameter k."""
    return torch.cat([X, torch.full_like(X, params["k"])], dim=1)


predicted = nn_predict({"k": 2.0}, two_scores, torch.tensor([[1.0], [3.0], [-5.0]]))
assert predicted.dtype == torch.int64, f"labels are int64, got {predicted.dtype}"
assert predicted.tolist() == [1, 0, 1], f"the scores are (1, 2), (3, 2) and (-5, 2): expected [1, 0, 1], got {predicted.tolist()}"
print("✓ the prediction")

# %% tags=["setup"] id="two-layer-net"
class TwoLayerNet:
    """A two-layer network with your functions in it. Given: there is nothing to write here."""

    def __init__(self, input_size, hidden_size, output_size, dtype=torch.float32, device="cpu", std=1e-3, seed=0):
        generator = torch.Generator().manual_seed(seed)
        self.params = {
            "W1": std * torch.randn(input_size, hidden_size, generator=generator, dtype=dtype).to(device),
            "b1": torch.zeros(hidden_size, dtype=dtype, device=device),
            "W2": std * torch.randn(hidden_size, output_size, generator=generator, dtype=dtype).to(device),
            "b2": torch.zeros(output_size, dtype=dtype, device=device),
        }

    def loss(self, X, y=None, reg=0.0):
        """Return scores, or (loss, grads)."""
        return nn_forward_backward(self.params, X, y, reg)

    def train(
        self, X, y, X_val, y_val, learning_rate=1e-3, learning_rate_decay=0.95, reg=5e-6, num_iters=100, batch_size=200, verbose=False
    ):
        """Train; return the dict of histories."""
        return nn_train(
            self.params, nn_forward_backward, nn_predict, X, y, X_val, y_val,
            learning_rate, learning_rate_decay, reg, num_iters, batch_size, verbose,
        )

    def predict(self, X):
        """Return the labels (N,) of X (N, D)."""
        return nn_predict(self.params, nn_forward_backward, X)

    def save(self, path):
        """Keep the parameters in a file."""
        torch.save(self.params, path)

    def load(self, path):
        """Take the parameters from a file."""
        self.params = torch.load(path, weights_only=True)

# %% [markdown] id="toy-idea"
# ### A toy problem
#
# Points in a square; the class is whether the two coordinates have the same sign. The best straight cut has 69 % of these points right (with ever more points it would be 2/3): it cuts off one corner.
# `TwoLayerNet`, above, puts your functions together; here are three sizes of it.

# %% id="toy"
generator = torch.Generator().manual_seed(3)
toy_X = torch.rand(300, 2, generator=generator) * 4 - 2
toy_y = (toy_X[:, 0] * toy_X[:, 1] > 0).long()
torch.manual_seed(0)
toy_networks, toy_losses = {}, {}
for hidden_size in (2, 4, 32):
    net = TwoLayerNet(2, hidden_size, 2, std=0.5)
    stats = net.train(toy_X, toy_y, toy_X, toy_y, learning_rate=0.3, learning_rate_decay=1.0, reg=1e-4, num_iters=1500, batch_size=100)
    accuracy = (net.predict(toy_X) == toy_y).double().mean().item()
    toy_networks[f"{hidden_size} hidden units: {accuracy:.0%}"] = net.params
    toy_losses[f"{hidden_size} hidden units"] = stats["loss_history"]
show_curves(toy_losses, ylabel="loss of the minibatch")
show_networks(toy_networks, toy_X, toy_y)

# %% [markdown] id="toy-expected"
# **What you should see.** The dashed lines are where a hidden unit switches on: on one side it is 0, on the other it grows. Borders between the classes bend there, and nowhere else. With two units there are too few bends; with 32 the four quadrants are clear.
#
# *To think about:* how many hidden units does this task need at least? Draw their lines on paper.
#
# <details><summary>An answer</summary>
#
# Three are enough. The two coordinates have the same sign exactly when $|x + y| > |x - y|$. Each absolute value takes one unit and a linear part, since $|u| = 2 \max(0, u) - u$; the two linear parts together are $-2y$, and a unit that is never 0 in the square, $\max(0, y + 2)$, makes that.
# So the score is $2\max(0, x + y) - 2\max(0, x - y) - 2\max(0, y + 2) + 4$.
# Two aren't enough: both axes are borders, and they cross at the origin, so the lines of both units must go through the origin. There the two classes meet, so neither score is larger; and then neither is larger anywhere on the side where both units are 0.
# Training doesn't always find so small a solution; with more units it is easier.
#
# </details>
#
# ## 4. Images
#
# *About 45 minutes.*
#
# The images of the earlier assignments: flattened, and the mean image of the training set subtracted. $D = 3072$; there is no appended one, since the network has biases.

# %% id="load-images"
images = load_images(num_train=1000, num_test=250, rng=np.random.default_rng(0))
class_names = images.class_names
mean_image = images.x_train[:800].mean(dim=0)
data = {
    "X_train": (images.x_train[:800] - mean_image).flatten(1), "y_train": images.y_train[:800],
    "X_val": (images.x_train[800:] - mean_image).flatten(1), "y_val": images.y_train[800:],
    "X_test": (images.x_test - mean_image).flatten(1), "y_test": images.y_test,
}
print("Images:", images.source)
for part in ("train", "val", "test"):
    print(f"{part:>6}: X {tuple(data['X_' + part].shape)}, y {tuple(data['y_' + part].shape)}")
show_examples(images.x_train, images.y_train, class_names, per_class=3)


def accuracy_of(net, part):
    """Return a network's accuracy on a part of the data, from 0 to 1."""
    return (net.predict(data["X_" + part]) == data["y_" + part]).double().mean().item()

# %% id="train-images"
torch.manual_seed(0)
first_net = TwoLayerNet(3072, 48, 10)
untrained_W1 = first_net.params["W1"].clone()
start = time.perf_counter()
stats = first_net.train(
    data["X_train"], data["y_train"], data["X_val"], data["y_val"], learning_rate=0.1, learning_rate_decay=0.98, reg=1e-3, num_iters=600, batch_size=100,
)
print(f"{time.perf_counter() - start:.1f} s; training accuracy {accuracy_of(first_net, 'train'):.1%}, validation accuracy {accuracy_of(first_net, 'val'):.1%}")
show_training(stats, "48 hidden units")

# %% [markdown] id="question-3"
# **What you should see.** A loss that begins at log 10 ≈ 2.3, stays there at first, since small weights send small gradients through two layers, and then falls.
#
# ### Question 3 (3 points)
#
# 1. Why does the loss begin near $\log 10$, whatever the images are?
# 2. Is this network overfitting or underfitting at the end? Say which of the two curves tells you, and name two settings that you would change, and in which direction.

# %% [markdown] answer="inline_question_3" points=3
# 1. With weights of size 0.001 all scores are close to 0, so every probability is close to 1/10, and the loss of each image is $-\log(1/10) = \log 10$.
# 2. The accuracy on training minibatches keeps rising above that on validation data: the gap is overfitting, which grows with training. Against it: a stronger penalty (larger `reg`), fewer hidden units, fewer iterations, or more images.
#    (Where both are low and still rising, it is underfitting: train longer, with a larger learning rate or more units.)

# %% [markdown] id="first-layer-idea"
# ### What the first layer looks for
#
# Each column of $W_1$ has as many numbers as an image. Grey is 0. First as they were before training, then after. The third picture is of a network that began with numbers ten times as large (`std=0.01`), and was trained in the same way.

# %% id="first-layer"
show_first_layer(untrained_W1[:, :16], "before training")
show_first_layer(first_net.params["W1"], "after training, the largest first")
torch.manual_seed(0)
rough_net = TwoLayerNet(3072, 48, 10, std=1e-2)
rough_net.train(
    data["X_train"], data["y_train"], data["X_val"], data["y_val"], learning_rate=0.1, learning_rate_decay=0.98, reg=1e-3, num_iters=600, batch_size=100,
)
show_first_layer(rough_net.params["W1"], "after training from a start ten times as large")

# %% [markdown] id="question-4"
# **What you should see.** Before: noise. After: soft patches of colour, reds and browns beside their opposites, blues and greens; some are brighter at one side, some hold a faint shape. In the third, the same colours under grain.
#
# #### Question 4 (3 points)
#
# 1. The linear classifier's templates belonged to classes. To what do these belong, and who decides which class they speak for?
# 2. Why are there often two units that are the negatives of each other?
# 3. Where does the grain in the third picture come from, and why has training not removed it? Name two things that would make the pictures smoother.

# %% [markdown] answer="inline_question_4" points=3
# 1. To hidden units, which classes share: each row of $W_2$ says how much its unit speaks for or against each class. So a class can have several templates, and a template can serve several classes.
# 2. The ReLU keeps only one side. A unit that looks for 'red' is 0 for blue, and one that looks for 'bright above, dark below' is 0 for its opposite; to use both sides takes two units.
# 3. It is the noise of the start. Neighbouring pixels are nearly equal, so grain hardly changes a hidden unit, and the data loss sends almost no gradient against it; only the penalty shrinks it, a little at each step.
#    Smoother: a smaller start, a stronger penalty on $W_1$, longer training, or more images (with few, training itself fits grain to single images).

# %% [markdown] id="part-5"
# ## 5. Good settings
#
# *About 1½ hours.*
#
# Four hyperparameters at once. Which lists to try, you choose; try 4 to 24 combinations in all, and remember that each costs a training of 300 steps here. Rates and strengths act by their order of magnitude: space them by factors.
# Mind the decay: with 800 images and batches of 100 an epoch is only 8 steps, so 300 steps are 37 epochs. A decay of 0.95 leaves about 0.15 of the rate at the end, and 0.98 about 0.47.
#
# **You write** `nn_get_search_params` with the four lists, and `find_best_net`, which trains one network for each combination and keeps the one with the highest accuracy on the **validation** data.

# %% solution="nn_get_search_params"
def nn_get_search_params():
    """Choose the hyperparameters to try.

    Returns four lists, which make 4 to 24 combinations:
    - learning_rates: floats
    - hidden_sizes: ints
    - regularization_strengths: floats
    - learning_rate_decays: floats, above 0 and at most 1
    """
    ### BEGIN SOLUTION
    return [0.03, 0.1, 0.2], [16, 64], [1e-4, 1e-2], [0.98]
    ### END SOLUTION

# %% test="nn_get_search_params"
lists = nn_get_search_params()
assert len(lists) == 4, f"four lists, got {len(lists)}"
learning_rates, hidden_sizes, regularization_strengths, learning_rate_decays = lists
assert 4 <= math.prod(map(len, lists)) <= 24, f"4 to 24 combinations, got {math.prod(map(len, lists))}"
assert all(isinstance(size, int) and size > 0 for size in hidden_sizes), "hidden sizes are positive ints"
assert all(rate > 0 for rate in learning_rates), "learning rates are positive"
assert all(0 < decay <= 1 for decay in learning_rate_decays), "decays lie above 0 and are at most 1"
print("✓ what to try")

# %% solution="find_best_net"
def find_best_net(data_dict, get_param_set_fn):
    """Train one network for each combination of hyperparameters, and keep the best.

    Make each network with TwoLayerNet(D, hidden_size, C), and train it once with its method train, on the training data, with the
    validation data beside, and with num_iters=300 and batch_size=100.

    Inputs:
    - data_dict: dict with the tensors X_train (N, D), y_train, X_val, y_val; the labels of y_train are 0 to C - 1, each of which occurs
    - get_param_set_fn: a function without arguments that returns four lists, in the order of nn_get_search_params

    Returns:
    - best_net: the trained TwoLayerNet with the highest accuracy on the validation data
    - best_stat: the dict that its train returned
    - best_val_acc: its accuracy on the validation data, a number from 0 to 1
    """
    ### BEGIN SOLUTION
    best_net, best_stat, best_val_acc = None, None, -1.0
    X, y, X_val, y_val = (data_dict[key] for key in ("X_train", "y_train", "X_val", "y_val"))
    rates, sizes, strengths, decays = get_param_set_fn()
    for rate in rates:
        for size in sizes:
            for strength in strengths:
                for decay in decays:
                    net = TwoLayerNet(X.shape[1], size, int(y.max()) + 1, dtype=X.dtype, device=X.device)
                    stat = net.train(
                        X, y, X_val, y_val, learning_rate=rate, learning_rate_decay=decay, reg=strength, num_iters=300, batch_size=100
                    )
                    val_acc = (net.predict(X_val) == y_val).double().mean().item()
                    if val_acc > best_val_acc:
                        best_net, best_stat, best_val_acc = net, stat, val_acc
    return best_net, best_stat, best_val_acc
    ### END SOLUTION

# %% test="find_best_net"
torch.manual_seed(0)
small = {"X_train": torch.tensor([[2.0], [-2.0]]), "y_train": torch.tensor([0, 1]), "X_val": torch.tensor([[3.0], [-3.0]]), "y_val": torch.tensor([0, 1])}
# with a learning rate of 1e-12 nothing is learned; with 0.1, the sign is
net, stat, val_acc = find_best_net(small, lambda: ([1e-12, 0.1], [8], [0.0], [1.0]))
assert isinstance(net, TwoLayerNet), "the first thing to return is the network"
assert net.params["W1"].shape == (1, 8), f"one input and 8 hidden units: W1 has shape (1, 8), got {tuple(net.params['W1'].shape)}"
assert float(val_acc) == 1, f"the better of the two networks has both signs right: expected 1, got {float(val_acc)}"
assert stat["loss_history"][-1] < 0.5, "best_stat belongs to the network that learned: its loss went down"
print("✓ the search")

# %% id="search"
torch.manual_seed(0)
tried = {}


class Watched(TwoLayerNet):
    """A TwoLayerNet that notes how it was trained, for the picture."""

    def train(self, X, y, X_val, y_val, **settings):
        stat = super().train(X, y, X_val, y_val, **settings)
        words = f"rate {settings.get('learning_rate', 1e-3):g}, {self.params['W1'].shape[1]} units, reg {settings.get('reg', 5e-6):g}, decay {settings.get('learning_rate_decay', 0.95):g}"
        tried[words] = (accuracy_of(self, "train"), accuracy_of(self, "val"))
        return stat


plain, TwoLayerNet = TwoLayerNet, Watched
start = time.perf_counter()
try:
    best_net, best_stat, best_val_acc = find_best_net(data, nn_get_search_params)
finally:
    TwoLayerNet = plain
print(f"{time.perf_counter() - start:.0f} s; the best validation accuracy is {float(best_val_acc):.1%}")
show_results(tried)

# %% [markdown] id="search-expected"
# **What you should see.** The learning rate decides most: too small, and 300 steps are too few; too large, and the loss jumps about. Where training accuracy is far above validation accuracy, the network overfits.
# If your best setting is at the end of a list, look beyond.
#
# ### The final test
#
# Once, with the network that the validation data chose.

# %% id="final-test"
print(f"Accuracy on the test images: {accuracy_of(best_net, 'test'):.1%}")
show_training(best_stat, "the best network")
show_first_layer(best_net.params["W1"], "the first layer of the best network")
show_confusion(data["y_test"], best_net.predict(data["X_test"]), class_names)

# %% id="series"
series = {**accuracies_of_the_series(data), "two layers": accuracy_of(best_net, "test")}
show_series(series, len(class_names))

# %% [markdown] id="series-expected"
# **What you should see.** On the photo patches kNN has about 60 %, the linear classifiers about 50 to 55 %, your network up to 70 %. (Is yours below the others? Look at its loss: if it stops falling early, the rate is too small or shrinks too soon.)
#
# *To think about:* why is a *trained* linear classifier worse here than kNN, which learns nothing?
#
# <details><summary>An answer</summary>
#
# It has one template for each class, and a patch may come from anywhere in its photo: sky, wall, face. No single template fits all of them. kNN compares with every patch that it has seen, so a class may look in many ways. The price: it keeps all images and is slow when it predicts. A network with two layers has many templates that classes share.
#
# </details>

# %% [markdown] id="summary"
# ## What to take along
#
# - Two linear layers are one; the bend between them makes the difference.
# - Backpropagation is the chain rule, from the last step to the first; each gradient has the shape of its parameter.
# - Check gradients by measuring, in float64, with numbers that aren't special.
# - Start from small random numbers, not from zeros.
# - Choose on validation data, test once.
#
# ## Hand in
#
# 1. Fill in *Your details* at the top.
# 2. Run all cells, from top to bottom (in JupyterLab: Run → Run All Cells; in Colab: Runtime → Run all).
# 3. **Save** (Ctrl+S or ⌘S). What isn't saved isn't handed in.
# 4. Run the last cell, `hand_in()`, once more. It lists what it found, and makes the zip. (A `NameError`? Python was restarted: go back to step 2.)

# %% tags=["submit"] id="hand-in"
hand_in();
