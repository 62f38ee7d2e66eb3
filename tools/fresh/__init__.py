"""Proves, in a bare Debian 12, that `make demo` serves and `make test` passes, as root and as a plain user."""
