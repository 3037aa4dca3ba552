"""The door of media."""

from vitrina.media.service.clips import (
    add_clip,
    make_clip,
)
from vitrina.media.service.files import (
    add_image,
    clip_urls,
    delete_files,
    empty_trash,
    file_urls,
    files_of,
    own_image,
    own_images,
    public_url,
    read_file,
    remake_picture,
    srcset,
)
from vitrina.media.service.ladders import Growth, add_rungs, has_step
from vitrina.media.service.posters import remake_poster, set_poster
from vitrina.media.service.slideshows import make_slideshow
from vitrina.media.service.uploads import (
    claim_upload,
    end_upload,
    expire_uploads,
    get_upload,
    keep_source,
    offset_of,
    open_upload,
    receive,
    receive_first,
    release_uploads,
    require_video,
    source_of,
)

__all__ = [
    "Growth",
    "add_clip",
    "add_image",
    "add_rungs",
    "claim_upload",
    "clip_urls",
    "delete_files",
    "empty_trash",
    "end_upload",
    "expire_uploads",
    "file_urls",
    "files_of",
    "get_upload",
    "has_step",
    "keep_source",
    "make_clip",
    "make_slideshow",
    "offset_of",
    "open_upload",
    "own_image",
    "own_images",
    "public_url",
    "read_file",
    "receive",
    "receive_first",
    "release_uploads",
    "remake_picture",
    "remake_poster",
    "require_video",
    "set_poster",
    "source_of",
    "srcset",
]
