import errno
import os
from collections.abc import Iterator
from pathlib import Path

import pytest

from workbench.datasets import export
from workbench.errors import ConflictError, StorageError


def full_disk() -> Iterator[bytes]:
    yield b"half of it"
    raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))


def test_an_export_and_its_codebook_come_to_their_places_whole(tmp_path: Path) -> None:
    export.write(tmp_path / "labels.jsonl", "# codebook", iter([b"one\n", b"two\n"]))
    assert {one.name: one.read_text() for one in tmp_path.iterdir()} == {
        "labels.jsonl": "one\ntwo\n",
        "labels.codebook.toml": "# codebook",
    }


def test_a_disk_that_is_full_leaves_what_was_there(tmp_path: Path) -> None:
    path = tmp_path / "labels.jsonl"
    path.write_text("the old one")
    with pytest.raises(StorageError, match="No space left on device"):
        export.write(path, "# codebook", full_disk())
    assert [(one.name, one.read_text()) for one in tmp_path.iterdir()] == [("labels.jsonl", "the old one")]


def test_an_interrupted_export_leaves_nothing(tmp_path: Path) -> None:
    def interrupted() -> Iterator[bytes]:
        yield b"half of it"
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        export.write(tmp_path / "labels.jsonl", "# codebook", interrupted())
    assert list(tmp_path.iterdir()) == []


def test_only_a_file_is_replaced_and_only_on_request(tmp_path: Path) -> None:
    export.require_free(tmp_path / "labels.jsonl", force=False)
    with pytest.raises(ConflictError, match="is not a file"):
        export.require_free(tmp_path, force=True)
    export.codebook_path(tmp_path / "labels.jsonl").touch()
    with pytest.raises(ConflictError, match=r"labels\.codebook\.toml exists"):
        export.require_free(tmp_path / "labels.jsonl", force=False)
    export.require_free(tmp_path / "labels.jsonl", force=True)
