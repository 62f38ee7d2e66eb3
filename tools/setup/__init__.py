"""Set-up: from a bare machine with `python3` to an environment that serves (`run`) or tests (`test`).

Runs on the machine's own Python with nothing installed, so only the standard library is imported here.
"""
