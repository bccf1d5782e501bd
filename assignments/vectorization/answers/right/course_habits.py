"""Index arithmetic, empty arrays, while loops, comments."""


def elementwise_power_loops(A, p):
    imNew = np.zeros(A.shape, dtype=A.dtype)
    for y in range(A.shape[0]):
        for x in range(A.shape[1]):
            # one pixel
            imNew[y, x] = A[y, x] ** p
    return imNew


def broadcast_shape(shape_a, shape_b):
    a, b = list(shape_a), list(shape_b)
    while len(a) < len(b):
        a.insert(0, 1)
    while len(b) < len(a):
        b.insert(0, 1)
    result = []
    for i in range(len(a)):
        if a[i] == b[i] or b[i] == 1:
            result.append(a[i])
        elif a[i] == 1:
            result.append(b[i])
        else:
            return None
    return tuple(result)


def broadcasting_quiz():
    answers = {}
    answers["a"] = answers["b"] = answers["d"] = (10, 20)
    answers["c"] = answers["h"] = "error"
    answers["e"] = (10, 20, 30)
    answers["f"] = (5, 3, 4)
    answers["g"] = (6, 6)
    return answers


def pairwise_distances_python(X, Y):
    N, M, D = X.shape[0], Y.shape[0], X.shape[1]
    dist = np.zeros((N, M))
    for i in range(N):
        for j in range(M):
            s = 0
            for k in range(D):
                s = s + (X[i, k] - Y[j, k]) ** 2
            dist[i, j] = s**0.5
    return dist


def subtract_vector(P, v):
    return P - v.reshape(1, -1)
