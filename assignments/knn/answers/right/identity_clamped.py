"""Matrix products with rounding clamped at zero; topk and bincount; check_accuracy does the counting."""


def compute_distances_two_loops(x_train, x_test):
    x_train, x_test = x_train.flatten(1), x_test.flatten(1)
    N, M = len(x_train), len(x_test)
    dists = torch.empty((N, M), dtype=x_train.dtype, device=x_train.device)
    for i in range(N):
        for j in range(M):
            diff = x_train[i] - x_test[j]
            dists[i, j] = diff @ diff
    return dists


def compute_distances_one_loop(x_train, x_test):
    x_train, x_test = x_train.flatten(1), x_test.flatten(1)
    test_norms = x_test.pow(2).sum(1)
    dists = torch.empty((len(x_train), len(x_test)), dtype=x_train.dtype, device=x_train.device)
    for i, x in enumerate(x_train):
        dists[i] = (test_norms + x @ x - 2 * (x_test @ x)).clamp(min=0)
    return dists


def compute_distances_no_loops(x_train, x_test):
    x_train, x_test = x_train.flatten(1), x_test.flatten(1)
    dists = x_train @ x_test.T
    dists *= -2
    dists += x_train.pow(2).sum(1)[:, None]
    dists += x_test.pow(2).sum(1)[None, :]
    return dists.clamp_(min=0)


def predict_labels(dists, y_train, k=1):
    nearest = dists.topk(k, dim=0, largest=False).indices
    votes = y_train[nearest]
    y_pred = [torch.bincount(votes[:, j]).argmax() for j in range(dists.shape[1])]
    return torch.stack(y_pred)


class KnnClassifier:
    def __init__(self, x_train, y_train):
        self.points = x_train.clone()
        self.labels = y_train.clone()

    def predict(self, x_test, k=1):
        return predict_labels(compute_distances_no_loops(self.points, x_test), self.labels, k=k)


def knn_cross_validate(x_train, y_train, num_folds=5, k_choices=[1, 3, 5, 8, 10, 12, 15, 20, 50, 100]):
    xs, ys = list(x_train.chunk(num_folds)), list(y_train.chunk(num_folds))
    result = {k: [] for k in k_choices}
    for i in range(num_folds):
        classifier = KnnClassifier(torch.cat(xs[:i] + xs[i + 1 :]), torch.cat(ys[:i] + ys[i + 1 :]))
        for k in k_choices:
            result[k].append((classifier.predict(xs[i], k) == ys[i]).float().mean().item() * 100)
    return result


def knn_get_best_k(k_to_accuracies):
    return max(sorted(k_to_accuracies), key=lambda k: sum(k_to_accuracies[k]) / len(k_to_accuracies[k]))
