# %% python_absolute
# fails: pairwise_distances_python.distances_match_the_definition
"""Absolute differences."""


def pairwise_distances_python(X, Y):
    rows = []
    others = Y.tolist()
    for x in X.tolist():
        row = []
        for y in others:
            total = 0.0
            for a, b in zip(x, y):
                total += abs(a - b)
            row.append(math.sqrt(total))
        rows.append(row)
    return np.array(rows)


# %% python_features_only
# fails: pairwise_distances_python.one_root_for_each_pair, pairwise_distances_python.one_step_for_each_feature
"""A loop over features only."""


def pairwise_distances_python(X, Y):
    squares = np.zeros((len(X), len(Y)))
    for p in range(X.shape[1]):
        squares += (X[:, p, None] - Y[:, p]) ** 2
    return np.sqrt(squares)


# %% python_in_place
# fails: pairwise_distances_python.points_stay_as_they_were
"""The points are moved in place."""


def pairwise_distances_python(X, Y):
    X *= 2
    X /= 2
    X += 1
    Y += 1
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


# %% python_mean
# fails: pairwise_distances_python.distances_match_the_definition
# near miss: the mean over the features is taken, not the sum
"""The mean, not the sum."""


def pairwise_distances_python(X, Y):
    rows = []
    others = Y.tolist()
    for x in X.tolist():
        row = []
        for y in others:
            total = 0.0
            for a, b in zip(x, y):
                total += (a - b) * (a - b)
            row.append(math.sqrt(total / len(x)))
        rows.append(row)
    return np.array(rows)


# %% python_numpy_inside
# fails: pairwise_distances_python.one_step_for_each_feature
"""NumPy adds up the features."""


def pairwise_distances_python(X, Y):
    rows = []
    others = Y.tolist()
    for x in X.tolist():
        row = []
        for y in others:
            total = ((np.array(x) - np.array(y)) ** 2).sum()
            row.append(math.sqrt(total))
        rows.append(row)
    return np.array(rows)


# %% python_root_missing
# fails: pairwise_distances_python.distances_match_the_definition
# near miss: this is the square of the distance: the root is missing
"""The square of the distance."""


def pairwise_distances_python(X, Y):
    rows = []
    others = Y.tolist()
    for x in X.tolist():
        row = []
        for y in others:
            total = 0.0
            for a, b in zip(x, y):
                total += (a - b) * (a - b)
            row.append(total)
        rows.append(row)
    return np.array(rows)


# %% python_total_not_reset
# fails: pairwise_distances_python.distances_match_the_definition
"""The total runs on from pair to pair."""


def pairwise_distances_python(X, Y):
    rows = []
    others = Y.tolist()
    for x in X.tolist():
        row = []
        total = 0.0
        for y in others:
            for a, b in zip(x, y):
                total += (a - b) * (a - b)
            row.append(math.sqrt(total))
        rows.append(row)
    return np.array(rows)


# %% python_transposed
# fails: pairwise_distances_python.distances_match_the_definition, pairwise_distances_python.points_stay_as_they_were, pairwise_distances_python.one_root_for_each_pair, pairwise_distances_python.one_step_for_each_feature
# near miss: rows and columns are exchanged
"""Transposed."""


def pairwise_distances_python(X, Y):
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
    return np.array(rows).T


# %% python_vectorized
# fails: pairwise_distances_python.one_root_for_each_pair, pairwise_distances_python.one_step_for_each_feature
"""No loops at all."""


def pairwise_distances_python(X, Y):
    return np.sqrt(np.maximum((X**2).sum(1)[:, None] + (Y**2).sum(1) - 2 * X @ Y.T, 0))
