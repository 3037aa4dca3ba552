"""Why a whole file cannot be read."""


class FileWrong(Exception):
    """The file cannot be read any further. code: as in the server's locale catalogue, `import_failure.*`."""

    def __init__(self, code: str, line: int = 0) -> None:
        """Keep the reason, and the line when it is known."""
        self.code = code
        self.line = line
        super().__init__(code)
