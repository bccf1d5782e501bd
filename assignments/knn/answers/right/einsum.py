"""Sums written with einsum; labels counted one-hot; folds chosen by a mask."""


def compute_distances_two_loops(x_train, x_test):
    train, test = x_train.reshape(len(x_train), -1), x_test.reshape(len(x_test), -1)
    rows = []
    for a in train:
        row = []
        for b in test:
            row.append(torch.einsum("d,d->", a - b, a - b))
        rows.append(torch.stack(row))
    return torch.stack(rows)


def compute_distances_one_loop(x_train, x_test):
    train, test = x_train.reshape(len(x_train), -1), x_test.reshape(len(x_test), -1)
    rows = []
    for a in train:
        difference = test - a
        rows.append(torch.einsum("md,md->m", difference, difference))
    return torch.stack(rows)


def compute_distances_no_loops(x_train, x_test):
    train, test = x_train.reshape(len(x_train), -1), x_test.reshape(len(x_test), -1)
    squares = torch.einsum("nd,nd->n", train, train)[:, None] + torch.einsum("md,md->m", test, test)
    return torch.relu(squares - 2 * torch.einsum("nd,md->nm", train, test))


def predict_labels(dists, y_train, k=1):
    nearest = dists.argsort(dim=0)[:k]
    classes = torch.arange(int(y_train.max()) + 1, device=y_train.device)
    one_hot = (y_train[nearest][:, :, None] == classes).long()
    return one_hot.sum(0).argmax(dim=1)


class KnnClassifier:
    def __init__(self, x_train, y_train):
        self.x, self.y = x_train, y_train

    def predict(self, x_test, k=1):
        dists = compute_distances_no_loops(self.x, x_test)
        y_test_pred = predict_labels(dists, self.y, k)
        return y_test_pred


def knn_cross_validate(x_train, y_train, num_folds=5, k_choices=[1, 3, 5, 8, 10, 12, 15, 20, 50, 100]):
    folds = torch.arange(len(x_train)).tensor_split(num_folds)
    accuracies = {}
    for k in k_choices:
        accuracies[k] = []
        for fold in folds:
            mask = torch.ones(len(x_train), dtype=torch.bool)
            mask[fold] = False
            knn = KnnClassifier(x_train[mask], y_train[mask])
            hits = knn.predict(x_train[~mask], k) == y_train[~mask]
            accuracies[k].append(float(hits.double().mean() * 100))
    return accuracies


def knn_get_best_k(k_to_accuracies):
    means = torch.tensor([torch.tensor(v).mean() for v in k_to_accuracies.values()])
    return list(k_to_accuracies)[int(means.argmax())]
