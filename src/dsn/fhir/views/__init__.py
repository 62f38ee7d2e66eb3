"""SQL on FHIR: a ViewDefinition (v2) applied to resources, giving flat rows.

>>> view = prepare({"resource": "Patient", "select": [{"column": [{"name": "id", "path": "id"}]}]})
>>> list(view.rows([{"resourceType": "Patient", "id": "a"}]))
[{'id': 'a'}]
"""

from __future__ import annotations

from dsn.fhir.views.prepare import prepare
from dsn.fhir.views.rows import Column, Row, View

__all__ = ["Column", "Row", "View", "prepare"]
