"""Everything step by step, as one writes it the first time; sums pixel by pixel of the point, labels counted in a dict."""


def compute_distances_two_loops(x_train, x_test):
    num_train = x_train.shape[0]
    num_test = x_test.shape[0]
    dists = x_train.new_zeros(num_train, num_test)
    for i in range(num_train):
        for j in range(num_test):
            dists[i, j] = ((x_train[i] - x_test[j]) ** 2).sum()
    return dists


def compute_distances_one_loop(x_train, x_test):
    num_train = x_train.shape[0]
    num_test = x_test.shape[0]
    dists = x_train.new_zeros(num_train, num_test)
    for i in range(num_train):
        dists[i] = ((x_test - x_train[i]) ** 2).reshape(num_test, -1).sum(dim=1)
    return dists


def compute_distances_no_loops(x_train, x_test):
    train = x_train.reshape(x_train.shape[0], -1)
    test = x_test.reshape(x_test.shape[0], -1)
    train_sq = (train**2).sum(dim=1, keepdim=True)
    test_sq = (test**2).sum(dim=1)
    dists = train_sq + test_sq - 2 * train @ test.t()
    dists[dists < 0] = 0
    return dists


def predict_labels(dists, y_train, k=1):
    num_test = dists.shape[1]
    y_pred = torch.zeros(num_test, dtype=torch.int64, device=dists.device)
    for j in range(num_test):
        order = torch.argsort(dists[:, j])
        votes = {}
        for i in order[:k].tolist():
            label = y_train[i].item()
            votes[label] = votes.get(label, 0) + 1
        best_label, best_count = None, 0
        for label in sorted(votes):
            if votes[label] > best_count:
                best_label, best_count = label, votes[label]
        y_pred[j] = best_label
    return y_pred


class KnnClassifier:
    def __init__(self, x_train, y_train):
        self.x_train = x_train
        self.y_train = y_train

    def predict(self, x_test, k=1):
        dists = compute_distances_no_loops(self.x_train, x_test)
        return predict_labels(dists, self.y_train, k)


def knn_cross_validate(x_train, y_train, num_folds=5, k_choices=[1, 3, 5, 8, 10, 12, 15, 20, 50, 100]):
    x_folds = torch.chunk(x_train, num_folds)
    y_folds = torch.chunk(y_train, num_folds)
    k_to_accuracies = {}
    for k in k_choices:
        accuracies = []
        for i in range(num_folds):
            x_rest = torch.cat([x_folds[j] for j in range(num_folds) if j != i])
            y_rest = torch.cat([y_folds[j] for j in range(num_folds) if j != i])
            classifier = KnnClassifier(x_rest, y_rest)
            y_pred = classifier.predict(x_folds[i], k=k)
            correct = (y_pred == y_folds[i]).sum().item()
            accuracies.append(100.0 * correct / len(y_folds[i]))
        k_to_accuracies[k] = accuracies
    return k_to_accuracies


def knn_get_best_k(k_to_accuracies):
    best_k = None
    best_mean = None
    for k in sorted(k_to_accuracies):
        mean = sum(k_to_accuracies[k]) / len(k_to_accuracies[k])
        if best_mean is None or mean > best_mean:
            best_mean = mean
            best_k = k
    return best_k
