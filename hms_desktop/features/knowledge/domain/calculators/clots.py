"""Clots in the legs and lungs: how likely one is, and who needs prevention."""

from __future__ import annotations

from typing import Final

from .inputs import AGE, PULSE, questions, tally
from .kinds import Calculator, Given, band, under

GENEVA: Final = (
    ("previous_dvt_pe", "DVT or embolism before", 3.0),
    ("surgery_or_fracture", "Surgery under general anaesthesia or fracture of a leg within a month", 2.0),
    ("malignancy", "Active cancer, or thought cured for under a year", 2.0),
    ("unilateral_leg_pain", "Pain in one leg", 3.0),
    ("haemoptysis", "Blood coughed up", 2.0),
    ("palpation_pain_and_oedema", "Pain on pressing a deep vein, and oedema of one leg", 4.0),
)


def _geneva(given: Given) -> float:
    told = sum(worth for name, _, worth in GENEVA if given.yes(name))
    return told + (given["age"] > 65) + band(given["heart_rate"], (75, 3), (95, 5))


PADUA: Final = (
    ("active_cancer", "Active cancer", 3.0),
    ("previous_vte", "Clot before, except in a superficial vein", 3.0),
    ("reduced_mobility", "In bed for three days or more", 3.0),
    ("thrombophilia", "Known thrombophilia", 3.0),
    ("recent_trauma_or_surgery", "Trauma or surgery within a month", 2.0),
    ("heart_or_respiratory_failure", "Heart or respiratory failure", 1.0),
    ("infarction_or_stroke", "Acute infarction or ischaemic stroke", 1.0),
    ("infection_or_rheumatological", "Acute infection or rheumatological disorder", 1.0),
    ("obesity", "BMI of 30 or more", 1.0),
    ("hormonal_treatment", "Takes hormones", 1.0),
)


def _padua(given: Given) -> float:
    return sum(worth for name, _, worth in PADUA if given.yes(name)) + (given["age"] >= 70)


CALCULATORS: Final = (
    tally(
        ("active_cancer", "Active cancer", 1),
        ("paralysis", "Paralysis, paresis or plaster of a leg", 1),
        ("bedridden_or_major_surgery", "In bed for three days, or major surgery within twelve weeks", 1),
        ("localised_tenderness", "Tender along the deep veins", 1),
        ("entire_leg_swollen", "Whole leg swollen", 1),
        ("calf_swelling_gt_3cm", "Calf over 3 cm thicker than the other", 1),
        ("pitting_oedema", "Pitting oedema of that leg only", 1),
        ("collateral_superficial_veins", "Collateral veins, not varicose", 1),
        ("previous_dvt", "DVT before", 1),
        ("alternative_as_likely", "Another diagnosis is at least as likely", -2),
        id="wells_dvt",
        title="Wells score for DVT",
        version="2003, two levels",
        citation="Wells PS et al. N Engl J Med 2003;349:1227-1235",
        interpret=under((2, "DVT unlikely: a negative D-dimer rules it out"), rest="DVT likely: ultrasound"),
    ),
    tally(
        ("clinical_signs_of_dvt", "Signs of DVT", 3),
        ("pe_most_likely", "Embolism is the most likely diagnosis", 3),
        ("heart_rate_over_100", "Heart rate over 100", 1.5),
        ("immobilisation_or_surgery", "In bed for three days, or surgery within four weeks", 1.5),
        ("previous_dvt_pe", "DVT or embolism before", 1.5),
        ("haemoptysis", "Blood coughed up", 1),
        ("malignancy", "Cancer, treated within six months or palliative", 1),
        id="wells_pe",
        title="Wells score for pulmonary embolism",
        version="2000, two levels",
        citation="Wells PS et al. Thromb Haemost 2000;83:416-420",
        interpret=under(
            (4.0001, "Embolism unlikely: a negative D-dimer rules it out"),
            rest="Embolism likely: CT angiography",
        ),
        decimals=1,
    ),
    tally(
        ("age_50_or_over", "50 years or older", 1),
        ("heart_rate_100_or_over", "Heart rate of 100 or more", 1),
        ("spo2_under_95", "Saturation under 95 % on air", 1),
        ("unilateral_leg_swelling", "One leg swollen", 1),
        ("haemoptysis", "Blood coughed up", 1),
        ("recent_surgery_or_trauma", "Surgery or trauma with hospital stay within four weeks", 1),
        ("previous_dvt_pe", "DVT or embolism before", 1),
        ("oestrogen", "Takes oestrogen", 1),
        id="perc",
        title="PERC rule",
        version="Kline 2004",
        citation="Kline JA et al. J Thromb Haemost 2004;2:1247-1255",
        interpret=under(
            (1, "None applies: where the doctor thinks embolism unlikely, no test is needed"),
            rest="Embolism is not ruled out by this rule",
        ),
    ),
    Calculator(
        id="geneva_revised",
        title="Revised Geneva score",
        version="Le Gal 2006",
        citation="Le Gal G et al. Ann Intern Med 2006;144:165-171",
        inputs=(AGE, PULSE, *questions(*GENEVA)),
        compute=_geneva,
        interpret=under(
            (4, "Low: about 8 % had an embolism"),
            (11, "Intermediate: about 28 %"),
            rest="High: about 74 %",
        ),
        unit="points",
    ),
    Calculator(
        id="padua",
        title="Padua prediction score",
        version="Barbar 2010",
        citation="Barbar S et al. J Thromb Haemost 2010;8:2450-2457",
        inputs=(AGE, *questions(*PADUA)),
        compute=_padua,
        interpret=under((4, "Low"), rest="High: consider prevention of clots unless it is barred"),
        unit="points",
    ),
)
