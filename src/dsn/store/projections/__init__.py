"""Projections: rows that the feed says, and nothing else does. Dropped and made anew at will, equal to the live ones.

`projection` says what one is, `follow` keeps them up with the feed and rebuilds them, `activity` is the store's own;
`relation`, which commits keep up themselves, is made anew from the record.
"""
