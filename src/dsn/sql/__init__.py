"""Two dialects behind one small face: tables, statements, connections, one writer. Knows nothing of FHIR."""
