"""FHIR R4 over HTTP: one file per interaction. Clients and pages meet the same Desk, scope and log."""
