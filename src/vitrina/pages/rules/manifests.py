"""The manifest of the web app: what it looks like and offers once it is installed, in a language."""

from vitrina.kit.locales import say
from vitrina.kit.places import Language

NAME = "Vitrina"
NIGHT = "#0E0B12"
TAGS = {Language.ES: "es-MX", Language.PT: "pt-BR", Language.EN: "en-US"}
ICON = {"src": "/icons/icon-192.png", "sizes": "192x192", "type": "image/png"}
ICONS = [
    {"src": "/icons/favicon.svg", "sizes": "any", "type": "image/svg+xml"},
    ICON,
    {"src": "/icons/icon-512.png", "sizes": "512x512", "type": "image/png"},
    {"src": "/icons/icon-maskable-512.png", "sizes": "512x512", "type": "image/png", "purpose": "maskable"},
]
# Of our own demo, as who installs the app is shown them: file, its size, on what, and what it shows.
SCREENSHOTS = (
    ("feed", "480x1039", "narrow", "app.shows_feed"),
    ("product", "480x1039", "narrow", "app.shows_product"),
    ("earnings", "480x1039", "narrow", "app.shows_earnings"),
    ("wide-feed", "1280x800", "wide", "app.shows_feed"),
    ("wide-shop", "1280x800", "wide", "app.shows_shop"),
)
# What the service worker of the web app takes at /share; it says itself which files it can use.
SHARED = {
    "action": "/share",
    "method": "POST",
    "enctype": "multipart/form-data",
    "params": {
        "title": "title",
        "text": "text",
        "url": "url",
        "files": [{"name": "video", "accept": ["video/*", ".mp4", ".mov", ".m4v", ".webm", ".mkv"]}],
    },
}


def manifest(language: Language) -> dict[str, object]:
    """Write the manifest. Its id stays one and the same in all languages: it is one app."""
    shortcuts = (
        (say(language, "app.search"), "/search"),
        (say(language, "app.cart"), "/cart"),
        (say(language, "app.orders"), "/orders"),
        (say(language, "app.create"), "/studio/upload"),
    )
    return {
        "id": "/",
        "name": NAME,
        "short_name": NAME,
        "description": say(language, "pages.home_text"),
        "lang": TAGS[language],
        "dir": "ltr",
        "start_url": "/",
        "scope": "/",
        "display": "standalone",
        "background_color": NIGHT,
        "theme_color": NIGHT,
        "categories": ["shopping", "entertainment", "social"],
        "icons": ICONS,
        "screenshots": [
            {
                "src": f"/screenshots/{name}.webp",
                "sizes": sizes,
                "type": "image/webp",
                "form_factor": form,
                "label": say(language, shown),
            }
            for name, sizes, form, shown in SCREENSHOTS
        ],
        "shortcuts": [{"name": name, "url": path, "icons": [ICON]} for name, path in shortcuts],
        "share_target": SHARED,
    }
