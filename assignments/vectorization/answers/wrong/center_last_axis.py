# fails: center_channels.every_channel_has_mean_zero
"""The means meet the last axis."""


def center_channels(images):
    means = images.mean(dim=(0, 2, 3))
    return images - means[: images.shape[3]].repeat(3)[: images.shape[3]]
