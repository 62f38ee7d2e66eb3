"""Contents too large for a body: kept once, by digest, in pieces, streamed both ways, as long as a version has them.

`marks` takes them out of a resource and puts them back, `keep` writes and reads them, `sweep` removes what nobody has.
"""
