"""One patient: a record made from the data dictionary, in which every finding may be missing.

`patient.pyi` beside this file tells the same to type checkers; it is generated from the dictionary, and a test keeps it fresh.
"""

from __future__ import annotations

from typing import Any, cast

from pydantic import create_model

from myositis.dictionary.findings import DICTIONARY
from myositis.one_patient.patient_base import PatientBase, field_of

Patient = create_model(
    "Patient",
    __base__=PatientBase,
    __module__=__name__,
    __doc__="""One patient's record. Every finding of the data dictionary is a field; None means not recorded.

    Yes/no findings take True and False or the words of the command line (`"present"`, `"no"`); measurements a number or a
    text such as `"<160"`; dates ISO text, whole or partial.

    Errors: pydantic.ValidationError (a ValueError) for an unknown field, named with its nearest neighbour, an impossible
    value, or a contradiction.
    """,
    **cast("Any", {name: (field_of(variable), None) for name, variable in DICTIONARY.items()}),
)
