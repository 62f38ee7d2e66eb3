"""Import of many files at once: `import_paths`."""

from dsn.store.bulk.report import Progress, Refusal, Report, Way
from dsn.store.bulk.run import import_paths

__all__ = ["Progress", "Refusal", "Report", "Way", "import_paths"]
