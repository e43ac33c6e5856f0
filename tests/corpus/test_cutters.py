"""Cutting in processes: in order, bounded, and whole when one of them dies."""

import os
import signal
from collections.abc import Iterator, Sequence
from multiprocessing import active_children

import pytest

from workbench.corpus import cutters, cutting
from workbench.corpus.cutters import Ready, in_order
from workbench.corpus.kinds import Span
from workbench.corpus.readers.rows import BadRow, Row

LABELLED = frozenset({"paragraph"})
DEADLY = "deadly.txt"


def row(number: int, file: str = "a.txt") -> Row:
    source = f"Day {number}: the ferry was late again, and forty people waited in the rain until it came.\n"
    return Row(file, number, source.encode(), source, "utf-8")


def batches(count: int, size: int = 5) -> Iterator[tuple[int, list[Row]]]:
    for number in range(count):
        yield number, [row(number * size + one) for one in range(size)]


def uids(found: Sequence[Ready | BadRow]) -> list[str]:
    return [one.uid for one in found if isinstance(one, Ready)]


def test_processes_give_what_one_gives_in_the_same_order() -> None:
    here = list(in_order(batches(12), LABELLED, processes=1))
    there = list(in_order(batches(12), LABELLED, pays=0, processes=2))
    assert [tag for tag, _ in there] == list(range(12))
    assert there == here


def test_a_few_rows_start_no_process() -> None:
    for _ in in_order(batches(3), LABELLED, processes=2):
        assert active_children() == []


def test_a_row_that_our_own_rules_stumble_over_is_named_and_no_other_is_lost(
    monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    segment = cutting.segment

    def stumble(source: str) -> list[Span]:
        if source.startswith("Day 7:"):
            raise IndexError("string index out of range")
        return segment(source)

    monkeypatch.setattr(cutting, "segment", stumble)
    found = [one for _, batch in in_order(batches(2), LABELLED) for one in batch]
    (bad,) = [one for one in found if isinstance(one, BadRow)]
    assert str(bad) == "a.txt, row 7: could not be cut (IndexError); report it with the article"
    assert len(found) == 10
    assert "string index out of range" in caplog.text


def test_no_more_is_read_than_the_window_holds_and_closing_ends_the_processes() -> None:
    read: list[int] = []

    def reading() -> Iterator[tuple[int, list[Row]]]:
        for batch in batches(1000):
            read.append(batch[0])
            yield batch

    found = in_order(reading(), LABELLED, pays=0, processes=2)
    next(found)
    assert len(read) <= 2 * 3
    found.close()
    assert active_children() == []


class _Deadly(cutters._Cutters):
    """Cutters whose processes die of one file; a spawned process imports this module and finds `_cut_or_die`."""

    def send(self, rows: Sequence[Row]) -> object:  # type: ignore[override]
        try:
            return self._executor.submit(_cut_or_die, rows, self._labelled)
        except cutters.BrokenProcessPool as error:
            broken: cutters.Future[object] = cutters.Future()
            broken.set_exception(error)
            return broken


def _cut_or_die(rows: Sequence[Row], labelled: frozenset[str]) -> list[Ready | BadRow]:
    if any(row.file == DEADLY for row in rows):
        os.kill(os.getpid(), signal.SIGKILL)
    return [cutters.ready(row, labelled) for row in rows]


def test_a_row_of_which_a_process_dies_is_named_and_no_other_is_lost(
    monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    monkeypatch.setattr(cutters, "_Cutters", _Deadly)
    sent = list(batches(6, size=3))
    sent[2][1][1] = row(99, DEADLY)
    found = list(in_order(sent, LABELLED, pays=0, processes=2))
    outcomes = [one for _, made in found for one in made]
    assert [tag for tag, _ in found] == list(range(6))
    (bad,) = (one for one in outcomes if isinstance(one, BadRow))
    assert (bad.file, bad.row) == (DEADLY, 99)
    assert "ended" in bad.reason
    expected = [uid for _, rows in batches(6, size=3) for uid in uids([cutters.ready(one, LABELLED) for one in rows])]
    assert uids(outcomes) == expected[:7] + expected[8:]
    assert "cut again, one by one" in caplog.text
