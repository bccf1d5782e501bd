"""NumPy's and torch's functions instead of operators."""


def elementwise_power(A, p):
    return np.power(A, p)


def hadamard(A, B):
    return np.multiply(A, B), np.divide(A, B)


def axis_sums(A):
    return np.sum(A, axis=0), np.sum(A, 1), np.sum(A, axis=1, keepdims=True), np.sum(A)


def subtract_vector(P, v):
    return np.subtract(P, np.transpose(v))


def outer_sum(x, y, z):
    return np.add(np.add(x, y.reshape(-1, 1)), z.reshape(-1, 1, 1))


def pairwise_distances(X, Y):
    XNorm = np.sum(X**2, axis=1, keepdims=True)
    YNorm = np.sum(Y**2, axis=1, keepdims=True)
    return np.maximum(XNorm + YNorm.T - 2 * np.dot(X, Y.T), 0) ** 0.5


def pairwise_distances_torch(X, Y):
    a = torch.sum(torch.square(X), 1, keepdim=True)
    b = torch.sum(torch.square(Y), 1, keepdim=True)
    return torch.sqrt(torch.clamp(a + b.t() - 2 * torch.mm(X, Y.t()), min=0))


def center_channels(images):
    return torch.sub(images, torch.mean(images, dim=[0, 2, 3]).view(1, -1, 1, 1))
