"""Does a record hang together? Rules as pure functions: each takes a record and gives what breaks it, in words.

They know nothing of how records are made: they read resources. `RULES` names them all; `breaks` runs them.
"""

from __future__ import annotations

from datetime import date

from dsn.synth.coherence import (
    beside,
    care,
    letters,
    makers,
    microbiology,
    paper,
    prevention,
    regulation,
    story,
    trace,
    ward,
    ways,
    worlds,
)
from dsn.synth.coherence.record import Record, Rule
from dsn.synth.plain import Plain


def breaks(plains: list[Plain], today: date) -> list[str]:
    """What breaks the rules, « rule: what »; empty for a record that hangs together."""
    record = Record(plains, today)
    return [f"{name}: {what}" for name, rule in RULES.items() for what in rule(record)]


REASONS: dict[str, tuple[str, ...]] = {
    "metformine": ("Diabète de type 2",),
    "gliclazide": ("Diabète de type 2",),
    "empagliflozine": ("Diabète de type 2",),
    "glargine": ("Diabète de type 2", "Diabète de type 1"),
    "aspart": ("Diabète de type 1",),
    "amlodipine": ("Hypertension artérielle",),
    "apixaban": ("Fibrillation auriculaire",),
    "furosemide": ("Insuffisance cardiaque",),
    "levothyroxine": ("Hypothyroïdie",),
    "donepezil": ("Trouble neurocognitif majeur",),
    "alendronate": ("Ostéoporose",),
    "tiotropium": ("Maladie pulmonaire obstructive chronique",),
    "salbutamol": ("Asthme", "Maladie pulmonaire obstructive chronique"),
    "lithium": ("Trouble bipolaire",),
    "methotrexate": ("Polyarthrite rhumatoïde",),
    "allopurinol": ("Goutte",),
    "latanoprost": ("Glaucome",),
    "sumatriptan": ("Migraine",),
    "methylphenidate": ("Trouble déficitaire de l’attention avec ou sans hyperactivité",),
    "letrozole": ("Cancer du sein",),
    "bicalutamide": ("Cancer de la prostate",),
    "nitrofurantoine": ("Infection urinaire",),
    "naltrexone": ("Trouble lié à l’usage de l’alcool",),
    "mesalazine": ("Maladie inflammatoire de l’intestin",),
}

RULES: dict[str, Rule] = {
    **{f"{type_}-after-birth": makers.after_birth(type_) for type_ in makers.WHEN},
    **{f"{type_}-before-the-end": makers.before_the_end(type_) for type_ in makers.WHEN},
    **{f"{key}-has-a-reason": makers.drug_has_reason(key, names) for key, names in REASONS.items()},
    "metformin-not-with-kidney-disease": makers.drug_not_with("metformine", "Maladie rénale chronique"),
    "naproxen-not-with-kidney-disease": makers.drug_not_with("naproxen", "Maladie rénale chronique"),
    "naproxen-not-with-heart-failure": makers.drug_not_with("naproxen", "Insuffisance cardiaque"),
    "naproxen-not-with-bipolar-disorder": makers.drug_not_with("naproxen", "Trouble bipolaire"),
    "naproxen-not-with-inflamed-bowel": makers.drug_not_with(
        "naproxen", "Maladie inflammatoire de l’intestin"
    ),
    "celecoxib-not-with-fibrillation": makers.drug_not_with("celecoxib", "Fibrillation auriculaire"),
    "triptan-not-with-coronary-disease": makers.drug_not_with("sumatriptan", "Maladie coronarienne"),
    "breast-cancer-of-women": makers.only("F", "Cancer du sein"),
    "prostate-of-men": makers.only("M", "Cancer de la prostate"),
    "pregnancy-of-women": makers.only("F", "Grossesse normale"),
    "dementia-late": makers.from_age("Trouble neurocognitif majeur", 55),
    "osteoporosis-late": makers.from_age("Ostéoporose", 45),
    "fibrillation-late": makers.from_age("Fibrillation auriculaire", 38),
    "attention-early": makers.from_age(
        "Trouble déficitaire de l’attention avec ou sans hyperactivité", 2, 90
    ),
    "autism-early": makers.from_age("Trouble du spectre de l’autisme", 0, 60),
    "emphysema-not-young": makers.from_age("Maladie pulmonaire obstructive chronique", 33),
    "weight-possible": makers.within("29463-7", 2.0, 190),
    "height-possible": makers.within("8302-2", 42, 210),
    "pulse-possible": makers.within("8867-4", 40, 190),
    "temperature-possible": makers.within("8310-5", 34.5, 41),
    "saturation-possible": makers.within("59408-5", 85, 100),
    "potassium-possible": makers.within("2823-3", 2.8, 6.3),
    "sodium-possible": makers.within("2951-2", 125, 155),
    "haemoglobin-possible": makers.within("718-7", 80, 195),
    "a1c-possible": makers.within("4548-4", 4.2, 12),
    **{
        rule.__name__.replace("_", "-"): rule
        for rule in (
            paper.references_resolve,
            paper.ids_are_single,
            paper.everything_is_about_the_person,
            paper.everything_is_tagged_fiction,
            paper.end_follows_start,
            paper.open_stays_are_now,
            care.problems_end_after_they_begin,
            care.resolved_problems_have_an_end,
            care.no_pregnancy_out_of_age,
            care.pregnancies_last_nine_months,
            care.pregnancies_do_not_overlap,
            care.delivery_needs_pregnancy,
            care.creatinine_follows_the_kidney,
            care.low_filtration_means_disease,
            care.a1c_follows_diabetes,
            care.one_drug_of_a_kind,
            care.nothing_active_after_death,
            care.dispensed_after_prescribed,
            care.given_during_a_stay,
            paper.results_after_specimen,
            paper.ordered_before_done,
            care.flags_follow_ranges,
            care.ranges_have_a_source,
            care.pulse_pressure,
            care.children_grow,
            care.bmi_is_weight_over_height,
            care.obesity_shows,
            care.flu_vaccine_in_season,
            care.live_vaccine_after_a_year,
            paper.note_names_what_it_treats,
            paper.note_cites_the_pressure_of_the_day,
            paper.note_tells_the_age,
            paper.note_leaves_no_blank,
            paper.note_has_an_author_and_a_visit,
            paper.written_after_it_happened,
            paper.stamps_name_who_and_where,
            paper.clinics_open_on_work_days,
            paper.stays_have_a_bed,
            paper.urgent_visits_have_a_priority,
            paper.no_home_visit_in_residence,
            paper.residence_is_for_the_old,
            paper.newborn_without_card,
            paper.card_is_fictitious_and_agrees,
            paper.telephone_leads_nowhere,
            paper.side_is_told_in_surgery,
        )
    },
    **{
        rule.__name__.replace("_", "-"): rule
        for rule in (
            *story.RULES,
            *regulation.RULES,
            *beside.RULES,
            *worlds.RULES,
            *prevention.RULES,
            *ward.RULES,
            *letters.RULES,
            *microbiology.RULES,
            *trace.RULES,
            *ways.RULES,
        )
    },
}
