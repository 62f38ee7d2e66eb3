"""Resources that belong to no person: which of them anyone who works here may read, and who may change them.

What is in neither list (a Task, a Device, a Binary, a Bundle, a Provenance without a person…) may carry health
information without saying whose: only a desk that sees everyone sees it.
"""

from __future__ import annotations

DEFINITIONS = frozenset(
    """ActivityDefinition CapabilityStatement ChargeItemDefinition CodeSystem CompartmentDefinition ConceptMap
    DeviceDefinition EffectEvidenceSynthesis EventDefinition Evidence EvidenceVariable ExampleScenario
    GraphDefinition ImplementationGuide Library Measure MessageDefinition NamingSystem ObservationDefinition
    OperationDefinition PlanDefinition Questionnaire ResearchDefinition ResearchElementDefinition
    RiskEvidenceSynthesis SearchParameter SpecimenDefinition StructureDefinition StructureMap
    TerminologyCapabilities TestReport TestScript ValueSet""".split()
)
"""Knowledge: what things mean and how they are done."""

DIRECTORY = frozenset(
    """Endpoint HealthcareService InsurancePlan Location Organization OrganizationAffiliation Practitioner
    PractitionerRole Schedule Slot""".split()
)
"""Who and what the network is made of. A Schedule of a person is in that person's compartment, thus not nobody's."""

PRODUCTS = frozenset(
    """CatalogEntry Medication MedicationKnowledge MedicinalProduct MedicinalProductAuthorization
    MedicinalProductContraindication MedicinalProductIndication MedicinalProductIngredient
    MedicinalProductInteraction MedicinalProductManufactured MedicinalProductPackaged
    MedicinalProductPharmaceutical MedicinalProductUndesirableEffect Substance SubstanceNucleicAcid
    SubstancePolymer SubstanceProtein SubstanceReferenceInformation SubstanceSourceMaterial
    SubstanceSpecification""".split()
)
"""What can be prescribed and given."""

SHARED_TYPES = DEFINITIONS | DIRECTORY | PRODUCTS
