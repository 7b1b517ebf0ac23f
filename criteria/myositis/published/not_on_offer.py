"""Published criteria that are not on offer: what is known of each, and what would be needed to build it.

Nothing here is a rule. A weight, a count or a cut-off that could not be seen in a source is not written from memory.
"""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class NotOnOffer:
    """A set that is asked for and cannot be given. reason: why; needed: what would change that."""

    title: str
    reason: str
    needed: str

    @property
    def refusal(self) -> str:
        """The text for somebody who asks for it."""
        return f"{self.title} is not on offer: {self.reason}. Needed: {self.needed}"


_TABLE = "the published table, seen in two independent copies"

NOT_ON_OFFER: dict[str, NotOnOffer] = {
    "targoff-1997": NotOnOffer(
        "Targoff 1997",
        "its aim is known from an abstract, its items and counts were found in no table",
        _TABLE,
    ),
    "dalakas-hohlfeld-2003": NotOnOffer(
        "Dalakas & Hohlfeld 2003",
        "the columns for dermatomyositis were seen in one copy, those for polymyositis in none",
        _TABLE,
    ),
    "enmc-2004": NotOnOffer(
        "ENMC 2004",
        "its categories were seen in one copy, the rules for polymyositis, dermatomyositis and nonspecific myositis in none",
        _TABLE,
    ),
    "lloyd-2014": NotOnOffer(
        "Lloyd 2014 (inclusion body myositis)",
        "its published performance is confirmed, the half of its rule that concerns the biopsy is not",
        "the rule as printed",
    ),
    "enmc-224": NotOnOffer(
        "ENMC 224th workshop of October 2016 (immune-mediated necrotizing myopathy; doi 10.1016/j.nmd.2017.09.016)",
        "its three subtypes are confirmed, the rule is not",
        "the rule as printed",
    ),
    "troyanov-2005": NotOnOffer(
        "Troyanov 2005",
        "its outline was seen in one copy, its lists of findings and antibodies were not confirmed",
        "the lists as printed",
    ),
    "mariampillai-2018": NotOnOffer(
        "Mariampillai 2018 (clusters)",
        "the nodes of its decision tree were found in no source",
        "the tree as printed",
    ),
    "enmc-273": NotOnOffer(
        "ENMC 273rd workshop (antisynthetase syndrome)",
        "the definite category is confirmed, the probable one was found in no source",
        "the whole rule as printed",
    ),
    "enmc-239": NotOnOffer(
        "ENMC 239th workshop of December 2018 (dermatomyositis; Mammen AL, et al. Neuromuscul Disord 2020;30:70-92)",
        "its rule was found in no source",
        _TABLE,
    ),
    "enmc-ibm-2024": NotOnOffer(
        "ENMC 2024 (inclusion body myositis)",
        "only its abstract was read (PMID 38522330), which does not print the rule",
        _TABLE,
    ),
    "acr-eular-asys-2025": NotOnOffer(
        "ACR/EULAR 2025 (antisynthetase syndrome)",
        "its items and its three levels are known, its weights, cut-offs and entry rule were found in no source",
        "the table of weights as printed",
    ),
    "eular-acr-revised": NotOnOffer(
        "the revised EULAR/ACR criteria",
        "they are being developed (MyoROC); no rule is published",
        "their publication",
    ),
}
"""By the id under which each would be asked for."""
