"""One file for each search-parameter type: how its values are read, indexed, matched and ordered.

To add one: a file beside these, a line in `table.PARAMETER_TYPES`, and a file in the store's plan.
"""
