"""Every bound of the broadcast: what a publisher or a viewer may make us keep, do or wait for."""

# Form of the film as viewers get it.
TICKS_PER_S = 90_000  # the clock of video tracks
PART_TICKS = TICKS_PER_S // 3  # Parts end on this grid, counted from the start of their segment.
PART_TARGET_S = 0.36  # No part is longer; a frame of 25 a second fits between the grid and this.
PART_SHORTEST = 0.85  # of PART_TARGET_S, except for the last part of a segment
SEGMENT_S = 1.0
TARGET_DURATION_S = 2  # so key frames may lie 2 s apart
WINDOW_S = 6.0  # finished segments that can be fetched, at least
WINDOW_SEGMENTS_MAX = 32

# What a publisher may send.
ROOMS_MAX = 200
SAMPLE_BYTES_MAX = 2 * 1024 * 1024
AUDIO_SAMPLE_BYTES_MAX = 16 * 1024
PART_SAMPLES_MAX = 512
CONFIG_BYTES_MAX = 4 * 1024
BITRATE_MAX_BPS = 8_000_000
BURST_S = 5.0  # of the largest bitrate, at once
KEYFRAME_INTERVAL_MAX_S = TARGET_DURATION_S + 0.45
GAP_S = 2.0  # A longer silence in the pictures is a discontinuity, not a long picture.
DRIFT_S = 0.5  # Parts moved to the grid may lag this much behind the publisher's clock.
LEAD_MAX_S = 10.0  # ahead of real time
PIXELS_MAX = 1920 * 1920
BROADCAST_S_MAX = 12 * 3600.0

# What we wait for.
RETURN_WITHIN_S = 30.0  # The room is kept so long for a publisher who is gone.
SILENCE_S = 10.0  # A publisher who sends nothing so long is gone.
TAKEOVER_AFTER_S = 3.0  # One who sends nothing so long gives way to another.
ENDED_KEPT_S = 20.0  # An ended film can be fetched so long.
HEALTH_EVERY_S = 5.0

# RTMP.
HANDSHAKE_S = 5.0
PUBLISH_WITHIN_S = 10.0
CONNECTIONS_MAX = 400
CONNECTIONS_PER_ADDRESS_MAX = 16
FAILURES_PER_MINUTE_MAX = 20  # wrong keys from one address
COMMAND_BYTES_MAX = 16 * 1024
CHUNK_BYTES_MAX = 1024 * 1024
CHUNK_STREAMS_MAX = 16
CREDENTIAL_LENGTH_MAX = 256

# Viewers.
WAITERS_PER_ROOM_MAX = 5_000
WAITERS_MAX = 20_000
WAIT_S = 3 * TARGET_DURATION_S  # for a part that was promised

# Recording.
RECORDING_WAITING_BYTES_MAX = 64 * 1024 * 1024  # written by us, not yet by the disk
