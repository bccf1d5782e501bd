"""The table behind call_bans.py: for each dotted name, the operations of torch and the Python functions that it stands for.

A name that isn't here is banned in general: by the torch operation of the same name if there is one, else by its functions. An entry is
needed where a name has inner operations that can be called in its stead, or gates of another name.
"""

from __future__ import annotations

PREFIXES = {
    "torch.linalg.": "linalg_",
    "torch.special.": "special_",
    "torch.fft.": "fft_",
    "torch.nn.functional.": "",
    "torch.Tensor.": "",
    "torch.": "",
}
"""Dotted prefix → prefix of the operation's name; the first that fits is taken."""

_NORMS = ("linalg_norm", "linalg_vector_norm", "linalg_matrix_norm")
_PADDED_NORMS = ("norm", "frobenius_norm", "nuclear_norm", "norm_except_dim", "native_norm", *_NORMS)
_LOSSES = ("nll_loss", "nll_loss_nd", "nll_loss2d", "nll_loss_forward", "nll_loss2d_forward")

KERNELS: dict[str, tuple[str, ...]] = {
    "torch.cdist": ("cdist", "_cdist_forward", "_euclidean_dist", "pairwise_distance", "pdist", "_pdist_forward"),
    "torch.pdist": ("pdist", "_pdist_forward"),
    "torch.dist": ("dist",),
    "torch.norm": _PADDED_NORMS,
    "torch.linalg.norm": _NORMS,
    "torch.linalg.vector_norm": ("linalg_vector_norm",),
    "torch.nn.functional.cross_entropy": ("cross_entropy_loss", *_LOSSES),
    "torch.nn.functional.nll_loss": _LOSSES,
    "torch.nn.functional.multi_margin_loss": ("multi_margin_loss",),
    "torch.nn.functional.pairwise_distance": ("pairwise_distance",),
    "torch.nn.functional.softmax": ("softmax", "_softmax", "special_softmax"),
    "torch.nn.functional.log_softmax": ("log_softmax", "_log_softmax", "special_log_softmax"),
    "torch.nn.functional.relu": ("relu", "relu_"),
    "torch.softmax": ("softmax", "_softmax", "special_softmax"),
    "torch.log_softmax": ("log_softmax", "_log_softmax", "special_log_softmax"),
    "torch.logsumexp": ("logsumexp", "special_logsumexp"),
    "torch.relu": ("relu", "relu_", "relu6", "threshold"),
    "torch.mode": ("mode",),
    "torch.inverse": ("inverse", "linalg_inv", "linalg_inv_ex"),
    "torch.linalg.inv": ("inverse", "linalg_inv", "linalg_inv_ex"),
    "torch.nn": (
        "cross_entropy_loss", "mse_loss", "l1_loss", "multi_margin_loss", "binary_cross_entropy", "pairwise_distance",
        "cosine_embedding_loss", *_LOSSES,
    ),
}  # fmt: skip

_FUNCTORCH = (
    "torch._C._functorch",
    "torch._functorch.eager_transforms",
    "torch._functorch.predispatch",
    "torch._functorch.vmap",
)
"""Each of these holds references of its own to the functions that open a level of grad, jvp or vmap."""

_VMAP = (
    "torch.vmap",
    "torch.func.vmap",
    *(f"{home}._vmap_increment_nesting" for home in _FUNCTORCH),
    *(f"{home}._vmap_increment_nesting_impl" for home in _FUNCTORCH),
)

GATES: dict[str, tuple[str, ...]] = {
    "torch.nn": (
        "torch.nn.Module.__init__",
        "torch.nn.functional.*",
        "torch._C._nn.*",
    ),
    "torch.optim": (
        "torch.optim.Optimizer.__init__",
        "torch.optim._functional.*",
    ),
    "torch.autograd": (
        "torch.autograd.grad",
        "torch.autograd.backward",
        "torch.autograd.graph._engine_run_backward",
        "torch.autograd._engine_run_backward",
        "torch.autograd.graph.disable_saved_tensors_hooks",  # the first thing that torch.func's grad and vjp do
        "torch.autograd.forward_ad.enter_dual_level",
        "torch.autograd.forward_ad.make_dual",
        "torch.Tensor.backward",
        "torch._C._enter_dual_level",
        *(f"{home}._grad_increment_nesting" for home in _FUNCTORCH),
        *(f"{home}._jvp_increment_nesting" for home in _FUNCTORCH),
        *(f"{home}._jvp_increment_nesting_impl" for home in _FUNCTORCH),
    ),
    "torch.vmap": _VMAP,
    "torch.func.vmap": _VMAP,
    "numpy.vectorize": (
        "numpy.vectorize.__init__",
        "numpy.vectorize.__call__",
    ),
}  # fmt: skip
