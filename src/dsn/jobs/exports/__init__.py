"""An export is a folder: one NDJSON file for each type, and a manifest with the digest of each, written last."""

from dsn.jobs.exports.run import Exported, Progress, export
from dsn.jobs.exports.state import Asked

__all__ = ["Asked", "Exported", "Progress", "export"]
