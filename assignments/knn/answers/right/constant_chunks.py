"""A constant number of chunks, outer sums, a partial sort by kthvalue with ties broken by position."""


def compute_distances_two_loops(x_train, x_test):
    train, test = x_train.flatten(1), x_test.flatten(1)
    dists = torch.zeros(len(train), len(test)).type_as(x_train)
    for i in range(len(train)):
        for j in range(len(test)):
            dists[i][j] = torch.sum((train[i] - test[j]) * (train[i] - test[j]))
    return dists


def compute_distances_one_loop(x_train, x_test):
    train, test = x_train.flatten(1), x_test.flatten(1)
    dists = torch.zeros(len(train), len(test)).type_as(x_train)
    for i in range(len(train)):
        repeated = train[i].expand(len(test), -1)
        dists[i] += torch.sum((repeated - test) ** 2, axis=-1)
    return dists


def compute_distances_no_loops(x_train, x_test):
    train, test = x_train.flatten(1), x_test.flatten(1)
    pieces = []
    for piece in train.chunk(4):
        cross = torch.inner(piece, test)
        pieces.append((piece**2).sum(1).view(-1, 1).add((test**2).sum(1)).sub(cross, alpha=2))
    dists = torch.cat(pieces)
    return torch.where(dists > 0, dists, 0)


def predict_labels(dists, y_train, k=1):
    y_pred = y_train.new_zeros(dists.shape[1])
    for j, column in enumerate(dists.T):
        limit = column.kthvalue(k).values
        closer = (column < limit).nonzero().flatten()
        level = (column == limit).nonzero().flatten()[: k - len(closer)]
        votes = torch.bincount(y_train[torch.cat([closer, level])])
        y_pred[j] = votes.argmax()
    return y_pred


class KnnClassifier:
    def __init__(self, x_train, y_train):
        self.x_train, self.y_train = x_train, y_train
        self.num_train = len(y_train)

    def predict(self, x_test, k=1):
        assert 1 <= k <= self.num_train, "k must be between 1 and the number of training points"
        y_pred = []
        for x in x_test:
            dists = compute_distances_no_loops(self.x_train, x[None])
            y_pred.append(predict_labels(dists, self.y_train, k))
        return torch.cat(y_pred)


def knn_cross_validate(x_train, y_train, num_folds=5, k_choices=[1, 3, 5, 8, 10, 12, 15, 20, 50, 100]):
    n = len(x_train)
    sizes = [n // num_folds + (1 if i < n % num_folds else 0) for i in range(num_folds)]
    x_folds, y_folds = x_train.split(sizes), y_train.split(sizes)
    k_to_accuracies = {}
    for k in k_choices:
        k_to_accuracies[k] = torch.zeros(num_folds, dtype=torch.float64).tolist()
        for i in range(num_folds):
            x_others = torch.cat([fold for j, fold in enumerate(x_folds) if j != i])
            y_others = torch.cat([fold for j, fold in enumerate(y_folds) if j != i])
            k_to_accuracies[k][i] = KnnClassifier(x_others, y_others).check_accuracy(x_folds[i], y_folds[i], k=k)
    return k_to_accuracies


def knn_get_best_k(k_to_accuracies):
    best_k = None
    for k in k_to_accuracies:
        if best_k is None:
            best_k = k
        if sum(k_to_accuracies[k]) / len(k_to_accuracies[k]) > sum(k_to_accuracies[best_k]) / len(
            k_to_accuracies[best_k]
        ):
            best_k = k
    return best_k
