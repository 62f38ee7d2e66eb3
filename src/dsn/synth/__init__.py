"""A synthetic province: people, staff, places, lives and days. Everything here is fiction.

Cards begin with ZZ, telephones use the exchange 555, postal codes hold a letter that no Canadian postal code holds.
The same seed and reference date give the same bytes on any machine; person n is the same whatever the count.
"""
