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
