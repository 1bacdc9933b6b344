"""Injuries and burns: who needs a film, a scan, how much fluid."""

from __future__ import annotations

from typing import Final

from .inputs import WEIGHT, tally
from .kinds import Calculator, Meaning, Number, under


def _any(yes: str, no: str) -> Meaning:
    return under((1, no), rest=yes)


_FILM: Final = _any("A film is indicated", "No film is needed by this rule")

CALCULATORS: Final = (
    tally(
        ("lateral_malleolus", "Bone tender at the back edge or tip of the lateral malleolus", 1),
        ("medial_malleolus", "Bone tender at the back edge or tip of the medial malleolus", 1),
        ("cannot_bear_weight", "Cannot take four steps, at once and now", 1),
        id="ottawa_ankle",
        title="Ottawa ankle rule",
        version="1993, for pain near the malleoli",
        citation="Stiell IG et al. JAMA 1993;269:1127-1132",
        interpret=_FILM,
    ),
    tally(
        ("fifth_metatarsal", "Bone tender at the base of the fifth metatarsal", 1),
        ("navicular", "Bone tender at the navicular", 1),
        ("cannot_bear_weight", "Cannot take four steps, at once and now", 1),
        id="ottawa_foot",
        title="Ottawa foot rule",
        version="1993, for pain in the midfoot",
        citation="Stiell IG et al. JAMA 1993;269:1127-1132",
        interpret=_FILM,
    ),
    tally(
        ("age_55_or_over", "55 years or older", 1),
        ("isolated_patella", "Patella tender, and no other bone of the knee", 1),
        ("fibular_head", "Head of the fibula tender", 1),
        ("cannot_flex_90", "Cannot bend to 90°", 1),
        ("cannot_bear_weight", "Cannot take four steps, at once and now", 1),
        id="ottawa_knee",
        title="Ottawa knee rule",
        version="1995",
        citation="Stiell IG et al. Ann Emerg Med 1995;26:405-413",
        interpret=_FILM,
    ),
    tally(
        ("midline_tenderness", "Tender in the midline of the neck", 1),
        ("neurological_deficit", "Focal neurological deficit", 1),
        ("altered_alertness", "Not fully alert", 1),
        ("intoxicated", "Intoxicated", 1),
        ("distracting_injury", "Another painful injury that distracts", 1),
        id="nexus",
        title="NEXUS for the neck",
        version="2000",
        citation="Hoffman JR et al. N Engl J Med 2000;343:94-99",
        interpret=_any("Imaging is indicated", "No imaging is needed by this rule"),
    ),
    tally(
        ("gcs_under_15_at_2h", "GCS under 15 two hours after", 1),
        ("open_or_depressed_fracture", "Open or depressed fracture suspected", 1),
        ("basal_fracture_sign", "Sign of a fracture of the base", 1),
        ("vomited_twice", "Vomited twice or more", 1),
        ("age_65_or_over", "65 years or older", 1),
        ("amnesia_30_min", "Amnesia for 30 minutes or more before", 1),
        ("dangerous_mechanism", "Dangerous mechanism", 1),
        id="canadian_ct_head",
        title="Canadian CT head rule",
        version="2001; GCS 13 to 15 with loss of consciousness, amnesia or disorientation, no anticoagulant",
        citation="Stiell IG et al. Lancet 2001;357:1391-1396",
        interpret=_any("CT is indicated", "No CT is needed by this rule"),
    ),
    Calculator(
        id="parkland",
        title="Fluid after a burn (Parkland)",
        version="4 mL for each kg and per cent, in 24 hours",
        citation="Baxter CR, Shires T. Ann N Y Acad Sci 1968;150:874-894",
        inputs=(
            WEIGHT,
            Number(
                name="burned_percent",
                label="Burned surface, second degree and deeper",
                low=1,
                high=100,
                unit="%",
                unlikely=(10, 90),
            ),
        ),
        compute=lambda given: 4 * given["weight_kg"] * given["burned_percent"],
        interpret=lambda value, _: (
            f"Half of it ({value / 2:.0f} mL) within 8 hours of the burn, the rest in 16; then by urine"
        ),
        cautions=lambda given: (
            ("A child needs maintenance fluid on top, and glucose",) if given["weight_kg"] < 30 else ()
        ),
        unit="mL",
    ),
)
