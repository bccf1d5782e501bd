# fails: find_best_net.accuracy_is_that_of_the_best
"""The number of right images comes back."""


def find_best_net(data_dict, get_param_set_fn):
    best_net, best_stat, best_val_acc = None, None, -1.0
    X, y, X_val, y_val = (data_dict[key] for key in ("X_train", "y_train", "X_val", "y_val"))
    rates, sizes, strengths, decays = get_param_set_fn()
    for rate in rates:
        for size in sizes:
            for strength in strengths:
                for decay in decays:
                    net = TwoLayerNet(X.shape[1], size, int(y.max()) + 1, dtype=X.dtype, device=X.device)
                    stat = net.train(
                        X, y, X_val, y_val, learning_rate=rate, learning_rate_decay=decay, reg=strength, num_iters=300, batch_size=100
                    )
                    val_acc = (net.predict(X_val) == y_val).double().sum().item()
                    if val_acc > best_val_acc:
                        best_net, best_stat, best_val_acc = net, stat, val_acc
    return best_net, best_stat, best_val_acc
