"""What R4 says of whole types in prose rather than in their definitions: one table from type to checks."""

from __future__ import annotations

from dsn.fhir.validate import (
    attachments,
    bundles,
    codings,
    extensions,
    forms,
    narratives,
    profiles,
    references,
    responses,
    vocabularies,
)
from dsn.fhir.validate.face import Special

SPECIALS: dict[str, tuple[Special, ...]] = {
    "Attachment": (attachments.check,),
    "Bundle": (bundles.check,),
    "CodeSystem": (vocabularies.check_code_system,),
    "Coding": (codings.check_coding,),
    "Extension": (extensions.check,),
    "Narrative": (narratives.check,),
    "Questionnaire": (forms.check,),
    "QuestionnaireResponse": (responses.check,),
    "Reference": (references.check,),
    "StructureDefinition": (profiles.check,),
    "ValueSet": (vocabularies.check_value_set,),
    **dict.fromkeys(("Quantity", "Age", "Count", "Distance", "Duration"), (codings.check_quantity,)),
}
