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
