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
_PADDED_NORMS = (
    "norm", "frobenius_norm", "nuclear_norm", "norm_except_dim", "native_norm", "renorm", "renorm_", "embedding_renorm_",
    "_foreach_norm", "_foreach_powsum", "_weight_norm", "_weight_norm_interface", *_NORMS,
)  # fmt: skip
_LOSSES = ("nll_loss", "nll_loss_nd", "nll_loss2d", "nll_loss_forward", "nll_loss2d_forward")

_SOFTMAX = ("softmax", "_softmax", "special_softmax", "_safe_softmax", "_masked_softmax", "_softmax_backward_data")
_LOG_SOFTMAX = ("log_softmax", "_log_softmax", "special_log_softmax", "_log_softmax_backward_data")
_INVERSES = ("inverse", "linalg_inv", "linalg_inv_ex", "pinverse", "linalg_pinv", "cholesky_inverse")
_RELUS = (
    "relu", "relu_", "relu6", "relu6_", "threshold", "threshold_", "leaky_relu", "leaky_relu_", "hardtanh", "hardtanh_", "prelu",
    "_prelu_kernel", "rrelu", "rrelu_", "rrelu_with_noise", "elu", "elu_", "celu", "celu_", "threshold_backward", "_add_relu", "_add_relu_",
)  # fmt: skip

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
    "torch.nn.functional.softmax": _SOFTMAX,
    "torch.nn.functional.log_softmax": _LOG_SOFTMAX,
    "torch.nn.functional.relu": _RELUS,
    "torch.softmax": _SOFTMAX,
    "torch.log_softmax": _LOG_SOFTMAX,
    "torch.logsumexp": ("logsumexp", "special_logsumexp", "logcumsumexp", "_logcumsumexp"),
    "torch.relu": _RELUS,
    "torch.mode": ("mode",),
    "torch.inverse": _INVERSES,
    "torch.linalg.inv": _INVERSES,
    "torch.autograd": ("_backward", "_make_dual", "_make_dual_copy", "_fw_primal", "_fw_primal_copy", "_unpack_dual"),
    "torch.optim": (
        "_fused_adam", "_fused_adam_", "_fused_adamw", "_fused_adamw_", "_fused_sgd", "_fused_sgd_", "_fused_adagrad", "_fused_adagrad_",
    ),
    "torch.nn": (
        "cross_entropy_loss", "mse_loss", "l1_loss", "multi_margin_loss", "binary_cross_entropy", "pairwise_distance",
        "cosine_embedding_loss", *_LOSSES,
    ),
}  # fmt: skip

KERNELS_OF_MODULES = {"torch.nn": "torch._C._nn"}
"""Besides these, every operation that a module of torch's in C offers."""

REWRITTEN = {
    "torch._refs": "",
    "torch._refs.nn.functional": "",
    "torch._refs.linalg": "linalg_",
    "torch._refs.special": "special_",
    "torch._refs.fft": "fft_",
    "torch._decomp.decompositions": "",
    "torch._decomp.decompositions_for_jvp": "",
    "torch._prims": "",
}
"""Modules in which torch has written its operations once more, in Python → prefix of the operations' names."""

WHOLE = {
    "torch.nn": ("torch.nn.functional", "torch.nn.init", "torch.nn.modules", "torch.nn.utils", "torch._refs.nn"),
    "torch.optim": ("torch.optim",),
}
"""Packages of which nothing may be called: every function that they define, and how their classes are made, called and stepped."""

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
    "torch._C._functorch._add_batch_dim",
    *(f"{home}._vmap_increment_nesting" for home in _FUNCTORCH),
    *(f"{home}._vmap_increment_nesting_impl" for home in _FUNCTORCH),
)

GATES: dict[str, tuple[str, ...]] = {
    "torch.nn": ("torch._C._nn.*",),
    "torch.optim": ("torch.optim.Optimizer.__init__",),
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
        "torch._C._autograd._push_saved_tensors_default_hooks",
        "torch._C._autograd._pop_saved_tensors_default_hooks",
        "torch._C._autograd._saved_tensors_hooks_disable",
        "torch._C._autograd._saved_tensors_hooks_set_tracing",
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
