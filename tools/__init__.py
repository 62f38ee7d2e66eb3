"""Programs for those who work on the tree: set-up, checks, generators, documentation."""
