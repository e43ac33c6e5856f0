import io
import json
import socket
import zipfile

import pytest

from workbench.corpus import cutting
from workbench.corpus.kinds import LABELLED_KINDS
from workbench.corpus.readers import files
from workbench.corpus.readers.captions import Captions
from workbench.corpus.readers.rows import Row
from workbench.corpus.readers.text import pasted

ADDRESS = "http://192.0.2.1/article"
PAGE = (
    f'<?xml version="1.0"?><!DOCTYPE html [<!ENTITY far SYSTEM "{ADDRESS}">]><html><head><base href="{ADDRESS}">'
    f'<link rel="stylesheet" href="{ADDRESS}"><meta http-equiv="refresh" content="0;url={ADDRESS}"></head>'
    f'<body><p>The ferry was late &far;.</p><img src="{ADDRESS}"><iframe src="{ADDRESS}"></iframe></body></html>'
)
OBJECT = {"text": f"The ferry was late. {ADDRESS}", "url": ADDRESS, "html": PAGE, "image": ADDRESS}


def archive(**entries: str) -> str:
    made = io.BytesIO()
    with zipfile.ZipFile(made, "w") as packed:
        for name, content in entries.items():
            packed.writestr(name.replace("_", "."), content)
    return made.getvalue().decode("latin-1")


FILES = {
    "a.txt": f"{ADDRESS}\n\nThe ferry was late.",
    "a.html": PAGE,
    "a.jsonl": json.dumps(OBJECT),
    "a.json": json.dumps({"articles": [OBJECT]}),
    "a.csv": f"text,url\nThe ferry was late.,{ADDRESS}\n",
    "a.tsv": f"html\tlink\n<p>The ferry was late.</p>\t{ADDRESS}\n",
    "a.zip": archive(a_html=PAGE, b_txt=ADDRESS),
}


@pytest.fixture(autouse=True)
def _no_network(monkeypatch: pytest.MonkeyPatch) -> None:
    def refused(*_: object, **__: object) -> None:
        raise AssertionError("something asked for the network")

    for name in ("socket", "create_connection", "getaddrinfo", "gethostbyname"):
        monkeypatch.setattr(socket, name, refused)


@pytest.mark.parametrize("name", FILES)
def test_no_address_in_a_file_is_ever_asked(name: str) -> None:
    content = FILES[name].encode("latin-1" if name == "a.zip" else "utf-8")
    rows = list(files.read(name, io.BytesIO(content), "auto", None))
    assert rows
    for row in rows:
        assert isinstance(row, Row)
        if row.format == "text":
            assert isinstance(cutting.cut(row, LABELLED_KINDS), cutting.Cut)


def test_no_address_of_a_pasted_article_is_ever_asked() -> None:
    row = pasted(PAGE, Captions(url=ADDRESS))
    assert (row.format, row.source, row.captions.url) == ("html", PAGE, ADDRESS)
