"""The course's images: ten classes of 32×32 colour pictures, with the shapes of CIFAR-10.

CIFAR-10 itself is taken where torchvision and the data are at hand (in Colab it is fetched, if the line is quick).
Everywhere else, with no download, we cut patches out of ten photographs that scikit-image and scikit-learn carry, and the
task becomes 'which photo is this patch from?'. Patches never overlap, but train and test patches come from the same ten
photos, so accuracies are higher than they would be on photos never seen.

Photographs, with the licences that the packages state:
astronaut (NASA, public domain) · cat 'Chelsea' (Stefan van der Walt, CC0) · coffee (Rachel Michetti, CC0) ·
rocket (SpaceX, public domain) · galaxies 'Hubble eXtreme Deep Field' (NASA, public domain) ·
tissue 'immunohistochemistry' (CMMI, no known copyright restrictions) · retina (Mikael Häggström, CC0) ·
grass, a texture in grey (linolafett, CC0) · pagoda 'china.jpg' (danielbuechele on Flickr, CC BY 2.0) ·
flower 'flower.jpg' (vultilion on Flickr, CC BY 2.0).
"""

import importlib.util
import sys
import time
import urllib.request
from pathlib import Path
from typing import NamedTuple

import numpy as np
import torch

SIDE = 32  # pixels


class Images(NamedTuple):
    """Images for training and testing, float32 in [0, 1], shape (N, 3, 32, 32), with int64 labels, shape (N,)."""

    x_train: torch.Tensor
    y_train: torch.Tensor
    x_test: torch.Tensor
    y_test: torch.Tensor
    class_names: tuple[str, ...]
    source: str  # where the images come from, in a sentence


# class name → (name in scikit-image, or file in scikit-learn; how many pixels are averaged into one)
PHOTOS = {
    "astronaut": ("astronaut", 1),
    "cat": ("chelsea", 1),
    "coffee": ("coffee", 1),
    "rocket": ("rocket", 1),
    "galaxies": ("hubble_deep_field", 2),
    "tissue": ("immunohistochemistry", 1),
    "retina": ("retina", 3),
    "pagoda": ("china.jpg", 1),
    "flower": ("flower.jpg", 1),
    "grass": ("grass", 1),
}
CIFAR10 = ("plane", "car", "bird", "cat", "deer", "dog", "frog", "horse", "ship", "truck")


def load_images(num_train: int, num_test: int, rng: np.random.Generator, source: str = "auto") -> Images:
    """Draw num_train and num_test images at random; the same rng state gives the same images.

    source: "cifar10", "photos", or "auto": CIFAR-10 where it can be had quickly, else the photos.
    """
    if source == "cifar10" or (source == "auto" and _cifar10_is_at_hand()):
        return _load_cifar10(num_train, num_test, rng)
    return _load_patches(num_train, num_test, rng)


def _load_patches(num_train: int, num_test: int, rng: np.random.Generator) -> Images:
    """Cut patches that don't overlap out of the photos; classes are balanced, and shuffled."""
    splits: dict[str, list[torch.Tensor]] = {"train": [], "test": []}
    counts = {"train": _per_class(num_train), "test": _per_class(num_test)}
    for label, (name, shrink) in enumerate(PHOTOS.values()):
        patches = _cut(_photo(name, shrink))
        test, train = counts["test"][label], counts["train"][label]
        if train + test > len(patches):  # then each patch comes with its mirror image, on the same side of the split
            mirrored = torch.stack([patches, patches.flip(-1)], dim=1)
            order = rng.permutation(len(patches))
            cut = -(-test // 2)
            if 2 * (len(patches) - cut) < train:
                raise ValueError(
                    f"the photos hold {2 * 126 * len(PHOTOS)} patches, mirror images included: ask for fewer images, "
                    f"not {num_train} + {num_test}"
                )
            splits["test"].append(mirrored[order[:cut]].flatten(0, 1)[:test])
            splits["train"].append(mirrored[order[cut:]].flatten(0, 1)[:train])
        else:
            order = rng.permutation(len(patches))
            splits["test"].append(patches[order[:test]])
            splits["train"].append(patches[order[test : test + train]])
    x_train, y_train = _shuffled(splits["train"], rng)
    x_test, y_test = _shuffled(splits["test"], rng)
    told = "patches of ten photographs from scikit-image and scikit-learn; the task: which photo is this patch from?"
    return Images(x_train, y_train, x_test, y_test, tuple(PHOTOS), told)


def _per_class(count: int) -> list[int]:
    return [count // len(PHOTOS) + (label < count % len(PHOTOS)) for label in range(len(PHOTOS))]


def _photo(name: str, shrink: int) -> np.ndarray:
    """Read a photo that an installed package carries: (H, W, 3), uint8, or averaged to floats."""
    if name.endswith(".jpg"):
        from sklearn.datasets import load_sample_image

        photo = load_sample_image(name)
    else:
        import skimage.data

        photo = getattr(skimage.data, name)()
    if photo.ndim == 2:  # a grey one
        photo = np.stack([photo] * 3, axis=-1)
    height, width = (length // shrink for length in photo.shape[:2])
    blocks = photo[: height * shrink, : width * shrink].reshape(height, shrink, width, shrink, 3)
    return blocks.mean(axis=(1, 3)) / 255


def _cut(photo: np.ndarray) -> torch.Tensor:
    """Cut (H, W, 3) into patches side by side: (N, 3, 32, 32), float32."""
    rows, columns = photo.shape[0] // SIDE, photo.shape[1] // SIDE
    grid = photo[: rows * SIDE, : columns * SIDE].reshape(rows, SIDE, columns, SIDE, 3)
    return torch.from_numpy(grid.transpose(0, 2, 4, 1, 3).reshape(-1, 3, SIDE, SIDE)).float()


def _shuffled(classes: list[torch.Tensor], rng: np.random.Generator) -> tuple[torch.Tensor, torch.Tensor]:
    labels = torch.cat([torch.full((len(x),), label) for label, x in enumerate(classes)])
    order = rng.permutation(len(labels))
    return torch.cat(classes)[order], labels[order]


def _load_cifar10(num_train: int, num_test: int, rng: np.random.Generator) -> Images:
    from torchvision import datasets

    drawn = []
    for train, count in ((True, num_train), (False, num_test)):
        data = datasets.CIFAR10(_cifar10_folder(), train=train, download=True)
        chosen = rng.permutation(len(data.targets))[:count]
        drawn.append(torch.from_numpy(data.data[chosen]).permute(0, 3, 1, 2).contiguous().float() / 255)
        drawn.append(torch.tensor(data.targets)[chosen])
    return Images(*drawn, CIFAR10, "CIFAR-10, through torchvision")


def _cifar10_folder() -> Path:
    places = [Path("data"), Path.home() / "data", Path.home() / ".cache" / "torchvision"]
    return next((place for place in places if (place / "cifar-10-batches-py").is_dir()), places[0])


def _cifar10_is_at_hand() -> bool:
    """Say whether CIFAR-10 lies on this disk, or this is Colab and its first megabyte comes within two seconds."""
    if importlib.util.find_spec("torchvision") is None:
        return False
    if (_cifar10_folder() / "cifar-10-batches-py").is_dir():
        return True
    if "google.colab" not in sys.modules:
        return False
    try:
        from torchvision import datasets

        start = time.perf_counter()
        with urllib.request.urlopen(datasets.CIFAR10.url, timeout=2) as line:
            line.read(2**20)
        return time.perf_counter() - start < 2
    except (ImportError, OSError):
        return False
