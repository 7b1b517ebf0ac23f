"""The caller's types: a strict type checker finds nothing in the README's Python, nor in a registry's own program."""

from __future__ import annotations

import json
import re
import subprocess
import sys
from datetime import date
from pathlib import Path
from typing import Any

import polars as pl
import pytest

import registry_service
from myositis import Classification, Patient, classify, compare
from myositis.dictionary.findings import DICTIONARY
from pages_of_types import FOR_PROGRAMMERS, patient_stub

ROOT = Path(__file__).parents[1]
COHORT = ROOT / "fixtures" / "cohorts" / "synthetic_500.csv"


def snippets(path: Path) -> list[str]:
    """The Python blocks of a page."""
    return re.findall(r"^```python\n(.*?)^```", path.read_text(encoding="utf-8"), re.MULTILINE | re.DOTALL)


def strictly_checked(folder: Path, sources: dict[str, str]) -> str:
    """What `mypy --strict` says about these files, as somebody's who has installed the package and set up nothing."""
    for name, text in sources.items():
        (folder / name).write_text(text, encoding="utf-8")
    (folder / "mypy.ini").write_text("[mypy]\nstrict = True\n", encoding="utf-8")
    cache = ROOT / ".mypy_cache" / "callers"
    command = [sys.executable, "-m", "mypy", "--config-file", "mypy.ini", "--cache-dir", str(cache), *sources]
    done = subprocess.run(command, cwd=folder, capture_output=True, text=True, check=False)
    assert not done.stderr, done.stderr
    return done.stdout


def test_a_strict_type_checker_finds_what_is_wrong_and_nothing_else(tmp_path: Path) -> None:
    sources = {"registry_service.py": (ROOT / "tests" / "registry_service.py").read_text(encoding="utf-8")}
    pages = snippets(ROOT / "README.md")
    assert len(pages) >= 2
    sources |= {f"readme_{number}.py": text for number, text in enumerate(pages, 1)}
    sources["wrong.py"] = (
        "import polars as pl\n"
        "from myositis import Patient, classify_cohort\n"
        "Patient(age_at_onset=[47])\n"  # 3: no age
        "Patient(heliotrop_rash=True)\n"  # 4: no finding
        "Patient(sex=1)\n"  # 5: no word
        "level: int = Patient(age_at_onset=47).sex\n"  # 6: not what the field holds
        "frame: pl.DataFrame = classify_cohort(pl.LazyFrame())\n"  # 7: lazy stays lazy
    )
    said = strictly_checked(tmp_path, sources)
    errors = [line for line in said.splitlines() if ": error:" in line]
    assert [line for line in errors if not line.startswith("wrong.py")] == [], said
    assert sorted({int(line.split(":")[1]) for line in errors}) == [3, 4, 5, 6, 7], said


@pytest.mark.parametrize("path", FOR_PROGRAMMERS)
def test_what_is_generated_for_programmers_is_fresh(path: str) -> None:
    written = (ROOT / path).read_text(encoding="utf-8")
    assert written == FOR_PROGRAMMERS[path](), f"{path} is stale; run `python tests/write_pages.py` and commit the result"


def test_the_stub_types_every_field_as_the_record_holds_it() -> None:
    """The generated words against what pydantic reads."""
    examples: dict[str, list[Any]] = {
        "bool | None": [True, False, "yes", 1, "0"],
        "float | Interval | None": [1, 0.5, "<=1", "1"],
        "Days | None": ["1990", "1990-05", date(1990, 5, 1), 1990],
        "str | None": ["a", 12],
    }
    stub = patient_stub()
    for name in DICTIONARY:
        kind = re.search(rf"^    {name}: (.*)$", stub, re.MULTILINE)
        assert kind is not None, name
        words = re.findall(r'"(\w+)"', kind[1])
        for value in words or examples[kind[1]]:
            held = getattr(Patient(**{name: value}), name)
            assert type(held).__name__ in ("str" if words else kind[1]), (name, value)
            assert not words or held == value


def test_what_results_write_as_json_keeps_to_the_committed_schemas() -> None:
    """Without a validator of schemas: every property that is written is listed, and every required one is written."""
    names = ("classification", "comparison")
    schemas = {name: json.loads((ROOT / f"criteria/schemas/{name}.json").read_text("utf-8")) for name in names}
    one = classify(Patient(age_at_onset=52, heliotrope_rash=True, ck=">5000", ck_uln=180), "eular-acr-2017", trace=True)
    frame = pl.read_csv(COHORT, infer_schema=False).head(60)
    many = compare(frame, reference="diagnosis", cases=["DM", "PM", "IBM", "JDM", "ADM"])
    for name, text in (("classification", one.model_dump_json()), ("comparison", many.to_json())):
        wrong = list(differences(json.loads(text), schemas[name], schemas[name].get("$defs", {}), name))
        assert not wrong, wrong[:5]
    assert Classification.model_validate_json(one.model_dump_json()).model_dump_json() == one.model_dump_json()


def differences(value: Any, schema: dict[str, Any], known: dict[str, Any], where: str) -> list[str]:
    """Where a value does not fit a schema: types, properties, items, references and alternatives."""
    if "$ref" in schema:
        return differences(value, known[schema["$ref"].rpartition("/")[2]], known, where)
    if "anyOf" in schema:
        tries = [differences(value, one, known, where) for one in schema["anyOf"]]
        return [] if [] in tries else min(tries, key=len)
    kinds: dict[str, Any] = {"object": dict, "array": list, "string": str, "null": type(None)}
    kinds |= {"integer": int, "number": int | float, "boolean": bool}
    kind = schema.get("type")
    if kind is not None and (not isinstance(value, kinds[kind]) or (isinstance(value, bool) and kind != "boolean")):
        return [f"{where}: {kind} expected, {type(value).__name__} found"]
    if "const" in schema or "enum" in schema:
        return [] if value in schema.get("enum", [schema.get("const")]) else [f"{where}: {value}"]
    found: list[str] = []
    if kind == "object":
        properties, further = schema.get("properties", {}), schema.get("additionalProperties")
        found += [f"{where}: {name} is missing" for name in schema.get("required", ()) if name not in value]
        for name, item in value.items():
            if name in properties:
                found += differences(item, properties[name], known, f"{where}.{name}")
            elif isinstance(further, dict):
                found += differences(item, further, known, f"{where}.{name}")
            elif further is not True:
                found += [f"{where}: {name} is not in the schema"]
    elif kind == "array":
        first = schema.get("prefixItems", [])
        for place, item in enumerate(value):
            one = first[place] if place < len(first) else schema.get("items", {})
            found += differences(item, one, known, f"{where}[{place}]")
    return found


def test_a_value_that_does_not_fit_a_schema_is_found() -> None:
    schema = {"type": "object", "properties": {"a": {"type": "array", "items": {"type": "integer"}}}, "required": ["a"]}
    assert not differences({"a": [1, 2]}, schema, {}, "x")
    for wrong in ({"a": [1, "2"]}, {"a": [True]}, {}, {"a": [], "b": 1}, []):
        assert differences(wrong, schema, {}, "x"), wrong


def test_the_program_of_a_registry_works(tmp_path: Path) -> None:
    visit = registry_service.Visit("0012", date(2020, 3, 1), date(1970, 5, 2), True, None, 900.0, 180.0)
    assert registry_service.letter(visit) == (
        "0012: probable, open: probable, definite, probability 76% to 100% (provided: no better_explanation)"
    )
    cohort = pl.read_csv(COHORT, infer_schema=False)
    assert registry_service.counts(cohort, ["eular-acr-2017", "bohan-peter-1975"]).keys() == {
        "EULAR/ACR 2017",
        "Bohan & Peter 1975",
    }
    assert "patients" in registry_service.agreement(cohort.head(100))
    assert "column" in registry_service.agreement(cohort.drop("diagnosis"))
    assert registry_service.overnight(COHORT, tmp_path / "out.parquet")[0] == "500 rows, 0 invalid"
    assert pl.read_parquet(tmp_path / "out.parquet").height == 500
    before = {"physician_global": 5, "patient_global": 4.5, "mmt": 120, "haq": 1.25, "extramuscular_global": 2}
    after = {"physician_global": 3.5, "patient_global": 3, "mmt": 138, "haq": 0.875, "extramuscular_global": 0.5}
    assert registry_service.responded({**before, "ck": 1440, "ck_uln": 180}, {**after, "ck": 360, "ck_uln": 180}) is True
    typed = pl.DataFrame({"patient_id": ["a", "b"], "proximal_weakness": [True, None]})
    lazy, frame = registry_service.same_kind(typed.lazy(), typed.to_pandas())
    assert isinstance(lazy, pl.LazyFrame)
    assert type(frame).__module__.startswith("pandas")


@pytest.mark.parametrize("path", ["one_patient/patient.pyi", "py.typed"])
def test_the_types_lie_beside_the_code_that_is_installed(path: str) -> None:
    import myositis

    assert (Path(myositis.__file__).parent / path).is_file()
