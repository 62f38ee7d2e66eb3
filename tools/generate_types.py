"""Write `src/dsn/fhir/types` from the official R4 definitions.

Usage: python -m tools.generate_types [FOLDER]    (default: node_modules/hl7.fhir.r4.examples)
"""

from __future__ import annotations

import sys
from pathlib import Path

from tools.r4 import codes, model, write
from tools.r4.package import NAME, Package

ROOT = Path(__file__).resolve().parent.parent
TARGET = ROOT / "src" / "dsn" / "fhir" / "types"


def outputs(folder: Path) -> dict[str, str]:
    """The generated files by name. Reads only `folder`."""
    package = Package(folder)
    structs = model.read(package)
    return {
        "__init__.pyi": write.stub(structs),
        "elements.json": write.table(structs),
        "codes.json": write.codes(codes.required(package, structs)),
    }


def main(arguments: list[str]) -> None:
    folder = Path(arguments[0]) if arguments else ROOT / "node_modules" / NAME
    for name, text in outputs(folder).items():
        (TARGET / name).write_text(text, encoding="utf-8")


if __name__ == "__main__":
    main(sys.argv[1:])
