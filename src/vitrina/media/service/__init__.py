"""The door of media."""

from vitrina.media.service.clips import (
    add_clip,
    make_clip,
    remake_poster,
    set_poster,
)
from vitrina.media.service.files import (
    add_image,
    clip_urls,
    delete_files,
    empty_trash,
    file_urls,
    own_image,
    own_images,
    public_url,
)
from vitrina.media.service.uploads import (
    claim_upload,
    end_upload,
    expire_uploads,
    get_upload,
    offset_of,
    open_upload,
    receive,
    receive_first,
    release_uploads,
    require_video,
    source_of,
)

__all__ = [
    "add_clip",
    "add_image",
    "claim_upload",
    "clip_urls",
    "delete_files",
    "empty_trash",
    "end_upload",
    "expire_uploads",
    "file_urls",
    "get_upload",
    "make_clip",
    "offset_of",
    "open_upload",
    "own_image",
    "own_images",
    "public_url",
    "receive",
    "receive_first",
    "release_uploads",
    "remake_poster",
    "require_video",
    "set_poster",
    "source_of",
]
