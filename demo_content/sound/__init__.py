"""Music and noises, synthesised: no sample of anybody's recording."""
