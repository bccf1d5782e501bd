# fails: center_channels.no_loop_over_images_or_channels
"""A loop over channels."""


def center_channels(images):
    centred = images.clone()
    for c in range(images.shape[1]):
        centred[:, c] = images[:, c] - images[:, c].mean()
    return centred
