"""The import contract: a room imports only rooms listed before it, in Python and in templates."""
