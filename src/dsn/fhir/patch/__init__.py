"""Changes to a resource told as a list of operations: FHIRPath Patch (R4, fhirpatch.html) and JSON Patch (RFC 6902).

Both take and give plain JSON and leave what they are given untouched. The result is whatever the operations
make of it: whoever asked checks that it is still a valid resource.
"""

from __future__ import annotations

from dsn.fhir.patch.json_patch import apply_json_patch
from dsn.fhir.patch.path_patch import apply_path_patch

__all__ = ["apply_json_patch", "apply_path_patch"]
