"""Cancers from the first image to the follow-up: biopsy, pathology, stage, surgery, treatments by day visit.

Which stage leads to which treatment is ours (`cancers.tsv`), « à valider »: it makes records that hang together.
"""

from dsn.synth.oncology.trajectory import cancers

__all__ = ["cancers"]
