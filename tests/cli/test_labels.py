import csv
import json
from pathlib import Path

import pytest

from tests.agreement.tables import FLEISS, KRIPPENDORFF
from tests.server import Workbench


@pytest.fixture
def workbench(workbench: Workbench) -> Workbench:
    workbench.run("project", "create", "demo")
    return workbench


def write(file: Path, answers: list[tuple[str, str, str]]) -> Path:
    """Write (annotator, unit, value) as a table of foreign labels in one dimension."""
    with file.open("w", encoding="utf-8", newline="") as out:
        writer = csv.writer(out)
        writer.writerow(["item", "text", "annotator", "dimension", "value"])
        writer.writerows([unit, f"Unit {unit}", annotator, "code", value] for annotator, unit, value in answers)
    return file


def agreement_of(workbench: Workbench, file: Path, answers: list[tuple[str, str, str]]) -> dict:
    workbench.run("labels", "import", "demo", str(write(file, answers)), "--format", "csv", "--codebook-from-data")
    (found,) = json.loads(workbench.out("agreement", "demo", "--json"))["dimensions"]
    return found


def test_krippendorffs_four_observers_have_alpha_0_743(workbench: Workbench, tmp_path: Path) -> None:
    observers = [line.split() for line in KRIPPENDORFF.split("\n") if line]
    answers = [
        ("ABCD"[who], f"u{unit}", value)
        for who, line in enumerate(observers)
        for unit, value in enumerate(line)
        if value != "."
    ]
    found = agreement_of(workbench, tmp_path / "labels.csv", answers)
    # By hand from his coincidence matrix, in section C: 1 - 39 * (40 - 32) / (40² - Σn²) = 1 - 312 / 1216.
    assert found["krippendorff_alpha"]["value"] == pytest.approx(1 - 312 / 1216, abs=1e-9)
    assert found["left_out"]["single"] == 1
    assert (found["units"], found["judgments"], found["annotators"], found["level"]) == (11, 40, 4, "nominal")


def test_the_psychiatrists_of_fleiss_1971_have_kappa_0_430(workbench: Workbench, tmp_path: Path) -> None:
    patients = [[int(count) for count in patient] for patient in FLEISS.split()]
    answers = [
        (f"rater {who}", f"patient {number}", value)
        for number, counts in enumerate(patients)
        for who, value in enumerate(str(label) for label, count in enumerate(counts) for _ in range(count))
    ]
    found = agreement_of(workbench, tmp_path / "labels.csv", answers)
    observed = sum(sum(count * (count - 1) for count in counts) / 30 for counts in patients) / 30
    expected = sum((sum(counts[label] for counts in patients) / 180) ** 2 for label in range(5))
    assert found["fleiss_kappa"]["value"] == pytest.approx((observed - expected) / (1 - expected), abs=1e-9)
    assert found["fleiss_kappa"]["value"] == pytest.approx(0.430, abs=0.0005)
    assert found["percent"]["value"] == pytest.approx(observed, abs=1e-9)


def test_fifty_grant_proposals_have_cohens_kappa_0_4(workbench: Workbench, tmp_path: Path) -> None:
    # The usual example: 20 times both said yes, 15 times both no, 5 and 10 times one of them.
    answers = []
    for unit, (a, b) in enumerate(
        [("yes", "yes")] * 20 + [("yes", "no")] * 5 + [("no", "yes")] * 10 + [("no", "no")] * 15
    ):
        answers += [("A", f"u{unit}", a), ("B", f"u{unit}", b)]
    found = agreement_of(workbench, tmp_path / "labels.csv", answers)
    (pair,) = found["cohen_kappa"]["pairs"]
    assert (pair["a"], pair["b"], pair["units"]) == ("A", "B", 50)
    assert pair["value"] == pytest.approx(0.4, abs=1e-9)
    assert found["cohen_kappa"]["mean"]["value"] == pytest.approx(0.4, abs=1e-9)


def test_an_import_says_what_it_took_and_names_what_it_did_not(workbench: Workbench, tmp_path: Path) -> None:
    file = tmp_path / "labels.csv"
    file.write_text(
        "item,text,annotator,dimension,value,mood\na,One.,Eva,topic,law,x\na,One.,Eva,topic,weather,x\n", "utf-8"
    )
    done = workbench.run("labels", "import", "demo", str(file), "--format", "csv")
    assert done.stdout.startswith("1 new annotations")
    assert f"{file}: columns not used: mood" in done.stderr
    assert f"skipped {file}, row 3, value: “weather” is not a label of “topic”" in done.stderr
    again = workbench.run("labels", "import", "demo", str(file), "--format", "csv")
    assert again.stdout.startswith("0 new annotations, 0 added to, 1 in already")


def test_an_import_of_which_nothing_is_good_changes_nothing(workbench: Workbench, tmp_path: Path) -> None:
    file = tmp_path / "labels.csv"
    file.write_text("item,text,annotator,dimension,value\na,One.,Eva,topic,weather\n", "utf-8")
    done = workbench.run("labels", "import", "demo", str(file), "--format", "csv", status=1)
    assert done.stderr.count("\n") == 1
    assert workbench.out("passages", "demo") == ""
    assert "cannot be read" in workbench.run("labels", "import", "demo", "nowhere", "--format", "csv", status=1).stderr


def test_what_is_not_built_yet_and_what_is_wrong_usage_end_with_2(workbench: Workbench, tmp_path: Path) -> None:
    file = str(write(tmp_path / "labels.csv", [("A", "u", "1")]))
    mapped = workbench.run("labels", "import", "demo", file, "--format", "csv", "--map", file, status=2)
    assert "--map: not built yet" in mapped.stderr
    workbench.run("labels", "import", "demo", file, "--format", "doccano", status=2)
    workbench.run("labels", "import", "demo", file, "--format", "nonsense", status=2)
    workbench.run("labels", "import", "demo", file, status=2)


def test_a_codebook_from_data_is_refused_on_a_project_with_answers(workbench: Workbench, tmp_path: Path) -> None:
    file = str(write(tmp_path / "labels.csv", [("A", "u", "1")]))
    arguments = ("labels", "import", "demo", file, "--format", "csv", "--codebook-from-data")
    workbench.run(*arguments)
    assert "has answers" in workbench.run(*arguments, status=1).stderr
