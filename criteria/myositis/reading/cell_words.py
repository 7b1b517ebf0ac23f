"""The words of cells: yes, no, not recorded, and words with two meanings; one vocabulary for files with and without a mapping.

A word is here when it has one meaning in every language in which registries write it. Single letters are read in pairs (`o`
beside `n` is oui and non), and only in a column that holds both of one pair and no letter of another.
"""

from __future__ import annotations

from collections.abc import Iterable

_YES = {
    "English": "yes y true present positive pos pos. +ve",
    "German": "ja wahr vorhanden positiv",
    "French": "oui vrai présent présente positif positive",
    "Spanish": "si sí verdadero presente positivo",
    "Italian": "si sì vero presente positivo",
    "Portuguese": "sim verdadeiro presente positivo",
    "Dutch": "ja waar aanwezig positief",
    "Swedish, Danish, Norwegian": "ja sant sandt sann positiv",
    "Finnish": "kyllä",
    "Polish": "tak prawda obecny dodatni",
    "Czech, Slovak": "ano áno pravda",
    "Slovenian, Croatian, Serbian": "da",
    "Romanian": "da",
    "Hungarian": "igen igaz",
    "Turkish": "evet var doğru pozitif",
    "Russian": "да",
    "Greek": "ναι",
    "Japanese": "はい あり 有り 有 陽性",
    "Chinese": "是 有 阳性",
    "Korean": "예 있음 양성",
}
_NO = {
    "English": "no n false absent negative neg neg. -ve",
    "German": "nein falsch negativ",
    "French": "non faux absente négatif negatif négative nég nég.",
    "Spanish": "no falso ausente negativo",
    "Italian": "no falso assente negativo",
    "Portuguese": "não nao falso ausente negativo",
    "Dutch": "nee onwaar afwezig negatief",
    "Swedish, Danish, Norwegian": "nej nei falskt falsk usann negativ",
    "Finnish": "ei",
    "Polish": "nie fałsz nieobecny ujemny",
    "Czech, Slovak": "nie nepravda",
    "Romanian": "nu",
    "Hungarian": "nem hamis",
    "Turkish": "hayır hayir yok yanlış negatif",
    "Russian": "нет",
    "Greek": "όχι",
    "Japanese": "いいえ なし 無し 無 陰性",
    "Chinese": "否 无 無 阴性",
    "Korean": "아니요 아니오 없음 음성",
}
YES_WORDS = frozenset(word for words in _YES.values() for word in words.split())
NO_WORDS = frozenset(
    [word for words in _NO.values() for word in words.split()] + ["nicht vorhanden", "non présent", "no presente", "non presente"]
)

PAIRS = (
    ("+", "-"), ("y", "n"), ("t", "f"), ("j", "n"), ("o", "n"), ("s", "n"), ("v", "f"), ("t", "n"), ("d", "n"), ("a", "n"),
    ("e", "h"), ("i", "n"), ("w", "f"), ("○", "×"), ("〇", "×"), ("○", "✕"),
)  # fmt: skip
"""Letters and signs that mean yes and no beside each other: true/false, ja/nein, oui/non, si/no, vero/falso, evet/hayir ..."""

LETTERS = frozenset(letter for pair in PAIRS for letter in pair)
NE = "ne"
NE_BESIDE = frozenset({"ano", "áno", "da"})
"""`ne` is a no in Czech and South Slavic columns, beside one of these; elsewhere NE is not evaluated."""

MISSING_WORDS: dict[str, str] = {
    "": "blank",
    **dict.fromkeys((".", "..", "...", "…"), "blank"),
    **dict.fromkeys(("na", "n/a", "n.a.", "<na>", "not available", "navu"), "not available"),
    "nav": "temporarily unavailable",
    **dict.fromkeys(
        (
            "unknown", "unk", "unclear", "don't know", "do not know", "?", "??", "unbekannt", "nicht bekannt", "unklar",
            "weiß nicht", "inconnu", "inconnue", "ne sait pas", "desconocido", "desconocida", "no sabe", "se desconoce",
            "sconosciuto", "non noto", "desconhecido",
            "okänd", "okänt", "vet ej", "ukjent", "ukendt", "onbekend", "nieznany", "neznámo", "neznano",
            "bilinmiyor", "不明", "不详", "неизвестно",
        ),
        "unknown",
    ),
    "asku": "asked but unknown",
    "ni": "no information",
    "msk": "masked",
    "inv": "invalid",
    **dict.fromkeys(
        (
            "null", "none recorded", "not recorded", "missing", "(null)", "keine angabe", "k.a.", "k. a.", "nicht erfasst",
            "non renseigné", "non renseignée", "no consta", "sin datos", "s/d", "non riportato", "ej angivet", "uppgift saknas",
            "brak danych", "未記入", "記載なし", "データなし", "belirtilmemiş",
        ),
        "not recorded",
    ),
    **dict.fromkeys(
        (
            "not done", "not performed", "not tested", "not examined", "nicht durchgeführt", "nicht erfolgt", "nicht untersucht",
            "nicht getestet", "non fait", "non faite", "non réalisé", "non réalisée", "no realizado", "no realizada", "no hecho",
            "non eseguito", "non eseguita", "non effettuato", "ej utfört", "ej utförd", "ej gjort", "inte gjort", "niet gedaan",
            "nie wykonano", "yapılmadı", "bakılmadı", "未実施", "未検", "未検査", "未施行",
        ),
        "not done",
    ),
    "not assessed": "not assessed",
    **dict.fromkeys(("not asked", "nask", "nicht gefragt"), "not asked"),
    **dict.fromkeys(
        ("not applicable", "nicht zutreffend", "entfällt", "sans objet", "non applicable", "no aplica", "no procede",
         "non applicabile", "ej aktuellt", "該当なし", "uygulanamaz"),
        "not applicable",
    ),
}  # fmt: skip
"""Words for a value that is not recorded, with the reason each gives. The capitals of HL7's null flavours are in it, as
REDCap suggests them for its missing-data codes."""

UNDECIDED_WORDS: dict[str, str] = {
    "nd": "not done",
    "n.d.": "not done",
    "n/d": "not done",
}
"""Read as not recorded, which is never wrong; a proposal asks, because they may mean not detected, a no."""

AMBIGUOUS_WORDS: dict[str, str] = {
    "nd": "not done, or not detected",
    "n.d.": "not done, or not detected",
    "n/d": "not done, or not detected",
    "np": "not performed, or not present",
    "none": "nothing found, or nothing entered",
    **dict.fromkeys(("-", "--", "–", "—", "−", "－", "/", "ー"), "no, or nothing entered"),
    "0/1": "unclear",
    **dict.fromkeys(("+/-", "±", "(+)", "＋/－"), "doubtful"),
    **dict.fromkeys(
        ("suspected", "probable", "possible", "verdacht", "v.a.", "fraglich", "grenzwertig", "borderline", "douteux", "dudoso",
         "dubbio", "şüpheli", "疑い", "misstanke"),
        "doubtful",
    ),
}  # fmt: skip
"""Words with two meanings: always asked. A `-` beside a `+` in the same column is a no."""

SEX_WORDS: dict[str, tuple[str, ...]] = {
    "female": (
        "f", "female", "woman", "girl", "w", "weiblich", "frau", "femme", "féminin", "feminin", "féminine", "mujer", "femenino",
        "femenina", "femmina", "donna", "femminile", "feminino", "mulher", "kvinna", "kvinde", "kvinne", "k", "vrouw", "kobieta",
        "žena", "kadın", "kadin", "女", "女性", "여", "여성", "женский",
    ),
    "male": (
        "male", "man", "boy", "männlich", "mann", "homme", "masculin", "hombre", "varón", "varon", "masculino", "maschio",
        "uomo", "maschile", "homem", "mand", "mężczyzna", "muž", "erkek", "男", "男性", "남", "남성", "мужской",
    ),
    "other": ("other", "divers", "diverse", "intersex", "otro", "autre", "altro", "annat", "その他", "diğer"),
}  # fmt: skip
SEXLETTERS: dict[str, dict[str, str]] = {
    partner: {partner: meaning, "m": other}
    for partner, meaning, other in (
        ("f", "female", "male"), ("w", "female", "male"), ("k", "female", "male"), ("v", "male", "female"),
    )
} | {"h": {"h": "male", "f": "female"}, "e": {"e": "male", "k": "female"}, "u": {"u": "male", "d": "female"}}  # fmt: skip
"""Letters by their partner: `m` is male beside `f`, `w` or `k`, and mujer beside `v` (varón); beside `h` it is asked."""


def letters_of(words: Iterable[str]) -> frozenset[str]:
    """The single letters and signs of a column that may be one of a pair. words: all of the column, in small letters.

    Where they are no pair by themselves, its words for yes and no speak for their first letters: `ja`, `nein` and `j`.
    """
    every = frozenset(words)
    letters = every & LETTERS
    ne = every & {NE} if every & NE_BESIDE else frozenset[str]()
    if len(letters & {"+", "-"}) == 1:
        letters -= {"+", "-"}  # one of them alone is no sign: a dash beside o and x may stand for a blank
    if not letters or pair_of(letters) is not None:
        return letters | ne
    return letters | ne | {word[0] for word in every & (YES_WORDS | NO_WORDS)}


def pair_of(letters: frozenset[str]) -> tuple[str, str] | None:
    """Which letters mean yes and no in a column that holds these; None when it is not exactly one pair."""
    letters -= {NE}
    pairs = [pair for pair in PAIRS if set(pair) <= letters]
    return pairs[0] if len(pairs) == 1 and letters == set(pairs[0]) else None


def sex_of(word: str, letters: frozenset[str]) -> str | None:
    """The sex that a word names, in small letters; None when it names none or two. letters: the single letters of the column."""
    if len(word) == 1 and word.isascii():
        single = letters | {word}
        if single <= {"f", "m", "w", "x"}:
            return {"f": "female", "w": "female", "m": "male"}.get(word)
        fitting = [read for read in SEXLETTERS.values() if single <= read.keys()]
        meanings = {read[word] for read in fitting}
        return meanings.pop() if len(meanings) == 1 else None
    return next((sex for sex, words in SEX_WORDS.items() if word in words), None)
