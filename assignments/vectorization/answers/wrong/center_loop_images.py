# fails: center_channels.no_loop_over_images_or_channels
"""A comprehension over images."""


def center_channels(images):
    means = images.mean(dim=(0, 2, 3), keepdim=True)[0]
    return torch.stack([image - means for image in images])
