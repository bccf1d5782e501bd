# fails: center_channels.images_stay_as_they_were
"""The images are changed."""


def center_channels(images):
    images -= images.mean(dim=(0, 2, 3), keepdim=True)
    return images
