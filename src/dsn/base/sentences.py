"""One table from a stable code to what a person reads: (French, English).

The French is the source; both are complete (a test holds it). `{name}` is filled from the error's values.
Each room has its block, in the order of the tree. The edges (pages, OperationOutcome) call `say`.
"""

from __future__ import annotations

from collections.abc import Mapping

from dsn.base.errors import DsnError

SENTENCES: dict[str, tuple[str, str]] = {
    # base
    "fault": (
        "Une erreur est survenue de notre côté. Rien n’a été perdu ; le numéro {request} permet de la retrouver.",
        "Something went wrong on our side. Nothing was lost; number {request} lets us find it.",
    ),
    "settings-unreadable": (
        "Le fichier de réglages {file} ne peut pas être lu : {why}.",
        "The settings file {file} cannot be read: {why}.",
    ),
    "settings-not-toml": (
        "Le fichier de réglages {file} n’est pas du TOML valide : {why}.",
        "The settings file {file} is not valid TOML: {why}.",
    ),
    "setting-unknown": (
        "Le réglage « {name} » n’existe pas. Voir docs/reference/settings.md.",
        "There is no setting “{name}”. See docs/reference/settings.md.",
    ),
    "setting-not-a-number": (
        "Le réglage « {name} » attend un nombre entier, pas « {value} ».",
        "The setting “{name}” takes a whole number, not “{value}”.",
    ),
    "setting-not-allowed": (
        "Le réglage « {name} » n’accepte pas « {value} » ; valeurs possibles : {allowed}.",
        "The setting “{name}” does not take “{value}”; possible values: {allowed}.",
    ),
    # fhir
    # access
    "access-unknown-role": (
        "Le rôle « {role} » n’existe pas dans le catalogue des rôles.",
        "The role “{role}” is not in the catalogue of roles.",
    ),
    "access-s38": (
        "Membre d’un ordre professionnel, pour offrir des services (LRSSS, art. 38).",
        "Member of a professional order, to offer services (LRSSS, s. 38).",
    ),
    "access-s39": (
        "Intervenant, pour offrir des services ou pour du soutien (LRSSS, art. 39).",
        "Staff, to offer services or for support (LRSSS, s. 39).",
    ),
    "access-no-permit": (
        "Ce rôle exige un permis d’un ordre professionnel, et le compte n’en porte pas.",
        "This role needs a permit of a professional order, and the account holds none.",
    ),
    "access-system": ("Compte du système.", "System account."),
    # store
    # log
    # records
    # accounts
    # web
    # api
    # cli
}


def say(code: str, values: Mapping[str, object], language: str) -> str:
    """The sentence for `code` in `language` (`fr` or `en`; anything else reads French).

    A code without a sentence is shown as itself, with its values: never an exception while telling of one.
    """
    pair = SENTENCES.get(code)
    if pair is None:
        return code + "".join(f" {name}={value}" for name, value in values.items())
    return pair[1 if language == "en" else 0].format_map(_Forgiving(values))


def say_error(error: DsnError, language: str) -> str:
    """The sentence of an error."""
    return say(error.code, error.values, language)


class _Forgiving(dict[str, object]):
    """A value that was not given shows its own name: a half sentence helps more than a second error."""

    def __init__(self, values: Mapping[str, object]) -> None:
        super().__init__(values)

    def __missing__(self, name: str) -> str:
        return "{" + name + "}"
