# %% search_best_on_training
# fails: find_best_net.best_on_validation_data_is_kept, find_best_net.statistics_are_those_of_the_best, find_best_net.accuracy_is_that_of_the_best
"""The best on training data is kept."""


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
                    val_acc = (net.predict(X) == y).double().mean().item()
                    if val_acc > best_val_acc:
                        best_net, best_stat, best_val_acc = net, stat, val_acc
    return best_net, best_stat, best_val_acc


# %% search_counts
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


# %% search_decays_left_out
# fails: find_best_net.every_combination_is_tried_once, find_best_net.best_on_validation_data_is_kept, find_best_net.statistics_are_those_of_the_best, find_best_net.accuracy_is_that_of_the_best
"""Only the first of the decays is tried."""


def find_best_net(data_dict, get_param_set_fn):
    best_net, best_stat, best_val_acc = None, None, -1.0
    X, y, X_val, y_val = (data_dict[key] for key in ("X_train", "y_train", "X_val", "y_val"))
    rates, sizes, strengths, decays = get_param_set_fn()
    for rate in rates:
        for size in sizes:
            for strength in strengths:
                for decay in decays[:1]:
                    net = TwoLayerNet(X.shape[1], size, int(y.max()) + 1, dtype=X.dtype, device=X.device)
                    stat = net.train(
                        X, y, X_val, y_val, learning_rate=rate, learning_rate_decay=decay, reg=strength, num_iters=300, batch_size=100
                    )
                    val_acc = (net.predict(X_val) == y_val).double().mean().item()
                    if val_acc > best_val_acc:
                        best_net, best_stat, best_val_acc = net, stat, val_acc
    return best_net, best_stat, best_val_acc


# %% search_last_accuracy
# fails: find_best_net.accuracy_is_that_of_the_best
"""The last accuracy comes back."""


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
                    val_acc = (net.predict(X_val) == y_val).double().mean().item()
                    if val_acc > best_val_acc:
                        best_net, best_stat, best_val_acc = net, stat, val_acc
    return best_net, best_stat, val_acc


# %% search_last_net
# fails: find_best_net.best_on_validation_data_is_kept
"""The last network comes back."""


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
                    val_acc = (net.predict(X_val) == y_val).double().mean().item()
                    if val_acc > best_val_acc:
                        best_stat, best_val_acc = stat, val_acc
    best_net = net
    return best_net, best_stat, best_val_acc


# %% search_last_stat
# fails: find_best_net.statistics_are_those_of_the_best
"""The last statistics come back."""


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
                    val_acc = (net.predict(X_val) == y_val).double().mean().item()
                    if val_acc > best_val_acc:
                        best_net, best_stat, best_val_acc = net, stat, val_acc
    return best_net, stat, best_val_acc


# %% search_reg_left_at_default
# fails: find_best_net.every_combination_is_tried_once, find_best_net.best_on_validation_data_is_kept, find_best_net.statistics_are_those_of_the_best, find_best_net.accuracy_is_that_of_the_best
"""reg is not passed on."""


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
                        X, y, X_val, y_val, learning_rate=rate, learning_rate_decay=decay, num_iters=300, batch_size=100
                    )
                    val_acc = (net.predict(X_val) == y_val).double().mean().item()
                    if val_acc > best_val_acc:
                        best_net, best_stat, best_val_acc = net, stat, val_acc
    return best_net, best_stat, best_val_acc


# %% search_trains_on_validation
# fails: find_best_net.networks_get_the_data
"""The networks are trained on the validation data."""


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
                        X_val, y_val, X_val, y_val, learning_rate=rate, learning_rate_decay=decay, reg=strength, num_iters=300, batch_size=100
                    )
                    val_acc = (net.predict(X_val) == y_val).double().mean().item()
                    if val_acc > best_val_acc:
                        best_net, best_stat, best_val_acc = net, stat, val_acc
    return best_net, best_stat, best_val_acc


# %% search_settings_of_training_left_out
# fails: find_best_net.networks_get_the_data
"""num_iters and batch_size are left at their defaults."""


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
                        X, y, X_val, y_val, learning_rate=rate, learning_rate_decay=decay, reg=strength
                    )
                    val_acc = (net.predict(X_val) == y_val).double().mean().item()
                    if val_acc > best_val_acc:
                        best_net, best_stat, best_val_acc = net, stat, val_acc
    return best_net, best_stat, best_val_acc


# %% search_highest_of_the_history
# fails: find_best_net.best_on_validation_data_is_kept, find_best_net.statistics_are_those_of_the_best, find_best_net.accuracy_is_that_of_the_best
"""The highest validation accuracy on the way is taken, which the net that comes back need not have."""


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
                    val_acc = max(stat["val_acc_history"])
                    if val_acc > best_val_acc:
                        best_net, best_stat, best_val_acc = net, stat, val_acc
    return best_net, best_stat, best_val_acc


# %% search_decay_left_at_default
# fails: find_best_net.every_combination_is_tried_once, find_best_net.best_on_validation_data_is_kept, find_best_net.statistics_are_those_of_the_best, find_best_net.accuracy_is_that_of_the_best
"""learning_rate_decay is not passed on."""


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
                        X, y, X_val, y_val, learning_rate=rate, reg=strength, num_iters=300, batch_size=100
                    )
                    val_acc = (net.predict(X_val) == y_val).double().mean().item()
                    if val_acc > best_val_acc:
                        best_net, best_stat, best_val_acc = net, stat, val_acc
    return best_net, best_stat, best_val_acc


# %% search_without_the_list_of_decays
# fails: find_best_net.every_combination_is_tried_once, find_best_net.best_on_validation_data_is_kept, find_best_net.statistics_are_those_of_the_best, find_best_net.accuracy_is_that_of_the_best
"""The list of decays is not used: each network has the default."""


def find_best_net(data_dict, get_param_set_fn):
    best_net, best_stat, best_val_acc = None, None, -1.0
    X, y, X_val, y_val = (data_dict[key] for key in ("X_train", "y_train", "X_val", "y_val"))
    rates, sizes, strengths, decays = get_param_set_fn()
    for rate in rates:
        for size in sizes:
            for strength in strengths:
                for decay in (0.95,):
                    net = TwoLayerNet(X.shape[1], size, int(y.max()) + 1, dtype=X.dtype, device=X.device)
                    stat = net.train(
                        X, y, X_val, y_val, learning_rate=rate, learning_rate_decay=decay, reg=strength, num_iters=300, batch_size=100
                    )
                    val_acc = (net.predict(X_val) == y_val).double().mean().item()
                    if val_acc > best_val_acc:
                        best_net, best_stat, best_val_acc = net, stat, val_acc
    return best_net, best_stat, best_val_acc


# %% search_trains_twice
# fails: find_best_net.every_combination_is_tried_once
"""Each network is trained twice."""


def find_best_net(data_dict, get_param_set_fn):
    best_net, best_stat, best_val_acc = None, None, -1.0
    X, y, X_val, y_val = (data_dict[key] for key in ("X_train", "y_train", "X_val", "y_val"))
    rates, sizes, strengths, decays = get_param_set_fn()
    for rate in rates:
        for size in sizes:
            for strength in strengths:
                for decay in decays:
                    net = TwoLayerNet(X.shape[1], size, int(y.max()) + 1, dtype=X.dtype, device=X.device)
                    for _ in range(2):
                        stat = net.train(X, y, X_val, y_val, rate, decay, strength, 300, 100)
                    val_acc = (net.predict(X_val) == y_val).double().mean().item()
                    if val_acc > best_val_acc:
                        best_net, best_stat, best_val_acc = net, stat, val_acc
    return best_net, best_stat, best_val_acc


# %% search_classes_of_the_validation_data
# fails: find_best_net.networks_get_the_data
"""The validation data say how many classes there are."""


def find_best_net(data_dict, get_param_set_fn):
    best_net, best_stat, best_val_acc = None, None, -1.0
    X, y, X_val, y_val = (data_dict[key] for key in ("X_train", "y_train", "X_val", "y_val"))
    rates, sizes, strengths, decays = get_param_set_fn()
    for rate in rates:
        for size in sizes:
            for strength in strengths:
                for decay in decays:
                    net = TwoLayerNet(X.shape[1], size, int(y_val.max()) + 1, dtype=X.dtype, device=X.device)
                    stat = net.train(
                        X, y, X_val, y_val, learning_rate=rate, learning_rate_decay=decay, reg=strength, num_iters=300, batch_size=100
                    )
                    val_acc = (net.predict(X_val) == y_val).double().mean().item()
                    if val_acc > best_val_acc:
                        best_net, best_stat, best_val_acc = net, stat, val_acc
    return best_net, best_stat, best_val_acc
