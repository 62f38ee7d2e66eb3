"""The clinic: what clinicians and those who work with them see."""
