"""What holds of a person: problems, allergies, immunizations."""
