"""The codes of the findings in public vocabularies: the official name of each, and where the two were read together.

A code that nobody could read beside its official name is not given to a finding, nor one whose name says more or less than the
finding's definition. For LOINC that leaves the tests that say "present or absent" whatever the method; a laboratory may report
another code for the same antibody.
"""

from __future__ import annotations

from typing import NamedTuple


class Source(NamedTuple):
    """Where a code was read beside its name. grade: as for the criteria, A in two independent copies, B in one."""

    text: str
    grade: str


class Official(NamedTuple):
    """The official name of a code, and where it was read. synonym: the exact synonym there that says it as the finding does."""

    name: str
    source: Source
    synonym: str = ""


HPO = Source("Human Phenotype Ontology, release 2025-01-16, file hp.obo", "B")
NLM = Source(
    "a table of immunology tests in a public repository that quotes the names from the Clinical Table Search of the US National "
    "Library of Medicine (8 and 9 October 2026)",
    "B",
)
NLM_AND_LABORATORY = Source(f"{NLM.text}; the code also in the test directory of ARUP Laboratories (2013990)", "A")
NLM_EXTRACT = Source("osa458/emr-ai, data/loinc/loinc-codes.json (made from the Clinical Table Search)", "B")
VALUE_SETS = Source("value sets of FHIR guides and tables of laboratory tests in several public repositories", "A")
ONE_DATABASE = Source("a table of LOINC codes and names in a public repository", "B")

OFFICIAL: dict[str, Official] = {
    "HP:0008997": Official("Proximal muscle weakness in upper limbs", HPO),
    "HP:0008994": Official("Proximal muscle weakness in lower limbs", HPO),
    "HP:0003701": Official("Proximal muscle weakness", HPO),
    "HP:0031177": Official("Finger flexor weakness", HPO),
    "HP:0002015": Official("Dysphagia", HPO),
    "HP:0040324": Official("Heliotrope rash", HPO),
    "HP:0025508": Official("Gottron's papules", HPO),
    "HP:0430033": Official("Gottron sign", HPO),
    "HP:0034152": Official("Anti-histidyl tRNA synthetase antibody positivity", HPO, "Anti-Jo-1 antibody positivity"),
    "LOINC 8076-2": Official("Jo-1 extractable nuclear Ab [Presence] in Serum", NLM),
    "HP:0003236": Official("Elevated circulating creatine kinase concentration", HPO),
    "HP:0025435": Official("Increased circulating lactate dehydrogenase concentration", HPO),
    "HP:0031956": Official("Elevated circulating aspartate aminotransferase concentration", HPO),
    "HP:0031964": Official("Elevated circulating alanine aminotransferase concentration", HPO),
    "HP:0012544": Official("Elevated circulating aldolase concentration", HPO),
    "LOINC 2157-6": Official("Creatine kinase [Enzymatic activity/volume] in Serum or Plasma", VALUE_SETS),
    "LOINC 2532-0": Official("Lactate dehydrogenase [Enzymatic activity/volume] in Serum or Plasma", VALUE_SETS),
    "LOINC 1920-8": Official("Aspartate aminotransferase [Enzymatic activity/volume] in Serum or Plasma", VALUE_SETS),
    "LOINC 1742-6": Official("Alanine aminotransferase [Enzymatic activity/volume] in Serum or Plasma", VALUE_SETS),
    "LOINC 1761-6": Official("Aldolase [Enzymatic activity/volume] in Serum or Plasma", ONE_DATABASE),
    "HP:0100296": Official("Perifascicular muscle fiber atrophy", HPO),
    "HP:0003805": Official("Rimmed vacuoles", HPO),
    "HP:0100614": Official("Myositis", HPO),
    "HP:0034147": Official("Anti-aminoacyl-tRNA synthetase antibody positivity", HPO),
    "HP:0034143": Official("Anti-threonyl-tRNA synthetase antibody positivity", HPO, "Anti-PL-7 antibody positivity"),
    "LOINC 33772-5": Official("PL-7 Ab [Presence] in Serum", NLM_AND_LABORATORY),
    "HP:0034145": Official("Anti-alanyl-tRNA synthetase antibody positivity", HPO, "Anti-PL-12 antibody positivity"),
    "LOINC 33771-7": Official("PL-12 Ab [Presence] in Serum", NLM_AND_LABORATORY),
    "HP:0034146": Official("Anti-glycyl tRNA-synthetase antibody positivity", HPO, "Anti-EJ antibody positivity"),
    "LOINC 45149-2": Official("Ej Ab [Presence] in Serum", NLM_AND_LABORATORY),
    "HP:0034148": Official("Anti-isoleucyl tRNA-synthetase antibody positivity", HPO, "Anti-OJ antibody positivity"),
    "LOINC 45152-6": Official("OJ Ab [Presence] in Serum", NLM),
    "HP:0033554": Official("Anti-Mi2 antibody positivity", HPO),
    "HP:0034105": Official(
        "Anti-transcription intermediary factor-1gamma antibody positivity", HPO, "Anti-TIF1-gamma antibody positivity"
    ),
    "LOINC 107562-1": Official("TIF1-gamma Ab [Presence] in Serum or Plasma", NLM),
    "HP:0034142": Official("Anti-nuclear matrix protein-2 antibody positivity", HPO, "Anti-NXP-2 antibody positivity"),
    "HP:0034139": Official("Anti-SUMO-activating enzyme antibody positivity", HPO, "Anti-SAE antibody positivity"),
    "HP:0033033": Official("Anti-MDA5 antibody positivity", HPO),
    "LOINC 107563-9": Official("MDA5 Ab [Presence] in Serum or Plasma", NLM),
    "HP:0033713": Official("Anti-signal recognition particle antibody positivity", HPO, "Anti-SRP antibody positivity"),
    "LOINC 33921-8": Official("Signal Recognition Particle (SRP) Ab [Presence] in Serum or Plasma", NLM),
    "HP:0033708": Official(
        "Anti-3-hydroxy- 3-methylglutaryl-coA reductase antibody positivity", HPO, "Anti-HMGCR autoantibodies"
    ),
    "HP:0034153": Official("Anti-cytosolic-5-nucleotidase-1A antibody positivity", HPO, "Anti-cN1A antibody positivity"),
    "HP:0034093": Official("Anti-Ro52/TRIM21 antibody positivity", HPO, "Anti-Ro52 antibody positivity"),
    "LOINC 53016-2": Official("Sjogrens syndrome-A extractable nuclear 52kD Ab [Presence] in Serum", NLM),
    "HP:0033560": Official("Anti-PM-Scl antibody positivity", HPO),
    "LOINC 31563-0": Official("PM-SCL extractable nuclear Ab [Presence] in Serum", NLM_EXTRACT),
    "HP:0034088": Official("Anti-Ku antibody positivity", HPO),
    "LOINC 18484-6": Official("Ku Ab [Presence] in Serum", NLM),
    "HP:0033028": Official("Anti-U1 ribonucleoprotein antibody positivity", HPO, "Anti-U1-RNP antibody positivity"),
    "HP:0003326": Official("Myalgia", HPO),
    "HP:0025536": Official("V-sign", HPO),
    "HP:0025535": Official("Shawl sign", HPO),
    "HP:6001013": Official("Mechanic's hands", HPO),
    "HP:0003761": Official("Calcinosis", HPO),
    "HP:0011227": Official("Elevated circulating C-reactive protein concentration", HPO),
    "HP:0003565": Official("Elevated erythrocyte sedimentation rate", HPO),
    "HP:0006530": Official("Abnormal pulmonary interstitial morphology", HPO, "Interstitial lung disease"),
    "HP:0001369": Official("Arthritis", HPO),
    "HP:0002829": Official("Arthralgia", HPO),
    "HP:0030880": Official("Raynaud phenomenon", HPO),
}
"""By code, in the order of the dictionary."""
