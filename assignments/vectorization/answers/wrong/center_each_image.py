# fails: center_channels.every_channel_has_mean_zero
"""Each image has its own means."""


def center_channels(images):
    means = images.mean(dim=(2, 3), keepdim=True)
    return images - means
