"""A small built web app, in place of the real one."""

from pathlib import Path

import pytest

from vitrina.pages import shell

SCRIPT = '\n{ kit.start("app"); }\n'
TEMPLATE = f"""<!doctype html>
<html lang="es">
  <head>
    <meta charset="utf-8">
    <!--vitrina:head-->
    <link href="/_app/immutable/start.abc.js" rel="modulepreload">
  </head>
  <body>
    <!--vitrina:shell-->
    <!--vitrina:boot-->
    <div id="app"><script>{SCRIPT}</script></div>
  </body>
</html>
"""


@pytest.fixture
def web(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The folder of a built web app, where the application looks for it."""
    folder = tmp_path / "_web"
    (folder / "_app" / "immutable").mkdir(parents=True)
    (folder / "200.html").write_text(TEMPLATE)
    (folder / ".stamp").write_text("secret")
    (folder / "robots.txt").write_text("not this one")
    (folder / "shell.css").write_text("html{background:#000}")
    (folder / "_app" / "version.json").write_text("{}")
    (folder / "_app" / "words.json").write_text('{"es": {"nav.home": "Inicio"}, "en": {"nav.home": "Home"}}')
    (folder / "_app" / "immutable" / "start.abc.js").write_text("export {};")
    monkeypatch.setattr(shell, "FOLDER", folder)
    return folder
