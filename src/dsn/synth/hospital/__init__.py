"""The hospital: emergency visits, stays, surgeries, pregnancies and births."""

from dsn.synth.hospital.acute import acute
from dsn.synth.hospital.emergency import emergencies
from dsn.synth.hospital.imaging import image
from dsn.synth.hospital.maternity import births, born
from dsn.synth.hospital.stay import Stay
from dsn.synth.hospital.stays import stay_at
from dsn.synth.hospital.stroke import strokes

__all__ = ["Stay", "acute", "births", "born", "emergencies", "image", "stay_at", "strokes"]
