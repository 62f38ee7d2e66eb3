"""The index made anew beside a store that goes on: known when it must be, refused meanwhile, resumed after a kill.

`extractors` knows which program made the rows of a parameter, `state` which parameters are not answered just now,
`touched` which ones a search asks, `slices` makes the rows, a slice at a time.
"""
