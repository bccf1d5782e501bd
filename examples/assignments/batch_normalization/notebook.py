# %% [markdown]
# # Batch normalization
# Scale each column of `x`, shape `(N, D)`, to mean 0 and variance 1 over the batch, then stretch it by `gamma` and shift it by `beta`.
# What the way back needs, the way forward returns as a `cache`, whose form is yours.

# %% tags=["setup"]
import torch

# %% solution="batch_norm_forward"
def batch_norm_forward(x, gamma, beta, eps=1e-5):
    """Normalize x of shape (N, D) by columns; return the output and a cache for batch_norm_backward."""
    ### BEGIN SOLUTION
    spread = (x.var(0, correction=0) + eps).sqrt()
    normal = (x - x.mean(0)) / spread
    return gamma * normal + beta, (normal, gamma / spread)
    ### END SOLUTION

# %% test="batch_norm_forward"
out, _ = batch_norm_forward(torch.tensor([[1.0], [3.0]]), torch.ones(1), torch.zeros(1), eps=0.0)
assert out.tolist() == [[-1.0], [1.0]], "1 and 3 lie one standard deviation below and above their mean"

# %% check="batch_norm_forward" points=5
ask("Columns are normalized.", x=normal(6, 3), gamma=normal(3), beta=normal(3), judge=part(0, close()))
ask("A column of ones gives beta.", x=torch.ones(4, 3), gamma=normal(3), beta=normal(3), judge=part(0, close()))

# %% wrong="batch_norm_forward" fails="ask 1" near="the variance is divided by N − 1"
# correction=0 → correction=1

# %% wrong="batch_norm_forward" fails="ask 1, ask 2" near="eps is left out"
# + eps → + 0

# %% solution="batch_norm_backward"
def batch_norm_backward(dout, cache):
    """Return the gradients of the loss by x, gamma and beta, where dout is that by the output."""
    ### BEGIN SOLUTION
    normal, scale = cache
    dx = scale * (dout - dout.mean(0) - normal * (dout * normal).mean(0))
    return dx, (dout * normal).sum(0), dout.sum(0)
    ### END SOLUTION

# %% test="batch_norm_backward"
_, cache = batch_norm_forward(torch.tensor([[1.0], [3.0]]), torch.ones(1), torch.zeros(1))
assert batch_norm_backward(torch.ones(2, 1), cache)[2].tolist() == [2.0], "beta is added to both rows"

# %% check="batch_norm_backward" points=6 driver="through_the_cache"
inputs = {"dout": normal(6, 3), "x": normal(6, 3), "gamma": normal(3), "beta": normal(3)}
ask("dx is right.", **inputs, judge=part(0, close()), hint="The mean and the variance depend on x, too.", points=4)
ask("dgamma is right.", **inputs, judge=part(1, close()))
ask("dbeta is right.", **inputs, judge=part(2, close()))

# %% wrong="batch_norm_backward" fails="ask 1" near="mean and variance are taken for constants"
# scale * (dout - dout.mean(0) - normal * (dout * normal).mean(0)) → scale * dout

# %% wrong="batch_norm_backward" fails="ask 2, ask 3" near="this is the mean over the batch, not the sum"
# .sum(0) → .mean(0)

# %% [markdown]
# **Question (3 points).** What is the gradient of the loss by a bias right before this layer, and why?

# %% [markdown] answer="bias_before" points=3
# It is 0: the mean is taken off, so the bias changes nothing; beta takes its place.
