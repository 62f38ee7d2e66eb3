"""What every room may use: clock, ids, error kinds, settings, logging, sentences. Knows nothing of health."""
