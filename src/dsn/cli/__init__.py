"""The `dsn` command: serve, demo, import, check, migrate, token, log."""

from dsn.cli.main import main

__all__ = ["main"]
