"""HTTP of live rooms."""

from vitrina.live.routes import rooms, stage

ROUTES = [*rooms.ROUTES, *stage.ROUTES]
