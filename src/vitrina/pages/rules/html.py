"""Stories as HTML. Every text passes `escape`, every datum `as_json`: nobody can write markup into a page."""

from collections.abc import Sequence
from html import escape
from urllib.parse import urlsplit

import msgspec

from vitrina.kit.config import Settings
from vitrina.kit.locales import say
from vitrina.kit.places import Language
from vitrina.media import service as media
from vitrina.pages.model import Boot, Link, Picture, Story, Tile

SITE = "Vitrina"
# How wide the web app shows a picture of a list: the file that is fetched here is the one that it shows.
TILE_SIZES = "(min-width: 600px) 240px, 50vw"
LOCALES = {Language.ES: "es_MX", Language.PT: "pt_BR", Language.EN: "en_US"}
# What could end a script element, open a comment, or end a line in old scripts.
IN_SCRIPT = str.maketrans({mark: f"\\u{ord(mark):04x}" for mark in "<>&\u2028\u2029"})


def as_json(content: object) -> str:
    """Write a datum as JSON that may stand inside a script element."""
    return msgspec.json.encode(content).decode().translate(IN_SCRIPT)


def head(story: Story, *, base_url: str, language: Language) -> str:
    """Write what browsers, search engines and link previews read."""
    full_title = story.title if story.title.startswith(SITE) else f"{story.title} · {SITE}"
    url = None if story.path is None else base_url + story.path
    parts = [
        f"<title>{escape(full_title)}</title>",
        _meta("description", story.text),
        f'<link rel="manifest" href="/manifest.webmanifest?lang={language}">',
    ]
    if url is None:
        parts.append(_meta("robots", "noindex"))
    else:
        parts += [f'<link rel="canonical" href="{escape(url)}">', _property("og:url", url)]
    parts += [
        _property("og:site_name", SITE),
        _property("og:type", story.kind),
        _property("og:locale", LOCALES[language]),
        _property("og:title", story.title),
        _property("og:description", story.text),
        _meta("twitter:title", story.title),
        _meta("twitter:description", story.text),
        *_picture_parts(story.picture, is_preloaded=story.is_night),
        *(_property(name, content) for name, content in story.facts),
        *(f'<script type="application/ld+json">{as_json(each)}</script>' for each in story.linked),
    ]
    return "\n    ".join(parts)


def _picture_parts(picture: Picture | None, *, is_preloaded: bool) -> Sequence[str]:
    if picture is None:
        return [_meta("twitter:card", "summary")]
    parts = [
        _meta("twitter:card", "summary_large_image"),
        _meta("twitter:image", picture.preview_url),
        _property("og:image", picture.preview_url),
        _property("og:image:alt", picture.alt),
    ]
    if picture.width and picture.height:
        parts.append(_property("og:image:width", str(picture.width)))
        parts.append(_property("og:image:height", str(picture.height)))
    if is_preloaded:
        url = escape(picture.url)
        parts.append(f'<link rel="preload" as="image" href="{url}" fetchpriority="high">')
    return parts


def _meta(name: str, content: str) -> str:
    return f'<meta name="{escape(name)}" content="{escape(content)}">'


def _property(name: str, content: str) -> str:
    return f'<meta property="{escape(name)}" content="{escape(content)}">'


def shell(story: Story, language: Language) -> str:
    """Write what is to be seen until the web app has its first picture, and by readers without scripts."""
    hint = f"<noscript><p>{escape(say(language, 'pages.needs_script'))}</p></noscript>"
    if story.path is None:
        return hint if story.is_night else f'<div id="shell" class="day"><div>{hint}</div></div>'
    lines = [f"<h1>{escape(story.title)}</h1>"]
    if story.price:
        lines.append(f"<p><strong>{escape(story.price)}</strong></p>")
    if story.text and story.text != story.title:
        lines.append(f"<p>{escape(story.text)}</p>")
    if story.links:
        lines.append(f"<noscript><ul>{''.join(_item(link) for link in story.links)}</ul></noscript>")
    if story.tiles:
        lines.append(f'<div class="tiles">{"".join(_tile(tile) for tile in story.tiles)}</div>')
    kind = "night" if story.is_night else "day"
    return f'<div id="shell" class="{kind}">{_image(story.picture)}<div>{"".join(lines)}{hint}</div></div>'


def _image(picture: Picture | None) -> str:
    if picture is None:
        return ""
    size = f' width="{picture.width}" height="{picture.height}"' if picture.width and picture.height else ""
    return f'<img src="{escape(picture.url)}" alt="{escape(picture.alt)}"{size} fetchpriority="high">'


def _tile(tile: Tile) -> str:
    """Write a picture without words: those come with the app, and in the links for who has no scripts."""
    files = media.srcset(tile.url)
    source = f'<source type="image/avif" srcset="{escape(files)}" sizes="{TILE_SIZES}">' if files else ""
    tall = ' class="tall"' if tile.is_tall else ""
    return f'<picture{tall}>{source}<img src="{escape(tile.url)}" alt=""></picture>'


def _item(link: Link) -> str:
    return f'<li><a href="{escape(link.path)}">{escape(link.text)}</a></li>'


def boot(content: Boot) -> str:
    """Write the first data of the web app."""
    return f'<script type="application/json" id="boot">{as_json(content)}</script>'


def missing_page(language: Language) -> str:
    """Write the page of an address that is not of the web app. It starts no app, which would only reload."""
    title, text = escape(say(language, "pages.missing_title")), escape(say(language, "pages.missing_text"))
    link = f'<a href="/">{escape(say(language, "pages.watch_clips"))}</a>'
    return _plain_page(title, f"<h1>{title}</h1><p>{text}</p><p>{link}</p>", language)


def not_built_page(language: Language) -> str:
    """Write the page that says that there is no web app, and how to build it."""
    title = escape(say(language, "pages.not_built_title"))
    text = escape(say(language, "pages.not_built_text"))
    return _plain_page(title, f"<h1>{title}</h1><pre>{text}</pre>", language)


def _plain_page(title: str, body: str, language: Language) -> str:
    return (
        f'<!doctype html>\n<html lang="{language}"><head><meta charset="utf-8">'
        '<meta name="viewport" content="width=device-width, initial-scale=1">'
        '<meta name="robots" content="noindex">'
        f'<link rel="stylesheet" href="/shell.css"><title>{title} · {SITE}</title></head>'
        f'<body><div id="shell" class="day plain"><main>{body}</main></div></body></html>\n'
    )


PLAIN_POLICY = (
    "default-src 'none'; style-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'"
)


def policy(settings: Settings, script_hashes: Sequence[str], *, is_embedded: bool = False) -> str:
    """Write the Content-Security-Policy: only the built web app's own scripts and styles, nobody's frames.

    is_embedded: made to stand in frames of the sites that the operator allows; nothing is paid in it.
    script_hashes: of the scripts that stand in the page itself.  blob: is what hls.js feeds players with and
    what a chosen file is shown from.
    """
    media = _origin(settings.media_base_url)
    live = _origin(settings.live_url)
    frames = (is_embedded and settings.embed_origins) or "'none'"
    # Behind a proxy they are where the films are.
    sockets = f" {settings.sockets_url}" if live and not settings.live_base_url else ""
    hashes = "".join(f" '{each}'" for each in script_hashes)
    rules = [
        "default-src 'self'",
        f"script-src 'self'{hashes}",
        "style-src 'self'",
        f"img-src 'self' data: blob:{media}",
        f"media-src 'self' blob:{live}{media}",
        f"connect-src 'self'{live}{live.replace(' http', ' ws', 1)}{sockets}{media}",
        "font-src 'self'",
        "manifest-src 'self'",
        "worker-src 'self' blob:",
        "frame-src 'self'",
        "object-src 'none'",
        "base-uri 'none'",
        "form-action 'self'",
        f"frame-ancestors {frames}",
    ]
    return "; ".join(rules)


def _origin(url: str) -> str:
    parts = urlsplit(url)
    return f" {parts.scheme}://{parts.netloc}" if parts.scheme and parts.netloc else ""
