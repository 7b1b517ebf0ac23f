"""One question for many columns: yes/no columns that are coded alike share one coding, which is asked once."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence

from myositis.dictionary.findings import DICTIONARY
from myositis.mapping.asking import Values
from myositis.mapping.likely_words import family_of
from myositis.mapping.part import Coding, Part
from myositis.mapping.propose_codes import is_missing_code, propose_yes_no
from myositis.mapping.values import key, quote
from myositis.mapping.word_tables import cell_words
from myositis.rules.vocabulary import Finding


def grouped(parts: Sequence[Part], values: Mapping[str, Values], twos: bool) -> list[Coding]:
    """Put the columns with the same open codes together; each part then names its coding instead of asking.

    Columns belong together when their open values are the same but for missing codes, or some of the others'; labels of
    codes must agree.
    """
    asking = [part for part in parts if _asks_codes(part) and not part.unsure]
    families: list[tuple[frozenset[str], list[Part]]] = []
    for part in sorted(asking, key=lambda one: -len(_open_codes(one, values[one.column]))):
        codes = _open_codes(part, values[part.column])
        homes = (
            group for known, group in families if _alike(codes, known) and _agree(part, codes | known, group, values)
        )
        home = next(homes, None)
        if home is None:
            families.append((codes, [part]))
        else:
            home.append(part)
    codings: list[Coding] = []
    for codes, members in families:
        if len(members) < 2:
            continue
        merged = _merged([values[part.column] for part in members])
        reading = propose_yes_no(merged, members[0].names[0], twos=twos)
        name = _name(codes, codings)
        members.sort(key=parts.index)
        coding = Coding(name, members, list(reading.lines), [reading.ask] if reading.ask is not None else [])
        coding.values = frozenset(merged.recorded)
        coding.values_of = {part.column: frozenset(map(key, values[part.column].recorded)) for part in members}
        for ask in coding.asks:
            ask.text = f"{len(members)} columns are coded alike: {ask.text}"
        for part in members:
            part.asks = [ask for ask in part.asks if ask.kind != "codes"]
            part.lines = [f"coding = {quote(name)}"]
        codings.append(coding)
    return codings


def _asks_codes(part: Part) -> bool:
    variable = DICTIONARY[part.names[0]]
    return isinstance(variable, Finding) and any(ask.kind == "codes" for ask in part.asks)


def _open_codes(part: Part, values: Values) -> frozenset[str]:
    """What is open about a column, without the codes that look like missing ones."""
    ask = next(ask for ask in part.asks if ask.kind == "codes")
    return frozenset(key(value) for value in ask.values if not is_missing_code(value)) or frozenset(
        key(value) for value in values.recorded if key(value).isdigit() and not is_missing_code(value)
    )


def _alike(codes: frozenset[str], known: frozenset[str]) -> bool:
    """The same codes; a lone code, or words, may be some of the others."""
    if codes == known:
        return True
    numbers = all(code.isdigit() for code in codes | known)
    return codes <= known and (len(codes) <= 1 or not numbers)


def _agree(part: Part, words: frozenset[str], group: Sequence[Part], values: Mapping[str, Values]) -> bool:
    """Whether codes and words mean the same in a column as in a group: the labels agree, and no word is a finding's own."""
    own, families = values[part.column].labels, {family_of(one.names[0]) for one in (part, *group)}
    apart = len(families) > 1 and any(word in cell_words(family) for family in families for word in words)
    return not apart and all(values[other.column].labels == own for other in group)


def _merged(every: Sequence[Values]) -> Values:
    counts: Counter[str] = Counter()
    for values in every:
        counts.update(values.counts)
    missing = {code: reason for values in every for code, reason in values.user_missing.items()}
    return Values(counts, every[0].labels, missing)


def _name(codes: frozenset[str], codings: Sequence[Coding]) -> str:
    """`codes 1, 2`, or `words`."""
    name = f"codes {', '.join(sorted(codes))}" if codes and all(code.isdigit() for code in codes) else "words"
    taken = {coding.name for coding in codings}
    return name if name not in taken else f"{name} ({len(codings) + 1})"
