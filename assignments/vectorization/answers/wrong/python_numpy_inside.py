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
