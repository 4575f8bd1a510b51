"""The Python face: the use cases as functions; the only place, with the command line, that knows clock and home."""
