"""Invented people and places. Everything here is fiction; cards begin with ZZ and telephones with 555."""
