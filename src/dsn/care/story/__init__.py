"""The story of a person on one page: banner, then the sections that capabilities give. Knows none of them."""
