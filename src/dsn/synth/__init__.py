"""A synthetic province: people, staff, places, lives and days. Everything here is fiction.

Cards begin with ZZ, telephones are 555-0100 to 555-0199, postal codes hold a letter that no Canadian postal code holds.
The same seed and reference date give the same bytes on any machine; person n is the same whatever the count.
"""
