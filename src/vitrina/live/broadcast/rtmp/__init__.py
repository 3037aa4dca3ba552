"""Publishing by RTMP, as OBS and phones do: one port, one key a room, H.264 and AAC and nothing else."""
