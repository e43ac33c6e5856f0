import pytest
from hypothesis import given
from hypothesis import strategies as st

from workbench.corpus.readers.decoding import decode, require_encoding, without_unstorable
from workbench.errors import BadInputError, UsageError

FRENCH = "Le ministre a déclaré qu’il n’était pas prêt à céder. L’été dernier, les négociations avaient échoué."
RUSSIAN = "Министр заявил, что переговоры продлятся дольше, чем ожидалось. Следующая встреча состоится в июне."
JAPANESE = "大臣は、協議が予想よりも長く続くと述べた。次の会合は六月に東京で開かれる予定だという。"
ARABIC = "قال الوزير إن المحادثات ستستمر أطول مما كان متوقعا. وسيعقد الاجتماع المقبل في يونيو في القاهرة."


def test_utf_8_is_read_as_it_is() -> None:
    decoded = decode(FRENCH.encode())
    assert (decoded.source, decoded.encoding, decoded.odd) == (FRENCH, "utf-8", ())


@pytest.mark.parametrize("encoding", ["utf-8-sig", "utf-16", "utf-32"])
def test_a_byte_order_mark_tells_the_encoding_and_is_no_part_of_the_source(encoding: str) -> None:
    decoded = decode(RUSSIAN.encode(encoding))
    assert (decoded.source, decoded.encoding, decoded.odd) == (RUSSIAN, encoding, ())


@pytest.mark.parametrize(
    ("text", "encoding"),
    [
        (FRENCH, "windows-1252"),
        (RUSSIAN, "windows-1251"),
        (RUSSIAN, "koi8-r"),
        (RUSSIAN, "utf-16-le"),
        (JAPANESE, "shift_jis"),
        (JAPANESE, "euc-jp"),
        (ARABIC, "windows-1256"),
    ],
)
def test_another_encoding_is_detected_and_told(text: str, encoding: str) -> None:
    decoded = decode(text.encode(encoding))
    assert decoded.source == text
    assert decoded.odd == (f"not UTF-8: read as {decoded.encoding}",)
    assert decoded.source.encode(decoded.encoding) == text.encode(encoding)


def test_the_encoding_told_wins_over_detection() -> None:
    assert decode(FRENCH.encode(), "latin-1").source == FRENCH.encode().decode("latin-1")


def test_the_wrong_encoding_told_is_refused_with_the_byte() -> None:
    with pytest.raises(BadInputError, match=r"is not utf-8 \(byte 16\); name another encoding, or none"):
        decode(FRENCH.encode("windows-1252"), "utf-8")


@pytest.mark.parametrize("name", ["utf-9", "hex", "rot13", "no\0name"])
def test_an_unknown_encoding_is_wrong_usage(name: str) -> None:
    with pytest.raises(UsageError, match="is not an encoding; give one such as"):
        require_encoding(name)


@pytest.mark.parametrize(
    ("content", "reason"),
    [
        (b"", "is empty"),
        (b"%PDF-1.7\n%\xe2\xe3", r"is not text \(it looks like a PDF\)"),
        (b"PK\x03\x04\x14\x00", r"is not text \(it looks like a zip archive"),
        (b"\x89PNG\r\n\x1a\n", r"is not text \(it looks like an image\)"),
        (bytes(range(256)) * 20, "is not text"),
        (b"\x00\x01\x02\x03" * 100, "is not text"),
    ],
)
def test_what_is_no_text_is_refused(content: bytes, reason: str) -> None:
    with pytest.raises(BadInputError, match=reason):
        decode(content)


def test_nul_is_replaced_one_for_one_and_told() -> None:
    decoded = decode(b"A long enough line of text with a NUL \x00 in it.")
    assert decoded.source == "A long enough line of text with a NUL \ufffd in it."
    assert decoded.odd == ("replaced by U+FFFD: 1 NUL character",)


@pytest.mark.parametrize("name", [None, "utf-8", "UTF-16", "windows-1252", "koi8-r", "utf-8-sig"])
def test_an_encoding_of_text_may_be_told(name: str | None) -> None:
    require_encoding(name)


@given(st.text(st.characters(codec=None, exclude_categories=())))
def test_what_cannot_be_stored_is_replaced_and_nothing_else(text: str) -> None:
    stored, told = without_unstorable(text)
    assert len(stored) == len(text)
    assert all(new == old or (new == "\ufffd" and (old == "\0" or "\ud800" <= old <= "\udfff"))
               for new, old in zip(stored, text, strict=True))  # fmt: skip
    assert bool(told) == (stored != text)
    stored.encode()


@given(st.binary())
def test_any_bytes_are_decoded_or_refused(content: bytes) -> None:
    try:
        decoded = decode(content)
    except BadInputError:
        return
    assert "\0" not in decoded.source


@pytest.mark.parametrize(
    ("declaration", "encoding", "text"),
    [
        ('<meta charset="windows-1251">', "windows-1251", RUSSIAN),
        ("<meta charset=koi8-r>", "koi8-r", RUSSIAN),
        ("<META http-equiv=Content-Type content='text/html; charset=Shift_JIS'>", "cp932", JAPANESE),
        ('<?xml version="1.0" encoding="EUC-JP"?>', "euc_jp", JAPANESE),
        ('<meta charset="iso-8859-1">', "windows-1252", FRENCH),
        ('<meta charset="gb2312">', "gb18030", "部长表示，谈判将比预期更久。"),
        ('<meta charset="ISO-2022-JP">', "iso2022_jp", JAPANESE),
    ],
)
def test_a_page_declares_its_encoding(declaration: str, encoding: str, text: str) -> None:
    page = f"<html><head>{declaration}</head><body><p>{text}</p></body></html>"
    decoded = decode(page.encode(encoding), is_page=True)
    assert (decoded.source, decoded.odd) == (page, ())


@pytest.mark.parametrize("declared", ["windows-1252", "utf-16", "no-such", "hex", "x-user-defined"])
def test_a_page_that_is_utf_8_is_read_so_whatever_it_declares(declared: str) -> None:
    page = f'<meta charset="{declared}"><p>{FRENCH}</p>'
    decoded = decode(page.encode(), is_page=True)
    assert (decoded.source, decoded.encoding) == (page, "utf-8")


def test_a_page_that_is_not_in_the_encoding_it_declares_is_detected_and_told() -> None:
    page = f'<meta charset="utf-8"><p>{RUSSIAN}</p>'
    decoded = decode(page.encode("windows-1251"), is_page=True)
    assert (decoded.source, decoded.odd) == (page, ("not UTF-8: read as windows-1251",))


@pytest.mark.parametrize("encoding", ["utf-16-le", "utf-16-be"])
@pytest.mark.parametrize(
    "text", [FRENCH, RUSSIAN, JAPANESE, ARABIC, "部长表示，谈判将比预期更久。\n下一次会议在六月。"]
)
def test_utf_16_without_a_mark_is_told_by_what_it_holds(text: str, encoding: str) -> None:
    decoded = decode(f"{text}\n{text}\n".encode(encoding))
    assert (decoded.source, decoded.encoding) == (f"{text}\n{text}\n", encoding)


def test_a_few_broken_bytes_do_not_make_utf_8_another_encoding() -> None:
    content = RUSSIAN.encode()
    cut_off = decode(content[:-2])
    assert cut_off.source == RUSSIAN[:-2] + "\ufffd"
    assert cut_off.odd == ("replaced by U+FFFD: 1 broken utf-8 sequence",)
    inside = decode(content[:15] + b"\xff" + content[15:])
    assert inside.source.replace("\ufffd", "") == RUSSIAN
