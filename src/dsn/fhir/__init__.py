"""FHIR R4 as knowledge, pure: types, JSON, XML, narratives, FHIRPath, search, patches, views, outcomes."""
