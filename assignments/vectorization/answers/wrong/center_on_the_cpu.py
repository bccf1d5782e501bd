# fails: center_channels.images_stay_on_their_device
"""The means come out on the CPU, and the images after them."""

def center_channels(images):
    images = images.cpu()
    return images - images.mean(dim=(0, 2, 3), keepdim=True)
