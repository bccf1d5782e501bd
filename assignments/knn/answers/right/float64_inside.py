"""Computes in float64 and gives back the dtype that came in; votes by scatter_add; slices for folds."""


def compute_distances_two_loops(x_train, x_test):
    dists = torch.zeros(x_train.shape[0], x_test.shape[0], dtype=torch.float64)
    for i, a in enumerate(x_train.double()):
        for j, b in enumerate(x_test.double()):
            dists[i, j] = torch.sum(torch.square(a - b))
    return dists.to(x_train)


def compute_distances_one_loop(x_train, x_test):
    dists = torch.zeros(x_train.shape[0], x_test.shape[0], dtype=torch.float64)
    test = x_test.double()
    axes = tuple(range(1, test.ndim))
    for i in range(x_train.shape[0]):
        dists[i, :] = torch.square(test - x_train[i].double()).sum(dim=axes)
    return dists.to(x_train)


def compute_distances_no_loops(x_train, x_test):
    train = x_train.double().view(x_train.size(0), -1)
    test = x_test.double().view(x_test.size(0), -1)
    products = torch.mm(train, test.t())
    dists = torch.sum(train * train, 1).view(-1, 1) + torch.sum(test * test, 1).view(1, -1) - 2.0 * products
    return torch.maximum(dists, torch.zeros_like(dists)).to(dtype=x_train.dtype)


def predict_labels(dists, y_train, k=1):
    nearest = y_train[dists.sort(dim=0).indices[:k]]
    counts = torch.zeros(int(y_train.max()) + 1, dists.shape[1], dtype=torch.int64, device=dists.device)
    counts.scatter_add_(0, nearest, torch.ones_like(nearest))
    return torch.argmax(counts, dim=0)


class KnnClassifier:
    def __init__(self, x_train, y_train):
        self.x_train = x_train
        self.y_train = y_train

    def predict(self, x_test, k=1):
        return predict_labels(compute_distances_two_loops(self.x_train, x_test), self.y_train, k)


def knn_cross_validate(x_train, y_train, num_folds=5, k_choices=[1, 3, 5, 8, 10, 12, 15, 20, 50, 100]):
    import math
    size = math.ceil(x_train.shape[0] / num_folds)
    out = dict()
    for k in k_choices:
        out[k] = []
        for start in range(0, x_train.shape[0], size):
            end = start + size
            knn = KnnClassifier(
                torch.cat((x_train[:start], x_train[end:]), dim=0), torch.cat((y_train[:start], y_train[end:]), dim=0)
            )
            out[k].append(knn.check_accuracy(x_train[start:end], y_train[start:end], k, quiet=True))
    return out


def knn_get_best_k(k_to_accuracies):
    best_k, best = 0, -1.0
    for k, v in k_to_accuracies.items():
        mean = torch.tensor(v, dtype=torch.float64).mean().item()
        if mean > best:
            best_k, best = k, mean
    return best_k
