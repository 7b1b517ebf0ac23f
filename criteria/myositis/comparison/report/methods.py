"""The methods paragraphs, in words that can go into a manuscript, and the references that they name.

A sentence stands there only when something in the report rests on it.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field

from myositis.comparison.report.document import Section
from myositis.comparison.report.words import counting, listed, what_counts
from myositis.comparison.results import ComparedSet, ComparisonResult

INTERVALS = {"wilson": ("Wilson score", "wilson"), "exact": ("exact binomial (Clopper-Pearson)", "clopper")}

REFERENCES = {
    "wilson": "Wilson EB. Probable inference, the law of succession, and statistical inference. J Am Stat Assoc 1927;22:209-12.",
    "clopper": "Clopper CJ, Pearson ES. The use of confidence or fiducial limits illustrated in the case of the binomial. "
    "Biometrika 1934;26:404-13.",
    "cohen": "Cohen J. A coefficient of agreement for nominal scales. Educ Psychol Meas 1960;20:37-46.",
    "fleiss_se": "Fleiss JL, Cohen J, Everitt BS. Large sample standard errors of kappa and weighted kappa. "
    "Psychol Bull 1969;72:323-7.",
    "gwet": "Gwet KL. Computing inter-rater reliability and its variance in the presence of high agreement. "
    "Br J Math Stat Psychol 2008;61:29-48.",
    "byrt": "Byrt T, Bishop J, Carlin JB. Bias, prevalence and kappa. J Clin Epidemiol 1993;46:423-9.",
    "cicchetti": "Cicchetti DV, Feinstein AR. High agreement but low kappa: II. Resolving the paradoxes. "
    "J Clin Epidemiol 1990;43:551-8.",
    "mcnemar": "McNemar Q. Note on the sampling error of the difference between correlated proportions or percentages. "
    "Psychometrika 1947;12:153-7.",
    "newcombe": "Newcombe RG. Improved confidence intervals for the difference between binomial proportions based on paired "
    "data. Stat Med 1998;17:2635-50.",
    "weighted": "Cohen J. Weighted kappa: nominal scale agreement with provision for scaled disagreement or partial credit. "
    "Psychol Bull 1968;70:213-20.",
    "bowker": "Bowker AH. A test for symmetry in contingency tables. J Am Stat Assoc 1948;43:572-4.",
    "stuart": "Stuart A. A test for homogeneity of the marginal distributions in a two-way classification. "
    "Biometrika 1955;42:412-6.",
    "maxwell": "Maxwell AE. Comparing the classification of subjects by two independent judges. Br J Psychiatry 1970;116:651-5.",
    "fleiss": "Fleiss JL. Measuring nominal scale agreement among many raters. Psychol Bull 1971;76:378-82.",
    "cochran": "Cochran WG. The comparison of percentages in matched samples. Biometrika 1950;37:256-66.",
    "simel": "Simel DL, Samsa GP, Matchar DB. Likelihood ratios with confidence: sample size estimation for diagnostic test "
    "studies. J Clin Epidemiol 1991;44:763-70.",
    "delong": "DeLong ER, DeLong DM, Clarke-Pearson DL. Comparing the areas under two or more correlated receiver operating "
    "characteristic curves: a nonparametric approach. Biometrics 1988;44:837-45.",
    "youden": "Youden WJ. Index for rating diagnostic tests. Cancer 1950;3:32-5.",
    "stard": "Bossuyt PM, Reitsma JB, Bruns DE, et al. STARD 2015: an updated list of essential items for reporting diagnostic "
    "accuracy studies. BMJ 2015;351:h5527.",
}


SEEN = ("A", "B")
"""Grades of evidence of what was seen in print; see `published.tables.GRADES`."""


@dataclass
class _Cited:
    """The references in the order in which they are named."""

    texts: list[str] = field(default_factory=list)

    def __call__(self, *names: str) -> str:
        """`[3,4]`."""
        return "[" + ",".join(str(self._place(REFERENCES[name])) for name in names) + "]"

    def set(self, one: ComparedSet) -> str:
        """The references of a criteria set."""
        return "[" + ",".join(str(self._place(text)) for text in one.citations) + "]" if one.citations else ""

    def _place(self, text: str) -> int:
        if text not in self.texts:
            self.texts.append(text)
        return self.texts.index(text) + 1


def methods(result: ComparisonResult, *, full: bool) -> Iterator[Section]:
    """One paragraph per subject, then the references in full."""
    cited = _Cited()
    paragraphs = [" ".join(text.split()) for text in _paragraphs(result, cited, full=full)]
    yield Section("Methods", [*paragraphs], small=True)
    if cited.texts:
        yield Section("References", [f"{place}. {text}" for place, text in enumerate(cited.texts, 1)], small=True)


def paragraphs(result: ComparisonResult) -> tuple[str, ...]:
    """The same as texts: the paragraphs, then the numbered references."""
    return tuple(block for section in methods(result, full=True) for block in section.blocks if isinstance(block, str))


def _identity(one: ComparedSet, cited: _Cited) -> str:
    if one.read_on_findings:
        return f"{one.title} {cited.set(one)} ({one.id}, revision {one.revision}, fingerprint {one.fingerprint})"
    return f"{one.short_title}, the column {one.column} of the file {counting_of(one)}"


def counting_of(one: ComparedSet) -> str:
    """`as assigned (yes/no)`, `as assigned (levels; classified is definite)`."""
    return f"as assigned (levels; classified is {counting(one)})" if one.has_levels else "as assigned (yes/no)"


def _paragraphs(result: ComparisonResult, cited: _Cited, *, full: bool) -> Iterator[str]:
    computed = any(one.read_on_findings for one in result.sets)
    yield "Compared: " + "; ".join(_identity(one, cited) for one in result.sets) + "."
    unconfirmed = [(one, [part for part, grade in one.evidence.items() if grade not in SEEN]) for one in result.sets]
    said = [f"{one.short_title}: {'; '.join(parts)}" for one, parts in unconfirmed if parts]
    if said:
        yield f"Not confirmed in a source that could be read (`myositis criteria show` says more). {'. '.join(said)}."
    yield from _classified(result)
    if result.reference is not None:
        reference = result.reference
        text = f"Reference standard: {reference.column}; cases: {_list(reference.cases)}; "
        text += f"comparators: {_list(reference.comparators)}"
        text += f"; left out: {_list(reference.left_out)}" if reference.left_out else ""
        text += ". Patients without a reference, and invalid rows, are left out of every number and counted in the flow"
        yield f"{text} {cited('stard')}."
    if computed:
        yield (
            "Missing data: on the record, a finding that is not recorded reads as absent. A completion gives every finding "
            "that is neither recorded nor derived one of its values; one completion serves all sets at once. A patient is "
            "determined when all levels that completions reach lie on one side of the line between classified and not. "
            "Preconditions, exclusions and the choice of the column of a score table are not completed."
        )
    yield from _statistics(result, cited, full=full)
    if result.by is not None:
        yield f"Strata: {result.by}; a blank is a stratum of its own."
    if len(result.sets) > 1 and computed:
        yield (
            "The sets read the same findings of the same patients and share several of them: they are not independent raters, "
            "and agreement between them is not evidence that either is right."
        )
    yield "No p-value is adjusted for the number of comparisons."
    yield "Computed with " + ", ".join(f"{name} {number}" for name, number in result.software.items()) + "."


def _classified(result: ComparisonResult) -> Iterator[str]:
    having = [one for one in result.sets if one.has_levels]
    text = what_counts(result, [one.id for one in having]) if having else ""
    if any(not one.has_levels for one in result.sets):
        text += " A column that says yes or no is taken as it stands, at whatever line it was made."
    if any(one.excluded for one in result.overall.sets):
        text += " A patient excluded by a set counts as not classified; --full repeats the numbers without the excluded."
    if text:
        yield text.strip()


def _statistics(result: ComparisonResult, cited: _Cited, *, full: bool) -> Iterator[str]:
    name, reference = INTERVALS[result.interval]
    text = f"Proportions have 95 % {name} intervals {cited(reference)}"
    if not result.overall.pairs:
        yield f"{text}."
    else:
        indices = ", prevalence and bias index (without sign)" if full else ""
        yield (
            f"{text}, observed agreement too. Cohen's kappa {cited('cohen')}: non-null standard error {cited('fleiss_se')}. "
            f"Gwet's AC1 {cited('gwet')}: t quantile with n - 1 degrees of freedom. Positive and negative agreement "
            f"{cited('cicchetti')}, PABAK{indices} {cited('byrt')}; the intervals of positive and negative agreement and PABAK "
            f"are those of a proportion, transformed. McNemar's test {cited('mcnemar')} is exact."
        )
        if full:
            yield f"Differences of paired proportions, in percentage points: Newcombe's method 10 {cited('newcombe')}."
    if full and any(pair.levels is not None for pair in result.overall.pairs):
        yield (
            f"Weighted kappa {cited('weighted')} has linear and quadratic weights; Bowker's test of symmetry {cited('bowker')} "
            f"and the Stuart-Maxwell test {cited('stuart', 'maxwell')} are chi-square tests. All four are over the levels, of "
            "which unused ones are kept and excluded patients left out."
        )
    if result.overall.several:
        yield (
            f"Three or more sets: Fleiss' kappa {cited('fleiss')} with a linearised standard error {cited('gwet')}, and "
            f"Cochran's Q {cited('cochran')}."
        )
    if result.reference is not None:
        text = f"Likelihood ratios: log method {cited('simel')}. Predictive values and the share correctly classified hold for "
        text += "the share of cases in this cohort only."
        if full and result.overall.areas:
            text += (
                f" Area under the ROC curve: DeLong standard error {cited('delong')}; Youden's index {cited('youden')} is the "
            )
            text += "highest sensitivity + specificity - 1."
        yield text
    edges = sorted(set(_alternatives(result)))
    limits = "A limit from a standard error is cut at the end of the scale."
    if edges:
        limits += f" Where the interval does not exist at the edge of the scale, another stands in its place: {listed(edges)}."
    yield limits


def _alternatives(result: ComparisonResult) -> Iterator[str]:
    """The methods that stand in for intervals which do not exist."""
    frame = result.numbers
    if "method" not in frame.columns:
        return
    named = frame.filter(frame["reason"].is_not_null() & frame["low"].is_not_null())["method"].unique().to_list()
    yield from (str(name) for name in named if name)


def _list(values: tuple[str, ...]) -> str:
    return listed(values) if values else "none"
