# fails: pairwise_distances_python.distances_match_the_definition
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
