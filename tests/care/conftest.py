"""The town, for the tests of this folder."""

from tests.town_fixtures import filled, visit

__all__ = ["filled", "visit"]
