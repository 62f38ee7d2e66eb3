"""Reading the R4 definitions and writing `dsn/fhir/types`: package, model, stub and tables."""
