# The kNN assignment, as text: the master copy. `make build` turns it into source/knn/knn.ipynb.
# The formatter stays out: it would change Colab's #@title and #@param lines.
# fmt: off

# %% [markdown] id="title"
# # k-nearest neighbours
#
# To recognise a picture, look for the pictures most like it, and ask what those are.
# That is the whole of **k-nearest neighbours** (kNN): no training, one idea, and yet a fair image classifier.
# Along the way you will meet what makes numerical Python fast: **vectorization**, which replaces loops by expressions on whole arrays.
#
# | part | you write | you will see |
# |---|---|---|
# | 1 | squared distances with two loops, one loop, no loop | the same matrix, hundreds of times faster |
# | 2 | the vote of the $k$ nearest | how a tie is broken |
# | 3 | the classifier | decision regions, neighbours, mistakes |
# | 4 | cross-validation, the best $k$ | how to choose a setting without looking at the test data |
#
# Plan on three to five hours. Everything here runs on a laptop's CPU, and in Colab without a GPU.

# %% [markdown] id="rules"
# ## Before you start
#
# **Due Monday 5 October 2026, 11:59 pm KST.**
#
# - Write between `# BEGIN YOUR CODE` and `# END YOUR CODE`, and nowhere else: code outside these blocks isn't graded. Delete the line `raise NotImplementedError`.
# - Don't add, delete or copy cells. To try something out, use a notebook of your own.
# include assignment.toml
# - Stuck? For this alone you may add a cell: write `hint("compute_distances_two_loops")` with the exercise's name, and run it. Run it again for the next hint. Such a cell may stay.
# - Run all cells, and leave the outputs where they are. *Run all* stops at the first check that fails; to go on behind it, click the next cell and choose Run → Run Selected Cell and All Below (in Colab: Runtime → Run cell and below).
# - Don't zip by yourself: the last cell checks your work and makes the file to hand in.
#
# **If you find it hard, take option 2.** You may then use work that isn't your own, and explain it line by line in comments of your own. Say so in the next cell. There, `group` is for work that you hand in together: its name or number.
#
# After each block there is a small check, with numbers that you can verify by hand. When it prints ✓, go on. Hidden checks
# grade your functions with other data: other sizes, other precisions, image-shaped and flat.

# %% tags=["fields"] id="your-details"
#@title Your details: fill in, then run this cell
name = ""  #@param {type:"string"}
student_id = ""  #@param {type:"string"}
option = 1  #@param [1, 2] {type:"raw"}
group = ""  #@param {type:"string"}

# %% tags=["setup"] id="imports"
#@title Set-up: imports
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
# include knn/notebook/hints.py
# include _shared/notebook/hints.py
# include _shared/notebook/plots.py
# include _shared/notebook/given.py
# include _shared/notebook/device.py

torch.set_num_threads(1)  # for arrays as small as these, threads cost more than they bring

# %% tags=["submit"] id="setup-hand-in"
#@title Set-up: handing in (run this cell; you needn't read it)
# include _shared/notebook/submit.py

# %% [markdown] id="images"
# ## The images
#
# An image is a tensor of shape `(3, 32, 32)`: three colours, 32 rows, 32 columns, each number from 0 (dark) to 1 (bright).
# `x_train` holds 1000 of them, so its shape is `(1000, 3, 32, 32)`; `y_train`, of shape `(1000,)`, says which class each one is, as an integer from 0 to 9.
#
# Where CIFAR-10 is at hand, you get that. Otherwise the images are patches cut from ten photographs, and the task is *which photo is this patch from?*
# The shapes are the same, so your code can't tell the difference; the accuracies can, and both are given below.

# %% id="load-images"
rng = np.random.default_rng(0)
x_train, y_train, x_test, y_test, class_names, source = load_images(num_train=1000, num_test=250, rng=rng)

print("Images:   ", source)
print("Training: ", tuple(x_train.shape), x_train.dtype, "with labels", tuple(y_train.shape), y_train.dtype)
print("Test:     ", tuple(x_test.shape), x_test.dtype, "with labels", tuple(y_test.shape), y_test.dtype)
show_examples(x_train, y_train, class_names)

# %% [markdown] id="part-1"
# ## 1. Distances
#
# *About 1½ hours.*
#
# ### 1.1 Two loops
#
# How alike are two images? Put the numbers of each in one long row of $D = 3 \cdot 32 \cdot 32 = 3072$, subtract, square, add up:
#
# $$d_{ij} \;=\; \lVert \mathbf{x}_i - \mathbf{y}_j \rVert^2 \;=\; \sum_{p=1}^{D} (x_{ip} - y_{jp})^2$$
#
# where $\mathbf{x}_i$ is training image $i$ and $\mathbf{y}_j$ is test image $j$, as in the lecture. (Labels are the numbers $y_i$, not in bold.) This is the **squared** Euclidean distance. We leave out the root: it costs time
# and doesn't change who is nearest, since $a < b$ exactly when $\sqrt{a} < \sqrt{b}$.
#
# **You write** `compute_distances_two_loops`, straight from the formula: a loop over training points, inside it a loop over test points.
#
# | name | shape |
# |---|---|
# | `x_train` | `(num_train, D1, …, Dn)`: images `(N, 3, 32, 32)`, or flat points `(N, D)` |
# | `x_test` | `(num_test, D1, …, Dn)` |
# | returns | `(num_train, num_test)`, with the dtype and the device of `x_train` |
#
# `x_train.new_zeros(rows, columns)` makes a tensor of zeros with the dtype and device of `x_train`: a good start for the result.

# %% solution="compute_distances_two_loops"
def compute_distances_two_loops(x_train, x_test):
    """Compute the squared Euclidean distance between each training point and each test point, with two loops.

    Inputs:
    - x_train: tensor of shape (num_train, D1, ..., Dn), of any float dtype, on any device
    - x_test: tensor of shape (num_test, D1, ..., Dn)

    Returns:
    - dists: tensor of shape (num_train, num_test), with the dtype and device of x_train; dists[i, j] is the squared
      Euclidean distance between x_train[i] and x_test[j]
    """
    ### BEGIN SOLUTION
    num_train, num_test = x_train.shape[0], x_test.shape[0]
    dists = x_train.new_zeros(num_train, num_test)
    for i in range(num_train):
        for j in range(num_test):
            difference = x_train[i] - x_test[j]
            dists[i, j] = (difference * difference).sum()
    return dists
    ### END SOLUTION

# %% test="compute_distances_two_loops"
points = torch.tensor([[0.0, 0.0], [3.0, 4.0]])  # two training points in the plane ...
queries = torch.tensor([[0.0, 0.0], [0.0, 1.0], [3.0, 0.0]])  # ... and three test points
dists = compute_distances_two_loops(points, queries)
assert dists.shape == (2, 3), f"one row per training, one column per test point: expected (2, 3), got {tuple(dists.shape)}"
assert dists[1, 0] != 5, "this is the distance (5), not its square (25): leave out the root"
assert dists.tolist() == [[0, 1, 9], [25, 18, 16]], f"expected [[0, 1, 9], [25, 18, 16]], got {dists.tolist()}"
cube = torch.ones(1, 2, 2, 2, dtype=torch.float64)
dist = compute_distances_two_loops(cube, 0 * cube)
assert dist.dtype == torch.float64, f"the result has the dtype of x_train: expected torch.float64, got {dist.dtype}"
assert dist.tolist() == [[8.0]], f"eight ones against eight zeros: expected [[8.0]], got {dist.tolist()}"
print("✓ two loops")

# %% [markdown] id="root-or-square"
# #### Root or square?
#
# Many first attempts return $\sqrt{d}$ where $d$ is asked. Nothing seems wrong then: your three versions agree, and the neighbours are the same.
# Yet the numbers are different: if you add distances up, average them, or compare them with a formula, the result is wrong.
# Points at 3 and 4 steps from the origin make it plain: do you see 9 and 16, or 3 and 4?

# %% id="root-or-square-numbers"
origin = torch.zeros(1, 2)
on_the_axes = torch.tensor([[3.0, 0.0], [0.0, 4.0], [3.0, 4.0]])
squares = compute_distances_two_loops(on_the_axes, origin).flatten()
print("point      squared distance   distance")
for point, square in zip(on_the_axes.tolist(), squares.tolist()):
    print(f"({point[0]:.0f}, {point[1]:.0f})     {square:10.0f}       {square ** 0.5:10.0f}")
print(f"Pythagoras: {squares[0]:.0f} + {squares[1]:.0f} = {squares[2]:.0f}. It holds for squares only; the distances give 3 + 4 ≠ 5.")

# %% [markdown] id="see-distances"
# #### See them
#
# Here are the distances between the first 300 training and the first 100 test images. We have put rows and columns in order of their class,
# and drawn white lines between classes: a dark block on the diagonal means that images of this class are close to one another.

# %% id="distance-matrix"
few_train, few_test = 300, 100
start = time.perf_counter()
dists_two = compute_distances_two_loops(x_train[:few_train], x_test[:few_test])
print(f"{dists_two.numel()} distances in {time.perf_counter() - start:.2f} s")
show_distances(dists_two, y_train[:few_train], y_test[:few_test], class_names, title="Dark is near, bright is far")

# %% [markdown] id="question-1"
# #### Question 1: reading the distance matrix (4 points)
#
# Some rows and columns of the matrix are bright all along, some blocks dark.
#
# 1. What, in the images, makes a whole **row** bright? And what makes a **column** bright?
# 2. One class has a dark block on the diagonal, another hasn't. Name one of each, look at their examples above, and say why.
#
# Answer in three to six sentences, in the cell below.

# %% [markdown] answer="inline_question_1" points=4
# 1. A bright row is a training image that is far from almost every test image: an unusual one, for example very bright or with strong contrast, where most
#    images are of middle brightness. A bright column is such an image among the test images. Squared distances make it more pronounced, because large differences count most.
# 2. Classes whose images are all alike have dark diagonal blocks: galaxies (nearly all black), rocket (blue sky), cat (brown fur). Any two of their images agree pixel by pixel, more or less.
#    Classes of mixed content have none: astronaut (black, orange, face), pagoda (bright sky, red wood), and retina too, where smooth orange and black lie side by side.
#    Two images of such a class may be further apart than images of two classes.

# %% [markdown] id="one-loop"
# ### 1.2 One loop
#
# The inner loop does the same to every test point, and torch can do that at once. If `x_test` is `(num_test, D)` and `x` is one training point of shape `(D,)`, then
#
# $$\texttt{x\_test - x}\;:\quad (\texttt{num\_test}, D) - (D,) \;\to\; (\texttt{num\_test}, D) - (1, D) \;\to\; (\texttt{num\_test}, D)$$
#
# The row `x` is used again for every test point: this is **broadcasting**. Write the shapes down as tuples, put ones in front of the shorter, and compare: sizes must be equal, or one of them 1.
# Squares added up along `dim=1` leave one number for each test point: a whole row of the matrix.
#
# **You write** `compute_distances_one_loop`: one loop over the training points, and no other. `x.flatten(1)` turns `(N, 3, 32, 32)` into `(N, 3072)`, and leaves `(N, D)` as it is.

# %% solution="compute_distances_one_loop"
def compute_distances_one_loop(x_train, x_test):
    """Compute the squared Euclidean distance between each training point and each test point, with one loop.

    The loop runs over x_train. A comprehension, map or apply is a loop as well.

    Inputs:
    - x_train: tensor of shape (num_train, D1, ..., Dn), of any float dtype, on any device
    - x_test: tensor of shape (num_test, D1, ..., Dn)

    Returns:
    - dists: tensor of shape (num_train, num_test), with the dtype and device of x_train
    """
    ### BEGIN SOLUTION
    num_train, num_test = x_train.shape[0], x_test.shape[0]
    train, test = x_train.flatten(1), x_test.flatten(1)
    dists = x_train.new_zeros(num_train, num_test)
    for i in range(num_train):
        dists[i] = ((test - train[i]) ** 2).sum(dim=1)
    return dists
    ### END SOLUTION

# %% test="compute_distances_one_loop"
points = torch.tensor([[0.0, 0.0], [3.0, 4.0]])
queries = torch.tensor([[0.0, 0.0], [0.0, 1.0], [3.0, 0.0]])
dists = compute_distances_one_loop(points, queries)
assert dists.shape == (2, 3), f"one row per training, one column per test point: expected (2, 3), got {tuple(dists.shape)}"
assert dists.tolist() == [[0, 1, 9], [25, 18, 16]], f"expected [[0, 1, 9], [25, 18, 16]], got {dists.tolist()}"
cube = torch.ones(1, 2, 2, 2, dtype=torch.float64)
dist = compute_distances_one_loop(cube, 0 * cube)
assert dist.dtype == torch.float64, f"the result has the dtype of x_train: expected torch.float64, got {dist.dtype}"
assert dist.tolist() == [[8.0]], f"eight ones against eight zeros: expected [[8.0]], got {dist.tolist()}"
print("✓ one loop")

# %% [markdown] id="no-loops"
# ### 1.3 No loop
#
# To lose the last loop, multiply out the square:
#
# $$\lVert \mathbf{x} - \mathbf{y} \rVert^2 = \lVert \mathbf{x} \rVert^2 + \lVert \mathbf{y} \rVert^2 - 2\,\mathbf{x}^{\top}\mathbf{y}$$
#
# Now look at the shapes. The first term depends on the training point only: a column, `(num_train, 1)`. The second depends on the test point only: a row, `(num_test,)`.
# And the products $\mathbf{x}_i^{\top}\mathbf{y}_j$ for *all* pairs are one matrix product, $X Y^{\top}$ : `(num_train, D) @ (D, num_test)`.
# A column plus a row broadcasts to the whole matrix:
#
# $$\begin{bmatrix} \lVert\mathbf{x}_1\rVert^2 \\ \vdots \\ \lVert\mathbf{x}_N\rVert^2 \end{bmatrix} + \begin{bmatrix} \lVert\mathbf{y}_1\rVert^2 & \cdots & \lVert\mathbf{y}_M\rVert^2 \end{bmatrix} - 2\,X Y^{\top}$$
#
# **You write** `compute_distances_no_loops`: no loop of any kind, and no tensor of shape `(num_train, num_test, D)`. That one would hold
# $1000 \cdot 250 \cdot 3072$ numbers, about 3 GB, where the matrix itself takes 1 MB.
#
# One trap is left. On paper the result is never negative; in floating point, subtracting two large and nearly equal numbers may leave something like $-10^{-4}$. See to it that no distance is below zero.

# %% solution="compute_distances_no_loops"
def compute_distances_no_loops(x_train, x_test):
    """Compute the squared Euclidean distance between each training point and each test point, without loops.

    No intermediate tensor is larger than x_train, x_test and the result. No distance is negative.

    Inputs:
    - x_train: tensor of shape (num_train, D1, ..., Dn), of any float dtype, on any device
    - x_test: tensor of shape (num_test, D1, ..., Dn)

    Returns:
    - dists: tensor of shape (num_train, num_test), with the dtype and device of x_train
    """
    ### BEGIN SOLUTION
    train, test = x_train.flatten(1), x_test.flatten(1)
    train_squares = (train**2).sum(dim=1, keepdim=True)  # (num_train, 1)
    test_squares = (test**2).sum(dim=1)  # (num_test,)
    dists = train_squares + test_squares - 2 * train @ test.T
    return dists.clamp(min=0)  # rounding may leave a little less than zero
    ### END SOLUTION

# %% test="compute_distances_no_loops"
points = torch.tensor([[0.0, 0.0], [3.0, 4.0]])
queries = torch.tensor([[0.0, 0.0], [0.0, 1.0], [3.0, 0.0]])
dists = compute_distances_no_loops(points, queries)
assert dists.shape == (2, 3), f"one row per training, one column per test point: expected (2, 3), got {tuple(dists.shape)}"
assert dists.tolist() == [[0, 1, 9], [25, 18, 16]], f"expected [[0, 1, 9], [25, 18, 16]], got {dists.tolist()}"
cube = torch.ones(1, 2, 2, 2, dtype=torch.float64)
dist = compute_distances_no_loops(cube, 0 * cube)
assert dist.dtype == torch.float64, f"the result has the dtype of x_train: expected torch.float64, got {dist.dtype}"
assert dist.tolist() == [[8.0]], f"eight ones against eight zeros: expected [[8.0]], got {dist.tolist()}"
far = 1000 + torch.linspace(0, 1, 200).reshape(20, 10)  # far from the origin, near to one another
assert (compute_distances_no_loops(far, far) >= 0).all(), "a squared distance is never negative: rounding made one so"
print("✓ no loops")

# %% [markdown] id="agree"
# ### 1.4 The same numbers, faster
#
# First: do the three agree? Not to the last bit, since sums in another order round differently; but to about six digits, which is what `float32` holds.

# %% id="agreement"
dists_one = compute_distances_one_loop(x_train[:few_train], x_test[:few_test])
dists_none = compute_distances_no_loops(x_train[:few_train], x_test[:few_test])
for label, dists in (("one loop", dists_one), ("no loops", dists_none)):
    worst = ((dists - dists_two).abs().max() / dists_two.max()).item()
    print(f"{label}: largest difference from two loops, relative to the largest distance: {worst:.0e}")
    assert worst < 1e-5, f"{label} and two loops disagree by {worst:.0e} of the largest distance"
print("✓ the three agree")

# %% [markdown] id="time-them"
# Then: how long does each take? Each computes the same 300 × 100 matrix of distances between images. Guess before you run it.

# %% id="timing"
def seconds(function, repeats):
    """Return the shortest of a few runs: the others were disturbed by something."""
    times = []
    for _ in range(repeats):
        start = time.perf_counter()
        function(x_train[:few_train], x_test[:few_test])
        times.append(time.perf_counter() - start)
    return min(times)


show_times(
    {
        "two loops": seconds(compute_distances_two_loops, 1),
        "one loop": seconds(compute_distances_one_loop, 5),
        "no loops": seconds(compute_distances_no_loops, 10),
    }
)

# %% [markdown] id="time-expected"
# **What you should see.** One loop is several times as fast as two, and no loops hundreds of times as fast; the exact numbers are your machine's.
# The arithmetic is the same throughout. What two loops pay for is 30,000 trips through Python, each with a few calls to torch that cost more than the work they do.
#
# *To think about:* the identity does as many multiplications as the definition. Why is a matrix product still faster than the one-loop version, whose loop takes only 300 steps?
#
# <details><summary>An answer</summary>
#
# Each step of the loop writes all differences to memory, $100 \cdot 3072$ numbers, then all squares, and reads them again to add them up. That is 300 times about 1 MB, twice, and memory is slower than arithmetic.
# A matrix product works through small blocks that stay in the processor's cache: each number that was read is used many times, several multiplications happen at once, and nothing but the sums is written.
#
# </details>

# %% [markdown] id="any-device-idea"
# And on a GPU? There every call costs even more than on a CPU, and a large product costs less. `works_on_any_device` tries it on any machine: it calls your function with tensors of a pretend accelerator, which compute as usual and, like a GPU's, refuse to meet tensors of the CPU. Where there is a real GPU, the three ways are timed on it as well.

# %% id="any-device"
three_ways = {"two loops": compute_distances_two_loops, "one loop": compute_distances_one_loop, "no loops": compute_distances_no_loops}
for function in three_ways.values():
    works_on_any_device(function, x_train[:3], x_test[:2])
if on_gpu := times_on_gpu(three_ways, x_train[:few_train], x_test[:few_test]):
    show_times(on_gpu)

# %% [markdown] id="any-device-expected"
# **What you should see.** Three lines with ✓: that your functions work on any device is graded. On a GPU, expect two loops to be no faster than on the CPU, since each call costs more there, and no loops to be far ahead of both.

# %% [markdown] id="part-2"
# ## 2. The vote
#
# *About 45 minutes.*
#
# Each test point looks at its $k$ nearest training points, and takes the label that most of them have:
#
# $$\hat{y}_j \;=\; \underset{c}{\arg\max}\; \bigl|\{\, i \in \mathcal{N}_k(j) : y_i = c \,\}\bigr|$$
#
# where $\mathcal{N}_k(j)$ are the $k$ rows with the smallest distances in column $j$. Two classes may have equally many votes; then the **smallest label** wins, so that everyone gets the same answer.
#
# **You write** `predict_labels`. `dists` is `(num_train, num_test)`, `y_train` is `(num_train,)`, and the result is `(num_test,)`, `int64`.
# Do the counting yourself: `torch.mode` isn't allowed. A loop over the test points is fine here; `torch.topk` or `torch.argsort` finds the nearest,
# and `torch.bincount`, `torch.unique` or a comparison with `==` helps to count.

# %% solution="predict_labels"
def predict_labels(dists, y_train, k=1):
    """Predict a label for each test point: the one that most of its k nearest training points have.

    When labels have equally many votes, the smallest of them wins.

    Inputs:
    - dists: tensor of shape (num_train, num_test); dists[i, j] is the squared distance of training point i and test point j
    - y_train: int64 tensor of shape (num_train,), the labels of the training points
    - k: how many neighbours vote, from 1 to num_train

    Returns:
    - y_pred: int64 tensor of shape (num_test,), on the device of dists
    """
    ### BEGIN SOLUTION
    nearest = dists.argsort(dim=0, stable=True)[:k]  # (k, num_test)
    voters = y_train[nearest]  # (k, num_test)
    classes = torch.unique(y_train)  # in ascending order, (num_classes,)
    votes = (voters == classes[:, None, None]).sum(dim=1)  # (num_classes, num_test)
    return classes[votes.argmax(dim=0)]  # argmax takes the first of equals: the smallest label
    ### END SOLUTION

# %% test="predict_labels"
dists = torch.tensor(
    [
        [1.0, 9.0],
        [2.0, 8.0],
        [3.0, 7.0],
        [4.0, 1.0],
    ]
)  # four training points, two test points
labels = torch.tensor([2, 1, 1, 0])
y_pred = predict_labels(dists, labels, k=1)
assert y_pred.shape == (2,), f"one label per test point: expected (2,), got {tuple(y_pred.shape)}"
assert y_pred.dtype == torch.int64, f"labels are int64, got {y_pred.dtype}"
assert y_pred.tolist() == [2, 0], f"k=1 takes the nearest point's label: expected [2, 0], got {y_pred.tolist()}"
y_pred = predict_labels(dists, labels, k=3)  # the voters' labels are 2, 1, 1 for the first, and 0, 1, 1 for the second
assert y_pred.tolist() == [1, 1], f"k=3: label 1 has two votes of three: expected [1, 1], got {y_pred.tolist()}"
y_pred = predict_labels(dists, labels, k=2)  # one vote each: 2 against 1, and 0 against 1
assert y_pred.tolist() == [1, 0], f"k=2: in a tie the smaller label wins: expected [1, 0], got {y_pred.tolist()}"
print("✓ the vote")

# %% [markdown] id="see-vote"
# Three groups of points in the plane, and a query (the star) that your function must place. The circle reaches to the $k$-th neighbour: who is inside may vote.

# %% id="vote-picture"
rng = np.random.default_rng(0)
centres = torch.tensor([[0.0, 0.0], [3.0, 0.5], [1.2, 2.8]])
toy_y = torch.arange(3).repeat_interleave(40)
toy_x = centres[toy_y] + 1.1 * torch.from_numpy(rng.standard_normal((120, 2))).float()
shuffled = torch.from_numpy(rng.permutation(120))
toy_x, toy_y = toy_x[shuffled], toy_y[shuffled]
toy_names = ("blue circles", "orange squares", "green triangles")

query = torch.tensor([0.15, 1.75])
distances = yours_or_given(compute_distances_no_loops, lambda x, y: torch.cdist(x.flatten(1), y.flatten(1)) ** 2, toy_x[:5], toy_x[5:8])
to_query = distances(toy_x, query[None])  # (120, 1)
vote = yours_or_given(predict_labels, lambda d, y, k: y[d.argsort(dim=0, stable=True)[:k]].mode(dim=0).values, to_query, toy_y, 5)
winners = [vote(to_query, toy_y, k).item() for k in (1, 5, 15)]
show_vote(toy_x, toy_y, query, (1, 5, 15), winners, toy_names)

# %% [markdown] id="vote-expected"
# **What you should see.** Three values of $k$, three answers. With $k = 5$ blue and green have two votes each, and blue has the smaller label.
# Which answer is right? Nothing in the picture says so; part 4 is about that.
#
# *To think about:* with two classes, why do people like odd values of $k$? What changes with three?
#
# <details><summary>An answer</summary>
#
# With two classes and an odd $k$ the votes can't be equal, so there is never a tie. With three classes there may be one for odd $k$ too: 1 : 1 : 1 for $k = 3$, or 2 : 2 : 1 for $k = 5$, as above.
#
# </details>

# %% [markdown] id="part-3"
# ## 3. The classifier
#
# *About 45 minutes.*
#
# Now put the two together. A kNN classifier doesn't learn; it remembers. **You write** two short blocks:
#
# - `__init__` keeps the training data,
# - `predict` computes distances, with the function of yours that you would rather wait for, and lets the nearest vote.
#
# `check_accuracy` is given: it compares predictions with the true labels and returns the percentage that is right.

# %% solution="KnnClassifier"
class KnnClassifier:
    """Classify points by a vote of their k nearest neighbours among the training points."""

    def __init__(self, x_train, y_train):
        """Remember the training data.

        Inputs:
        - x_train: tensor of shape (num_train, D1, ..., Dn)
        - y_train: int64 tensor of shape (num_train,)
        """
        ### BEGIN SOLUTION
        self.x_train = x_train
        self.y_train = y_train
        ### END SOLUTION

    def predict(self, x_test, k=1):
        """Predict a label for each test point.

        Inputs:
        - x_test: tensor of shape (num_test, D1, ..., Dn)
        - k: how many neighbours vote

        Returns:
        - y_pred: int64 tensor of shape (num_test,)
        """
        ### BEGIN SOLUTION
        dists = compute_distances_no_loops(self.x_train, x_test)
        return predict_labels(dists, self.y_train, k)
        ### END SOLUTION

    def check_accuracy(self, x_test, y_test, k=1, quiet=True):
        """Return the percentage of the test points whose label is predicted rightly; print it unless quiet."""
        y_pred = self.predict(x_test, k)
        num_right = (y_pred == y_test).sum().item()
        accuracy = 100.0 * num_right / len(y_test)
        if not quiet:
            print(f"k = {k}: {num_right} of {len(y_test)} right, {accuracy:.1f} %")
        return accuracy

# %% test="KnnClassifier"
numbers = torch.tensor([[0.0], [1.0], [5.0], [6.0]])  # two small numbers, two large ones
small_or_large = KnnClassifier(numbers, torch.tensor([0, 0, 1, 1]))
predicted = small_or_large.predict(torch.tensor([[0.4], [5.2], [2.0]]))
assert predicted.tolist() == [0, 1, 0], f"0, 5 and 1 are the nearest: expected [0, 1, 0], got {predicted.tolist()}"
predicted = small_or_large.predict(torch.tensor([[2.8]]), k=3)  # 1, 5 and 0 are the nearest
assert predicted.tolist() == [0], f"k=3: the votes are 0, 1 and 0: expected [0], got {predicted.tolist()}"
predicted = small_or_large.predict(torch.tensor([[5.2]]), k=4)  # everyone votes, two against two
assert predicted.tolist() == [0], f"k=4: in a tie the smaller label wins: expected [0], got {predicted.tolist()}"
accuracy = small_or_large.check_accuracy(torch.tensor([[0.4], [5.2]]), torch.tensor([0, 0]))
assert accuracy == 50, f"one of two is right: expected 50, got {accuracy}"
print("✓ the classifier")

# %% [markdown] id="accuracy"
# How good is it on images? Guessing would be right one time in ten.

# %% id="first-accuracy"
classifier = KnnClassifier(x_train, y_train)
for k in (1, 5):
    classifier.check_accuracy(x_test, y_test, k=k, quiet=False)

# %% [markdown] id="accuracy-expected"
# **What you should see.** About 63 % on the patches of ten photos with $k = 1$, and 60 % with $k = 5$. On CIFAR-10, where a cat is never the same cat, about 25 %:
# more than guessing, and far from good. Why it is right when it is right, and wrong when it is wrong, shows in the neighbours:

# %% id="neighbours"
dists = distances(x_train, x_test)
is_right = vote(dists, y_train, 1) == y_test
chosen = []  # two images that are recognised, and four that aren't, each of another class
for wanted, count in ((True, 2), (False, 4)):
    for j in torch.nonzero(is_right == wanted).flatten().tolist():
        if count > 0 and all(y_test[j] != y_test[other] for other in chosen):
            chosen.append(j)
            count = count - 1
show_neighbours(x_test, y_test, x_train, y_train, dists, class_names, chosen)

# %% [markdown] id="neighbours-expected"
# **What you should see.** The first two rows are right, the others wrong at least in the nearest neighbour. All neighbours agree with the test image in brightness and colour, place by place;
# what is *in* the picture, kNN on pixels never asks. Smooth images of middle brightness turn up again and again: a busy texture is nearer to a flat patch of its mean colour than to a shifted copy of itself.
#
# *To think about:* take stripes, one pixel black, one white, and the same stripes moved by one pixel. How far apart are they, and how far is each from plain grey?
#
# <details><summary>An answer</summary>
#
# Moved by one pixel, every number changes from 0 to 1 or from 1 to 0: the squared distance is 3072, the largest that there is. From plain grey, 0.5, each number differs by 0.5, so it is $3072 \cdot 0.25 = 768$.
# To kNN a grey square is four times nearer (in squares) than the same stripes, moved by so little that you'd hardly see it.
#
# </details>
#
# ### Decision regions
#
# In the plane we can see everything at once: give every point of a fine grid to your classifier, and colour it by the answer.

# %% id="decision-regions"
toy_classifier = KnnClassifier(toy_x, toy_y)
show_decision_regions(
    {f"k = {k}": lambda grid, k=k: toy_classifier.predict(grid, k) for k in (1, 3, 5, 25)}, toy_x, toy_y, toy_names
)

# %% [markdown] id="regions-expected"
# **What you should see.** With $k = 1$ every training point owns the ground around it, and a point far from its own group makes an island. As $k$ grows, islands vanish and borders become smooth.
#
# *To think about:* what would the picture be with $k = 120$, the number of all points?
#
# <details><summary>An answer</summary>
#
# All 120 points vote everywhere, 40 for each class: a tie, and the smallest label wins. The whole plane is blue.
#
# </details>

# %% [markdown] id="question-2"
# #### Question 2: what changes a prediction? (4 points)
#
# Each of these changes *all* images, training and test, in the same way. Which of them **can't change any prediction** of kNN with the squared Euclidean distance
# (apart from rounding)? Give a reason for each, in a sentence or a formula.
#
# 1. Subtract from every pixel of every image the mean over all pixels of all images, one number.
# 2. Subtract the mean image: at each pixel position its own mean.
# 3. Divide everything by one number, the standard deviation over all pixels.
# 4. Divide each pixel position by its own standard deviation.
# 5. Turn all images by 90°.

# %% [markdown] answer="inline_question_2" points=4
# 1, 2, 3 and 5 change no prediction; 4 may.
#
# 1 and 2: the same vector $\mathbf{m}$ is subtracted from both, and $(\mathbf{x}-\mathbf{m})-(\mathbf{y}-\mathbf{m}) = \mathbf{x}-\mathbf{y}$. 3: every squared distance is divided by $\sigma^2$, so their order stays.
# 4: each term of the sum is divided by its own $\sigma_p^2$, which weighs pixels anew, and so may change who is nearest. 5: the same terms are added in another order.

# %% [markdown] id="part-4"
# ## 4. Which k?
#
# *About 1 hour.*
#
# $k$ isn't learned from data; it is a **hyperparameter**, which we choose. Choosing it on the test set would spoil the test: the best of ten tries is good by luck, too.
# So we make test sets out of training data. In **cross-validation** the training set is cut into *folds*; each fold in turn is the validation set, while the others are trained on:
#
# | round | fold 1 | fold 2 | fold 3 | fold 4 | fold 5 |
# |---|---|---|---|---|---|
# | round 1 | **validate** | train | train | train | train |
# | round 2 | train | **validate** | train | train | train |
# | … | | | | | |
# | round 5 | train | train | train | train | **validate** |
#
# That gives, for each $k$, five accuracies: their mean says how good this $k$ is, and their spread how far to trust the mean.
#
# **You write** `knn_cross_validate`. Cut the data in the order in which it comes, without shuffling (`torch.chunk` does that), train a `KnnClassifier` on all folds but one, and take its
# `check_accuracy` on the one left out. The result is a dict: each `k` of `k_choices`, in their order, with the list of `num_folds` accuracies in percent, fold 1 first.

# %% solution="knn_cross_validate"
def knn_cross_validate(x_train, y_train, num_folds=5, k_choices=(1, 3, 5, 8, 10, 12, 15, 20, 50, 100)):
    """Measure the accuracy of a KnnClassifier for several k by cross-validation.

    The folds are contiguous parts of the data in its own order, as torch.chunk makes them.

    Inputs:
    - x_train: tensor of shape (num_train, D1, ..., Dn)
    - y_train: int64 tensor of shape (num_train,)
    - num_folds: how many folds there are
    - k_choices: the values of k to try, a list or tuple of ints

    Returns:
    - k_to_accuracies: dict from k to the list of num_folds accuracies, in percent; entry f is the accuracy on fold f
      of a classifier trained on all the other folds
    """
    ### BEGIN SOLUTION
    x_folds, y_folds = x_train.chunk(num_folds), y_train.chunk(num_folds)
    k_to_accuracies = {k: [] for k in k_choices}
    for fold in range(num_folds):
        x_others = torch.cat([x for f, x in enumerate(x_folds) if f != fold])
        y_others = torch.cat([y for f, y in enumerate(y_folds) if f != fold])
        classifier = KnnClassifier(x_others, y_others)
        for k in k_choices:
            k_to_accuracies[k].append(classifier.check_accuracy(x_folds[fold], y_folds[fold], k=k))
    return k_to_accuracies
    ### END SOLUTION

# %% test="knn_cross_validate"
line = torch.tensor([[0.0], [10.0], [1.0], [11.0], [2.0], [6.0]])  # three folds: (0, 10), (1, 11) and (2, 6)
sides = torch.tensor([0, 1, 0, 1, 0, 1])
by_hand = knn_cross_validate(line, sides, num_folds=3, k_choices=[1, 4])
assert list(by_hand) == [1, 4], f"the keys are the choices of k: expected [1, 4], got {list(by_hand)}"
assert len(by_hand[1]) == 3, f"one accuracy per fold: expected 3, got {len(by_hand[1])}"
# k=1: 0 and 10 are nearest to 1 and 11, 1 and 11 to 0 and 10, 2 and 6 to 1 and 10: each to its own side.
assert by_hand[1] == [100, 100, 100], f"k=1: all are right: expected [100, 100, 100], got {by_hand[1]}"
# k=4: all four others vote, two for each side; label 0 wins the tie, which is right for one point of each fold.
assert by_hand[4] == [50, 50, 50], f"k=4: half are right: expected [50, 50, 50], got {by_hand[4]}"
halves = knn_cross_validate(torch.arange(4.0)[:, None], torch.tensor([0, 0, 1, 1]), num_folds=2, k_choices=[1])
assert halves[1] == [0, 0], f"cut in order, neither half has seen the other's label: expected [0, 0], got {halves[1]}"
print("✓ cross-validation")

# %% id="cross-validation"
k_to_accuracies = knn_cross_validate(x_train, y_train)
for k, accuracies in k_to_accuracies.items():
    print(f"k = {k:3}:", "  ".join(f"{accuracy:5.1f}" for accuracy in accuracies), f"  mean {np.mean(accuracies):5.1f} %")
show_cross_validation(k_to_accuracies)

# %% [markdown] id="cross-validation-expected"
# **What you should see.** On the photo patches, accuracy falls from about 60 % at $k = 1$ to 46 % at $k = 100$: patches of one photo differ so much that only the very nearest can be trusted.
# On CIFAR-10 the curve is flat, near 26 %, with a gentle hill around $k = 10$. The bars are one standard deviation either way, and many choices differ by less than that.
#
# Is $k = 1$ always a good choice, then? Ask the points in the plane, where the groups overlap:

# %% id="cross-validation-plane"
toy_accuracies = knn_cross_validate(toy_x, toy_y, k_choices=[1, 3, 5, 8, 10, 15, 20, 30, 60])
show_cross_validation(toy_accuracies, "Cross-validation on the points in the plane")

# %% [markdown] id="best-k-idea"
# **What you should see.** Here $k = 1$ is the worst choice by far, and from 8 on it makes little difference. Where classes overlap, the nearest neighbour is often a point that lies far from its own group, and a vote of more points outweighs it:
# the islands in the decision regions were the mistakes.
#
# ### The best k
#
# **You write** `knn_get_best_k`: the $k$ whose accuracies have the highest mean; among equals, the smallest $k$.

# %% solution="knn_get_best_k"
def knn_get_best_k(k_to_accuracies):
    """Return the k with the highest mean accuracy; among equals, the smallest.

    Inputs:
    - k_to_accuracies: dict from k to a list of accuracies, as knn_cross_validate returns it

    Returns:
    - best_k: int
    """
    ### BEGIN SOLUTION
    means = {k: sum(accuracies) / len(accuracies) for k, accuracies in k_to_accuracies.items()}
    return min(means, key=lambda k: (-means[k], k))
    ### END SOLUTION

# %% test="knn_get_best_k"
assert knn_get_best_k({1: [10.0, 30.0], 3: [40.0, 20.0]}) == 3, "the means are 20 and 30: k=3 is best"
assert knn_get_best_k({1: [90.0, 0.0], 3: [50.0, 60.0]}) == 3, "the highest mean counts, not the highest single accuracy"
assert knn_get_best_k({5: [50.0, 50.0], 3: [40.0, 60.0], 8: [30.0, 30.0]}) == 3, "5 and 3 have the same mean: 3 wins"
print("✓ the best k")

# %% [markdown] id="final-idea"
# ### The final test
#
# Now, and only now, the test set: once, with the $k$ that cross-validation chose.

# %% id="final-test"
best_k = knn_get_best_k(k_to_accuracies)
print(f"Cross-validation chose k = {best_k}.")
final_accuracy = classifier.check_accuracy(x_test, y_test, k=best_k, quiet=False)
show_confusion(y_test, classifier.predict(x_test, k=best_k), class_names)

# %% [markdown] id="final-expected"
# **What you should see.** About 63 % on the photo patches, 25 to 30 % on CIFAR-10. The confusion matrix tells more than the one number: which classes are taken for which? One of them attracts the others. Do you see why?
#
# #### Question 3: what a test is worth (4 points)
#
# 1. Every training image is its own nearest neighbour. What is the accuracy on the **training** set with $k = 1$, and why does it say nothing about how good the classifier is?
# 2. A friend tries all ten values of $k$ on the test set and reports the best result. What is wrong with that number?
# 3. How long does kNN take to train, how long to classify one image, and what must it keep? Say it with $N$ training images of $D$ numbers each, and say where that hurts.

# %% [markdown] answer="inline_question_3" points=4
# 1. It is 100 % (unless two equal images have different labels): each image finds itself at distance 0. That is memory, not recognition; images not seen before are what counts.
# 2. The test set took part in the choice, so the reported accuracy is the highest of ten partly lucky numbers, and too optimistic. An estimate for new images needs data that was used for no choice.
# 3. Training only stores the data: no time to speak of, $O(ND)$ memory. Classifying one image takes $O(ND)$ operations, and all training data must be at hand. That is the wrong way round:
#    we would rather train for a day, if then each prediction were quick. Linear classifiers and networks, next, are like that.

# %% [markdown] id="summary"
# ## What to take along
#
# - A distance matrix is a column plus a row minus twice a matrix product. Think of shapes as tuples, and let broadcasting do the loops.
# - Fast and slow versions must agree: check one against the other, and both against numbers that you know.
# - A hyperparameter is chosen on validation data. The test set is looked at once.
# - Pixels at the same place make a poor distance between *things*. The rest of the course looks for better ones.
#
# ## Hand in
#
# 1. Fill in *Your details* at the top.
# 2. Run all cells, from top to bottom (in JupyterLab: Run → Run All Cells; in Colab: Runtime → Run all).
# 3. **Save** (Ctrl+S or ⌘S). What isn't saved isn't handed in.
# 4. Run the last cell, `hand_in()`, once more. It lists what it found, and makes the zip. (A `NameError`? Python was restarted: go back to step 2.)

# %% tags=["submit"] id="hand-in"
hand_in();
