"""SQL of drops. Whoever makes, serves or ends claims locks the drop first; then holds, then stock."""
