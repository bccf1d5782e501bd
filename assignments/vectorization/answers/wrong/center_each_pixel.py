# fails: center_channels.every_channel_has_mean_zero
"""Each pixel has its own mean."""


def center_channels(images):
    means = images.mean(dim=0, keepdim=True)
    return images - means
