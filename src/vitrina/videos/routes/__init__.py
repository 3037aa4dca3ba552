"""HTTP of videos."""

from vitrina.videos.routes import clips, comments, saves

ROUTES = [*clips.ROUTES, *comments.ROUTES, *saves.ROUTES]
