"""What a person takes: prescriptions as they stand."""
