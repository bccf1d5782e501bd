# fails: center_channels.images_keep_their_dtype
"""The result is always float64."""


def center_channels(images):
    means = images.mean(dim=(0, 2, 3), keepdim=True)
    return (images - means).double()
