# fails: center_channels.every_channel_has_mean_zero
"""The means are added."""


def center_channels(images):
    means = images.mean(dim=(0, 2, 3), keepdim=True)
    return images + means
