"""Pictures over HTTP, and how files are served, stored and thrown away."""

import asyncio
from datetime import timedelta
from io import BytesIO
from pathlib import Path

import pytest
from litestar import Litestar
from litestar.testing import AsyncTestClient
from msgspec.structs import replace
from PIL import Image

from tests.media.sources import film
from tests.people import ANA, CARLA, join, sign_in
from vitrina.app import create_app
from vitrina.kit import clock
from vitrina.kit.config import Settings
from vitrina.kit.db import Pool
from vitrina.kit.ids import new_id
from vitrina.media import images, service
from vitrina.media.errors import EncoderFailed, ImageNotFound, NotAPicture, PictureTooLarge, QuotaFull
from vitrina.media.model import FileId, FileKind, FileView, MadeClip, OwnerId, StoredFile
from vitrina.media.storage import storage_of
from vitrina.media.store import files as store

Client = AsyncTestClient[Litestar]
URL = "/api/v1/images"


def picture(colour: str = "teal", size: tuple[int, int] = (640, 480)) -> bytes:
    target = BytesIO()
    Image.new("RGB", size, colour).save(target, "JPEG")
    return target.getvalue()


async def add(pool: Pool, settings: Settings, raw: bytes = picture()) -> FileView:
    async with pool.transaction() as db:
        await join(db, CARLA)
    return await service.add_image(pool, settings, owner_id=OwnerId(CARLA.id), raw=raw, now=clock.real_now())


async def test_a_picture_is_kept_and_served_for_ever(client: Client, pool: Pool) -> None:
    carla = await sign_in(pool, CARLA)

    kept = (await client.post(URL, headers=carla | {"content-type": "image/jpeg"}, content=picture())).json()

    served = await client.get(kept["url"])
    assert (kept["width"], kept["height"]) == (640, 480)
    assert served.headers["content-type"] == "image/webp"
    assert "immutable" in served.headers["cache-control"]
    assert "content-encoding" not in served.headers
    assert Image.open(BytesIO(served.content)).size == (640, 480)
    assert Image.open(BytesIO((await client.get(kept["thumbnail_url"])).content)).size == (480, 360)
    again = await client.get(kept["url"], headers={"if-none-match": served.headers["etag"]})
    assert again.status_code == 304
    part = await client.get(kept["url"], headers={"range": "bytes=0-3"})
    assert (part.status_code, part.content) == (206, b"RIFF")
    assert part.headers["content-range"] == f"bytes 0-3/{len(served.content)}"


@pytest.mark.parametrize(
    ("body", "status", "code"),
    [
        (b"GIF89a <script>alert(1)</script>", 409, "media.not_a_picture"),
        (b"", 409, "media.not_a_picture"),
        (b"\xff" * (images.SIZE_MAX_BYTES + 1), 413, "media.picture_too_large"),
    ],
)
async def test_what_is_no_picture_is_refused(
    client: Client, pool: Pool, body: bytes, status: int, code: str
) -> None:
    answer = await client.post(URL, headers=await sign_in(pool, CARLA), content=body)

    assert (answer.status_code, answer.json()["code"]) == (status, code)


async def test_every_width_of_a_picture_is_served(client: Client, pool: Pool) -> None:
    """Those that the web app reads from its name (web/src/lib/kit/pictures.ts)."""
    carla = await sign_in(pool, CARLA)
    raw = picture(size=(1000, 500))

    kept = (await client.post(URL, headers=carla | {"content-type": "image/jpeg"}, content=raw)).json()

    folder = kept["url"].rpartition("/")[0]
    assert kept["url"] == f"{folder}/1000.webp"
    assert kept["thumbnail_url"] == f"{folder}/480.webp"
    for width in (240, 480, 960, 1000):
        for kind in ("webp", "avif"):
            served = await client.get(f"{folder}/{width}.{kind}")
            assert (served.status_code, served.headers["content-type"]) == (200, f"image/{kind}")
            drawn = Image.open(BytesIO(served.content), formats=[kind.upper()])
            assert drawn.size == (width, width // 2)


async def test_a_picture_of_an_older_version_keeps_its_address(pool: Pool) -> None:
    file_id = FileId(new_id())
    async with pool.transaction() as db:
        await store.add_file(
            db,
            StoredFile(
                id=file_id,
                owner_id=OwnerId(new_id()),
                kind=FileKind.IMAGE,
                key=f"images/{file_id.hex}",
                width=1600,
                height=1200,
                size_bytes=1,
            ),
            source_digest=None,
            now=clock.real_now(),
        )
        shown = (await service.file_urls(db, [file_id]))[file_id]

    assert shown.url == f"/media/images/{file_id.hex}/large.webp"
    assert shown.thumbnail_url == f"/media/images/{file_id.hex}/small.webp"


async def test_a_page_that_a_decoder_left_is_not_kept(settings: Settings, tmp_path: Path) -> None:
    secret = tmp_path / "secret"
    secret.write_text("CANARY")
    folder = tmp_path / "made"
    folder.mkdir()
    for name in ("index.m3u8", "part-000.m4s", "poster.webp"):
        (folder / name).write_text("ours")
    for name in ("page.html", "page.svg", "script.js", "page.xhtml", "noname", "index.m3u8.tmp"):
        (folder / name).write_text("<script>alert(1)</script>")
    (folder / "link.webp").symlink_to(secret)

    assert await storage_of(settings).put_folder("clips/one", folder) == 12

    kept = settings.data_dir / "media" / "clips" / "one"
    assert sorted(path.name for path in kept.iterdir()) == ["index.m3u8", "part-000.m4s", "poster.webp"]


async def test_a_guest_keeps_no_pictures(client: Client) -> None:
    assert (await client.post(URL, content=picture())).status_code == 401


async def test_the_same_picture_again_is_the_same_file(pool: Pool, settings: Settings) -> None:
    first = await add(pool, settings)

    again = await asyncio.gather(*(add(pool, settings) for _ in range(3)))
    other = await add(pool, settings, picture("red"))

    assert {each.file_id for each in again} == {first.file_id}
    assert other.file_id != first.file_id


async def test_a_picture_sent_several_times_at_once_is_one_file(pool: Pool, settings: Settings) -> None:
    await add(pool, settings, picture("blue"))

    sent = await asyncio.gather(*(add(pool, settings) for _ in range(4)))

    assert len({each.file_id for each in sent}) == 1


async def test_pictures_count_against_the_quota(pool: Pool, settings: Settings) -> None:
    with pytest.raises(QuotaFull):
        await add(pool, replace(settings, storage_quota_bytes=100))
    with pytest.raises(NotAPicture):
        await add(pool, settings, b"nothing")
    with pytest.raises(PictureTooLarge):
        await add(pool, settings, b"x" * (images.SIZE_MAX_BYTES + 1))


async def test_a_picture_is_its_senders(pool: Pool, settings: Settings) -> None:
    kept = await add(pool, settings)

    async with pool.transaction() as db:
        assert await service.own_image(db, file_id=kept.file_id, person_id=CARLA.id) == kept
        with pytest.raises(ImageNotFound):
            await service.own_image(db, file_id=kept.file_id, person_id=ANA.id)
        with pytest.raises(ImageNotFound):
            ids = [kept.file_id, FileId(new_id())]
            await service.own_images(db, file_ids=ids, person_id=CARLA.id)
        assert await service.file_urls(db, [kept.file_id, FileId(new_id())]) == {kept.file_id: kept}
        assert await service.file_urls(db, []) == {}
        assert await service.clip_urls(db, [kept.file_id]) == {}


async def test_a_deleted_picture_goes_from_storage(pool: Pool, settings: Settings) -> None:
    kept = await add(pool, settings)
    folder = settings.data_dir / "media" / "pictures"
    assert sorted(path.name for path in folder.rglob("*.*")) == sorted(images.names_of(640))

    async with pool.transaction() as db:
        await service.delete_files(db, [kept.file_id])
    await service.empty_trash(pool, settings)
    await service.empty_trash(pool, settings)

    assert not list(folder.iterdir())


async def test_what_a_crash_left_in_storage_goes_after_two_hours(pool: Pool, settings: Settings) -> None:
    source = film(settings.data_dir / "a.mp4", size="96x96", seconds=0.5)
    long_ago = clock.real_now() - timedelta(hours=3)

    made = await service.make_clip(pool, settings, source=source, on_progress=lambda _: None, now=long_ago)
    await service.empty_trash(pool, settings)

    assert not (settings.data_dir / "media" / made.key).exists()
    async with pool.transaction() as db:
        with pytest.raises(EncoderFailed):
            await service.add_clip(db, made, person_id=CARLA.id, now=clock.real_now())


async def test_a_clip_that_was_taken_over_stays(client: Client, pool: Pool, settings: Settings) -> None:
    made = await make(pool, settings)
    async with pool.transaction() as db:
        await service.add_clip(db, made, person_id=CARLA.id, now=clock.real_now())
        shown = (await service.clip_urls(db, [made.file_id]))[made.file_id]
    await service.empty_trash(pool, settings)

    playlist = await client.get(shown.hls_url)
    assert playlist.headers["content-type"] == "application/vnd.apple.mpegurl"
    rung = await client.get(shown.hls_url.replace("index.m3u8", named(playlist.text)))
    part = await client.get(shown.hls_url.replace("index.m3u8", named(rung.text)))
    assert (part.status_code, part.headers["content-type"]) == (200, "video/iso.segment")
    assert (await client.get(shown.poster_url)).headers["content-type"] == "image/webp"


def named(playlist: str) -> str:
    """Name the first thing that a playlist lists."""
    return next(line for line in playlist.splitlines() if line and not line.startswith("#"))


async def make(pool: Pool, settings: Settings) -> MadeClip:
    source = film(settings.data_dir / "a.mp4", size="96x96", seconds=0.5)
    return await service.make_clip(
        pool, settings, source=source, on_progress=lambda _: None, now=clock.real_now()
    )


@pytest.mark.parametrize(
    "path",
    [
        "/media/images",
        "/media/",
        "/media/../secret-key",
        "/media/%2e%2e/secret-key",
        "/media/..%2fsecret-key",
        "/media/images/%00",
        "/media/" + "x" * 300,
    ],
)
async def test_nothing_but_stored_files_is_served(client: Client, settings: Settings, path: str) -> None:
    (settings.data_dir / "media").mkdir(exist_ok=True)
    (settings.data_dir / "secret-key").write_text("secret")

    answer = await client.get(path)

    assert answer.status_code == 404
    assert "secret" not in answer.text


async def test_files_are_only_read(client: Client, settings: Settings) -> None:
    await storage_of(settings).put("images/a.webp", b"picture")

    assert (await client.post("/media/images/a.webp", content=b"x")).status_code == 405
    assert (await client.get("/media/images/a.webp")).content == b"picture"


async def test_a_cdn_is_named_by_a_redirect(settings: Settings) -> None:
    at_cdn = replace(settings, media_base_url="https://cdn.example/files/")
    async with AsyncTestClient(create_app(at_cdn)) as client:
        answer = await client.get("/media/clips/a%20b/index.m3u8", follow_redirects=False)

    assert answer.status_code == 308
    assert answer.headers["location"] == "https://cdn.example/files/clips/a%20b/index.m3u8"
    assert service.public_url(at_cdn, "/media/clips/a/x") == "https://cdn.example/files/clips/a/x"
    assert service.public_url(settings, "/media/clips/a/x") == "http://localhost:8000/media/clips/a/x"


async def test_an_object_store_serves_the_same(settings: Settings) -> None:
    remote = replace(settings, storage_url=f"memory:///{new_id().hex}")
    await storage_of(remote).put("clips/a/part-000.m4s", b"0123456789")
    async with AsyncTestClient(create_app(remote)) as client:
        whole = await client.get("/media/clips/a/part-000.m4s")
        part = await client.get("/media/clips/a/part-000.m4s", headers={"range": "bytes=2-4"})
        beyond = await client.get("/media/clips/a/part-000.m4s", headers={"range": "bytes=10-"})
        head = await client.head("/media/clips/a/part-000.m4s")
        missing = await client.get("/media/clips/a/part-001.m4s")

    assert (whole.content, whole.headers["content-type"]) == (b"0123456789", "video/iso.segment")
    assert (part.status_code, part.content, part.headers["content-range"]) == (206, b"234", "bytes 2-4/10")
    assert (beyond.status_code, beyond.headers["content-range"]) == (416, "bytes */10")
    assert (head.status_code, head.headers["content-length"], head.content) == (200, "10", b"")
    assert missing.status_code == 404


async def test_a_folder_is_stored_and_deleted_whole(settings: Settings, tmp_path: Path) -> None:
    folder = tmp_path / "made"
    folder.mkdir()
    for name in ("a.m4s", "b.m4s"):
        (folder / name).write_bytes(b"12345")
    storage = storage_of(replace(settings, storage_url=f"memory:///{new_id().hex}"))

    assert await storage.put_folder("clips/x", folder) == 10
    await storage.put("clips/xy/a.m4s", b"another")
    await storage.delete_folder("clips/x")
    await storage.delete_folder("clips/x")

    with pytest.raises(FileNotFoundError):
        await storage.size_bytes("clips/x/a.m4s")
    assert await storage.size_bytes("clips/xy/a.m4s") == 7
