"""Hidden checks of center_channels, on tensors of four axes. Each fails for one reason."""

import torch

from autograder.checks import Call, RandomInputs, close, question


def _images(draw: RandomInputs, num_images: int = 3, channels: int = 3) -> Call:
    return {"images": draw.normal(num_images, channels, 2, 2)}


center = question("center_channels", judge=close(dtype=False), example=_images, library="torch")


@center.check(
    2, hint="Three channels, three means. Which axes are averaged over, and which shape lets the means meet axis 1?"
)
def every_channel_has_mean_zero(draw: RandomInputs) -> list[Call]:
    """From each channel its mean over all images, rows and columns is subtracted."""
    means = torch.tensor([1.0, 2.0, 4.0], dtype=torch.float64).reshape(3, 1, 1)
    return [{"images": draw.normal(4, 3, 5, 3) + means}, {"images": draw.normal(3, 2, 4, 5) + 1}]


center.keeps_dtype(1, "images_keep_their_dtype").says(
    "float64 images give float64 results, float32 ones float32.",
    hint="Did a NumPy array or a conversion come in between?",
)
center.keeps_inputs(1, "images_stay_as_they_were", of="The images").says(hint="Do you write into images itself?")
center.grows(
    2, "no_loop_over_images_or_channels", of="images and channels", sizes={"num_images": (32, 64), "channels": (32, 48)}
).says(hint="Over what does your loop run, and which axes can mean take at once?")
center.keeps_device(1, "images_stay_on_their_device").says("The result is on the device of the images.")
