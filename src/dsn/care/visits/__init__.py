"""Visits: who met whom, where and why; and the care relations that follow from it."""
