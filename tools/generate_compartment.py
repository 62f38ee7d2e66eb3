"""Write `src/dsn/store/compartment.json`, the patient compartment, from the official R4 definitions.

Usage: python -m tools.generate_compartment [FOLDER]    (default: node_modules/hl7.fhir.r4.examples)
"""

from __future__ import annotations

import json
import sys
from pathlib import Path

from tools.r4.package import NAME

ROOT = Path(__file__).resolve().parent.parent
TARGET = ROOT / "src" / "dsn" / "store" / "compartment.json"
FIRST = ("patient", "subject", "beneficiary", "individual")


def table(folder: Path) -> str:
    """Search parameters by type, the one that names the person first; types outside the compartment left out."""
    text = (folder / "CompartmentDefinition-patient.json").read_text(encoding="utf-8")
    rows = {row["code"]: _ordered(row["param"]) for row in json.loads(text)["resource"] if row.get("param")}
    lines = ",\n".join(f"{json.dumps(name)}: {json.dumps(rows[name])}" for name in sorted(rows))
    return "{\n" + lines + "\n}\n"


def _ordered(codes: list[str]) -> list[str]:
    return sorted(
        codes, key=lambda code: (FIRST.index(code) if code in FIRST else len(FIRST), codes.index(code))
    )


def main(arguments: list[str]) -> None:
    folder = Path(arguments[0]) if arguments else ROOT / "node_modules" / NAME
    TARGET.write_text(table(folder), encoding="utf-8")


if __name__ == "__main__":
    main(sys.argv[1:])
