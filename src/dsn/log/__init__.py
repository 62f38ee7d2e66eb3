"""Who looked at what: one event per act, one subject row per person shown; chained, sealed, verifiable."""
