"""Every way in which slideshows say no."""

from vitrina.kit.errors import Refusal


class SlideshowRunNotFound(Refusal):
    """There is no such run of clips from photos."""

    code = "slideshows.run_not_found"
    status = 404


class SlideshowsRunning(Refusal):
    """Clips are being made from the photos of this shop already."""

    code = "slideshows.running"
    status = 409
