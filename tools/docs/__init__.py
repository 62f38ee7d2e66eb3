"""The reference pages of docs/, produced from the code, so that they cannot say something else than it."""
