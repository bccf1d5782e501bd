# The linear classifier assignment, as text: the master copy. `make build` turns it into source/linear_classifier/linear_classifier.ipynb.

# %% [markdown] id="title"
# # Linear classifiers
#
# A linear classifier has one number for every pixel and every class, and classifies an image with one matrix product.
# So, unlike kNN, it is quick to use and slow to make: somebody must find those numbers. This notebook is about how:
# say with a **loss** how bad they are, keep them small with **regularization**, and walk downhill along the **gradient**.
#
# | part | you write | you will see |
# |---|---|---|
# | 1 | the prediction | one classifier, three ways to look at it |
# | 2 | the penalty | a cliff between two training points, and what removes it |
# | 3 | random search, the numeric gradient | why one is a bad idea, and the other a slow one |
# | 4 | the SVM loss and its gradient, with loops and without | that your calculus is right, and what loops cost |
# | 5 | the softmax loss, likewise | the same once more, faster |
# | 6 | minibatches and the training step | loss curves, learning rates, a classifier that you steer by hand |
# | 7 | a search for good settings | what each class's template looks like |
#
# Plan on six to nine hours, in three sittings: parts 1 and 2, parts 3 and 4, parts 5 to 7. No later part needs what is marked *Optional*: run it, and read it when you have the time.
# Everything here runs on a laptop's CPU, and in Colab without a GPU.

# %% [markdown] id="rules"
# ## Before you start
#
# **Due Monday 19 October 2026, 11:59 pm KST.**
#
# - Write between `# BEGIN YOUR CODE` and `# END YOUR CODE`, and nowhere else: code outside these blocks isn't graded. Delete the line `raise NotImplementedError`.
# - Don't add, delete or copy cells. To try something out, use a notebook of your own.
# include assignment.toml
# - Stuck? For this alone you may add a cell: write `hint("predict_linear_classifier")` with the exercise's name, and run it. Run it again for the next hint. Such a cell may stay.
# - Run all cells, and leave the outputs where they are. *Run all* stops at the first check that fails; to go on behind it, click the next cell and choose Run → Run Selected Cell and All Below (in Colab: Runtime → Run cell and below).
# - Don't zip by yourself: the last cell checks your work and makes the file to hand in.
#
# **If you find it hard, take option 2.** You may then use work that isn't your own, and explain it line by line in comments of your own. Say so in the next cell. There, `group` is for work that you hand in together: its name or number.
#
# After each block there is a small check, with numbers that you can verify by hand. When it prints ✓, go on. Hidden checks
# grade your functions with other data: other sizes, other precisions. Three conventions hold throughout:
#
# - `W` has shape `(D, C)`, `X` has shape `(N, D)`, `y` has shape `(N,)` and dtype `int64`. (The lecture turns it round: there $W$ is `(C, D)`, and each image is a column.)
# - results have the dtype and the device of the inputs;
# - a function never changes its inputs.

# %% tags=["fields"] id="your-details"
#@title Your details: fill in, then run this cell
name = ""  #@param {type:"string"}
student_id = ""  #@param {type:"string"}
option = 1  #@param [1, 2] {type:"raw"}
group = ""  #@param {type:"string"}

# %% tags=["setup"] id="imports"
#@title Set-up: imports
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
# include linear_classifier/notebook/hints.py
# include _shared/notebook/hints.py
# include _shared/notebook/plots.py
# include _shared/notebook/given.py
# include _shared/notebook/derive.py
# include _shared/notebook/device.py
# include linear_classifier/notebook/paper.py
# include linear_classifier/notebook/tools.py

torch.set_num_threads(1)  # for arrays as small as these, threads cost more than they bring

# %% id="setup-pictures"
#@title Set-up: more pictures (run this cell; you needn't read it)
# include linear_classifier/notebook/figures.py

# %% tags=["submit"] id="setup-hand-in"
#@title Set-up: handing in (run this cell; you needn't read it)
# include _shared/notebook/submit.py

# %% [markdown] id="images"
# ## The images
#
# An image has shape `(3, 32, 32)`. Where CIFAR-10 is at hand, you get that; otherwise patches cut from ten photographs, and the task is *which photo is this patch from?*
#
# Three steps turn images into the matrix `X`:
#
# 1. **Flatten**: each image becomes a row of $3 \cdot 32 \cdot 32 = 3072$ numbers.
# 2. **Centre**: subtract the mean image of the *training* set from every image.
# 3. **Append a one**, so that the last row of $W$ does what the bias in $W^\top\mathbf{x} + \mathbf{b}$ would: $D = 3073$, and one matrix is all there is to learn. (So the bias is regularized too. Strictly it shouldn't be; on centred images it stays small.)

# %% id="load-images"
rng = np.random.default_rng(0)
images = load_images(num_train=1000, num_test=250, rng=rng)
class_names = images.class_names
mean_image = images.x_train[:800].mean(dim=0)


def prepare(x):
    """Turn images (N, 3, 32, 32) into rows (N, 3073): flattened, centred, with a one at the end."""
    rows = (x - mean_image).flatten(1)
    return torch.cat([rows, rows.new_ones(len(rows), 1)], dim=1)


X_train, y_train = prepare(images.x_train[:800]), images.y_train[:800]
X_val, y_val = prepare(images.x_train[800:]), images.y_train[800:]
X_test, y_test = prepare(images.x_test), images.y_test

print("Images:    ", images.source)
for part, X, y in (("Training", X_train, y_train), ("Validation", X_val, y_val), ("Test", X_test, y_test)):
    print(f"{part + ':':<11} X {tuple(X.shape)}, {X.dtype}, y {tuple(y.shape)}, {y.dtype}")
show_examples(images.x_train, images.y_train, class_names, per_class=4)

# %% [markdown] id="part-1"
# ## 1. One classifier, three views
#
# *About 30 minutes.*
#
# **Algebra.** A linear classifier gives each image a *score* for each class, and takes the class with the highest:
#
# $$\mathbf{s} = W^\top \mathbf{x}, \qquad \hat{y} = \underset{c}{\arg\max}\; s_c .$$
#
# For all $N$ images at once that is $S = XW$: `(N, D) @ (D, C)` gives `(N, C)`, one row of scores per image.
#
# **Templates.** Column $c$ of $W$ is itself an image, the template of class $c$: the score is large where image and template agree. We look at them in part 7.
#
# **Geometry.** All $\mathbf{x}$ with $s_c = 0$ form a hyperplane, and along $\mathbf{w}_c$ the score of class $c$ grows fastest. Linear classifiers cut space with straight cuts.
#
# **You write** `predict_linear_classifier`: from `W` `(D, C)` and `X` `(N, D)` to labels `(N,)`, `int64`.

# %% solution="predict_linear_classifier"
def predict_linear_classifier(W, X):
    """Predict the class with the highest score for each row of X.

    Inputs:
    - W: tensor of shape (D, C), of any float dtype, on any device
    - X: tensor of shape (N, D)

    Returns:
    - y_pred: int64 tensor of shape (N,), each entry from 0 to C - 1
    """
    ### BEGIN SOLUTION
    return (X @ W).argmax(dim=1)
    ### END SOLUTION

# %% test="predict_linear_classifier"
W = torch.tensor([[1.0, 0.0, -1.0], [0.0, 1.0, -1.0]])  # three classes in the plane
X = torch.tensor([[3.0, 1.0], [1.0, 2.0], [-1.0, -1.0], [2.0, -5.0]])
predicted = predict_linear_classifier(W, X)
assert predicted.shape == (4,), f"one label per row of X: expected shape (4,), got {tuple(predicted.shape)}"
assert predicted.dtype == torch.int64, f"labels are int64, got {predicted.dtype}"
# the scores of the four points are (3, 1, -4), (1, 2, -3), (-1, -1, 2) and (2, -5, 3)
assert predicted.tolist() == [0, 1, 2, 2], f"expected [0, 1, 2, 2], got {predicted.tolist()}"
print("✓ the prediction")

# %% [markdown] id="see-geometry"
# Three groups of points in the plane, and a classifier that we made by hand. On each line one class's score is 0; its arrow points to where the score grows.
# The ground has the colour of the class with the highest score, so borders lie where *two* scores are equal.

# %% id="geometry"
centres = torch.tensor([[-1.6, -0.9], [1.7, -1.0], [0.1, 1.8]], dtype=torch.float64)
toy_y = torch.arange(3).repeat_interleave(25)
toy_X = centres[toy_y] + 0.75 * torch.from_numpy(rng.standard_normal((75, 2)))
toy_names = ("blue circles", "orange squares", "green triangles")
by_hand_W = torch.tensor([[-1.0, 1.0, 0.0], [-0.6, -0.6, 1.0]], dtype=torch.float64)
by_hand_b = torch.tensor([0.0, 0.0, -0.5], dtype=torch.float64)
show_plane(by_hand_W, by_hand_b, toy_X, toy_y, toy_names, "A linear classifier cuts the plane with straight cuts")

# %% [markdown] id="losses"
# ### How bad is it?
#
# A **loss function** says how unhappy we are with the scores of one image, whose true class is $y$. Two are in common use:
#
# $$\text{SVM:}\quad L_i = \sum_{j \ne y_i} \max(0,\; s_j - s_{y_i} + 1), \qquad\qquad \text{softmax:}\quad L_i = -\log \frac{e^{s_{y_i}}}{\sum_j e^{s_j}} .$$
#
# The SVM loss is content when the true score is ahead of every other by 1 or more. The softmax loss turns scores into probabilities, and is never quite content.
#
# Before you run the cell: what is each loss for the scores $(2, 1, -2)$ when class 0 is the true one? Class 1? Class 2?

# %% id="losses-by-hand"
scores = torch.tensor([[2.0, 1.0, -2.0]])
print("scores (2, 1, -2)     SVM loss   softmax loss")
for label in range(3):
    y = torch.tensor([label])
    svm = 3 * torch.nn.functional.multi_margin_loss(scores, y).item()  # torch divides by the number of classes
    softmax = torch.nn.functional.cross_entropy(scores, y).item()
    print(f"true class {label}:   {svm:11.2f}    {softmax:11.2f}")

# %% [markdown] id="losses-expected"
# For class 0, the true score is ahead by exactly 1, so the SVM has nothing to complain about: 0.00. The softmax loss is 0.33, minus the logarithm of a probability of 0.72.
#
# *To think about:* add 5 to all three scores. Which of the six losses change?
#
# <details><summary>An answer</summary>
#
# None. Both losses depend on differences of scores only: the 5 cancels in $s_j - s_y$, and the factor $e^5$ in $e^{s_y + 5} / \sum_j e^{s_j + 5}$.
#
# </details>

# %% [markdown] id="part-2"
# ## 2. Overfitting and regularization
#
# *About 1 hour.*
#
# ### 2.1 The cliff
#
# Losses reward good scores on *training* data, and we care about data that we haven't seen. Take the smallest example there is:
# inputs are single numbers, there are two classes, and the loss is softmax:
#
# $$s_i = w_i x + b_i, \qquad p_i = \frac{e^{s_i}}{e^{s_1} + e^{s_2}}, \qquad L = -\log p_y .$$
#
# Here are four points of each class. Every threshold between −0.3 and 0.4 has perfect accuracy on them. We minimize the loss by gradient descent, and stop after 30, 300, and 30,000 steps.

# %% id="cliff"
line_x = np.array([-2.4, -1.5, -0.9, -0.3, 0.4, 1.0, 1.8, 2.3])
line_side = np.array([-1, -1, -1, -1, 1, 1, 1, 1])
show_cliffs(line_x, line_side, {f"after {steps:,} steps": fit_cliff(line_x, line_side, 0.0, steps) for steps in (30, 300, 30_000)})

# %% [markdown] id="cliff-expected"
# **What you should see.** A slope that becomes a cliff. All three models are right about every training point; the loss still goes down, by making the weights larger, forever.
# In the end the model is *certain* on either side of the gap, about which it knows nothing. That is **overfitting**.
#
# The remedy is a second term, which makes large weights expensive:
#
# $$L(W) = \underbrace{\frac{1}{N}\sum_{i=1}^{N} L_i}_{\text{data loss}} + \underbrace{\lambda\, R(W)}_{\text{regularization}}, \qquad R(W) = \sum_{k,l} W_{k,l}^2 \;\;\text{(L2)} \quad\text{or}\quad \sum_{k,l} |W_{k,l}| \;\;\text{(L1)} .$$
#
# λ is a hyperparameter: how much we care.
#
# In our example only the difference $w = w_2 - w_1$ makes the slope. The pair with the smallest penalty is $w_2 = w/2$, $w_1 = -w/2$, with
# $R(W) = w_1^2 + w_2^2 = w^2/2$. (The biases aren't penalized.) Here are the total losses of the three models above, with λ = 0.03.

# %% id="cliff-totals"
print("   steps       w    data loss      λ·R     total loss")
for steps in (30, 300, 30_000):
    w, b = fit_cliff(line_x, line_side, 0.0, steps)
    data_loss, penalty = cliff_loss(w, b, line_x, line_side, 0.0), 0.03 * w**2 / 2
    print(f"{steps:8,} {w:7.2f} {data_loss:12.4f} {penalty:8.4f} {data_loss + penalty:14.4f}")

# %% [markdown] id="cliff-totals-expected"
# **What you should see.** The sharper the cliff, the smaller the data loss, and the *larger* the total: 0.21, 0.48 and 4.59.
#
# With the penalty there is a minimum, so we need not stop early. Here it is for several λ. (With λ = 0 there is none: that picture is where 5000 steps led.)

# %% id="cliff-regularized"
show_cliffs(line_x, line_side, {f"λ = {reg:g}": fit_cliff(line_x, line_side, reg) for reg in (0.0, 0.001, 0.03, 0.3)})
print("   λ        w     data loss    λ·R     accuracy")
for reg in (0.0, 0.001, 0.03, 0.3):
    w, b = fit_cliff(line_x, line_side, reg)
    right = np.mean(line_side * (w * line_x + b) > 0)
    print(f"{reg:6.3f} {w:7.2f} {cliff_loss(w, b, line_x, line_side, 0.0):11.4f} {reg * w**2 / 2:9.4f} {right:9.0%}")

# %% [markdown] id="cliff-regularized-expected"
# **What you should see.** The cliff has become a slope, and in the gap the model says 'I'm not sure'. The *data* loss is higher, and we prefer that.
#
# *Optional, about 5 minutes:* choose λ yourself with the slider. With the keyboard, Tab goes to it and the arrow keys move it. (Where no slider appears, the pictures above show all there is to see.)

# %% id="setup-demo"
#@title Set-up: the demonstrations with sliders (run this cell; you needn't read it)
# include linear_classifier/notebook/demo.py

# %% id="cliff-slider"
try:
    cliff_slider(line_x, line_side)
except ImportError:
    print("There is no ipywidgets here; the pictures above show all there is to see.")

# %% [markdown] id="question-1"
# #### Question 1 (3 points)
#
# 1. Suppose some $W$ classifies all training points rightly under the softmax loss without regularization. Why does $2W$ have a smaller loss still? What does that mean for the minimum?
# 2. Is it the same with the SVM loss? What happens there once every true score is ahead of all others by more than 1?
# 3. What happens to the probabilities when λ is *very* large, and what is the training accuracy worth then?

# %% [markdown] answer="inline_question_1" points=3
# 1. If every image is classified rightly, each difference $s_{y} - s_j$ is positive. With $2W$ it doubles, so every $e^{s_j - s_y}$, and with it $L_i = \log(1 + \sum_j e^{s_j - s_y})$, gets smaller.
#    So the loss has no minimum: it goes to 0 as the weights go to infinity, and training only stops because we stop it.
# 2. No. Once every true score is ahead by 1 or more, the SVM loss is exactly 0 and its gradient too; larger weights gain nothing. (It is still not unique: many $W$ have loss 0, and regularization chooses among them.)
# 3. The weights go to 0, all scores become equal, and each probability goes to $1/C$ (with an unregularized bias, to the classes' frequencies). The order of the scores, so the accuracy, may stay
#    fine, but the model tells us almost nothing about how sure it is; on real images the accuracy falls as well, since the weights can't follow the data: underfitting.

# %% [markdown] id="regularization-idea"
# ### 2.2 The penalty and its gradient
#
# Training will need the gradient of the penalty as well. Each weight stands in a term of its own, so the derivatives are those of one variable:
#
# $$\frac{\partial}{\partial w} w^2 = 2w, \qquad\qquad \frac{\partial}{\partial w} |w| = \begin{cases} +1 & w > 0 \\ -1 & w < 0 \end{cases} = \operatorname{sign}(w), \text{ and we take 0 at } w = 0 .$$
#
# **You write** `regularization(W, kind)`, which returns $R(W)$ and its gradient, for `kind` `"l2"` and `"l1"`. There is no λ and no ½ in it; the norms in `torch.norm` and `torch.linalg` aren't allowed.

# %% solution="regularization"
def regularization(W, kind):
    """Compute a penalty on weights, and its gradient.

    Inputs:
    - W: tensor of any shape and float dtype
    - kind: "l2" for the sum of squares, "l1" for the sum of absolute values

    Returns:
    - value: 0-d tensor, the penalty
    - dW: tensor of the shape of W, the gradient of the penalty; for "l1" it is 0 where W is 0
    """
    ### BEGIN SOLUTION
    if kind == "l2":
        return (W * W).sum(), 2 * W
    return W.abs().sum(), W.sign()
    ### END SOLUTION

# %% test="regularization"
W = torch.tensor([[1.0, -2.0], [0.5, 0.0]])
value, dW = regularization(W, "l2")
assert value == 5.25, f"L2: 1 + 4 + 0.25 + 0 = 5.25, got {float(value)}"
assert dW.tolist() == [[2, -4], [1, 0]], f"the gradient of the sum of squares is 2W, got {dW.tolist()}"
value, dW = regularization(W, "l1")
assert value == 3.5, f"L1: 1 + 2 + 0.5 + 0 = 3.5, got {float(value)}"
assert dW.tolist() == [[1, -1], [1, 0]], f"the gradient of the sum of absolute values is the sign, got {dW.tolist()}"
print("✓ the penalty")

# %% [markdown] id="spread-idea"
# #### What it prefers
#
# A penalty also says which of two equally good classifiers we like better. For $\mathbf{x} = (1, 1, 1, 1)$,
#
# $$\mathbf{w}_1 = (1, 0, 0, 0) \qquad\text{and}\qquad \mathbf{w}_2 = (0.25, 0.25, 0.25, 0.25)$$
#
# both give the score $\mathbf{w}^\top\mathbf{x} = 1$, so the data loss is the same.

# %% id="spread"
x = torch.ones(4)
w1, w2 = torch.tensor([1.0, 0.0, 0.0, 0.0]), torch.full((4,), 0.25)
print("scores:", float(w1 @ x), "and", float(w2 @ x))
show_spread(
    {
        label: {kind.upper(): float(regularization(w, kind)[0]) for kind in ("l2", "l1")}
        for label, w in (("w₁ = (1, 0, 0, 0)", w1), ("w₂ = (¼, ¼, ¼, ¼)", w2))
    }
)

# %% [markdown] id="spread-expected"
# **What you should see.** On the left, in the plane, the line of all weights with the same score. A circle around the origin first touches it in the middle, where the weights are *spread out*;
# a diamond touches it along a whole side. On the right, your numbers for the four weights above.
#
# Other regularizers (dropout, batch normalization, cutout, mixup, stochastic depth) change training itself rather than add a term; they come later in the course.
#
# #### Question 2 (3 points)
#
# 1. Which of $\mathbf{w}_1$, $\mathbf{w}_2$ does L2 prefer, which L1? Use the numbers.
# 2. Now let $\mathbf{x} = (1, 0.9, 0.9, 0.9)$, and look for weights with $\mathbf{w}^\top\mathbf{x} = 1$ and the smallest L1 penalty. Which are they? What does that say about the kind of weights that L1 makes?
# 3. For images, why might it be good to spread the weights over many pixels?

# %% [markdown] answer="inline_question_2" points=3
# 1. L2: 1 against 4 · 0.0625 = 0.25, so $\mathbf{w}_2$. L1: 1 against 1: it doesn't care.
# 2. A unit of $|w|$ on the first entry gives 1 to the score, on the others 0.9. So the cheapest is all on the first: $(1, 0, 0, 0)$, with penalty 1 (spread out it would be about 1.08).
#    L1 makes *sparse* weights: many exact zeros, and the few that pay most.
# 3. One pixel can be wrong, covered, or shifted; a decision that rests on many pixels changes little when one does. It also averages noise out.

# %% [markdown] id="part-3"
# ## 3. Finding a good W
#
# *About 1½ hours.*
#
# Now there is a number, $L(W)$, that says how bad $W$ is. **Optimization** looks for a $W$ where it is small: $W^* = \arg\min_W L(W)$.
#
# ### 3.1 Idea #1: random search (a bad idea)
#
# Draw $W$ at random, keep it if it's the best so far, repeat.
#
# **You write** `random_search`. Each of the `num_tries` tries draws a new `W` of shape `(D, C)`, where $C$ is the largest label plus 1, from a normal distribution with mean 0 and standard deviation 0.01:
# with `torch.randn(..., generator=generator)`, so that the same generator state gives the same tries, and with the dtype of `X`. The generator is on the CPU and draws there;
# `.to(X.device)` takes what was drawn to the data. `loss_func(W, X, y)` returns one number.

# %% solution="random_search"
def random_search(loss_func, X, y, num_tries, generator):
    """Try random weights and keep the best.

    Each try draws every weight from a normal distribution with mean 0 and standard deviation 0.01.

    Inputs:
    - loss_func: a function of (W, X, y) that returns one number, a 0-d tensor
    - X: tensor of shape (N, D)
    - y: int64 tensor of shape (N,), labels from 0 to C - 1; the largest one, C - 1, occurs in it
    - num_tries: how many W to try
    - generator: the torch.Generator (on the CPU) that all random numbers come from

    Returns:
    - best_W: tensor of shape (D, C), with the dtype and device of X: the try with the lowest loss
    - best_loss: its loss
    - losses: list of num_tries losses, in the order of the tries
    """
    ### BEGIN SOLUTION
    num_classes = int(y.max()) + 1
    best_W, best_loss, losses = None, float("inf"), []
    for _ in range(num_tries):
        W = 0.01 * torch.randn(X.shape[1], num_classes, generator=generator, dtype=X.dtype).to(X.device)
        loss = loss_func(W, X, y)
        losses.append(loss)
        if loss < best_loss:
            best_W, best_loss = W, loss
    return best_W, best_loss, losses
    ### END SOLUTION

# %% test="random_search"
X, y = torch.ones(4, 2), torch.tensor([0, 2, 1, 0])  # D = 2, and C = 3, since the largest label is 2


def first_weight(W, X, y):
    """Stand in for a loss: the first weight itself, so that the best try is the one whose first weight is smallest."""
    return W[0, 0]


best_W, best_loss, losses = random_search(first_weight, X, y, 50, torch.Generator().manual_seed(1))
assert best_W.shape == (2, 3), f"W has shape (D, C), here (2, 3), got {tuple(best_W.shape)}"
assert len(losses) == 50, f"one loss per try: expected 50, got {len(losses)}"
assert best_loss == min(losses), "best_loss is the smallest of the losses"
assert best_W[0, 0] == best_loss, "best_W is the W that had this loss"
assert 0.006 < float(torch.tensor(losses).std()) < 0.014, "the weights of the tries have a standard deviation of 0.01"
again = random_search(first_weight, X, y, 50, torch.Generator().manual_seed(1))
assert torch.equal(best_W, again[0]), "the same generator state gives the same tries: is the generator used?"
print("✓ random search")

# %% [markdown] id="random-search-use"
# Let it try 400 times on the images, with the SVM loss. (You write that loss below; here we borrow torch's.)

# %% id="random-search-images"
def borrowed_svm_loss(W, X, y):
    """Compute the SVM loss with torch's own function, which divides by the number of classes."""
    return W.shape[1] * torch.nn.functional.multi_margin_loss(X @ W, y)


best_W, best_loss, losses = random_search(borrowed_svm_loss, X_train, y_train, 400, torch.Generator().manual_seed(0))
for number in (0, 1, 2, 3, 4, 5, 6, 399):
    print(f"in attempt {number:3} the loss was {losses[number]:.4f}, best {min(losses[: number + 1]):.4f}")
searched_accuracy = 100 * (predict_linear_classifier(best_W, X_test) == y_test).float().mean().item()
print(f"Test accuracy of the best: {searched_accuracy:.1f} %")
show_tries(losses)

# %% [markdown] id="random-search-expected"
# **What you should see.** The loss of a $W$ near zero is about 9: nine wrong classes, each with a term of about 1. The best try has 15 to 20 % accuracy on the test images, where guessing has 10 %. Not bad, for chance!
# (The lecture's best of 1000 tries on CIFAR-10 has 15.5 %; the best methods have more than 95 %.) And hopeless: with 30,730 numbers to set, luck isn't enough.
#
# *To think about:* why 9? What would the softmax loss of a tiny $W$ be? Remember both: a first loss far from them means that something is wrong.
#
# <details><summary>An answer</summary>
#
# With a tiny $W$ all scores are nearly equal, so for each of the nine wrong classes $s_j - s_y + 1$ is about 1: together 9. For softmax, all ten probabilities are about 1/10, and $-\log(1/10) = \log 10 \approx 2.30$.
#
# </details>
#
# ### 3.2 Idea #2: follow the slope
#
# On a hillside in fog, you'd feel for the slope with your feet. In one dimension the slope is the derivative,
#
# $$\frac{df}{dx} = \lim_{h \to 0} \frac{f(x + h) - f(x)}{h},$$
#
# and in several dimensions the **gradient** is the vector of the partial derivatives. The slope in a direction $\mathbf{d}$ of length 1 is $\mathbf{d}^\top \nabla L$: steepest uphill
# along the gradient, and steepest *downhill* along the **negative gradient**. Here is the loss of our one-dimensional example over its two parameters, and its slope in every direction, measured.

# %% id="slope"
show_slope(line_x, line_side, 0.05, (-0.8, 1.4))

# %% [markdown] id="numeric-idea"
# ### 3.3 The numeric gradient
#
# So nudge one weight by a small $h$, see how the loss changes, and go on to the next. Say that the loss is 1.25347; with the first weight increased by 0.0001 it is 1.25322.
# Then that weight's derivative is about $(1.25322 - 1.25347) / 0.0001 = -2.5$.
#
# It is far more accurate to nudge both ways and take the **central difference**: its error falls with $h^2$, not $h$. It costs a second evaluation.
#
# $$\frac{\partial f}{\partial w_k} \approx \frac{f(W + h\,\mathbf{e}_k) - f(W - h\,\mathbf{e}_k)}{2h},$$
#
# where $\mathbf{e}_k$ is 1 at weight $k$ and 0 elsewhere.
#
# **You write** `numeric_gradient(f, W, h)`, with central differences, for a `W` of any shape. When the function returns, `W` must be what it was,
# to the last bit: adding $h$ and subtracting it again doesn't quite do that.

# %% solution="numeric_gradient"
def numeric_gradient(f, W, h=1e-6):
    """Measure the gradient of f at W with central differences, one element at a time.

    Inputs:
    - f: a function of one tensor of W's shape, which returns one number (a 0-d tensor or a Python float)
    - W: tensor of any shape and float dtype; left unchanged
    - h: how far to nudge each element, either way

    Returns:
    - dW: tensor of the shape and dtype of W
    """
    ### BEGIN SOLUTION
    dW = torch.zeros_like(W)
    for k in range(W.numel()):
        nudge = torch.zeros_like(W)
        nudge.view(-1)[k] = h
        dW.view(-1)[k] = (f(W + nudge) - f(W - nudge)) / (2 * h)
    return dW
    ### END SOLUTION

# %% test="numeric_gradient"
W = torch.tensor([[1.0, 2.0], [3.0, 4.0]], dtype=torch.float64)
dW = numeric_gradient(lambda W: W[0, 0] ** 2 + 3 * W[1, 0], W)
assert dW.shape == (2, 2), f"the gradient has the shape of W: expected (2, 2), got {tuple(dW.shape)}"
assert torch.allclose(dW, torch.tensor([[2.0, 0.0], [3.0, 0.0]], dtype=torch.float64), atol=1e-6), f"w₁₁² + 3w₂₁ at (1, 2; 3, 4): expected [[2, 0], [3, 0]], got {dW.tolist()}"
one = torch.ones(1, dtype=torch.float64)
slope = numeric_gradient(lambda w: (w**3).sum(), one, h=0.1).item()
assert abs(slope - 3.31) > 1e-6, "(1.1³ - 1) / 0.1 = 3.31 is a one-sided difference; nudge both ways"
assert abs(slope - 3.01) < 1e-6, f"w³ at 1 with h = 0.1: (1.331 - 0.729) / 0.2 = 3.01, got {slope}"
assert W.tolist() == [[1, 2], [3, 4]], "W must be what it was"
print("✓ the numeric gradient")

# %% [markdown] id="step-size-idea"
# *Optional, about 5 minutes.* How small should $h$ be? In exact arithmetic, the smaller the better. On a computer, $f(W + h)$ and $f(W - h)$ agree in more and more digits as $h$ shrinks, and in the end their difference is only rounding.

# %% id="step-size"
steps = [10.0**-k for k in range(1, 13)]
point = torch.tensor([0.7], dtype=torch.float64)
errors = {}
for dtype_name, w in (("float64", point), ("float32", point.float())):
    errors[dtype_name] = [abs(numeric_gradient(lambda w: torch.exp(w).sum(), w, h).item() - math.exp(0.7)) for h in steps]
show_step_sizes(steps, errors)

# %% [markdown] id="step-size-expected"
# **What you should see.** Two valleys. In float64 the best $h$ is about $10^{-6}$, and errors of $10^{-11}$ are possible; in float32, $10^{-2}$ and no better than about $10^{-4}$.
# That is why gradient checks are done in float64.
#
# The numeric gradient is *slow*: it evaluates the loss twice for every weight. How long would one gradient of our images' classifier take? Guess first.

# %% id="numeric-cost"
few = torch.randn(20, 1, generator=torch.Generator().manual_seed(0), dtype=X_train.dtype)
base = torch.zeros(X_train.shape[1], 10)
start = time.perf_counter()
numeric_gradient(lambda w: borrowed_svm_loss(base + w.sum(), X_train, y_train), few, h=1e-2)
seconds_each = (time.perf_counter() - start) / len(few)
print(f"{1000 * seconds_each:.1f} ms per weight, {base.numel()} weights: about {seconds_each * base.numel() / 60:.1f} minutes for one gradient.")

# %% [markdown] id="grad-check-idea"
# ### 3.4 The gradient check
#
# Calculus gives a formula, the **analytic gradient**: exact, fast, and easy to get wrong. So in practice one uses it and *checks* it with the numeric one, at a few randomly chosen elements:
# a **gradient check**. Compare them by their relative error,
#
# $$\frac{|g_{\text{numeric}} - g_{\text{analytic}}|}{|g_{\text{numeric}}| + |g_{\text{analytic}}|},$$
#
# which is 0 when they agree, and at most 1; when both are exactly 0, call it 0.
#
# **You write** `grad_check_sparse(f, W, analytic, num_checks, h)`: draw `num_checks` elements of `W` at random (the same one may come twice), measure the derivative there by the central difference, and
# return the relative errors. Evaluate `f` only where you must: twice for each check.

# %% solution="grad_check_sparse"
def grad_check_sparse(f, W, analytic, num_checks=10, h=1e-6):
    """Compare an analytic gradient with central differences at randomly chosen elements.

    Inputs:
    - f: a function of one tensor of W's shape, which returns one number (a 0-d tensor or a Python float)
    - W: tensor of any shape and float dtype; left unchanged
    - analytic: tensor of the shape of W, the gradient to check
    - num_checks: how many elements to check; each is drawn evenly from all of W
    - h: how far to nudge an element, either way

    Returns:
    - errors: list of num_checks relative errors, as Python floats from 0 to 1; 0 where both gradients are exactly 0
    """
    ### BEGIN SOLUTION
    errors = []
    for k in torch.randint(W.numel(), (num_checks,)).tolist():
        nudge = torch.zeros_like(W)
        nudge.view(-1)[k] = h
        numeric = float((f(W + nudge) - f(W - nudge)) / (2 * h))
        exact = float(analytic.reshape(-1)[k])
        size = abs(numeric) + abs(exact)
        errors.append(abs(numeric - exact) / size if size > 0 else 0.0)
    return errors
    ### END SOLUTION

# %% test="grad_check_sparse"
W = torch.tensor([[1.0, -2.0, 3.0], [0.5, -0.25, 4.0]], dtype=torch.float64)
errors = grad_check_sparse(lambda W: (W * W).sum(), W, 2 * W, num_checks=7)
assert len(errors) == 7, f"one error per check: expected 7, got {len(errors)}"
assert max(errors) < 1e-6, f"2W is the gradient of ΣW², so the errors are nearly 0; the largest is {max(errors)}"
errors = grad_check_sparse(lambda W: (W * W).sum(), W, 4 * W)
assert len(errors) == 10, f"num_checks is 10 by default, got {len(errors)} errors"
assert all(abs(error - 1 / 3) < 1e-6 for error in errors), f"a gradient twice as large as it should be: |2 - 4| / (2 + 4) = 1/3 everywhere, got {errors}"
errors = grad_check_sparse(lambda W: 1.0, W, 0 * W, num_checks=2)
assert errors == [0, 0], f"both gradients are 0: expected [0, 0], got {errors}"
print("✓ the gradient check")

# %% [markdown] id="part-4"
# ## 4. The SVM loss
#
# *About 2 hours.*
#
# ### 4.1 The loss is given, the gradient is yours
#
# $$L(W) = \frac{1}{N} \sum_{i=1}^{N} \sum_{j \ne y_i} \max(0,\; s_{ij} - s_{i y_i} + 1) + \lambda \sum_{k,l} W_{k,l}^2, \qquad s_{ij} = \mathbf{w}_j^\top \mathbf{x}_i .$$
#
# Take one term, image $i$ and class $j \ne y_i$. The code calls $s_{ij} - s_{iy_i} + 1$ the `margin`. If it is negative, the term and its gradient are 0. If it is positive, the term is
# $\mathbf{w}_j^\top\mathbf{x}_i - \mathbf{w}_{y_i}^\top\mathbf{x}_i + 1$, which depends on two columns of $W$ only:
#
# $$\nabla_{\mathbf{w}_j} = +\mathbf{x}_i, \qquad\qquad \nabla_{\mathbf{w}_{y_i}} = -\mathbf{x}_i .$$
#
# So a step downhill pushes every class that comes too close away from the image, and pulls the true class towards it, *once for each* class that came too close.
#
# **You write** two blocks in `svm_loss_naive`: in the first, where the margin is positive, add this term's gradient to `dW`;
# in the second, make of the sum what the formula says: the mean, and the gradient of the regularization.

# %% solution="svm_loss_naive"
def svm_loss_naive(W, X, y, reg):
    """Compute the SVM loss and its gradient with loops over images and classes.

    Inputs:
    - W: tensor of shape (D, C), of any float dtype, on any device
    - X: tensor of shape (N, D)
    - y: int64 tensor of shape (N,), labels from 0 to C - 1
    - reg: the regularization strength, a float

    Returns:
    - loss: 0-d tensor, the mean of the images' losses plus reg times the sum of squares of W
    - dW: tensor of shape (D, C), the gradient of the loss with respect to W
    """
    num_train, num_classes = X.shape[0], W.shape[1]
    loss = W.new_zeros(())
    dW = torch.zeros_like(W)
    for i in range(num_train):
        scores = X[i] @ W
        for j in range(num_classes):
            if j == y[i]:
                continue
            margin = scores[j] - scores[y[i]] + 1
            if margin > 0:
                loss = loss + margin
                ### BEGIN SOLUTION
                dW[:, j] += X[i]
                dW[:, y[i]] -= X[i]
                ### END SOLUTION
    loss = loss / num_train + reg * (W * W).sum()
    ### BEGIN SOLUTION
    dW = dW / num_train + 2 * reg * W
    ### END SOLUTION
    return loss, dW

# %% test="svm_loss_naive"
W = torch.tensor([[1.0, 0.5, -1.0]])  # one feature, three classes
X, y = torch.tensor([[2.0], [-1.0]]), torch.tensor([1, 0])
# image 0: scores (2, 1, -2), true class 1: margins 2 - 1 + 1 = 2 and -2 - 1 + 1 < 0, so the loss is 2; class 0 gets +2, class 1 gets -2
# image 1: scores (-1, -0.5, 1), true class 0: margins 1.5 and 3, so the loss is 4.5; classes 1 and 2 get -1 each, class 0 gets twice +1
loss, dW = svm_loss_naive(W, X, y, 0.0)
assert float(loss) == 3.25, f"the mean of 2 and 4.5 is 3.25, got {float(loss)}"
assert dW.shape == (1, 3), f"dW has the shape of W: expected (1, 3), got {tuple(dW.shape)}"
assert dW.tolist() != [[4, -3, -1]], "this is the sum over the images; divide by their number"
assert dW.tolist() == [[2, -1.5, -0.5]], f"without regularization: expected [[2, -1.5, -0.5]], got {dW.tolist()}"
loss, dW = svm_loss_naive(W, X, y, 0.1)
assert abs(float(loss) - 3.475) < 1e-5, f"the sum of squares is 2.25: expected 3.25 + 0.225 = 3.475, got {float(loss)}"
assert torch.allclose(dW, torch.tensor([[2.2, -1.4, -0.7]])), f"regularization adds 2 · 0.1 · W: expected [[2.2, -1.4, -0.7]], got {dW.tolist()}"
print("✓ the SVM loss, with loops")

# %% [markdown] id="svm-grad-check-idea"
# On images: check the gradient at ten elements, with and without regularization. `float64`, please.

# %% id="svm-grad-check"
for reg in (0.0, 10.0):
    check_gradient(svm_loss_naive, reg, count=20)  # your grad_check_sparse, on 20 images

# %% [markdown] id="svm-grad-check-expected"
# **What you should see.** Errors of about $10^{-9}$ to $10^{-6}$. Something like 0.3 or 1 means a wrong formula. Once in a while a single element is off by more in a correct gradient of the SVM loss.
#
# #### Question 3 (3 points)
#
# 1. What may make a numeric gradient of the SVM loss disagree with a *correct* analytic one, at a single element? Give an example in one dimension, with numbers. Does the softmax loss have this problem?
# 2. Replace the 1 in the loss by a larger number. How does that change how often it happens, if at all?
# 3. You have both gradients. Why train with the analytic one, and why keep the numeric one?

# %% [markdown] answer="inline_question_3" points=3
# 1. The hinge $\max(0, m)$ has a kink at $m = 0$. If the two nudged points lie on either side of it, the central difference averages two slopes. Example: $f(w) = \max(0, w)$ at $w = 10^{-8}$ with $h = 10^{-6}$:
#    the numeric slope is $(1.01 \cdot 10^{-6} - 0) / (2 \cdot 10^{-6}) \approx 0.505$, the analytic one is 1. The softmax loss is smooth, so it has no such points.
# 2. What counts is how many of the values $s_j - s_y + 1$ lie within about $h|x|$ of 0. Another number moves which pairs these are, and how many pairs are active at all; it neither creates nor removes kinks. With tiny $W$
#    all scores are near 0, so all values are near that number: a larger one makes it rarer still.
# 3. The analytic gradient is exact and costs about as much as one or two evaluations of the loss; the numeric one costs two *per weight*. But it is so easy to write that it is hardly ever wrong, so it is the check.

# %% [markdown] id="svm-vectorized-idea"
# ### 4.2 No loops
#
# All margins at once are a matrix, `(N, C)`: the scores $S = XW$, less each row's true score, plus 1. `S[torch.arange(N), y]` picks the true scores, an `(N,)`; make it a column to subtract it from every column.
# The true class itself would have margin 1; it isn't counted, so set it to 0. What is left above 0 adds up to the loss.
#
# For the gradient, entry $(i, j)$ added $+\mathbf{x}_i$ to column $j$ if its margin was positive, and $-\mathbf{x}_i$ to column $y_i$. So make a matrix $M$, `(N, C)`, of *how often* image $i$
# went into column $j$. Find the rest on paper, and try your formulas in the next cell: `pulls` `(N,)`, how often each image's true class is pulled, and `dW`, a product of $X$ and $M$, without the penalty. `above` is 1 where a margin is positive and counts, else 0.

# %% id="svm-on-paper"
derivations(*paper_svm())

# %% [markdown] id="svm-vectorized-write"
# *To think about:* what is $M$ at the true class, and what is the gradient?
#
# <details><summary>An answer</summary>
#
# Minus the number of positive margins of the row. Then $\nabla_W = \frac{1}{N} X^\top M + 2\lambda W$, with $(D, N)\,@\,(N, C) \to (D, C)$.
#
# </details>
#
# **You write** `svm_loss_vectorized`: loss and gradient without any loop over images or classes.

# %% solution="svm_loss_vectorized"
def svm_loss_vectorized(W, X, y, reg):
    """Compute the SVM loss and its gradient without loops. Inputs and results are those of svm_loss_naive.

    Inputs:
    - W: tensor of shape (D, C), of any float dtype, on any device
    - X: tensor of shape (N, D)
    - y: int64 tensor of shape (N,), labels from 0 to C - 1
    - reg: the regularization strength, a float

    Returns:
    - loss: 0-d tensor, the mean of the images' losses plus reg times the sum of squares of W
    - dW: tensor of shape (D, C), the gradient of the loss with respect to W
    """
    ### BEGIN SOLUTION
    num_train = X.shape[0]
    rows = torch.arange(num_train, device=X.device)
    scores = X @ W  # (N, C)
    margins = (scores - scores[rows, y][:, None] + 1).clamp(min=0)
    margins[rows, y] = 0
    loss = margins.sum() / num_train + reg * (W * W).sum()

    counts = (margins > 0).to(X.dtype)  # how often image i goes into column j
    counts[rows, y] = -counts.sum(dim=1)
    dW = X.T @ counts / num_train + 2 * reg * W
    return loss, dW
    ### END SOLUTION

# %% test="svm_loss_vectorized"
W = torch.tensor([[1.0, 0.5, -1.0]])
X, y = torch.tensor([[2.0], [-1.0]]), torch.tensor([1, 0])
loss, dW = svm_loss_vectorized(W, X, y, 0.1)
assert loss.shape == (), f"the loss is one number, a 0-d tensor; got shape {tuple(loss.shape)}"
assert abs(float(loss) - 4.475) > 1e-5, "this is 1 too many: the true class itself isn't counted"
assert abs(float(loss) - 3.475) < 1e-5, f"as above: expected 3.475, got {float(loss)}"
assert dW.shape == (1, 3), f"dW has the shape of W: expected (1, 3), got {tuple(dW.shape)}"
assert torch.allclose(dW, torch.tensor([[2.2, -1.4, -0.7]])), f"as above: expected [[2.2, -1.4, -0.7]], got {dW.tolist()}"
print("✓ the SVM loss, without loops")

# %% id="svm-agree"
compare(svm_loss_naive, svm_loss_vectorized)

# %% [markdown] id="part-5"
# ## 5. The softmax loss
#
# *About 1 hour.*
#
# $$L(W) = \frac{1}{N} \sum_{i=1}^{N} -\log p_{i y_i} + \lambda \sum_{k,l} W_{k,l}^2, \qquad p_{ij} = \frac{e^{s_{ij}}}{\sum_{k} e^{s_{ik}}} .$$
#
# **Its gradient** is worth deriving once on paper. Write $L_i = -s_{iy_i} + \log \sum_k e^{s_{ik}}$. The derivative with respect to the score $s_{ij}$ is
#
# $$\frac{\partial L_i}{\partial s_{ij}} = p_{ij} - [j = y_i],$$
#
# where $[\cdot]$ is 1 if true, else 0: the probability that the model gives, less the one that it should give. And $s_{ij} = \mathbf{w}_j^\top\mathbf{x}_i$, so $\nabla_{\mathbf{w}_j} L_i = (p_{ij} - [j = y_i])\,\mathbf{x}_i$.
#
# **Two traps.** In floating point $e^{1000}$ is infinite, and infinite by infinite is NaN. But only *differences* of scores matter, so subtract the image's largest score from all of its scores: every $p_{ij}$ stays the same, and nothing overflows.
# And $e^{-1000}$ is 0, whose logarithm is $-\infty$. So don't compute $\log p$ from $p$: use the formula for $L_i$ above, in which the sum is now at least 1.
#
# ### 5.1 With loops
#
# **You write** `softmax_loss_naive`, all of it: a loop over images at least, over classes if you like. `torch.softmax`, `torch.log_softmax` and `torch.logsumexp` aren't allowed, since they are what you build.

# %% solution="softmax_loss_naive"
def softmax_loss_naive(W, X, y, reg):
    """Compute the softmax loss and its gradient with a loop over images. Scores may be large: nothing overflows.

    Inputs:
    - W: tensor of shape (D, C), of any float dtype, on any device
    - X: tensor of shape (N, D)
    - y: int64 tensor of shape (N,), labels from 0 to C - 1
    - reg: the regularization strength, a float

    Returns:
    - loss: 0-d tensor, the mean of the images' losses plus reg times the sum of squares of W
    - dW: tensor of shape (D, C), the gradient of the loss with respect to W
    """
    ### BEGIN SOLUTION
    data_loss, dW = 0.0, 2 * reg * W
    for x, label in zip(X, y):
        scores = x @ W
        exponentials = (scores - scores.max()).exp()
        p = exponentials / exponentials.sum()
        data_loss = data_loss - (scores[label] - scores.max() - exponentials.sum().log())
        for j in range(W.shape[1]):
            push = p[j] - 1 if j == label else p[j]
            dW[:, j] += push * x / len(X)
    return data_loss / len(X) + reg * (W * W).sum(), dW
    ### END SOLUTION

# %% test="softmax_loss_naive"
W = torch.tensor([[0.0, math.log(2), math.log(5)]], dtype=torch.float64)
X, y = torch.tensor([[1.0], [0.0]], dtype=torch.float64), torch.tensor([1, 0])
# image 0: e to the scores is (1, 2, 5), so p = (1/8, 2/8, 5/8); its true class is 1, so the loss is log 4
# image 1: all scores are 0, so p = (1/3, 1/3, 1/3) and the loss is log 3; x = 0, so its gradient is 0
loss, dW = softmax_loss_naive(W, X, y, 0.0)
assert abs(float(loss) - math.log(12) / 2) < 1e-9, f"the mean of log 4 and log 3 is {math.log(12) / 2:.4f}, got {float(loss):.4f}"
assert dW.shape == (1, 3), f"dW has the shape of W: expected (1, 3), got {tuple(dW.shape)}"
expected = torch.tensor([[1 / 16, -6 / 16, 5 / 16]], dtype=torch.float64)
assert torch.allclose(dW, expected), f"half of (1/8, 2/8 - 1, 5/8): expected {expected.tolist()}, got {dW.tolist()}"
loss, _ = softmax_loss_naive(1000 * torch.ones(1, 3, dtype=torch.float64), X, y, 0.0)
assert abs(float(loss) - math.log(3)) < 1e-9, f"three equal scores of 1000: expected log 3 = {math.log(3):.4f}, got {float(loss):.4f}"
print("✓ the softmax loss, with loops")

# %% [markdown] id="softmax-vectorized-idea"
# ### 5.2 No loops
#
# The same steps on whole matrices: `S` is `(N, C)`; its row maxima, with `keepdim=True`, are `(N, 1)`; so are the row sums of the exponentials. Take 1 off the probability of each image's true class, and the gradient is one product, $\frac{1}{N} X^\top (P - Y)$, where $Y$ has a 1 at each true class.
#
# **You write** `softmax_loss_vectorized`.

# %% solution="softmax_loss_vectorized"
def softmax_loss_vectorized(W, X, y, reg):
    """Compute the softmax loss and its gradient without loops. Scores may be large: nothing overflows.

    Inputs:
    - W: tensor of shape (D, C), of any float dtype, on any device
    - X: tensor of shape (N, D)
    - y: int64 tensor of shape (N,), labels from 0 to C - 1
    - reg: the regularization strength, a float

    Returns:
    - loss: 0-d tensor, the mean of the images' losses plus reg times the sum of squares of W
    - dW: tensor of shape (D, C), the gradient of the loss with respect to W
    """
    ### BEGIN SOLUTION
    num_train = X.shape[0]
    rows = torch.arange(num_train, device=X.device)
    scores = X @ W  # (N, C)
    scores = scores - scores.max(dim=1, keepdim=True).values
    exponentials = scores.exp()
    totals = exponentials.sum(dim=1, keepdim=True)  # (N, 1)
    loss = (totals.log()[:, 0] - scores[rows, y]).mean() + reg * (W * W).sum()

    gradient = exponentials / totals  # the probabilities ...
    gradient[rows, y] -= 1  # ... less what they should be
    dW = X.T @ gradient / num_train + 2 * reg * W
    return loss, dW
    ### END SOLUTION

# %% test="softmax_loss_vectorized"
W = torch.tensor([[0.0, math.log(2), math.log(5)]], dtype=torch.float64)
X, y = torch.tensor([[1.0], [0.0]], dtype=torch.float64), torch.tensor([1, 0])
loss, dW = softmax_loss_vectorized(W, X, y, 0.0)
assert loss.shape == (), f"the loss is one number, a 0-d tensor; got shape {tuple(loss.shape)}"
assert abs(float(loss) - math.log(12) / 2) < 1e-9, f"as above: expected {math.log(12) / 2:.4f}, got {float(loss):.4f}"
expected = torch.tensor([[1 / 16, -6 / 16, 5 / 16]], dtype=torch.float64)
assert torch.allclose(dW, expected), f"as above: expected {expected.tolist()}, got {dW.tolist()}"
loss, _ = softmax_loss_vectorized(1000 * torch.ones(1, 3, dtype=torch.float64), X, y, 0.0)
assert abs(float(loss) - math.log(3)) < 1e-9, f"three equal scores of 1000: expected log 3 = {math.log(3):.4f}, got {float(loss):.4f}"
print("✓ the softmax loss, without loops")

# %% id="softmax-agree"
for reg in (0.0, 10.0):
    check_gradient(softmax_loss_vectorized, reg)
tiny_W = 1e-4 * torch.randn(X_train.shape[1], 10, generator=torch.Generator().manual_seed(0))
first_loss = float(softmax_loss_vectorized(tiny_W, X_train, y_train, 0.0)[0])
print(f"The loss of a tiny W is {first_loss:.4f}; log 10 is {math.log(10):.4f}.")
compare(softmax_loss_naive, softmax_loss_vectorized)

# %% [markdown] id="gradcheck-idea"
# **What you should see.** Relative errors of $10^{-6}$ or less, a first loss of log 10 (ten classes, all equally likely), and again a vectorized version that is tens of times as fast.
#
# ### 5.3 torch checks gradients too (optional)
#
# *Optional, about 10 minutes.*
#
# `torch.autograd.gradcheck(func, inputs, eps=1e-06, atol=1e-05, rtol=0.001)` does what your `grad_check_sparse` does, for every element.
# We wrap your function so that torch takes *your* `dW` for the gradient. Its sister `torch.autograd.gradgradcheck` checks the gradient *of the gradient*, which Newton's method needs (see the assignment on optimizers).

# %% id="gradcheck"
generator = torch.Generator().manual_seed(7)
X = torch.randn(9, 4, generator=generator, dtype=torch.float64)
y = torch.randint(3, (9,), generator=generator)
W = (0.3 * torch.randn(4, 3, generator=generator, dtype=torch.float64)).requires_grad_()


def twice_too_large(W, X, y, reg):
    """Return the right loss with a wrong gradient."""
    loss, dW = softmax_loss_vectorized(W, X, y, reg)
    return loss, 2 * dW


for function in (svm_loss_naive, svm_loss_vectorized, softmax_loss_naive, softmax_loss_vectorized, twice_too_large):
    right = torch.autograd.gradcheck(lambda W: YourGradient.apply(W, function, X, y, 0.1), (W,), raise_exception=False)
    print(f"gradcheck      {function.__name__:<24} {'✓ agrees' if right else '✗ differs'}")

loss_by_torch = lambda W: torch.nn.functional.cross_entropy(X @ W, y) + 0.1 * (W * W).sum()
print(f"gradgradcheck  {'torch’s softmax loss':<24} {'✓ agrees' if torch.autograd.gradgradcheck(loss_by_torch, (W,)) else '✗ differs'}")
(by_torch,) = torch.autograd.grad(loss_by_torch(W), W)
difference = (by_torch - softmax_loss_vectorized(W.detach(), X, y, 0.1)[1]).abs().max()
print(f"Your gradient and the one that torch derives by itself differ by {float(difference):.0e}.")

# %% id="any-device"
for function in (svm_loss_naive, svm_loss_vectorized, softmax_loss_naive, softmax_loss_vectorized):
    works_on_any_device(function, W.detach(), X, y, 0.1)

# %% [markdown] id="part-6"
# ## 6. Gradient descent
#
# *About 1 hour.*
#
# The whole method fits in three lines:
#
#     W = initialize_weights()
#     for t in range(num_steps):
#         W = W - learning_rate * gradient(W)
#
# Its hyperparameters are how to start, how many steps, and the **learning rate**, which matters most. Here are 25 steps on the loss of part 2 (λ = 0.3), with three learning rates.

# %% id="descents"
show_descents(line_x, line_side, 0.3, (0.05, 0.6, 4.5))

# %% [markdown] id="minibatch-idea"
# **What you should see.** Too small: after 25 steps it is still on its way. About right: it curves into the valley and slows down near the bottom. Too large: it jumps from one side to the other, and after 25 steps the loss is 6.2, more than the 2.6 that it began with.
# (Jumping alone isn't bad: with 3.2 it jumps too, but less far each time, and arrives at 0.43.)
#
# ### 6.1 Minibatches
#
# $$\nabla L(W) = \frac{1}{N}\sum_{i=1}^{N} \nabla L_i(W) + \lambda \nabla R(W)$$
#
# is a sum over *all* images, expensive when there are a million. But a mean can be estimated from a sample. **Stochastic gradient descent** (SGD) draws a small **minibatch** at each step
# (32, 64 or 128 are common) and uses its gradient. Think of the loss as an expectation over all images that there could be: then even the training set is only a sample.
# (One of the lecture's slides leaves $\frac1N$ and $\lambda$ out of the gradient. They belong there.)
#
# **You write** `sample_batch`: draw `batch_size` numbers from 0 to `num_train - 1`, *with replacement* (one may come twice), and return these rows of `X` with their labels.
# `torch.randint(..., generator=generator)` draws; with `None` it uses torch's global state.

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

# %% [markdown] id="minibatch-noise-idea"
# How good are these estimates? At one and the same $W$ we draw 200 minibatches of each size, and compare with all of the training data.

# %% id="minibatch-noise"
W = 0.02 * torch.randn(X_train.shape[1], 10, generator=torch.Generator().manual_seed(2))
softmax_here = yours_or_given(softmax_loss_vectorized, given_loss("softmax"), W, X_train[:9], y_train[:9], 0.1)
full_loss, full_dW = softmax_here(W, X_train, y_train, 0.0)
generator = torch.Generator().manual_seed(0)
batch_losses, batch_errors, mean_dW = {}, {}, 0
for size in (8, 32, 128, 512):
    drawn = [softmax_here(W, *sample_batch(X_train, y_train, len(X_train), size, generator), 0.0) for _ in range(200)]
    batch_losses[size] = [float(loss) for loss, _ in drawn]
    batch_errors[size] = float(torch.stack([(dW - full_dW).norm() for _, dW in drawn]).mean() / full_dW.norm())
    if size == 32:
        mean_dW = torch.stack([dW for _, dW in drawn]).mean(dim=0)
show_minibatches(batch_losses, batch_errors, float(full_loss))
print(f"One minibatch of 32: its gradient is off by {batch_errors[32]:.0%} on average.")
print(f"The mean of 200 such gradients: off by {float((mean_dW - full_dW).norm() / full_dW.norm()):.0%}. They scatter around the right one.")

# %% [markdown] id="train-idea"
# **What you should see.** The estimates scatter *around* the true value, and the larger the batch, the closer: four times the work halves the error. Many rough steps often beat few exact ones.
#
# ### 6.2 Training
#
# **You write** one line of `train_linear_classifier`: the update. Read what is given around it.

# %% solution="train_linear_classifier"
def train_linear_classifier(loss_func, W, X, y, learning_rate=1e-3, reg=1e-5, num_iters=100, batch_size=200, verbose=False):
    """Train a linear classifier by stochastic gradient descent.

    Inputs:
    - loss_func: a function of (W, X, y, reg) that returns (loss, dW)
    - W: tensor of shape (D, C), where to start; left unchanged
    - X: tensor of shape (N, D)
    - y: int64 tensor of shape (N,)
    - learning_rate, reg, num_iters, batch_size: the hyperparameters
    - verbose: whether to print the loss every 100 iterations

    Returns:
    - W: tensor of shape (D, C), the weights after num_iters steps
    - loss_history: list of num_iters floats, the loss of each minibatch before its step
    """
    W = W.clone()  # the caller's W stays as it is
    num_train = X.shape[0]
    loss_history = []
    for t in range(num_iters):
        X_batch, y_batch = sample_batch(X, y, num_train, batch_size)
        loss, dW = loss_func(W, X_batch, y_batch, reg)
        loss_history.append(float(loss))
        ### BEGIN SOLUTION
        W = W - learning_rate * dW
        ### END SOLUTION
        if verbose and t % 100 == 0:
            print(f"iteration {t} of {num_iters}: loss {float(loss):.4f}")
    return W, loss_history

# %% test="train_linear_classifier"
def square(W, X, y, reg):
    """A loss without data: the square of the one weight, whose gradient is twice the weight."""
    return W[0, 0] ** 2, W + W


start_W, X, y = torch.tensor([[4.0]]), torch.zeros(3, 1), torch.zeros(3, dtype=torch.int64)
W, loss_history = train_linear_classifier(square, start_W, X, y, learning_rate=0.25, num_iters=3)
# each step takes off 0.25 · 2W, which is half of W: 4, 2, 1, 0.5
assert W.tolist() == [[0.5]], f"from 4, three steps that halve: expected [[0.5]], got {W.tolist()}"
assert loss_history == [16, 4, 1], f"the squares of 4, 2 and 1: expected [16, 4, 1], got {loss_history}"
assert start_W.tolist() == [[4]], "the W that was passed in must stay as it is"
print("✓ the training step")

# %% tags=["setup"] id="classifiers"
class LinearClassifier:
    """A linear classifier that is trained by SGD; what its loss is, its subclasses say. Given: there is nothing to write here."""

    def __init__(self):
        self.W = None  # (D, C), made when training begins

    def train(self, X, y, learning_rate=1e-3, reg=1e-5, num_iters=100, batch_size=200, verbose=False):
        """Train on X (N, D) and y (N,); going on from where an earlier call stopped. Return the history of losses."""
        if self.W is None:
            generator = torch.Generator().manual_seed(0)
            self.W = 1e-4 * torch.randn(X.shape[1], int(y.max()) + 1, generator=generator, dtype=X.dtype).to(X.device)
        self.W, loss_history = train_linear_classifier(self.loss, self.W, X, y, learning_rate, reg, num_iters, batch_size, verbose)
        return loss_history

    def predict(self, X):
        """Return the labels (N,) of X (N, D)."""
        return predict_linear_classifier(self.W, X)

    def loss(self, W, X, y, reg):
        """Return (loss, dW)."""
        raise NotImplementedError("a subclass says what the loss is")

    def save(self, path):
        """Keep the weights in a file."""
        torch.save({"W": self.W}, path)

    def load(self, path):
        """Take the weights from a file."""
        self.W = torch.load(path, weights_only=True)["W"]


class LinearSVM(LinearClassifier):
    """A linear classifier with the SVM loss."""

    def loss(self, W, X, y, reg):
        """Return (loss, dW)."""
        return svm_loss_vectorized(W, X, y, reg)


class Softmax(LinearClassifier):
    """A linear classifier with the softmax loss."""

    def loss(self, W, X, y, reg):
        """Return (loss, dW)."""
        return softmax_loss_vectorized(W, X, y, reg)

# %% [markdown] id="train-images-idea"
# `LinearSVM` and `Softmax`, above, put your functions together. Train both on the images.

# %% id="train-images"
torch.manual_seed(0)
histories = {}
for label, cls, rate in (("SVM", LinearSVM, 0.003), ("softmax", Softmax, 0.01)):
    classifier = cls()
    start = time.perf_counter()
    histories[label] = classifier.train(X_train, y_train, learning_rate=rate, reg=1e-3, num_iters=800)
    accuracies = [100 * (classifier.predict(X) == y).float().mean().item() for X, y in ((X_train, y_train), (X_val, y_val))]
    print(f"{label:>8}: {time.perf_counter() - start:.1f} s, training accuracy {accuracies[0]:.1f} %, validation accuracy {accuracies[1]:.1f} %")
show_curves(histories, ylabel="loss of the minibatch")

# %% [markdown] id="train-expected"
# **What you should see.** The losses begin at 9 and at log 10 ≈ 2.3, fall quickly, then slowly, with noise: each point is the loss of another minibatch. The validation accuracy is about 50 % on the patches of ten photos
# (25 to 30 % on CIFAR-10, with so few training images), and the training accuracy about 70 %.
#
# *To think about:* the two curves have different heights. Does that say which classifier is better?
#
# <details><summary>An answer</summary>
#
# No. They are different quantities. Compare what both are for: the accuracy on validation data.
#
# </details>
#
# ### 6.3 Steer it yourself (optional)
#
# *Optional, about 10 minutes.*
#
# A linear classifier of the plane, three classes. First, without sliders: your two losses, at the start, and after 10 and 300 steps of gradient descent.

# %% id="demo-states"
an_example = (torch.tensor([[0.3, -0.2, 0.1], [-0.4, 0.5, 0.2]], dtype=torch.float64), toy_X[:9], toy_y[::9], 0.1)
plane_loss_functions = {
    "SVM": yours_or_given(svm_loss_vectorized, given_loss("SVM"), *an_example),
    "softmax": yours_or_given(softmax_loss_vectorized, given_loss("softmax"), *an_example),
}
show_states(toy_X, toy_y, toy_names, plane_loss_functions, reg=0.03, rate=0.1, steps=(0, 10, 300))

# %% [markdown] id="demo-idea"
# And with sliders: set each weight and each bias by hand. Under each slider stands its gradient; the buttons follow it.
# With the keyboard, Tab goes from one control to the next, the arrow keys move a slider, and Space presses a button.
#
# 1. Get as low as you can by hand, following the signs of the gradients.
# 2. Press *50 steps* a few times with `reg` at 0. What do the weights do under the softmax loss, and under the SVM loss?
# 3. Raise `reg` to 1. What happens to the lines, the scores, the borders?
# 4. Set the step size to 3. Then to 0.003.

# %% id="demo"
try:
    interactive_demo(toy_X, toy_y, toy_names, plane_loss_functions)
except ImportError:
    print("There is no ipywidgets here; the pictures above show what the sliders would.")

# %% [markdown] id="part-7"
# ## 7. Good settings
#
# *About 1 hour.*
#
# Learning rate and regularization strength are hyperparameters: no gradient finds them. We train with several pairs, and choose by accuracy on the **validation** set.
#
# **You write** `test_one_param_set`, which tries one pair on a classifier, and two functions with the lists to try.
# `data_dict` has the keys `"X_train"`, `"y_train"`, `"X_val"`, `"y_val"`; accuracies are fractions from 0 to 1.

# %% solution="test_one_param_set"
def test_one_param_set(cls, data_dict, lr, reg, num_iters=2000):
    """Train a classifier with one pair of hyperparameters, and measure its accuracy.

    Inputs:
    - cls: a LinearClassifier, not trained yet; this function trains it with its method train
    - data_dict: dict with the tensors X_train, y_train, X_val, y_val
    - lr: the learning rate
    - reg: the regularization strength
    - num_iters: how many steps to train

    Returns:
    - cls: the same object, trained
    - train_acc: its accuracy on the training data, a number from 0 to 1
    - val_acc: its accuracy on the validation data, a number from 0 to 1
    """
    ### BEGIN SOLUTION
    cls.train(data_dict["X_train"], data_dict["y_train"], learning_rate=lr, reg=reg, num_iters=num_iters)
    train_acc, val_acc = (
        (cls.predict(data_dict[f"X_{part}"]) == data_dict[f"y_{part}"]).double().mean().item() for part in ("train", "val")
    )
    return cls, train_acc, val_acc
    ### END SOLUTION

# %% test="test_one_param_set"
class AlwaysOne:
    """Stands in for a classifier: remembers how it was trained, and always predicts 1."""

    def train(self, X, y, learning_rate=1e-3, reg=1e-5, num_iters=100, batch_size=200, verbose=False):
        """Remember the call."""
        self.trained_with = (len(X), learning_rate, reg, num_iters)
        return [0.0]

    def predict(self, X):
        """Predict 1."""
        return torch.ones(len(X), dtype=torch.int64)


data = {"X_train": torch.zeros(4, 2), "y_train": torch.tensor([1, 1, 1, 0]), "X_val": torch.zeros(5, 2), "y_val": torch.tensor([1, 0, 0, 0, 2])}
always_one, train_acc, val_acc = test_one_param_set(AlwaysOne(), data, 0.5, 0.25, num_iters=7)
assert isinstance(always_one, AlwaysOne), "the first thing to return is the classifier itself"
assert always_one.trained_with == (4, 0.5, 0.25, 7), f"train on the 4 training points with lr 0.5, reg 0.25, num_iters 7; it got {always_one.trained_with}"
assert abs(float(train_acc) - 0.75) < 1e-6, f"three of the four training labels are 1: expected 0.75, got {float(train_acc)}"
assert abs(float(val_acc) - 0.2) < 1e-6, f"one of the five validation labels is 1: expected 0.2, got {float(val_acc)}"
print("✓ one pair of settings")

# %% [markdown] id="params-idea"
# Now the lists, 5 to 25 pairs in all. Both quantities act by their order of magnitude, so space them by factors: 0.001, 0.01, 0.1, say.
# Your lists should hold a pair that works well, and enough others to show where it gets worse.

# %% solution="svm_get_search_params"
def svm_get_search_params():
    """Choose the hyperparameters to try with the SVM loss.

    Returns:
    - learning_rates: list of floats
    - regularization_strengths: list of floats; the two lists make 5 to 25 pairs
    """
    ### BEGIN SOLUTION
    return [1e-3, 3e-3, 1e-2, 3e-2], [1e-3, 1e-2, 1e-1, 1.0]
    ### END SOLUTION

# %% test="svm_get_search_params"
learning_rates, regularization_strengths = svm_get_search_params()
assert 5 <= len(learning_rates) * len(regularization_strengths) <= 25, f"5 to 25 pairs, got {len(learning_rates)} × {len(regularization_strengths)}"
assert all(rate > 0 for rate in learning_rates), "learning rates are positive"
assert all(reg >= 0 for reg in regularization_strengths), "regularization strengths aren't negative"
print("✓ what to try for the SVM")

# %% solution="softmax_get_search_params"
def softmax_get_search_params():
    """Choose the hyperparameters to try with the softmax loss.

    Returns:
    - learning_rates: list of floats
    - regularization_strengths: list of floats; the two lists make 5 to 25 pairs
    """
    ### BEGIN SOLUTION
    return [1e-2, 3e-2, 1e-1, 3e-1], [1e-4, 1e-3, 1e-2, 1e-1]
    ### END SOLUTION

# %% test="softmax_get_search_params"
learning_rates, regularization_strengths = softmax_get_search_params()
assert 5 <= len(learning_rates) * len(regularization_strengths) <= 25, f"5 to 25 pairs, got {len(learning_rates)} × {len(regularization_strengths)}"
assert all(rate > 0 for rate in learning_rates), "learning rates are positive"
assert all(reg >= 0 for reg in regularization_strengths), "regularization strengths aren't negative"
print("✓ what to try for softmax")

# %% id="search"
# given: trains with each pair of your lists, and keeps the classifier with the best validation accuracy
best_svm = search(LinearSVM, svm_get_search_params, "SVM")
best_softmax = search(Softmax, softmax_get_search_params, "softmax")

# %% [markdown] id="search-expected"
# **What you should see.** Some good pairs: about 50 to 55 % on the photo patches, 25 to 32 % on CIFAR-10. To the left, learning is too slow for 300 steps; far enough to the right, the steps are too large; at the top, the penalty keeps the weights too small.
# Where training accuracy is much higher than validation accuracy, the model overfits; where both are low, it underfits. If your best pair is at the edge of the grid, look beyond it.
# With 200 validation images an accuracy is uncertain by about 3.5 points either way: smaller differences mean little.
#
# ### The final test
#
# Once, with the classifiers that the validation set chose.

# %% id="final-test"
final = {"random search": searched_accuracy}
for label, classifier in (("SVM", best_svm), ("softmax", best_softmax)):
    final[label] = 100 * (classifier.predict(X_test) == y_test).float().mean().item()
show_bars(final, "Accuracy on the test images", "accuracy (%)")
show_confusion(y_test, best_softmax.predict(X_test), class_names)

# %% [markdown] id="templates-idea"
# ### One template per class
#
# Each column of `W`, less its last entry, as an image: what this class's score looks for.

# %% id="templates"
print("SVM")
show_templates(best_svm.W[:-1], class_names)
print("softmax")
show_templates(best_softmax.W[:-1], class_names)

# %% [markdown] id="question-4"
# **What you should see.** Colours, hardly any shapes: the rocket's template is blue, the flower's green, the retina's pink. A template needn't look like its class: it shows what tells the class from the *others*.
# It is smooth where regularization is strong, and grainy where it is weak: the grain fits single training images.
#
# #### Question 4 (3 points)
#
# 1. Describe two of the templates, and say why they look as they do. What would the template of a class look like whose images come in two kinds, say horses that look left and horses that look right?
# 2. Which class does your classifier confuse most with another? Say with the templates why that is.
# 3. The kNN classifier keeps all training images; this one keeps 30,730 numbers. Name one thing that each can do and the other can't.

# %% [markdown] answer="inline_question_4" points=3
# 1. (For example, on the patches:) the rocket's template is blue all over, since its sky is, and no other photo's patches are as blue; the flower's is green, as its leaves are.
#    One template must serve the whole class, so it comes out as a mean of the two kinds: a horse with two heads.
# 2. (For example) cat and coffee: both are brownish with soft borders, so their templates have nearly the same colours, and each image's scores for the two are close.
# 3. kNN can separate classes of any shape, with several separate groups per class, and needs no training; the linear classifier can't. The linear classifier predicts in one product of fixed cost and needs none of
#    the training images any more, and it gives scores for all classes, of which probabilities can be made.

# %% [markdown] id="summary"
# ## What to take along
#
# - A linear classifier is one matrix: a template per class, or a hyperplane per class.
# - Loss = data loss + regularization. Without the second, being right isn't enough for the softmax loss: it wants to be certain.
# - Calculus gives the gradient, small steps check it: in float64, with relative errors, away from kinks.
# - Subtract the largest score before you exponentiate.
# - SGD: many rough steps instead of few exact ones. The learning rate matters most.
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
