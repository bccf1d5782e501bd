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
