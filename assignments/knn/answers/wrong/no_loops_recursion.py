# fails: compute_distances_no_loops.work_does_not_grow_with_the_number_of_points
"""A function that calls itself, one point less each time, is a loop."""


def compute_distances_no_loops(x_train, x_test):
    a, b = x_train.flatten(1), x_test.flatten(1)
    def rows(points):
        if len(points) == 1:
            return ((b - points[0]) ** 2).sum(1)[None]
        half = len(points) // 2
        return torch.cat([rows(points[:half]), rows(points[half:])])

    return rows(a)
