"""A second transcription of the published criteria sets: slow, plain, and made without the package.

One module per set, written only from the project's specification by somebody who had not seen the package's modules. Each has
one function `classify(record, **options)` that takes a record, complete or not, as a dictionary of findings (True, False, a
number; a finding that is absent from it, or None, is not recorded) and returns `(level, subgroup)` on the record. The tests
compare these functions with the tables in `fixtures/published_tables`, with the vignettes, and with the package.

On the record, what is not recorded reads as not met; an item that asks for a normal finding or an upper limit is met only
when it is recorded.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from second_transcription import (
    amyopathic_dm,
    connors_2010,
    enmc_ibm_2011,
    german_jdm_2018,
    griggs_1995,
    lega_2015,
    mhlw_2015,
    mhlw_2020,
    solomon_2011,
    tanimoto_1995,
)

Record = Mapping[str, Any]
Classify = Callable[..., tuple[str, str]]

SETS: dict[str, Classify] = {
    "tanimoto-1995": tanimoto_1995.classify,
    "griggs-1995": griggs_1995.classify,
    "enmc-ibm-2011": enmc_ibm_2011.classify,
    "mhlw-2015": mhlw_2015.classify,
    "mhlw-2020": mhlw_2020.classify,
    "amyopathic-dm": amyopathic_dm.classify,
    "lega-2015": lega_2015.classify,
    "connors-2010": connors_2010.classify,
    "solomon-2011": solomon_2011.classify,
    "german-jdm-2018": german_jdm_2018.classify,
}
"""The transcribed sets by id."""


def classify(criteria: str, record: Record) -> tuple[str, str]:
    """Level and subgroup of a record under an id with options, such as `solomon-2011:variant=norwegian`."""
    name, _, options = criteria.partition(":")
    chosen = dict(part.split("=") for part in options.split(",")) if options else {}
    return SETS[name](record, **chosen)
