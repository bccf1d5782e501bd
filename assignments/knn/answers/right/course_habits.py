"""Habits of other courses: numpy-like axis and dtype arguments, broadcasting with None, stable sorts, comprehensions, prints."""


def compute_distances_two_loops(x_train, x_test):
    num_train, num_test = x_train.shape[0], x_test.shape[0]
    dists = torch.zeros((num_train, num_test), dtype=x_train.dtype, device=x_train.device)
    for j in range(num_test):
        for i in range(num_train):
            # square of the differences, summed over all pixels
            dists[i, j] = torch.pow(x_train[i] - x_test[j], 2).sum().item()
    return dists


def compute_distances_one_loop(x_train, x_test):
    num_train, num_test = x_train.shape[0], x_test.shape[0]
    dists = torch.zeros((num_train, num_test), dtype=x_train.dtype, device=x_train.device)
    for i in range(num_train):
        dists[i, :] = torch.sum(((x_train[i : i + 1] - x_test) ** 2).flatten(1), axis=1)
    return dists


def compute_distances_no_loops(x_train, x_test):
    num_train, num_test = x_train.shape[0], x_test.shape[0]
    x_train = x_train.reshape(num_train, -1)
    x_test = x_test.reshape(num_test, -1)
    first = torch.sum(torch.square(x_train), axis=1)[:, None]
    second = torch.sum(torch.square(x_test), axis=1)[None, :]
    cross = x_train.mm(x_test.transpose(0, 1))
    return torch.abs(first - cross - cross + second)


def predict_labels(dists, y_train, k=1):
    num_train, num_test = dists.shape
    y_pred = torch.zeros(num_test, dtype=torch.int64, device=dists.device)
    values, indices = torch.sort(dists, dim=0, stable=True)
    for j in range(num_test):
        closest = sorted(y_train[indices[:k, j]].tolist())
        y_pred[j] = max(closest, key=closest.count)
    return y_pred


class KnnClassifier:
    def __init__(self, x_train, y_train):
        print(f"remembering {len(x_train)} points")
        self.x_train = x_train
        self.y_train = y_train

    def predict(self, x_test, k=1):
        dists = compute_distances_one_loop(self.x_train, x_test)
        y_test_pred = predict_labels(dists, self.y_train, k=k)
        return y_test_pred


def knn_cross_validate(x_train, y_train, num_folds=5, k_choices=[1, 3, 5, 8, 10, 12, 15, 20, 50, 100]):
    x_train_folds = torch.chunk(x_train, num_folds, dim=0)
    y_train_folds = torch.chunk(y_train, num_folds, dim=0)
    k_to_accuracies = {}
    for k in k_choices:
        list_of_acc = []
        for num_fold in range(num_folds):
            x_train_folds_local = [x for x in x_train_folds]
            y_train_folds_local = [y for y in y_train_folds]
            x_test = x_train_folds_local.pop(num_fold)
            y_test = y_train_folds_local.pop(num_fold)
            classifier = KnnClassifier(torch.cat(x_train_folds_local), torch.cat(y_train_folds_local))
            list_of_acc.append(classifier.check_accuracy(x_test, y_test, k=k))
        k_to_accuracies[k] = list_of_acc
    return k_to_accuracies


def knn_get_best_k(k_to_accuracies):
    best_k = 0
    best_acc = float("-inf")
    for k, accs in sorted(k_to_accuracies.items()):
        acc = torch.mean(torch.tensor(accs)).item()
        if acc > best_acc:
            best_acc = acc
            best_k = k
    return best_k
