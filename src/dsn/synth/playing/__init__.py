"""A day of work as FHIR: each event of `dsn.synth.days` becomes what a ward's programs would file, on invented people.

Pure and repeatable: the same seed, establishment, day, share and people give the same acts in the same order, each
with a key of its own, so that a player that begins again repeats what it sent and changes nothing.
"""

from dsn.synth.playing.act import Act
from dsn.synth.playing.play import acts

__all__ = ["Act", "acts"]
