# fails: center_channels.every_channel_has_mean_zero
"""One mean for everything."""


def center_channels(images):
    return images - images.mean()
