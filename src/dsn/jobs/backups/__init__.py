"""A backup is a folder: copies of one instant, and a manifest with the digest of each, written last."""

from dsn.jobs.backups.make import back_up
from dsn.jobs.backups.manifest import Manifest
from dsn.jobs.backups.restore import restore
from dsn.jobs.backups.verify import Findings, verify_backup

__all__ = ["Findings", "Manifest", "back_up", "restore", "verify_backup"]
