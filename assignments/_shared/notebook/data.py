"""The course's images: ten classes of 32×32 colour pictures, with the shapes of CIFAR-10.

CIFAR-10 itself is taken where torchvision has all of it at hand (in Colab it is fetched, if the line is quick).
Everywhere else, and when fetching breaks off, we cut patches out of ten photographs that scikit-image and scikit-learn carry, and the
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
import socket
import sys
import time
import urllib.request
from pathlib import Path
from typing import NamedTuple

import numpy as np
import torch

SIDE = 32  # pixels
QUICK = 5e6  # bytes a second: CIFAR-10 has 170 million, so a line that is quick enough takes half a minute


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

    source: "cifar10", "photos", or "auto": CIFAR-10 where it can be had quickly, else the photos. What is used, and why
    it isn't CIFAR-10 where it could have been, stands in the result's source.
    """
    if source == "cifar10":
        return _load_cifar10(num_train, num_test, rng)
    why_not = _fetch_cifar10() if source == "auto" else ""
    if source == "auto" and not why_not:
        return _load_cifar10(num_train, num_test, rng)
    images = _load_patches(num_train, num_test, rng)
    return images._replace(source=f"{images.source} ({why_not})") if why_not.startswith("CIFAR-10") else images


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
    return next((place for place in places if _is_whole(place)), places[0])


def _is_whole(place: Path) -> bool:
    """Say whether all files of CIFAR-10 lie there, each with the checksum that torchvision knows; half a folder doesn't count."""
    if not (place / "cifar-10-batches-py").is_dir():
        return False
    from torchvision import datasets

    try:
        for train in (True, False):
            datasets.CIFAR10(place, train=train, download=False)
    except (RuntimeError, OSError, EOFError, ValueError):
        return False
    return True


def _fetch_cifar10() -> str:
    """See to it that CIFAR-10 lies on this disk; return why it doesn't, in words, or nothing when it does."""
    if importlib.util.find_spec("torchvision") is None:
        return "there is no torchvision"
    if _is_whole(_cifar10_folder()):
        return ""
    if "google.colab" not in sys.modules:
        return "this isn't Colab"
    from torchvision import datasets

    patience = socket.getdefaulttimeout()
    socket.setdefaulttimeout(10)  # seconds without a byte
    try:
        speed = _bytes_a_second(datasets.CIFAR10.url)
        if speed < QUICK:
            return f"CIFAR-10 would take {170e6 / max(speed, 1):.0f} s on this line, so it isn't used"
        datasets.CIFAR10(_cifar10_folder(), train=True, download=True)
    except Exception as error:  # whatever breaks, there are the photographs
        return f"CIFAR-10 couldn't be fetched: {type(error).__name__}"
    finally:
        socket.setdefaulttimeout(patience)
    return "" if _is_whole(_cifar10_folder()) else "CIFAR-10 couldn't be fetched: what came isn't whole"


def _bytes_a_second(url: str) -> float:
    """Measure a line for two seconds, or for four million bytes; the first answer's delay isn't counted."""
    with urllib.request.urlopen(url, timeout=5) as line:
        line.read(2**16)
        start, count = time.perf_counter(), 0
        while count < 4e6 and time.perf_counter() - start < 2:
            part = line.read(2**16)
            if not part:
                break
            count += len(part)
        return count / max(time.perf_counter() - start, 1e-6)
