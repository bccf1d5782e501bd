# %% center_added
# fails: center_channels.every_channel_has_mean_zero
# near miss: the mean was added
"""The means are added."""


def center_channels(images):
    means = images.mean(dim=(0, 2, 3), keepdim=True)
    return images + means


# %% center_all
# fails: center_channels.every_channel_has_mean_zero
# near miss: the mean of everything was subtracted, not each channel's
"""One mean for everything."""


def center_channels(images):
    return images - images.mean()


# %% center_double
# fails: center_channels.images_keep_their_dtype
"""The result is always float64."""


def center_channels(images):
    means = images.mean(dim=(0, 2, 3), keepdim=True)
    return (images - means).double()


# %% center_each_image
# fails: center_channels.every_channel_has_mean_zero
# near miss: each image has its own means
"""Each image has its own means."""


def center_channels(images):
    means = images.mean(dim=(2, 3), keepdim=True)
    return images - means


# %% center_each_pixel
# fails: center_channels.every_channel_has_mean_zero
# near miss: each pixel has its own mean
"""Each pixel has its own mean."""


def center_channels(images):
    means = images.mean(dim=0, keepdim=True)
    return images - means


# %% center_in_place
# fails: center_channels.images_stay_as_they_were
"""The images are changed."""


def center_channels(images):
    images -= images.mean(dim=(0, 2, 3), keepdim=True)
    return images


# %% center_last_axis
# fails: center_channels.every_channel_has_mean_zero
# near miss: the means run along the last axis
"""The means meet the last axis."""


def center_channels(images):
    means = images.mean(dim=(0, 2, 3))
    return images - means[: images.shape[3]].repeat(3)[: images.shape[3]]


# %% center_loop
# fails: center_channels.no_loop_over_images_or_channels
"""A loop over channels."""


def center_channels(images):
    centred = images.clone()
    for c in range(images.shape[1]):
        centred[:, c] = images[:, c] - images[:, c].mean()
    return centred


# %% center_loop_images
# fails: center_channels.no_loop_over_images_or_channels
"""A comprehension over images."""


def center_channels(images):
    means = images.mean(dim=(0, 2, 3), keepdim=True)[0]
    return torch.stack([image - means for image in images])


# %% center_on_the_cpu
# fails: center_channels.images_stay_on_their_device
"""The means come out on the CPU, and the images after them."""

def center_channels(images):
    images = images.cpu()
    return images - images.mean(dim=(0, 2, 3), keepdim=True)
