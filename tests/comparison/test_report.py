"""The report: what it says first, how long it is, and that every file holds the same numbers."""

from __future__ import annotations

import io
import random
import re
import shutil
import subprocess
from html.parser import HTMLParser
from pathlib import Path
from typing import Any

import polars as pl
import pytest
from click.testing import CliRunner, Result

from comparison.small_cohorts import frame_of, random_record
from myositis.agreement import cohen_kappa
from myositis.comparison import Comparison, compare
from myositis.comparison.report import SECTIONS, UnknownEndingError, files, format_of
from myositis.comparison.report.compose import Wish, document
from myositis.comparison.report.document import Document, Figure, Section, Table, numbered
from myositis.comparison.report.layout import fitted, pieces, points
from myositis.dictionary.findings import better_explanation, gottron_papules, heliotrope_rash
from myositis.errors import UnknownNameError
from myositis.published.criteria_set import Column, CriteriaSet
from myositis.rules.vocabulary import Decision, Line, any_of
from myositis_cli.compare_command import command

COHORTS = Path(__file__).parents[2] / "fixtures" / "cohorts"
CASES = ["DM", "PM", "IBM", "JDM", "ADM"]


@pytest.fixture(scope="module")
def synthetic() -> Comparison:
    frame = pl.read_csv(COHORTS / "synthetic_500.csv", infer_schema=False)
    return compare(frame, reference="diagnosis", cases=CASES)


@pytest.fixture(scope="module")
def many() -> Comparison:
    """Six sets on few patients, with strata and a blank reference."""
    rng = random.Random(5)
    records = [random_record(rng) for _ in range(60)]
    columns: dict[str, list[Any]] = {
        name: [rng.choice(("definite", "probable", "not_met")) for _ in records] for name in ("panel_a", "panel_b", "panel_c")
    }
    columns["truth"] = [rng.choice(("yes", "no", None)) for _ in records]
    columns["said"] = [rng.choice(("yes", "no")) for _ in records]
    columns["centre"] = [rng.choice(("north", "south", "west & <east>")) for _ in records]
    assigned = ["panel_a", "panel_b", "panel_c", "said"]
    return compare(frame_of(records, **columns), reference="truth", assigned=assigned, by="centre")


def run(*arguments: str) -> Result:
    return CliRunner().invoke(command, arguments, standalone_mode=False)


def cell(text: str, caption: str, row: str) -> str:
    """The first line of a row below a caption."""
    return next(line for line in text[text.index(caption) :].splitlines() if line.startswith(row))


@pytest.mark.parametrize("which", ["synthetic", "many"])
def test_the_short_report_is_at_most_100_lines_of_80_letters(which: str, request: pytest.FixtureRequest) -> None:
    lines = request.getfixturevalue(which).render().splitlines()
    assert len(lines) <= 100
    assert max(map(len, lines)) <= 80


def test_a_set_of_unranked_levels_without_subgroups_and_score_stands_beside_the_others() -> None:
    level = Decision("level", ("other", "skin"), (Line("skin", any_of(heliotrope_rash, gottron_papules)), Line("other", None)))
    none = Decision("subgroup", ("none",), (Line("none", None),))
    own = CriteriaSet(
        id="clinic",
        title="Categories of a clinic",
        short_title="Clinic",
        revision=1,
        citations=(),
        columns=(Column("only", level, none),),
        excluded=any_of(better_explanation),
        classified=("skin",),
        ranked=False,
    )
    rng = random.Random(8)
    records = [random_record(rng) for _ in range(40)]
    frame = frame_of(records, dx=[rng.choice(("DM", "PM", "control")) for _ in records])
    sets = ["eular-acr-2017", "bohan-peter-1975", own, "bohan-peter-1975:emg=any", "bohan-peter-1975:emg=triad"]
    result = compare(frame, sets, reference="dx", cases=["DM", "PM"])
    short, full = result.render(), result.render(full=True)
    assert len(short.splitlines()) <= 100
    assert "Classified: probable or definite; Clinic skin." in " ".join(short.split())
    assert "Bohan & Peter 1975, EMG any part" in short
    assert "Levels of EULAR/ACR 2017 (rows) and Clinic" in " ".join(figure.title for figure in figures_of(result))
    assert "Clinic by level" not in full  # there is no "this level or above" without an order


def figures_of(result: Comparison) -> list[Figure]:
    return list(document(result, Wish(full=True)).figures())


def test_it_says_first_what_one_came_for(synthetic: Comparison) -> None:
    first = " ".join(synthetic.render().split("\n\n")[0].split())
    for said in (
        "378 cases and 122 comparators by diagnosis",
        "305 of 500 (61.0%) by EULAR/ACR 2017",
        "They agree on 393 of 500 (78.6%); Cohen's kappa 0.55 (0.47 to 0.62)",
        "EULAR/ACR 2017 has a sensitivity of 77.0% (72.5 to 80.9) and a specificity of 88.5% (81.7 to 93.0)",
        "by EULAR/ACR 2017 in 114 of 500 (22.8%)",
    ):
        assert said in first


def test_what_is_cut_says_how_much(synthetic: Comparison) -> None:
    text = synthetic.render()
    rows = len(synthetic.table_one.rows)
    shown = text[text.index("Table 1.") : text.index("Table 2.")]
    assert re.search(r"\.\.\. \d+ more rows and \d+ more columns: with --full", shown)
    assert rows > 20
    assert "..." not in synthetic.render(full=True)


def test_ten_numbers_of_the_short_report_are_those_counted_by_hand(synthetic: Comparison) -> None:
    """Recomputed from the table of patients with nothing but counting, and kappa's formula."""
    frame, text = synthetic.patients, synthetic.render()
    one, two = frame["eular_acr_2017_classified"], frame["bohan_peter_1975_classified"]
    case = pl.Series([name in CASES for name in frame["diagnosis"]])
    both, neither = int((one & two).sum()), int((~one & ~two).sum())
    assert cell(text, "Table 2.", "EULAR/ACR 2017: yes").split()[-3:] == [str(n) for n in (both, (one & ~two).sum(), one.sum())]
    share = (both + neither) / 500
    assert cell(text, "Table 3.", "observed agreement").split()[2] == f"{100 * share:.1f}%"
    chance = (one.mean() * two.mean()) + (1 - one.mean()) * (1 - two.mean())  # type: ignore[operator]
    assert cell(text, "Table 3.", "Cohen's kappa").split()[2] == f"{(share - chance) / (1 - chance):.2f}"
    assert cell(text, "Table 3.", "PABAK").split()[1] == f"{2 * share - 1:.2f}"
    assert cell(text, "Table 3.", "positive agreement").split()[2] == f"{200 * both / (one.sum() + two.sum()):.1f}%"
    assert cell(text, "Table 3.", "negative agreement").split()[2] == f"{200 * neither / ((~one).sum() + (~two).sum()):.1f}%"
    sensitivity, specificity = (one & case).sum() / case.sum(), (~one & ~case).sum() / (~case).sum()
    assert cell(text, "Table 4.", "sensitivity").split()[1:3] == [f"{(one & case).sum()}/378", f"{100 * sensitivity:.1f}%"]
    assert cell(text, "Table 4.", "specificity").split()[1:3] == [f"{(~one & ~case).sum()}/122", f"{100 * specificity:.1f}%"]
    assert cell(text, "Table 4.", "LR+").split()[1] == f"{sensitivity / (1 - specificity):.2f}"
    female = pl.read_csv(COHORTS / "synthetic_500.csv", infer_schema=False)["sex"] == "female"
    assert cell(text, "Table 1.", "sex: female").split()[2:4] == [f"{female.sum()}/500", f"({100 * female.mean():.0f})"]


def test_every_format_holds_the_same_kappa(synthetic: Comparison, tmp_path: Path) -> None:
    value = cohen_kappa(synthetic.overall.pairs[0].agreements[0].table.counts)
    printed = f"{value.value:.2f} ({value.low:.2f} to {value.high:.2f})"
    for style in ("text", "markdown", "latex"):
        for full in (False, True):
            assert printed in synthetic.render(style, full=full), style
    assert printed.replace(" to ", "\u00a0to\u00a0") in synthetic.render("html")
    tidy = synthetic.numbers.filter(
        (pl.col("statistic") == "cohen_kappa") & (pl.col("basis") == "as recorded") & (pl.col("section") == "agreement")
    )
    assert tidy["estimate"].to_list() == [value.value]
    (file,) = synthetic.write(tmp_path / "tables.xlsx")
    openpyxl = pytest.importorskip("openpyxl")
    sheet = openpyxl.load_workbook(file)["Table 3"]
    row = next(row for row in sheet.iter_rows(values_only=True) if row[0] == "Cohen's kappa")
    assert row[1:4] == pytest.approx((value.value, value.low, value.high))


def test_sections_are_chosen_by_name_and_a_wrong_name_is_told(synthetic: Comparison) -> None:
    text = synthetic.render(sections=["missing", "flow"])
    assert "Flow of patients" in text
    assert "Lowest and highest values" in text
    assert "Agreement" not in text
    with pytest.raises(UnknownNameError, match="did you mean `agreement`"):
        synthetic.render(sections=["agrement"])


@pytest.mark.parametrize("name", SECTIONS)
def test_every_section_can_stand_alone(name: str, many: Comparison) -> None:
    for full in (False, True):
        assert many.render(sections=[name], full=full).count("\n") > 5


def test_the_help_names_every_section() -> None:
    assert set(SECTIONS) <= set(re.findall(r"\w+", run("--help").stdout))


class Page(HTMLParser):
    """What a reader's browser finds in the report."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.tags: list[tuple[str, dict[str, str | None]]] = []
        self.feed(text)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append((tag, dict(attrs)))

    def of(self, tag: str) -> list[dict[str, str | None]]:
        return [attributes for name, attributes in self.tags if name == tag]


@pytest.mark.parametrize("full", [False, True])
def test_the_html_is_one_file_with_scopes_contents_and_alternative_texts(synthetic: Comparison, full: bool) -> None:
    page = Page(synthetic.render("html", full=full))
    assert all(header["scope"] in ("col", "row") for header in page.of("th"))
    pictures = page.of("img")
    assert len(pictures) >= (7 if full else 1)
    for picture in pictures:
        assert str(picture["src"]).startswith("data:image/svg+xml;base64,")
        assert len(str(picture["alt"])) > 40
    places = {item["id"] for _, item in page.tags if "id" in item}
    links = [str(link["href"]) for link in page.of("a")]
    assert links
    assert {link.removeprefix("#") for link in links} <= places
    assert not page.of("script")
    assert not page.of("link")


def test_tables_and_figures_are_numbered_in_their_order(synthetic: Comparison) -> None:
    text = synthetic.render("html", full=True)
    for kind in ("Table", "Figure"):
        found = [int(number) for number in re.findall(rf"<b>{kind} (\d+)\.</b>", text)]
        assert found == list(range(1, len(found) + 1))
        assert len(found) > 5


def test_the_word_file_has_styles_fields_that_count_and_pictures_with_descriptions(synthetic: Comparison) -> None:
    docx = pytest.importorskip("docx")
    (content,) = files(synthetic, "report.docx", full=True).values()
    document = docx.Document(io.BytesIO(content))
    xml = document.element.xml
    captions = [paragraph for paragraph in document.paragraphs if paragraph.style.name == "Caption"]
    assert len(captions) == len(re.findall(r"SEQ (?:Table|Figure)", xml)) > 20
    numbers = [re.search(r"SEQ Table.*?<w:t>(\d+)</w:t>", caption._p.xml, re.DOTALL) for caption in captions]
    counted = [int(found.group(1)) for found in numbers if found]
    assert counted == list(range(1, len(counted) + 1))
    assert len(document.inline_shapes) >= 7
    assert len(re.findall(r'<wp:docPr [^>]*descr="[^"]{40,}', xml)) == len(document.inline_shapes)
    assert xml.count("svgBlip") >= len(document.inline_shapes)
    drawings = [part.blob for part in document.part.package.iter_parts() if str(part.partname).endswith(".svg")]
    assert len(drawings) == len(document.inline_shapes)
    assert all(b"<svg" in drawing for drawing in drawings)
    assert {"Heading 1", "Heading 2", "Title"} <= {paragraph.style.name for paragraph in document.paragraphs}
    assert xml.count("<w:tblHeader/>") >= len(counted)


def test_the_workbook_has_a_sheet_a_table_with_numbers_as_numbers_and_ids_as_text(tmp_path: Path) -> None:
    openpyxl = pytest.importorskip("openpyxl")
    weak = {"proximal_upper_weakness": True, "ck_elevated": True, "emg_myopathic": True}
    frame = frame_of([weak] * 3).with_columns(pl.Series("patient_id", ["0012", "1E05", "=1+1"]))
    (file,) = compare(frame).write(tmp_path / "tables.xlsx", full=True)
    book = openpyxl.load_workbook(file)
    listed = [row[0] for row in book["Contents"].iter_rows(values_only=True) if row[0] and "Table" in str(row[0])]
    assert [name for name in book.sheetnames if "Table" in name] == listed
    cells = {item.value: item.data_type for sheet in book for row in sheet.iter_rows() for item in row}
    assert {cells[name] for name in ("0012", "1E05", "=1+1")} == {"s"}
    counts = [row for row in book["Table 1"].iter_rows(min_row=2, values_only=True) if row[0] == "EULAR/ACR 2017"]
    assert counts
    assert all(isinstance(value, int) for value in counts[0][3:])


@pytest.mark.parametrize("which", ["synthetic", "many"])
@pytest.mark.parametrize("full", [False, True])
def test_the_latex_compiles_without_an_overfull_box(
    which: str, full: bool, request: pytest.FixtureRequest, tmp_path: Path
) -> None:
    if shutil.which("pdflatex") is None:
        pytest.skip("pdflatex is not installed (apt-get install texlive-latex-recommended)")
    result: Comparison = request.getfixturevalue(which)
    written = result.write(tmp_path / "report.tex", full=full)
    assert len([file for file in written if file.suffix == ".pdf"]) >= (5 if full else 1)
    for _ in range(2):
        done = subprocess.run(
            ["pdflatex", "-interaction=nonstopmode", "-halt-on-error", "report.tex"],
            cwd=tmp_path,
            capture_output=True,
            text=True,
            check=False,
            errors="replace",
        )
        assert done.returncode == 0, done.stdout[-1500:]
    assert "Overfull" not in done.stdout


def test_hard_signs_and_foreign_letters_compile_and_each_table_can_be_a_file(tmp_path: Path) -> None:
    names = ["a_b%c$d#e&f{g}h~i^j\\k<l>", "Zoë Łukasz Ж ≥ 5 µg", "very_long_identifier_" * 4]
    rng = random.Random(3)
    records = [random_record(rng) for _ in range(12)]
    frame = frame_of(records, dx=[names[place % 3] for place in range(12)])
    result = compare(frame, reference="dx", cases=[names[0]])
    written = result.write(tmp_path / "report.tex", one_file_a_table=True)
    tables = [file for file in written if re.fullmatch(r"report-(table|figure)-.*\.tex", file.name)]
    assert len(tables) > 4
    if shutil.which("pdflatex") is None:
        pytest.skip("pdflatex is not installed (apt-get install texlive-latex-recommended)")
    packages = "booktabs,longtable,array,pdflscape,caption"
    inputs = "\n".join(rf"\input{{{file.stem}}}" for file in tables)
    unusual = re.findall(r"\\DeclareUnicodeCharacter.*", written[0].read_text(encoding="utf-8"))
    head = rf"\documentclass{{article}}\usepackage[T1]{{fontenc}}\usepackage{{textcomp,geometry,{packages}}}"
    text = "\n".join([head, *unusual, r"\begin{document}", inputs, r"\end{document}"])
    (tmp_path / "all.tex").write_text(text, encoding="utf-8")
    for name in ("report.tex", "all.tex"):
        arguments = ["pdflatex", "-interaction=nonstopmode", "-halt-on-error", name]
        done = subprocess.run(arguments, cwd=tmp_path, capture_output=True, text=True, check=False, errors="replace")
        assert done.returncode == 0, done.stdout[-1500:]


def test_an_unknown_ending_is_refused_before_anything_is_read() -> None:
    done = run("no_such_file.csv", "-o", "report.doc")
    assert isinstance(done.exception, UnknownEndingError)
    assert "did you mean `.docx`" in str(done.exception)
    with pytest.raises(UnknownEndingError, match=r"known: \.txt, \.md"):
        format_of("report")
    assert format_of("report.PDF.html") == "html"


def test_the_command_writes_every_kind_of_file(tmp_path: Path) -> None:
    pytest.importorskip("docx")
    for ending in ("html", "docx", "xlsx", "tex", "csv", "md", "json", "txt"):
        target = tmp_path / ending / f"report.{ending}"
        target.parent.mkdir()
        done = run(str(COHORTS / "ar2963.csv"), "-o", str(target))
        assert done.return_value == 0, done.exception
        assert target.stat().st_size > 500
        beside = [file.suffix for file in target.parent.iterdir() if file != target]
        assert beside == ([".pdf"] * len(beside) if ending == "tex" else [])


def test_assigned_columns_of_yes_and_no_have_no_talk_of_levels() -> None:
    frame = pl.read_csv(COHORTS / "jinnin_2020.csv", infer_schema=False)
    result = compare(frame, assigned="eular=assigned_eular_acr_2017", reference="diagnosis", cases="IIM")
    text = result.render(full=True)
    assert "as assigned (yes/no)" in text
    for word in ("definite", "probable", "completion", "without the excluded", "Weighted kappa"):
        assert word not in text, word


def test_headings_and_rows_name_sets_as_people_do_and_never_by_id(synthetic: Comparison) -> None:
    text = synthetic.render()
    assert "eular-acr-2017" not in text
    assert "bohan-peter-1975" not in text


def test_differences_of_shares_are_percentage_points(synthetic: Comparison) -> None:
    lines = synthetic.render("markdown", full=True).splitlines()
    (line,) = [line for line in lines if line.startswith("| classified, first less second")]
    label, estimate = line.split("|")[1:3]
    assert "percentage points" in label
    assert re.fullmatch(r" +-0\.6 \(-4\.7 to 3\.5\) ", estimate)


def test_methods_cite_in_full_and_only_what_the_report_has(synthetic: Comparison, many: Comparison) -> None:
    text = "\n".join(synthetic.methods)
    numbers = {int(number) for group in re.findall(r"\[([\d,]+)\]", text) for number in group.split(",")}
    listed = [int(number) for number in re.findall(r"(?m)^(\d+)\. ", text)]
    assert numbers == set(listed) == set(range(1, len(listed) + 1))
    assert "Lundberg IE" in text
    assert "Not confirmed in a source that could be read" in text
    assert "how many parts of the EMG triad are needed" in text
    assert "how many criteria make which level" not in text  # that was seen in print
    assert "Fleiss' kappa" not in text
    assert "Fleiss' kappa" in "\n".join(many.methods)


def test_a_notebook_shows_a_short_name_and_the_agreement(synthetic: Comparison) -> None:
    assert repr(synthetic) == "<Comparison of EULAR/ACR 2017, Bohan & Peter 1975: 500 patients, against diagnosis>"
    shown = synthetic._repr_html_()
    assert "0.55 (0.47 to 0.62)" in shown
    assert "Bohan &amp; Peter" in shown
    assert len(shown) < 20_000


def wide(columns: int, letters: int) -> Table:
    table = Table("t", ("name", *(f"column {place}" for place in range(columns))))
    table.add("a rather long name of a row", *("9" * letters for _ in range(columns)))
    return table


@pytest.mark.parametrize("columns", [1, 4, 9, 20])
@pytest.mark.parametrize("letters", [3, 13, 28])
def test_every_column_is_in_one_piece_and_no_piece_is_wider_than_the_page(columns: int, letters: int) -> None:
    table = wide(columns, letters)
    found = pieces(table, 80)
    assert [place for piece in found for place in piece.places[1:]] == list(range(1, columns + 1))
    assert all(piece.places[0] == 0 for piece in found)
    assert all(sum(piece.widths) + 2 * (len(piece.widths) - 1) <= 80 for piece in found)
    for piece, widths in fitted(table, 480, 100, 6):
        assert sum(widths) + 6 * (len(widths) - 1) <= 480.001
        assert all(width >= points("9" * letters) for width in widths[1:])
        assert len(widths) == len(piece.places)


def test_numbering_counts_tables_and_figures_apart() -> None:
    made = numbered(Document("d", [Section("s", [Table("a", ("x",)), "text", Table("b", ("x",))])]))
    assert [table.caption for table in made.tables()] == ["Table 1. a", "Table 2. b"]


def test_without_matplotlib_the_numbers_of_the_figures_still_stand_there(synthetic: Comparison) -> None:
    from myositis.comparison.report.as_html import html

    page = html(document(synthetic, Wish(full=True)), pictures=False)
    assert not Page(page).of("img")
    assert page.count("as numbers") >= 7


def test_a_format_whose_library_is_missing_names_the_cure() -> None:
    from myositis.comparison.report.missing_library import MissingLibraryError, library

    with pytest.raises(MissingLibraryError, match=r"a Word file needs python-docx.*pip install 'myositis\[report\]'"):
        library("no_such_module", "python-docx", "a Word file")


def test_word_lists_at_most_500_patients_one_by_one_and_says_where_the_others_are() -> None:
    docx = pytest.importorskip("docx")
    weak = {"proximal_upper_weakness": True, "ck_elevated": True, "emg_myopathic": True}
    result = compare(frame_of([weak] * 502))
    (content,) = files(result, "report.docx", full=True, sections=["patients"]).values()
    document_ = docx.Document(io.BytesIO(content))
    assert max(len(table.rows) for table in document_.tables) == 501
    assert any("2 more" in paragraph.text for paragraph in document_.paragraphs)
