# fails: pairwise_distances_python.distances_match_the_definition, pairwise_distances_python.points_stay_as_they_were, pairwise_distances_python.one_root_for_each_pair, pairwise_distances_python.one_step_for_each_feature
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
