"""One number at a time."""


def rescale(x):
    low, high = float(x.min()), float(x.max())
    return torch.tensor([(v - low) / (high - low) for v in x.flatten().tolist()], dtype=x.dtype).reshape(x.shape)
