import json

from workbench.corpus.cutting import Dropped
from workbench.corpus.ingest import Taken
from workbench.corpus.readers.rows import BadRow, Reading
from workbench.corpus.report import MOST_NAMED, Report

TABLE = Reading("csv", "text=body (guessed)")


def taken(number: int, *, odd: list[str] | None = None, is_new: bool = True) -> Taken:
    passages = {"paragraph": 2, "boilerplate": 1}
    dropped = {"advert": Dropped(1, f"ADVERTISEMENT {number}")}
    return Taken(f"a{number}", "n.csv", number, None, passages, odd or [], is_new, "utf-8", TABLE, dropped)


def test_a_report_counts_kinds_reasons_formats_encodings_and_columns() -> None:
    report = Report()
    for outcome in (taken(1), taken(2, odd=["mojibake repaired in 3 passages"]), taken(3, is_new=False)):
        report.add(outcome)
    report.add(BadRow("n.csv", 4, "is empty"))
    assert (report.new, report.again, report.skipped, report.is_nothing) == (2, 1, 1, False)
    assert report.kinds == {"paragraph": 4, "boilerplate": 2}
    assert report.dropped == {"advert": {"count": 2, "examples": ["ADVERTISEMENT 1", "ADVERTISEMENT 2"]}}
    assert (report.formats, report.encodings) == ({"csv": 3}, {"utf-8": 3})
    assert report.columns == {"text=body (guessed)": {"rows": 3, "file": "n.csv"}}
    assert report.bad == [{"file": "n.csv", "row": 4, "reason": "is empty"}]


def test_oddities_are_counted_by_what_they_are() -> None:
    report = Report()
    for number, odd in enumerate(
        (
            ["mojibake repaired in 1 passage", "nothing labelled"],
            ["mojibake repaired in 3 passages"],
            ["not UTF-8: read as koi8-r"],
            ["replaced by U+FFFD: 2 NUL characters"],
        )
    ):
        report.add(taken(number, odd=odd))
    assert report.odd_articles == 4
    assert report.oddities == {
        "mojibake repaired": 2,
        "nothing labelled": 1,
        "not UTF-8": 1,
        "replaced by U+FFFD": 1,
    }


def test_a_report_of_many_articles_is_no_larger_than_one_of_some() -> None:
    report, sizes = Report(), []
    for number in range(3 * MOST_NAMED):
        report.add(taken(number, odd=["nothing labelled"]))
        report.add(BadRow("n.csv", number, "is empty"))
        if number in {MOST_NAMED, 3 * MOST_NAMED - 1}:
            sizes.append(len(json.dumps(report.document())))
    assert (report.new, report.skipped, report.odd_articles) == (3 * MOST_NAMED,) * 3
    assert len(report.named) == len(report.odd) == len(report.bad) == MOST_NAMED
    assert sizes[1] - sizes[0] < 100


def test_a_report_goes_through_json_as_it_is() -> None:
    report = Report()
    report.add(taken(1, odd=["nothing labelled"]))
    report.add(BadRow("n.csv", None, "is empty"))
    assert Report(**json.loads(json.dumps(report.document()))) == report
