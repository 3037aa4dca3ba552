"""The live process: the film's origin, its ingests and the rooms' sockets under one loop. The composition root.

The room plane joins through one function, `open_rooms` of `vitrina.live.sockets`, where that module exists:

    @asynccontextmanager
    async def open_rooms(settings: Settings, stage: Stage) -> AsyncGenerator[Rooms]: ...

It opens its pool and its sockets (port P+2), yields what answers the broadcast, and closes on the way out.
"""
