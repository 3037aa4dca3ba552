"""Another shop's web page, served on loopback where the instance of the journeys may fetch it."""

import threading
from collections.abc import Generator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from io import BytesIO

from PIL import Image

PAGE = """<!doctype html><html lang="es"><head><title>Taza azul</title>
<meta property="og:site_name" content="La Otra Tienda"><script type="application/ld+json">{"@context":
"https://schema.org", "@graph": [{"@type": "Product", "name": "Taza azul de barro", "image": "/taza.png",
"offers": {"@type": "Offer", "price": "349,90", "priceCurrency": "MXN"}}]}</script></head>
<body>Taza</body></html>"""


def _picture() -> bytes:
    made = BytesIO()
    Image.new("RGB", (640, 640), "royalblue").save(made, "PNG")
    return made.getvalue()


class _Page(BaseHTTPRequestHandler):
    def do_GET(self) -> None:
        is_picture = self.path.startswith("/taza.png")
        body = _picture() if is_picture else PAGE.encode()
        self.send_response(200)
        self.send_header("content-type", "image/png" if is_picture else "text/html; charset=utf-8")
        self.send_header("content-length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, format: str, *args: object) -> None:
        """Say nothing."""


@contextmanager
def other_shop(port: int) -> Generator[str]:
    """Serve it, and answer where."""
    server = ThreadingHTTPServer(("127.0.0.1", port), _Page)
    thread = threading.Thread(target=server.serve_forever)
    thread.start()
    try:
        yield f"http://127.0.0.1:{port}"
    finally:
        server.shutdown()
        thread.join(30)
        server.server_close()
