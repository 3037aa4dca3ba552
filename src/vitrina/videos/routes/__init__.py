"""HTTP of videos."""

from vitrina.videos.routes import clips, comments, editing, saves

ROUTES = [*clips.ROUTES, *editing.ROUTES, *comments.ROUTES, *saves.ROUTES]
