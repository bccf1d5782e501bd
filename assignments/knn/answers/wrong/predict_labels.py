# %% labels_all_within_the_radius
# fails: predict_labels.exactly_k_points_vote
"""All points as near as the k-th vote, even if that is more than k."""


def predict_labels(dists, y_train, k=1):
    y_pred = y_train.new_zeros(dists.shape[1])
    for j in range(dists.shape[1]):
        radius = dists[:, j].kthvalue(k).values
        y_pred[j] = torch.bincount(y_train[dists[:, j] <= radius]).argmax()
    return y_pred


# %% labels_as_floats
# fails: predict_labels.labels_are_int64
"""torch.zeros without a dtype makes float labels."""


def predict_labels(dists, y_train, k=1):
    y_pred = torch.zeros(dists.shape[1], device=dists.device)
    for j in range(dists.shape[1]):
        near = dists[:, j].topk(k, largest=False).indices
        y_pred[j] = torch.bincount(y_train[near]).argmax()
    return y_pred


# %% labels_by_row
# fails: predict_labels.nearest_point_decides_when_k_is_1, predict_labels.majority_of_the_k_nearest_decides, predict_labels.ties_go_to_the_smallest_label, predict_labels.labels_may_be_any_whole_numbers, predict_labels.exactly_k_points_vote, predict_labels.k_may_be_the_number_of_training_points, predict_labels.distances_and_labels_stay_as_they_were, predict_labels.labels_are_on_the_device_of_the_distances, predict_labels.takes_float32
"""Each row is taken as a test point."""


def predict_labels(dists, y_train, k=1):
    near = dists.topk(k, dim=1, largest=False).indices
    return torch.stack([torch.bincount(y_train[row]).argmax() for row in near])


# %% labels_class_numbers
# fails: predict_labels.labels_may_be_any_whole_numbers
# near miss: these are positions in the list of classes, not labels
"""The position within the list of classes is returned, not the class."""


def predict_labels(dists, y_train, k=1):
    classes, numbers = torch.unique(y_train, return_inverse=True)
    near = numbers[dists.argsort(dim=0)[:k]]
    return torch.stack([torch.bincount(column).argmax() for column in near.T])


# %% labels_farthest
# fails: predict_labels.nearest_point_decides_when_k_is_1, predict_labels.majority_of_the_k_nearest_decides, predict_labels.ties_go_to_the_smallest_label, predict_labels.labels_may_be_any_whole_numbers, predict_labels.exactly_k_points_vote, predict_labels.takes_float32
# near miss: the farthest points were asked
"""The k farthest points are asked."""


def predict_labels(dists, y_train, k=1):
    near = y_train[dists.topk(k, dim=0).indices]
    return torch.stack([torch.bincount(column).argmax() for column in near.T])


# %% labels_k_ignored
# fails: predict_labels.majority_of_the_k_nearest_decides, predict_labels.ties_go_to_the_smallest_label, predict_labels.k_may_be_the_number_of_training_points, predict_labels.takes_float32
# near miss: only the nearest point was asked
"""Only the nearest point is ever asked."""


def predict_labels(dists, y_train, k=1):
    return y_train[dists.argmin(dim=0)]


# %% labels_largest_on_a_tie
# fails: predict_labels.ties_go_to_the_smallest_label
# near miss: a tie went to the largest label
"""Of equally common labels the largest is taken."""


def predict_labels(dists, y_train, k=1):
    y_pred = []
    for column in dists.T:
        votes = torch.bincount(y_train[column.topk(k, largest=False).indices]).tolist()
        y_pred.append(max(range(len(votes)), key=lambda label: (votes[label], label)))
    return torch.tensor(y_pred, device=dists.device)


# %% labels_marked_in_dists
# fails: predict_labels.distances_and_labels_stay_as_they_were
"""Points that were asked are marked as infinitely far, in dists itself."""


def predict_labels(dists, y_train, k=1):
    y_pred = y_train.new_zeros(dists.shape[1])
    for j in range(dists.shape[1]):
        near = []
        for _ in range(k):
            i = dists[:, j].argmin()
            near.append(y_train[i])
            dists[i, j] = float("inf")
        y_pred[j] = torch.bincount(torch.stack(near)).argmax()
    return y_pred


# %% labels_mean
# fails: predict_labels.majority_of_the_k_nearest_decides, predict_labels.ties_go_to_the_smallest_label, predict_labels.takes_float32
# near miss: this is the mean of the labels, not the commonest
"""The labels are averaged, as in regression."""


def predict_labels(dists, y_train, k=1):
    near = y_train[dists.topk(k, dim=0, largest=False).indices]
    return near.double().mean(dim=0).round().long()


# %% labels_mode
# fails: predict_labels.nearest_point_decides_when_k_is_1, predict_labels.majority_of_the_k_nearest_decides, predict_labels.ties_go_to_the_smallest_label, predict_labels.labels_may_be_any_whole_numbers, predict_labels.exactly_k_points_vote, predict_labels.k_may_be_the_number_of_training_points, predict_labels.labels_are_int64, predict_labels.distances_and_labels_stay_as_they_were, predict_labels.labels_are_on_the_device_of_the_distances, predict_labels.takes_float32
"""torch.mode counts the votes."""


def predict_labels(dists, y_train, k=1):
    return torch.mode(y_train[dists.topk(k, dim=0, largest=False).indices], dim=0).values


# %% labels_nearest_left_out
# fails: predict_labels.nearest_point_decides_when_k_is_1, predict_labels.majority_of_the_k_nearest_decides, predict_labels.ties_go_to_the_smallest_label, predict_labels.labels_may_be_any_whole_numbers, predict_labels.exactly_k_points_vote, predict_labels.k_may_be_the_number_of_training_points, predict_labels.takes_float32
"""The nearest point is left out, as if it were the test point itself."""


def predict_labels(dists, y_train, k=1):
    near = y_train[dists.argsort(dim=0)[1 : k + 1]]
    return torch.stack([torch.bincount(column).argmax() for column in near.T])


# %% labels_nearest_on_a_tie
# fails: predict_labels.ties_go_to_the_smallest_label
# near miss: a tie went to the label of the nearer point
"""Of equally common labels the nearer point's is taken."""


def predict_labels(dists, y_train, k=1):
    y_pred = []
    for column in dists.T:
        near = y_train[column.argsort()[:k]].tolist()
        y_pred.append(max(near, key=near.count))
    return torch.tensor(y_pred, device=dists.device)


# %% labels_nothing_returned
# fails: predict_labels.nearest_point_decides_when_k_is_1, predict_labels.majority_of_the_k_nearest_decides, predict_labels.ties_go_to_the_smallest_label, predict_labels.labels_may_be_any_whole_numbers, predict_labels.exactly_k_points_vote, predict_labels.k_may_be_the_number_of_training_points, predict_labels.labels_are_int64, predict_labels.distances_and_labels_stay_as_they_were, predict_labels.labels_are_on_the_device_of_the_distances, predict_labels.takes_float32
"""The result isn't returned."""


def predict_labels(dists, y_train, k=1):
    near = y_train[dists.topk(k, dim=0, largest=False).indices]
    y_pred = torch.stack([torch.bincount(column).argmax() for column in near.T])


# %% labels_on_the_cpu
# fails: predict_labels.labels_are_on_the_device_of_the_distances
"""Predictions are collected in a new tensor whose device nobody names."""

import torch


def predict_labels(dists, y_train, k=1):
    y_pred = torch.zeros(dists.shape[1], dtype=torch.int64)
    for j in range(dists.shape[1]):
        nearest = y_train[dists[:, j].topk(k, largest=False).indices]
        y_pred[j] = torch.bincount(nearest).argmax()
    return y_pred


# %% labels_one_less_than_all
# fails: predict_labels.k_may_be_the_number_of_training_points
"""At least one training point is always left out."""


def predict_labels(dists, y_train, k=1):
    k = min(k, len(y_train) - 1)
    near = y_train[dists.topk(k, dim=0, largest=False).indices]
    return torch.stack([torch.bincount(column).argmax() for column in near.T])


# %% labels_one_too_few
# fails: predict_labels.majority_of_the_k_nearest_decides, predict_labels.ties_go_to_the_smallest_label, predict_labels.k_may_be_the_number_of_training_points, predict_labels.takes_float32
# near miss: one point too few was asked
"""One point fewer than k votes, though at least one."""


def predict_labels(dists, y_train, k=1):
    near = y_train[dists.argsort(dim=0)[: max(1, k - 1)]]
    return torch.stack([torch.bincount(column).argmax() for column in near.T])


# %% labels_one_too_many
# fails: predict_labels.nearest_point_decides_when_k_is_1, predict_labels.majority_of_the_k_nearest_decides, predict_labels.ties_go_to_the_smallest_label, predict_labels.labels_may_be_any_whole_numbers, predict_labels.exactly_k_points_vote, predict_labels.k_may_be_the_number_of_training_points, predict_labels.takes_float32
# near miss: one point too many was asked
"""k + 1 points are asked."""


def predict_labels(dists, y_train, k=1):
    near = y_train[dists.topk(k + 1, dim=0, largest=False).indices]
    return torch.stack([torch.bincount(column).argmax() for column in near.T])


# %% labels_positions
# fails: predict_labels.nearest_point_decides_when_k_is_1, predict_labels.majority_of_the_k_nearest_decides, predict_labels.ties_go_to_the_smallest_label, predict_labels.labels_may_be_any_whole_numbers, predict_labels.exactly_k_points_vote, predict_labels.k_may_be_the_number_of_training_points, predict_labels.takes_float32
"""Positions of training points are counted, not their labels."""


def predict_labels(dists, y_train, k=1):
    near = dists.topk(k, dim=0, largest=False).indices
    return torch.stack([torch.bincount(column).argmax() for column in near.T])


# %% labels_ten_classes
# fails: predict_labels.labels_may_be_any_whole_numbers
"""Ten classes are taken for granted, as in CIFAR-10."""


def predict_labels(dists, y_train, k=1):
    near = y_train[dists.argsort(dim=0)[:k]]
    votes = torch.zeros(10, dists.shape[1], dtype=torch.int64, device=dists.device)
    votes.scatter_add_(0, near, torch.ones_like(near))
    return votes.argmax(dim=0)


# %% labels_float64_only
# fails: predict_labels.takes_float32, predict_labels.labels_are_on_the_device_of_the_distances, predict_labels.labels_are_int64
"""The votes are a matrix product with a float64 tensor, whatever the distances are."""

import torch


def predict_labels(dists, y_train, k=1):
    near = dists.topk(k, dim=0, largest=False).indices
    chosen = torch.zeros_like(dists).scatter(0, near, 1.0)
    one_hot = torch.eye(int(y_train.max()) + 1, dtype=torch.float64, device=dists.device)[y_train]
    return (chosen.T @ one_hot).argmax(dim=1)
