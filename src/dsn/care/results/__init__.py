"""Results: what was measured, observed and reported, by test and over time."""
