"""Units of enzyme activity.

One unit (U) is 1 micromole per minute, one katal is 1 mole per second, so 1 U = 1/60 microkatal = 16.67 nanokatal and
1 ukat/l = 60 U/l exactly (Dybkaer R. Clin Chem 2002;48:586-90, on Resolution 12 of the 21st CGPM, 1999).
"""

from __future__ import annotations

from decimal import Decimal

AS_LIMIT = "as its limit"
MULTIPLES = "multiples of the limit"

FACTORS: dict[str, Decimal] = {
    "U/l": Decimal(1),
    "ukat/l": Decimal(60),
    "nkat/l": Decimal("0.06"),
    AS_LIMIT: Decimal(1),
    MULTIPLES: Decimal(1),
}
"""What a value is multiplied with to become U/l; where only its ratio to the limit is known it stays as it is."""

AGE_FACTORS: dict[str, Decimal] = {"years": Decimal(1), "months": Decimal(1) / Decimal(12)}

_SPELLINGS = {
    "u/l": "U/l",
    "iu/l": "U/l",
    "ui/l": "U/l",
    "ie/l": "U/l",
    "e/l": "U/l",
    "units/l": "U/l",
    "ukat/l": "ukat/l",
    "mckat/l": "ukat/l",
    "microkat/l": "ukat/l",
    "nkat/l": "nkat/l",
    "xuln": MULTIPLES,
    "xlsn": MULTIPLES,  # límite superior de la normalidad, limite supérieure de la normale
    "xlsi": MULTIPLES,
    "xn": MULTIPLES,
    "xulnr": MULTIPLES,
    "xnorm": MULTIPLES,
    "×基準上限": MULTIPLES,
    "timesuln": MULTIPLES,
    "multiplesofuln": MULTIPLES,
    "multiplesofthelimit": MULTIPLES,
    "asitslimit": AS_LIMIT,
}


def unit_of(text: str) -> str | None:
    """The unit that a spelling stands for (`IU/L`, `µkat/L`, `x ULN`), or None."""
    plain = text.strip().casefold().replace("µ", "u").replace("μ", "u").replace("×", "x")
    return _SPELLINGS.get("".join(plain.split()))
