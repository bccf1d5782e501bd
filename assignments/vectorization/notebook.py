# The vectorization assignment, as text: the master copy. `make build` turns it into source/vectorization/vectorization.ipynb.
# The formatter stays out: it would change Colab's #@title and #@param lines.
# fmt: off

# %% [markdown] id="title"
# # Broadcasting and vectorization
#
# A deep network is a few array expressions, applied to a great many numbers. Written as loops, they are slow; written as expressions on whole arrays, they are fast.
# This notebook trains you to write them so, first in NumPy, then in torch, on one example that you will need again: all distances between two sets of vectors.
#
# | part | you write | you will see |
# |---|---|---|
# | 1 | powers, products, quotients, sums | the right way and the slow way |
# | 2 | the rules of broadcasting, as a function and as a quiz | where most bugs with arrays come from |
# | 3 | pairwise distances in three ways | a factor of a thousand, measured |
# | 4 | the same in torch | nearly the same words |
#
# Plan on two to four hours. Everything here runs on a laptop's CPU, and in Colab without a GPU.

# %% [markdown] id="rules"
# ## Before you start
#
# **Due Monday 28 September 2026, 11:59 pm KST.**
#
# - Write between `# BEGIN YOUR CODE` and `# END YOUR CODE`, and nowhere else: code outside these blocks isn't graded. Delete the line `raise NotImplementedError`.
# - Don't add, delete or copy cells. To try something out, use a notebook of your own.
# include assignment.toml
# - Stuck? For this alone you may add a cell: write `hint("elementwise_power_loops")` with the exercise's name, and run it. Run it again for the next hint. Such a cell may stay.
# - Run all cells, and leave the outputs where they are. *Run all* stops at the first check that fails; to go on behind it, click the next cell and choose Run → Run Selected Cell and All Below (in Colab: Runtime → Run cell and below).
# - Don't zip by yourself: the last cell checks your work and makes the file to hand in.
#
# **If you find it hard, take option 2.** You may then use work that isn't your own, and explain it line by line in comments of your own. Say so in the next cell. There, `group` is for work that you hand in together: its name or number.
#
# After each block there is a small check, with numbers that you can verify by hand. When it prints ✓, go on. Hidden checks
# grade your functions with other data: other sizes, `float32` and `float64`. No function may change its inputs.

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

# %% id="setup-pictures"
#@title Set-up: the pictures (run this cell; you needn't read it)
# include _shared/notebook/style.py
# include vectorization/notebook/hints.py
# include _shared/notebook/hints.py
# include vectorization/notebook/figures.py
# include _shared/notebook/device.py

torch.set_num_threads(1)  # for arrays as small as these, threads cost more than they bring

# %% tags=["submit"] id="setup-hand-in"
#@title Set-up: handing in (run this cell; you needn't read it)
# include _shared/notebook/submit.py

# %% [markdown] id="part-1"
# ## 1. Element by element
#
# *About 40 minutes.*
#
# ### 1.1 The slow way
#
# To raise a matrix to a power **element by element** means
#
# $$(A^p)_{ij} = (A_{ij})^p$$
#
# Beware of the notation: in linear algebra $A^2$ is the matrix product $AA$, which is something else.
#
# **You write** `elementwise_power_loops`: a loop over rows, inside it a loop over columns, one number at a time. `A` has shape `(N, M)`, and so has the result, with the dtype of `A`.
# `np.zeros_like(A)` makes an array of zeros with the shape and the dtype of `A`.

# %% solution="elementwise_power_loops"
def elementwise_power_loops(A, p):
    """Raise each element of a matrix to the power of p, with two loops.

    Inputs:
    - A: array of shape (N, M), of any float dtype
    - p: a number

    Returns:
    - array of shape (N, M), with the dtype of A
    """
    ### BEGIN SOLUTION
    powered = np.zeros_like(A)
    for i in range(A.shape[0]):
        for j in range(A.shape[1]):
            powered[i, j] = A[i, j] ** p
    return powered
    ### END SOLUTION

# %% test="elementwise_power_loops"
A = np.array([[1.0, 2.0, 0.0], [3.0, -1.0, 10.0]])
cubes = elementwise_power_loops(A, 3)
assert cubes.shape == (2, 3), f"the shape of A stays: expected (2, 3), got {cubes.shape}"
assert cubes.tolist() == [[1, 8, 0], [27, -1, 1000]], f"expected [[1, 8, 0], [27, -1, 1000]], got {cubes.tolist()}"
assert elementwise_power_loops(A.astype(np.float32), 2).dtype == np.float32, "the result has the dtype of A"
print("✓ powers with loops")

# %% [markdown] id="power-idea"
# ### 1.2 The right way
#
# NumPy's operators work on whole arrays. The loop is still there, but in compiled code, where a step takes a few nanoseconds instead of hundreds.
#
# **You write** `elementwise_power`, without a loop of any kind, for arrays with any number of axes.

# %% solution="elementwise_power"
def elementwise_power(A, p):
    """Raise each element of an array to the power of p, without loops.

    Inputs:
    - A: array of any shape and float dtype
    - p: a number

    Returns:
    - array with the shape and the dtype of A
    """
    ### BEGIN SOLUTION
    return A**p
    ### END SOLUTION

# %% test="elementwise_power"
squares = elementwise_power(np.array([[1.0, 2.0], [3.0, 4.0]]), 2)
assert squares.tolist() != [[7, 10], [15, 22]], "this is the matrix product of A with itself: square each entry by itself"
assert squares.tolist() == [[1, 4], [9, 16]], f"expected [[1, 4], [9, 16]], got {squares.tolist()}"
print("✓ powers without loops")

# %% [markdown] id="power-see"
# Here is what the fourth power does to an image, and what each way takes for it.

# %% id="power-picture"
rows, columns = np.meshgrid(np.linspace(-2, 2, 200), np.linspace(-2, 2, 200), indexing="ij")
image = 0.5 + 0.5 * np.cos(3 * np.hypot(rows, columns))
start = time.perf_counter()
slow = elementwise_power_loops(image, 4)
slow_seconds, fast_seconds = time.perf_counter() - start, float("inf")
for _ in range(10):  # the shortest counts: the others were disturbed by something
    start = time.perf_counter()
    fast = elementwise_power(image, 4)
    fast_seconds = min(fast_seconds, time.perf_counter() - start)
assert np.allclose(slow, fast), "the two ways disagree"
print(f"loops: {1000 * slow_seconds:.1f} ms    array expression: {1000 * fast_seconds:.2f} ms    ({slow_seconds / fast_seconds:.0f} times as fast)")
show_power(image, fast, 4)

# %% [markdown] id="question-1"
# **What you should see.** Bright rings get thinner, since $0.5^4$ is only about 0.06, while 1 stays 1. The array expression is ten to several hundred times as fast, depending on how your processor computes powers.
#
# #### Question 1: why is the slow way slow? (3 points)
#
# Both ways raise the same 40,000 numbers to the fourth power. What does Python have to do in each pass of the inner loop, besides the arithmetic? Name at least two things.

# %% [markdown] answer="inline_question_1" points=3
# In each pass Python interprets several instructions: it takes the next number from `range`, makes the index tuple `(i, j)`, looks up which method `[...]` and `**` mean for these objects (types are known only at run time),
# wraps the element in an object of its own, and checks bounds and type when it is stored. Each takes tens of nanoseconds, the multiplication itself about one.
# The array expression decides all that once for the whole array, and then runs compiled code over memory that lies in a row, several numbers at a time.

# %% [markdown] id="hadamard-idea"
# ### 1.3 Products and quotients
#
# Two matrices of one shape can be multiplied and divided element by element. The first is called the **Hadamard product**:
#
# $$(A \odot B)_{ij} = A_{ij} \cdot B_{ij} \qquad\qquad (A / B)_{ij} = \frac{A_{ij}}{B_{ij}}$$
#
# In NumPy that is `*`, while `@` is the matrix product.
#
# **You write** `hadamard`, which returns both, as a tuple of two arrays of the shape of `A`.

# %% solution="hadamard"
def hadamard(A, B):
    """Multiply and divide two arrays of one shape, element by element.

    Returns:
    - a tuple of two arrays with the shape of A: the products and the quotients
    """
    ### BEGIN SOLUTION
    return A * B, A / B
    ### END SOLUTION

# %% test="hadamard"
product, quotient = hadamard(np.array([[2.0, 4.0], [6.0, 9.0]]), np.array([[1.0, 2.0], [4.0, 3.0]]))
assert product.tolist() == [[2, 8], [24, 27]], f"expected [[2, 8], [24, 27]], got {product.tolist()}"
assert quotient.tolist() == [[2, 2], [1.5, 3]], f"expected [[2, 2], [1.5, 3]], got {quotient.tolist()}"
print("✓ product and quotient")

# %% [markdown] id="sums-idea"
# ### 1.4 Sums across axes
#
# A matrix `A` of shape `(N, D)` can be summed in several ways, and what matters is the **shape** that comes out. The axis that you name is the one that disappears:
#
# | sum | formula | shape |
# |---|---|---|
# | over rows (axis 0) | $\sum_i A_{ij}$ | `(D,)` |
# | over columns (axis 1) | $\sum_j A_{ij}$ | `(N,)` |
# | over columns, the axis kept | $\sum_j A_{ij}$ | `(N, 1)` |
# | over everything | $\sum_i \sum_j A_{ij}$ | `()`, a number |
#
# Libraries distinguish between a vector of shape `(N,)` and a column of shape `(N, 1)`. So will you: in part 2 it makes all the difference.
#
# **You write** `axis_sums`, which returns these four, in this order.

# %% solution="axis_sums"
def axis_sums(A):
    """Sum a matrix in four ways.

    Inputs:
    - A: array of shape (N, D)

    Returns:
    - a tuple: sums over rows (D,), over columns (N,), over columns with the axis kept (N, 1), over everything ()
    """
    ### BEGIN SOLUTION
    return A.sum(axis=0), A.sum(axis=1), A.sum(axis=1, keepdims=True), A.sum()
    ### END SOLUTION

# %% test="axis_sums"
over_rows, over_columns, column, total = axis_sums(np.array([[1.0, 2.0], [3.0, 4.0], [5.0, 6.0]]))
assert over_rows.tolist() == [9, 12], f"1 + 3 + 5 and 2 + 4 + 6: expected [9, 12], got {over_rows.tolist()}"
assert over_columns.tolist() == [3, 7, 11], f"1 + 2, 3 + 4, 5 + 6: expected [3, 7, 11], got {over_columns.tolist()}"
assert column.shape == (3, 1), f"a column keeps its second axis: expected shape (3, 1), got {column.shape}"
assert column.tolist() == [[3], [7], [11]], f"expected [[3], [7], [11]], got {column.tolist()}"
assert total == 21, f"expected 21, got {total}"
print("✓ sums")

# %% id="sums-picture"
A = np.array([[1.0, 2, 3], [4, 5, 6], [7, 8, 9], [10, 11, 12]])
show_sums(A, axis_sums(A)[0], axis_sums(A)[1])

# %% [markdown] id="sums-think"
# **What you should see.** Along axis 0 you walk down the rows, so one number is left for each column; along axis 1 you walk across the columns.
#
# *To think about:* an array of images has shape `(N, 3, 32, 32)`. Over which axes do you sum to get one number for each image? And one for each colour?
#
# <details><summary>An answer</summary>
#
# One for each image: over axes 1, 2 and 3, so that `(N,)` is left: `images.sum(axis=(1, 2, 3))`. One for each colour: over axes 0, 2 and 3, so that `(3,)` is left. The axes that you name disappear.
#
# </details>

# %% [markdown] id="part-2"
# ## 2. Broadcasting
#
# *About 50 minutes.*
#
# ### 2.1 The rules
#
# Strictly, a matrix plus a number has no meaning: in $\begin{bmatrix} a & b \\ c & d \end{bmatrix} + e$ two shapes meet. To be exact, one would write $A + \mathbf{1}_{2\times2}\,e$, with a matrix of ones. NumPy does that for you, for all shapes that agree:
#
# 1. Write down both **shapes**, as tuples.
# 2. If one is shorter, put **ones in front** of it, until both have as many axes.
# 3. Compare axis by axis: sizes that are **equal** are fine; if one of the two is **1**, that array is repeated along this axis; **else it is an error**.
#
# For example, `(4, 1)` and `(3,)`: the second becomes `(1, 3)`; the first is repeated three times along axis 1, the second four times along axis 0; the result has shape `(4, 3)`. Nothing is copied in memory.

# %% id="broadcast-picture"
A = np.array([[1.0, 2.0], [3.0, 4.0]])
assert (A + 5 == A + np.ones((2, 2)) * 5).all(), "a number is repeated to the matrix's shape"
show_broadcast(np.array([[0], [10], [20], [30]]), np.array([1, 2, 3]))

# %% [markdown] id="broadcast-shape-idea"
# **You write** `broadcast_shape`: the rules as a function. It gets two shapes, tuples of whole numbers, and returns the shape of the result as a tuple, or `None` when it is an error.
# Tuples have all that you need: `(1,) * 2` is `(1, 1)`, and `(1,) + (5,)` is `(1, 5)`. NumPy and torch must not be asked.

# %% solution="broadcast_shape"
def broadcast_shape(shape_a, shape_b):
    """Predict the shape of a + b from the shapes of a and b.

    Inputs:
    - shape_a, shape_b: tuples of whole numbers, possibly empty

    Returns:
    - the shape, a tuple; or None when a + b is an error
    """
    ### BEGIN SOLUTION
    axes = max(len(shape_a), len(shape_b))
    longer_a = (1,) * (axes - len(shape_a)) + tuple(shape_a)
    longer_b = (1,) * (axes - len(shape_b)) + tuple(shape_b)
    shape = ()
    for a, b in zip(longer_a, longer_b):
        if a != b and a != 1 and b != 1:
            return None
        shape += (b if a == 1 else a,)
    return shape
    ### END SOLUTION

# %% test="broadcast_shape"
assert broadcast_shape((4, 1), (3,)) == (4, 3), f"the example above: expected (4, 3), got {broadcast_shape((4, 1), (3,))}"
assert broadcast_shape((3,), (4, 1)) == (4, 3), f"the order doesn't matter: expected (4, 3), got {broadcast_shape((3,), (4, 1))}"
assert broadcast_shape((2, 3), (2, 4)) is None, f"3 and 4 don't agree: expected None, got {broadcast_shape((2, 3), (2, 4))}"
print("✓ the rules")

# %% [markdown] id="quiz-idea"
# ### 2.2 Quiz: predict the shape
#
# First in your head, please: you'll do this many times a day. What shape has each sum?
#
# (The lecture's slides write `np.ones(10, 20)`. That is an error: NumPy wants the shape as one tuple, `np.ones((10, 20))`.)
#
# | question | shapes that are added |
# |---|---|
# | a | `(10, 20)` and `(20,)` |
# | b | `(10, 20)` and `(10, 1)` |
# | c | `(10, 20)` and `(10,)` |
# | d | `(1, 20)` and `(10, 1)` |
# | e | `(30,)` and `(20, 1)` and `(10, 1, 1)` |
# | f | `(5, 1, 4)` and `(3, 1)` |
# | g | `(6,)` and `(6, 1)` |
# | h | `(2, 3, 4)` and `(2, 3)` |
#
# **You write** `broadcasting_quiz`: it returns a dict from letter to answer, which is a tuple such as `(7, 2)`, or the word `"error"`. Write the answers down as they are. The check below looks only at their form, the hidden checks at what they say.

# %% solution="broadcasting_quiz"
def broadcasting_quiz():
    """Return the answers: a dict from the letters "a" to "h" to a shape (a tuple), or to the word "error"."""
    ### BEGIN SOLUTION
    return {
        "a": (10, 20),
        "b": (10, 20),
        "c": "error",
        "d": (10, 20),
        "e": (10, 20, 30),
        "f": (5, 3, 4),
        "g": (6, 6),
        "h": "error",
    }
    ### END SOLUTION

# %% test="broadcasting_quiz"
given_answers = broadcasting_quiz()
assert sorted(given_answers) == list("abcdefgh"), f"one answer for each letter from a to h, got {sorted(given_answers)}"
for letter, answer in given_answers.items():
    assert answer == "error" or isinstance(answer, tuple), f"{letter}: a tuple or the word 'error', got {answer!r}"
print("✓ eight answers; NumPy can tell you in a notebook of your own whether they're right")

# %% [markdown] id="question-2"
# #### Question 2: the source of many bugs (3 points)
#
# A student computes the mean error of 100 predictions `p` of shape `(100,)` and 100 true values `t` of shape `(100, 1)` by `((p - t) ** 2).mean()`. There is no error message.
#
# 1. Which shape does `p - t` have, and what does the mean then measure?
# 2. Write down two ways to get what was meant.

# %% [markdown] answer="inline_question_2" points=3
# 1. `(100,)` becomes `(1, 100)`, so the difference has shape `(100, 100)`: every prediction minus every true value. The mean compares all pairs, and stays large even when all predictions are right.
# 2. Make the shapes equal first: `p - t[:, 0]`, or `p[:, None] - t`, or `t.ravel()`; and assert that `p.shape == t.shape`.

# %% [markdown] id="subtract-idea"
# ### 2.3 A matrix minus a vector
#
# `P` of shape `(N, 2)` holds $N$ points of the plane, one in each row; `v` of shape `(2, 1)` is a column vector. We want `D` of shape `(N, 2)`:
#
# $$P = \begin{bmatrix} x_1 & y_1 \\ \vdots & \vdots \\ x_N & y_N \end{bmatrix} \qquad v = \begin{bmatrix} a \\ b \end{bmatrix} \qquad D = \begin{bmatrix} x_1 - a & y_1 - b \\ \vdots & \vdots \\ x_N - a & y_N - b \end{bmatrix}$$
#
# *To think about:* `P - v` is an error for most $N$. For which two values of $N$ is it not an error, and what comes out?
#
# <details><summary>An answer</summary>
#
# For $N = 2$: the shapes `(2, 2)` and `(2, 1)` agree, and $a$ is subtracted from both numbers of the *first point*, $b$ from both numbers of the second. That isn't what we want, and there is no error message.
# For $N = 1$: `(1, 2)` and `(2, 1)` give `(2, 2)`: each coordinate minus each of $a$ and $b$.
#
# </details>
#
# **You write** `subtract_vector`, without loops, for points with any number of coordinates: `P` is `(N, D)`, `v` is `(D, 1)`.

# %% solution="subtract_vector"
def subtract_vector(P, v):
    """Subtract a column vector from every row of a matrix.

    Inputs:
    - P: array of shape (N, D)
    - v: array of shape (D, 1)

    Returns:
    - array of shape (N, D)
    """
    ### BEGIN SOLUTION
    return P - v.T
    ### END SOLUTION

# %% test="subtract_vector"
P = np.array([[1.0, 10.0], [2.0, 20.0], [3.0, 30.0]])
v = np.array([[1.0], [5.0]])
D = subtract_vector(P, v)
assert D.shape == (3, 2), f"one row for each point: expected (3, 2), got {D.shape}"
assert D.tolist() == [[0, 5], [1, 15], [2, 25]], f"expected [[0, 5], [1, 15], [2, 25]], got {D.tolist()}"
two = subtract_vector(P[:2], v)
assert two.tolist() == [[0, 5], [1, 15]], f"two points only: expected [[0, 5], [1, 15]], got {two.tolist()}"
print("✓ a vector from every row")

# %% id="subtract-picture"
rng = np.random.default_rng(0)
P = rng.normal(size=(40, 2)) + [4.0, 2.0]
v = P.mean(axis=0)[:, None]
show_shift(P, v, subtract_vector(P, v))

# %% [markdown] id="tensors-idea"
# **What you should see.** `v` is the mean of the points, so the cloud moves to the origin and keeps its form.
#
# ### 2.4 More axes
#
# A number is a tensor of no axis, a vector of one, a matrix of two; and so on. The rules are the same for any number. With `x` of shape `(K,)`, `y` of shape `(J,)`, `z` of shape `(I,)`, let
#
# $$w_{ijk} = z_i + y_j + x_k$$
#
# To have each run along an axis of its own, give it axes of length 1: `a[:, None]` turns `(4,)` into `(4, 1)`.
#
# **You write** `outer_sum`, which returns $w$, of shape `(I, J, K)`, without loops.

# %% solution="outer_sum"
def outer_sum(x, y, z):
    """Add three vectors along three axes.

    Inputs:
    - x, y, z: arrays of shape (K,), (J,) and (I,)

    Returns:
    - array of shape (I, J, K); its element (i, j, k) is z[i] + y[j] + x[k]
    """
    ### BEGIN SOLUTION
    return x + y[:, None] + z[:, None, None]
    ### END SOLUTION

# %% test="outer_sum"
w = outer_sum(np.array([1.0, 2.0, 3.0]), np.array([10.0, 20.0]), np.array([100.0, 200.0]))
assert w.shape == (2, 2, 3), f"the axes of z, y and x: expected (2, 2, 3), got {w.shape}"
assert w.tolist() == [[[111, 112, 113], [121, 122, 123]], [[211, 212, 213], [221, 222, 223]]], f"hundreds from z, tens from y, ones from x; got {w.tolist()}"
print("✓ three axes")

# %% [markdown] id="part-3"
# ## 3. Pairwise distances, three ways
#
# *About 1 hour.*
#
# Given $N$ vectors $\mathbf{x}_i$ and $M$ vectors $\mathbf{y}_j$ of $D$ numbers each, as the rows of `X` `(N, D)` and `Y` `(M, D)`, find all Euclidean distances, a matrix of shape `(N, M)`:
#
# $$d_{ij} = \lVert \mathbf{x}_i - \mathbf{y}_j \rVert = \Bigl( \sum_{p=1}^{D} (x_{ip} - y_{jp})^2 \Bigr)^{1/2}$$
#
# Here the root is part of it. (In the next assignment it is left out; look twice at what is asked.)
#
# ### 3.1 Pure Python
#
# **You write** `pairwise_distances_python` with three loops, over `X`, over `Y` and over the $D$ numbers, and with Python's arithmetic only. `X.tolist()` turns an array into lists, which Python walks through faster. In the end `np.array(rows)` makes an array of your rows.

# %% solution="pairwise_distances_python"
def pairwise_distances_python(X, Y):
    """Compute all Euclidean distances with three Python loops.

    Inputs:
    - X: array of shape (N, D)
    - Y: array of shape (M, D)

    Returns:
    - array of shape (N, M), of a float dtype
    """
    ### BEGIN SOLUTION
    rows = []
    others = Y.tolist()
    for x in X.tolist():
        row = []
        for y in others:
            total = 0.0
            for a, b in zip(x, y):
                total += (a - b) * (a - b)
            row.append(math.sqrt(total))
        rows.append(row)
    return np.array(rows)
    ### END SOLUTION

# %% test="pairwise_distances_python"
X = np.array([[0.0, 0.0], [3.0, 4.0]])
Y = np.array([[0.0, 0.0], [0.0, 4.0], [3.0, 0.0]])
D = pairwise_distances_python(X, Y)
assert D.shape == (2, 3), f"one row for each x, one column for each y: expected (2, 3), got {D.shape}"
assert D[1, 0] != 25, "this is the square (25), not the distance (5): take the root"
assert D.tolist() == [[0, 4, 3], [5, 3, 4]], f"expected [[0, 4, 3], [5, 3, 4]], got {D.tolist()}"
print("✓ pure Python")

# %% [markdown] id="loops-idea"
# ### 3.2 NumPy inside the loops
#
# The innermost loop can go: `x - y` subtracts two whole vectors.
#
# **You write** `pairwise_distances_loops`: a loop over `X` and one over `Y`, and inside them NumPy computes one distance. The result has shape `(N, M)`.

# %% solution="pairwise_distances_loops"
def pairwise_distances_loops(X, Y):
    """Compute all Euclidean distances with two loops, each distance by NumPy.

    Inputs:
    - X: array of shape (N, D)
    - Y: array of shape (M, D)

    Returns:
    - array of shape (N, M), of a float dtype
    """
    ### BEGIN SOLUTION
    D = np.zeros((len(X), len(Y)), dtype=X.dtype)
    for i in range(len(X)):
        for j in range(len(Y)):
            D[i, j] = np.sqrt(((X[i] - Y[j]) ** 2).sum())
    return D
    ### END SOLUTION

# %% test="pairwise_distances_loops"
X = np.array([[0.0, 0.0], [3.0, 4.0]])
Y = np.array([[0.0, 0.0], [0.0, 4.0], [3.0, 0.0]])
D = pairwise_distances_loops(X, Y)
assert D.shape == (2, 3), f"one row for each x, one column for each y: expected (2, 3), got {D.shape}"
assert D.tolist() == [[0, 4, 3], [5, 3, 4]], f"expected [[0, 4, 3], [5, 3, 4]], got {D.tolist()}"
print("✓ NumPy inside the loops")

# %% [markdown] id="vectorized-idea"
# ### 3.3 Vectorized
#
# To lose all loops, multiply out the square:
#
# $$\lVert \mathbf{x} - \mathbf{y} \rVert^2 = \lVert \mathbf{x} \rVert^2 + \lVert \mathbf{y} \rVert^2 - 2\,\mathbf{x}^{\top}\mathbf{y}$$
#
# and think about shapes as tuples:
#
# | term | what | shape |
# |---|---|---|
# | $\lVert\mathbf{x}_i\rVert^2$ | a column | `(N, 1)` |
# | $\lVert\mathbf{y}_j\rVert^2$ | a row | `(1, M)` or `(M,)` |
# | $\mathbf{x}_i^{\top}\mathbf{y}_j$ | all products of rows of $X$ and rows of $Y$: $XY^{\top}$ | `(N, D) @ (D, M)` → `(N, M)` |
#
# A column plus a row is a matrix: that was the picture in 2.1.
#
# (Some of the lecture's slides have $+2\,\mathbf{x}^{\top}\mathbf{y}$ here. The minus is right: for $\mathbf{x} = \mathbf{y}$ the distance must be 0, and $\lVert\mathbf{x}\rVert^2 + \lVert\mathbf{x}\rVert^2 - 2\lVert\mathbf{x}\rVert^2 = 0$.)
#
# One trap: on paper the sum is never negative. In floating point it may come out as $-10^{-13}$, and the root of that is NaN. See to it that no distance is NaN.
#
# **You write** `pairwise_distances`, without loops, and without an array of shape `(N, M, D)`. The result has the dtype of `X`.

# %% solution="pairwise_distances"
def pairwise_distances(X, Y):
    """Compute all Euclidean distances without loops. None is NaN.

    Inputs:
    - X: array of shape (N, D), of any float dtype
    - Y: array of shape (M, D)

    Returns:
    - array of shape (N, M), with the dtype of X
    """
    ### BEGIN SOLUTION
    x_squares = (X**2).sum(axis=1, keepdims=True)  # (N, 1)
    y_squares = (Y**2).sum(axis=1)  # (M,)
    squares = x_squares + y_squares - 2 * X @ Y.T
    return np.sqrt(np.maximum(squares, 0))  # rounding may leave a little less than zero
    ### END SOLUTION

# %% test="pairwise_distances"
X = np.array([[0.0, 0.0], [3.0, 4.0]])
Y = np.array([[0.0, 0.0], [0.0, 4.0], [3.0, 0.0]])
D = pairwise_distances(X, Y)
assert D.shape == (2, 3), f"one row for each x, one column for each y: expected (2, 3), got {D.shape}"
assert D.tolist() == [[0, 4, 3], [5, 3, 4]], f"expected [[0, 4, 3], [5, 3, 4]], got {D.tolist()}"
assert pairwise_distances(X.astype(np.float32), Y.astype(np.float32)).dtype == np.float32, "the result has the dtype of X"
far = 1000 + np.linspace(0, 1, 3000).reshape(60, 50)  # far from the origin, near to one another
assert not np.isnan(pairwise_distances(far, far)).any(), "a distance is NaN: rounding made its square negative"
print("✓ vectorized")

# %% [markdown] id="timing-idea"
# ### 3.4 Does it matter?
#
# 300 and 400 vectors of 128 dimensions, as in the lecture. First: do the three agree? Then: how long does each take? Guess before you run it.

# %% id="timing"
rng = np.random.default_rng(0)
X, Y = rng.normal(size=(300, 128)), rng.normal(size=(400, 128))
ways = {"pure Python": pairwise_distances_python, "NumPy inside loops": pairwise_distances_loops, "vectorized": pairwise_distances}
results, seconds = {}, {}
for label, function in ways.items():
    times = []
    for _ in range(10 if label == "vectorized" else 1):
        start = time.perf_counter()
        results[label] = function(X, Y)
        times.append(time.perf_counter() - start)
    seconds[label] = min(times)  # the others were disturbed by something
for label, D in results.items():
    worst = np.abs(D - results["vectorized"]).max()
    assert worst < 1e-8, f"{label} and vectorized disagree by {worst:.0e}"
print("✓ the three agree\n")
show_timing(seconds, {"pure Python": 9.0, "NumPy inside loops": 0.8, "vectorized": 0.0045})

# %% [markdown] id="timing-expected"
# **What you should see.** The deck's figures, of an older machine, are 9 s, 0.8 s and 0.0045 s: vectorized is 2000 times as fast as pure Python, and 175 times as fast as NumPy inside loops.
# Yours are those of your machine, and of what else it does just now; but between first and last there is again a factor of some hundreds to thousands.
# What is expressed in operations that someone has optimized is usually faster; on GPUs and TPUs even more so.

# %% id="distance-picture"
show_matrix(results["vectorized"], "Random vectors are all about equally far apart")

# %% [markdown] id="question-3"
# **What you should see.** Distances around $\sqrt{2 \cdot 128} = 16$, and few far from it; faint stripes belong to vectors that are longer or shorter than most.
#
# #### Question 3: where does the time go? (3 points)
#
# 1. The first two ways do about $3 \cdot 300 \cdot 400 \cdot 128$ additions and multiplications (subtract, square, add), the vectorized way about $2 \cdot 300 \cdot 400 \cdot 128$, nearly all in the matrix product. How many passes through Python's innermost loop does each way make?
# 2. `((X[:, None] - Y[None]) ** 2).sum(axis=2)` has no loop either. Which shape does it need on the way, and how much memory is that for 10,000 and 10,000 vectors in `float64`?

# %% [markdown] answer="inline_question_3" points=3
# 1. Pure Python makes $300 \cdot 400 \cdot 128 \approx 15$ million passes, NumPy inside loops $120{,}000$, vectorized none: a handful of calls. The time follows the number of passes, not the arithmetic, which is nearly the same for all.
# 2. `(N, M, D)`. For $10^4 \cdot 10^4 \cdot 128$ numbers of 8 bytes that is about 100 GB, while the result takes 0.8 GB. It would also be slower long before it fails, since memory is slower than arithmetic.

# %% [markdown] id="rounding-idea"
# ### 3.5 What the identity costs
#
# The identity subtracts large, nearly equal numbers when points are close together and far from the origin. Each has about seven digits in `float32`; when the first six agree, one is left. We move two sets of points away from the origin, and look at their distances.

# %% id="rounding-picture"
rng = np.random.default_rng(0)
near_x, near_y = rng.normal(size=(20, 8)), rng.normal(size=(30, 8))
offsets = np.logspace(0, 5, 11)
errors = {"NumPy inside loops": [], "vectorized": []}
for offset in offsets:
    X, Y = (near_x + offset).astype(np.float32), (near_y + offset).astype(np.float32)
    exact = np.sqrt(((X[:, None].astype(float) - Y.astype(float)) ** 2).sum(axis=2))
    errors["NumPy inside loops"].append(np.abs(pairwise_distances_loops(X, Y) / exact - 1).max())
    errors["vectorized"].append(np.abs(pairwise_distances(X, Y) / exact - 1).max())
show_rounding(offsets, {label: np.array(values) for label, values in errors.items()})

# %% [markdown] id="question-4"
# **What you should see.** The loops stay near $10^{-7}$ throughout. The identity gets worse with the square of the offset, until nothing is left of the distance (dotted line).
#
# #### Question 4: rounding (3 points)
#
# 1. Why does the error of the identity grow with the **square** of the offset?
# 2. Someone cures the NaN with `np.abs(squares)`, someone else with `np.maximum(squares, 0)`. Both are free of NaN. Which is better for a vector's distance to itself, and why?
# 3. Distances don't change when the same vector is subtracted from all points. How can that help here?

# %% [markdown] answer="inline_question_4" points=3
# 1. The squared norms grow like the square of the offset, and rounding leaves a fixed share (about $10^{-7}$) of them as error, while the distance itself stays the same.
# 2. The true value is 0, and what is negative came only from rounding. `maximum` sets it to exactly 0; `abs` keeps an error of the same size on the wrong side. Neither repairs a rounding error on the positive side.
# 3. Subtract the mean of all points first: distances are unchanged, but the norms become small, so little is lost.

# %% [markdown] id="part-4"
# ## 4. The same in torch
#
# *About 30 minutes.*
#
# torch's tensors follow the same rules. The words differ a little: `dim` for `axis`, `keepdim` for `keepdims`, `clamp(min=0)` for `np.maximum(…, 0)`.
# What tensors can do besides, namely run on GPUs and give gradients, is what the rest of the course uses.
#
# ### 4.1 Distances
#
# **You write** `pairwise_distances_torch`: as 3.3, with tensors. The result has the dtype and the device of `X`, so don't go through NumPy.

# %% solution="pairwise_distances_torch"
def pairwise_distances_torch(X, Y):
    """Compute all Euclidean distances without loops. None is NaN.

    Inputs:
    - X: tensor of shape (N, D), of any float dtype, on any device
    - Y: tensor of shape (M, D)

    Returns:
    - tensor of shape (N, M), with the dtype and device of X
    """
    ### BEGIN SOLUTION
    x_squares = (X**2).sum(dim=1, keepdim=True)  # (N, 1)
    y_squares = (Y**2).sum(dim=1)  # (M,)
    squares = x_squares + y_squares - 2 * X @ Y.T
    return squares.clamp(min=0).sqrt()
    ### END SOLUTION

# %% test="pairwise_distances_torch"
X = torch.tensor([[0.0, 0.0], [3.0, 4.0]])
Y = torch.tensor([[0.0, 0.0], [0.0, 4.0], [3.0, 0.0]])
D = pairwise_distances_torch(X, Y)
assert isinstance(D, torch.Tensor), f"a tensor is wanted, got {type(D).__name__}"
assert D.tolist() == [[0, 4, 3], [5, 3, 4]], f"expected [[0, 4, 3], [5, 3, 4]], got {D.tolist()}"
print("✓ distances in torch")

# %% [markdown] id="center-idea"
# ### 4.2 Images: four axes
#
# A batch of images has shape `(N, C, H, W)`: images, channels (colours), rows, columns. Networks learn better when each channel has mean 0. With
#
# $$\mu_c = \frac{1}{N H W} \sum_{n,h,w} I_{nchw}, \qquad I'_{nchw} = I_{nchw} - \mu_c$$
#
# there is one mean for each channel, over all other axes. `mean` takes a tuple of axes, as `sum` does. The means must then meet axis 1, not the last.
#
# **You write** `center_channels`, without loops.

# %% solution="center_channels"
def center_channels(images):
    """Subtract from each channel its mean over all images, rows and columns.

    Inputs:
    - images: tensor of shape (N, C, H, W), of any float dtype, on any device

    Returns:
    - tensor of the same shape, dtype and device
    """
    ### BEGIN SOLUTION
    means = images.mean(dim=(0, 2, 3), keepdim=True)  # (1, C, 1, 1)
    return images - means
    ### END SOLUTION

# %% test="center_channels"
images = torch.tensor([1.0, 3.0, 10.0, 20.0]).reshape(1, 2, 1, 2)  # one image: a channel with 1, 3, and one with 10, 20
images = torch.cat([images, images + 2])  # ... and a second, brighter by 2
centred = center_channels(images)
assert centred.shape == (2, 2, 1, 2), f"the shape stays: expected (2, 2, 1, 2), got {tuple(centred.shape)}"
assert centred[0, 0].tolist() == [[-2, 0]], f"the first channel's mean is (1 + 3 + 3 + 5) / 4 = 3: expected [[-2, 0]], got {centred[0, 0].tolist()}"
assert centred[1, 1].tolist() == [[-4, 6]], f"the second channel's mean is 16: expected [[-4, 6]], got {centred[1, 1].tolist()}"
print("✓ centred channels")

# %% [markdown] id="any-device-idea"
# Do your two functions work on a GPU? They are graded for that. `works_on_any_device` tries it on any machine: it calls your function with tensors of a pretend accelerator, which compute as usual and, like a GPU's, refuse to meet tensors of the CPU.

# %% id="any-device"
works_on_any_device(pairwise_distances_torch, torch.randn(3, 4), torch.randn(5, 4))
works_on_any_device(center_channels, torch.randn(2, 3, 4, 4));

# %% [markdown] id="any-device-expected"
# **What you should see.** Two lines with ✓. A ✗ comes with your line that makes a tensor somewhere else: give it `device=X.device`, or make it from `X`, as `X.new_zeros` does.

# %% [markdown] id="summary"
# ## What to take along
#
# - Think of shapes as tuples. Ones go in front; equal or 1, or it's an error.
# - `(N,)` and `(N, 1)` are different things. Say which one you want with `keepdims=True` or `[:, None]`.
# - A column plus a row is a matrix; a matrix of products is a matrix product. Together they replace two loops.
# - Fast and slow versions must agree: check one against the other, and both against numbers that you know.
#
# ## Hand in
#
# 1. Fill in *Your details* at the top.
# 2. Run all cells, from top to bottom (in JupyterLab: Run → Run All Cells; in Colab: Runtime → Run all).
# 3. **Save** (Ctrl+S or ⌘S). What isn't saved isn't handed in.
# 4. Run the last cell, `hand_in()`, once more. It lists what it found, and makes the zip. (A `NameError`? Python was restarted: go back to step 2.)

# %% tags=["submit"] id="hand-in"
hand_in();
