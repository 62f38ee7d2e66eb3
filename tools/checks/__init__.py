"""Everything that must hold before a change is kept, and one line that says how much of it did."""
