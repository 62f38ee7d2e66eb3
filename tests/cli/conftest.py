"""The second empty place of the tests of operators."""

from tests.jobs.conftest import elsewhere

__all__ = ["elsewhere"]
