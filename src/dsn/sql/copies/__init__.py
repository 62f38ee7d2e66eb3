"""Copies of a whole database as of one instant, while others write to it; and putting such a copy back."""
