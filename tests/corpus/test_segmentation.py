import pytest

from workbench.corpus.segmentation import Kind, segment

PROSE = (
    "The council said on Monday that the plan would be put to a vote before the end of the year, and that nobody "
    "should expect the old bridge to be opened again before that."
)
# A paragraph and a sentence in each language, between which a line that is none of the article is put.
LANGUAGES = {
    "de": "Der Rat teilte am Montag mit, dass über den Plan noch vor Jahresende abgestimmt "
    "werden soll, und bat um Geduld.",
    "fr": "Le conseil a annoncé lundi que le projet serait soumis au vote avant la fin de "
    "l'année, et il demande de la patience.",
    "es": "El consejo anunció el lunes que el plan se someterá a votación antes de fin de año, "
    "y pidió paciencia a todos.",
    "pt": "O conselho anunciou na segunda-feira que o plano será votado antes do fim do ano, e "
    "pediu paciência a todos.",
    "it": "Il consiglio ha annunciato lunedì che il piano sarà votato prima della fine "
    "dell'anno, e chiede pazienza a tutti.",
    "nl": "De raad maakte maandag bekend dat er voor het einde van het jaar over het plan wordt "
    "gestemd, en vraagt geduld.",
    "pl": "Rada poinformowała w poniedziałek, że plan zostanie poddany głosowaniu przed końcem "
    "roku, i prosi o cierpliwość.",
    "ru": "Совет сообщил в понедельник, что план будет вынесен на голосование до конца года, и "
    "просит жителей о терпении.",
    "el": "Το συμβούλιο ανακοίνωσε τη Δευτέρα ότι το σχέδιο θα τεθεί σε ψηφοφορία πριν από το τέλος του χρόνου.",
    "tr": "Meclis pazartesi günü planın yıl sonundan önce oylanacağını duyurdu ve herkesten biraz daha sabır istedi.",
    "ar": "أعلن المجلس يوم الاثنين أن الخطة ستطرح للتصويت قبل نهاية العام، وطلب من الجميع أن يتحلوا بالصبر قليلاً.",
    "he": "המועצה הודיעה ביום שני כי התוכנית תעלה להצבעה לפני סוף השנה, וביקשה מכל התושבים להתאזר בסבלנות עד אז.",
    "hi": "परिषद ने सोमवार को बताया कि साल के अंत से पहले योजना पर मतदान होगा, और सभी लोगों से धैर्य रखने को कहा।",
    "zh": "议会周一宣布，该计划将在年底之前提交表决，并请所有居民耐心等待，不要指望旧桥会在此之前重新开放。",
    "ja": "議会は月曜日、年末までに計画を採決すると発表し、それま"
    "で古い橋が再び開通することはないと住民に理解を求めた。",
    "ko": "의회는 월요일에 연말 이전에 계획을 표결에 부치겠다고 발표했으며, "
    "그 전에는 낡은 다리가 다시 열리지 않을 것이라고 말했다.",
    "th": "สภาประกาศเมื่อวันจันทร์ว่าจะนำแผนเข้าสู่การลงคะแนนก่อนสิ้นปี และขอให้ทุกคนอดทนรอจนกว่าสะพานเก่าจะเปิดใช้อีกครั้ง",
}


def kinds(source: str) -> list[str]:
    return [span.kind.value for span in segment(source)]


def texts(source: str) -> list[str]:
    return [span.text for span in segment(source)]


@pytest.mark.parametrize(
    ("language", "line", "reason"),
    [
        ("de", "Anzeige", "advert"),
        ("de", "Lesen Sie auch: Warum die Brücke so lange brauchte", "read also"),
        ("de", "14. März 2021, 09:12 Uhr", "date line"),
        ("de", "Diese Seite verwendet Cookies. Alle akzeptieren. Datenschutzerklärung", "cookie notice"),
        ("fr", "Lire aussi : Le pont qui ne voulait pas finir", "read also"),
        ("fr", "Publié le 3 octobre 2020 à 06h00", "date line"),
        ("fr", "Abonnez-vous à notre lettre du matin", "newsletter"),
        ("es", "Comparte", "share bar"),
        ("es", "12 comentarios", "comments"),
        ("pt", "Continua após a publicidade", "advert"),
        ("it", "Leggi anche: Il ponte che non finiva mai", "read also"),
        ("nl", "Deel dit artikel", "share bar"),
        ("pl", "Udostępnij", "share bar"),
        ("pl", "fot. archiwum", "photo credit"),
        ("ru", "РЕКЛАМА", "advert"),
        ("ru", "Читайте также: Мост, который строили десять лет", "read also"),
        ("ru", "15 сентября 2021, 10:42", "date line"),
        ("el", "Διαβάστε επίσης: Η γέφυρα που άργησε", "read also"),
        ("tr", "Bizi takip edin", "share bar"),
        ("ar", "إعلان", "advert"),
        ("ar", "اقرأ أيضا: جسر جديد في المدينة", "read also"),
        ("ar", "الأحد 14 مارس 2021", "date line"),
        ("he", "פרסומת", "advert"),
        ("hi", "यह भी पढ़ें: नदी पर नया पुल", "read also"),
        ("zh", "广告", "advert"),
        ("zh", "2020年05月18日 08:30", "date line"),
        ("ja", "関連記事", "other articles"),
        ("ja", "写真：市役所", "photo credit"),
        ("ko", "댓글 3", "comments"),
        ("th", "โฆษณา", "advert"),
    ],
)
def test_a_line_that_is_none_of_the_article_is_set_aside_in_many_languages(
    language: str, line: str, reason: str
) -> None:
    prose = LANGUAGES[language]
    spans = segment(f"{prose}\n{line}\n{prose}")
    assert [(span.kind, span.reason) for span in spans] == [
        (Kind.PARAGRAPH, ""),
        (Kind.BOILERPLATE, reason),
        (Kind.PARAGRAPH, ""),
    ]


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_paragraph_is_a_paragraph_in_every_script(language: str) -> None:
    assert kinds(LANGUAGES[language]) == ["paragraph"]


@pytest.mark.parametrize(
    "line",
    [
        "By Ann Marie Lee",
        "Share on Facebook",
        "5 min read",
        "Updated 3 hours ago",
        "Home > News > Local > Bridges",
        "Sign up for our newsletter",
        "Photo: A. Lee / Archive",
        "© 2020 The Paper. All rights reserved.",
        "Next page",
        "Facebook Twitter WhatsApp Email",
        "12 thoughts on “The old bridge”",
        "Tags: bridges, rivers",
        "Posted on May 3, 2019 by Ann Lee",
        "https://example.org/a/b",
        "[Read the full story](https://example.org)",
        "ADVERTISEMENT |",
    ],
)
def test_what_a_page_adds_to_an_article_is_boilerplate(line: str) -> None:
    assert kinds(f"{PROSE}\n{line}\n{PROSE}") == ["paragraph", "boilerplate", "paragraph"]


@pytest.mark.parametrize(
    "paragraph",
    [
        "The court said that a site which uses cookies must ask first, and that a cookie policy in small print at the "
        "foot of a page is no consent; publishers fear for what they earn from advertising.",
        "The newsletter, which has 40,000 readers, is sent out every Friday and is written by three people.",
        "By the end of the year the council wants to have an answer from all the farms along the river.",
        "Advertising on the buses brought in less money than the town had hoped for last year.",
        "LinkedIn said on Monday that it would close its office in the city and move most of the people who work "
        "there to other places before the spring.",
        "When YouTube started its new programme, few people in the industry thought that it would last for more than "
        "a year or two at the very most.",
    ],
)
def test_a_paragraph_about_such_things_stays_a_paragraph(paragraph: str) -> None:
    assert kinds(f"{PROSE}\n{paragraph}\n{PROSE}") == ["paragraph"] * 3


def test_a_menu_before_and_teasers_after_an_article_are_boilerplate() -> None:
    menu = "Gardens\nKitchens\nPets\nTravel\nCars\n"
    teasers = "\nMost read\nTen ways to cook a leek\nA dog that reads the news\nCars that nobody wanted"
    assert kinds(f"{menu}{PROSE}\n{PROSE}{teasers}")[1:3] == ["paragraph", "paragraph"]
    assert set(kinds(f"{menu}{PROSE}\n{PROSE}{teasers}")) == {"boilerplate", "paragraph"}


def test_comments_below_an_article_are_none_of_it() -> None:
    comments = f"\n3 comments\nAnna says:\n{PROSE}\nReply\nBen says:\n{PROSE}\nReply"
    spans = segment(f"{PROSE}\n{PROSE}\n{PROSE}{comments}")
    assert [span.kind.value for span in spans[:3]] == ["paragraph"] * 3
    assert {span.kind for span in spans[3:]} == {Kind.BOILERPLATE}


def test_a_one_sentence_lead_in_joins_its_list() -> None:
    assert texts(f"{PROSE}\nThe plan has two parts:\n- one\n- two\n{PROSE}")[1] == "The plan has two parts:\none\ntwo"


def test_a_paragraph_that_ends_in_a_colon_stays_a_paragraph_above_its_list() -> None:
    assert kinds(f"{PROSE} The plan has two parts:\n- one\n- two\n{PROSE}") == ["paragraph", "list", "paragraph"]


def test_lines_of_one_shape_below_a_colon_are_a_list() -> None:
    items = "Small steps: Begin with the farms.\nLong breath: Wait for the money.\nGood will: Ask everybody."
    assert kinds(f"{PROSE} The plan has three parts:\n{items}\n{PROSE}") == ["paragraph", "list", "paragraph"]


@pytest.mark.parametrize(
    "items", ["1. one\n2. two", "a) one\nb) two", "• one\n• two", "* one\n* two", "(1) one\n(2) two", "一、甲\n二、乙"]
)
def test_numbered_lettered_and_bulleted_items_are_a_list(items: str) -> None:
    assert kinds(f"{PROSE}\n{items}\n{PROSE}") == ["paragraph", "list", "paragraph"]


def test_bullets_fused_on_one_line_are_cut() -> None:
    assert texts("The plan has two parts: • one small thing • another thing") == [
        "The plan has two parts:\none small thing\nanother thing"
    ]


def test_items_whose_tags_are_broken_are_read_without_them() -> None:
    source = f"{PROSE}\n< strong >Trade:< / strong > More of it.< / li />\n< strong >>Peace:< / li />\n/ ul >\n{PROSE}"
    assert kinds(source) == ["paragraph", "list", "residue", "paragraph"]
    assert texts(source)[1] == "Trade: More of it.\nPeace:"


def test_a_heading_whose_tag_lost_its_bracket_is_read_as_its_title() -> None:
    spans = segment(f"{PROSE}\nh2 id = “what-next”>What Comes Next\n{PROSE}")
    assert (spans[1].kind, spans[1].text) == (Kind.HEADING, "What Comes Next")


@pytest.mark.parametrize(
    ("raw", "read"),
    [
        ("<p>Fish &amp; chips for &pound;5.</p>", "Fish & chips for £5."),
        ("< p >Fish & nbsp ; and chips.< / p >", "Fish and chips."),
        ("Fish&amp;nbsp;and chips.<br/>", "Fish and chips."),
        ('**Fish** and [chips](https://x.org/y "z").', "Fish and chips."),
        ("If a < b and c > d, said AT&T.", "If a < b and c > d, said AT&T."),
        ("Fish\u00ad and\u200b chips.", "Fish and chips."),
    ],
)
def test_markup_and_entities_are_left_out_of_what_is_read(raw: str, read: str) -> None:
    assert texts(f"{PROSE}\n{raw}\n{PROSE}")[1] == read


@pytest.mark.parametrize(
    "rows",
    [
        "| Name | Age |\n|---|---|\n| Anna | 30 |\n| Bob | 41 |",
        "Name | Age |\n---|---|\nAnna | 30 | |||||\nBob | 41 | |||||",
        "Name | Age\nAnna | 30\nBob | 41",
        "Name\nAge\nAnna\n30\nBob\n41",
        "Name\nAge\nAnna\n<\n30\nBob\n41\ntd >\ntr >\ntable >",
    ],
    ids=["markdown", "empty cells", "no edges", "a cell a line", "broken tags"],
)
def test_tables_are_read_by_rows_whatever_they_lost(rows: str) -> None:
    spans = segment(f"{PROSE}\n{rows}\n{PROSE}")
    assert spans[1].kind is Kind.TABLE
    assert spans[1].text == "Name | Age\nAnna | 30\nBob | 41"


def test_a_table_row_that_runs_into_the_closing_paragraph_is_cut_thrice() -> None:
    table = "| Sector | Aim | Gain |\n|---|---|---|\n| Farms | Milk | More of it |\n"
    spans = segment(f"{PROSE}\n{table}| Schools | To Sum It All Up As the council goes home, {PROSE} ADVERTISEMENT |")
    assert [span.kind.value for span in spans] == ["paragraph", "table", "heading", "paragraph", "boilerplate"]
    assert spans[1].text.endswith("\nSchools")
    assert spans[2].text == "To Sum It All Up"
    assert spans[3].text.startswith("As the council")


def test_a_scrap_of_a_tag_between_what_looks_like_a_row_and_a_paragraph_is_residue() -> None:
    paragraph = "The council met again in the evening and voted on the toll for the ferry to the far island. " * 2
    spans = segment(f"By Ann Lee | 12 March\n<br />    {paragraph}")
    assert [span.kind for span in spans] == [Kind.BOILERPLATE, Kind.RESIDUE, Kind.PARAGRAPH]


def test_a_cell_glued_to_a_heading_glued_to_its_paragraph_is_cut_twice() -> None:
    table = "Sector | Aim |\n---|---|\nFarms | Milk |\n"
    spans = segment(f"{PROSE}\n{table}SchoolsAdvice for Building Better BridgesTo build the bridge, {PROSE}")
    assert [span.kind.value for span in spans] == ["paragraph", "table", "heading", "paragraph"]
    assert [span.text[-7:] for span in spans[1:3]] == ["Schools", "Bridges"]


@pytest.mark.parametrize(
    ("line", "heading"),
    [
        (f"Where the Road Ends{PROSE}", "Where the Road Ends"),
        (f"Conclusion{PROSE}", "Conclusion"),
        (f"Fazit{LANGUAGES['de']}", "Fazit"),
        (f"Заключение Этот мост, как сообщили в городе, будет построен. {LANGUAGES['ru']}", "Заключение"),
    ],
)
def test_a_heading_glued_to_its_paragraph_is_cut_off(line: str, heading: str) -> None:
    assert texts(line)[0] == heading
    assert kinds(line) == ["heading", "paragraph"]


@pytest.mark.parametrize("tail", ["ADVERTISEMENT |", "Advertisement", "Anzeige", "РЕКЛАМА", "Read more", "|"])
def test_a_scrap_glued_to_the_end_of_a_paragraph_is_cut_off(tail: str) -> None:
    spans = segment(f"{PROSE} {tail}")
    assert spans[0].text == PROSE
    assert spans[1].kind in (Kind.BOILERPLATE, Kind.RESIDUE)


def test_hard_wrapped_lines_are_paragraphs() -> None:
    digest = (
        "Dear all, this is the digest of the week that was sent to the whole list on\n"
        "Sunday evening, as it is every week, and it is wrapped at eighty columns as\n"
        "we have always done.\n\n"
        "The second paragraph is here to show that a blank line still parts the two\n"
        "of them. It ends here.\n"
        "* a point that is long enough to be wrapped on to the next line because it\n"
        "  goes on\n"
        "* a second point"
    )
    assert kinds(digest) == ["paragraph", "paragraph", "list"]
    assert texts(digest)[1].endswith("still parts the two of them. It ends here.")


@pytest.mark.parametrize("end", ["\n", "\n\n", "\r\n", "\r\n\r\n", "\u2028", "\u2029"])
def test_a_line_is_a_paragraph_whatever_ends_it(end: str) -> None:
    assert kinds(end.join([PROSE] * 3)) == ["paragraph"] * 3


def test_markdown_kinds_are_kept() -> None:
    source = (
        f"# The bridge\n\n{PROSE}\n\n> We wait, said the mayor, as we always have.\n\n```\nvar x = 1;\n```\n\n{PROSE}"
    )
    assert kinds(source) == ["heading", "paragraph", "quote", "residue", "paragraph"]
    assert texts(source)[0] == "The bridge"
    assert texts(source)[2] == "We wait, said the mayor, as we always have."


def test_short_lines_in_scripts_without_blanks_are_sentences_if_they_end_like_one() -> None:
    prose = LANGUAGES["ja"]
    assert kinds(f"{prose}\n住民は反発した。\n新しい橋\n{prose}") == ["paragraph", "paragraph", "heading", "paragraph"]


def test_a_line_that_tells_whose_picture_it_describes_is_a_caption() -> None:
    line = "The old bridge in the morning light, seen from the market. Photo: A. Lee"
    assert kinds(f"{PROSE}\n{line}\n{PROSE}") == ["paragraph", "caption", "paragraph"]


def test_a_source_of_blanks_has_no_passages() -> None:
    assert segment(" \n\t\u3000\n") == []


def test_scraps_of_sentences_that_links_broke_are_one_paragraph() -> None:
    source = (
        "The town council voted on Tuesday to reopen\nthe path along the canal\n, which the council leader\n"
        "Maria Hobbs\nhad asked for since the wall fell into the water three winters ago.\n"
        "The work will cost more than a million and should be done by\nnext June\n, she\nadded.\n"
    )
    assert [len(text.split("\n")) for text in texts(source)] == [1, 1]
    assert texts(source)[0].endswith("three winters ago.")


def test_blocks_that_met_without_a_blank_are_cut_where_a_sentence_ended() -> None:
    assert texts(f"{PROSE}{PROSE}") == [PROSE, PROSE]


def test_names_with_a_capital_inside_are_not_cut() -> None:
    line = f"The firm that made the iPhone bought LinkedIn and YouTube shares. {PROSE}"
    assert texts(line) == [line]


def test_a_menu_on_one_line_with_the_article_is_cut_off() -> None:
    menu = "Home News Politics Business Culture Sport Travel Weather Video Podcasts Subscribe Contact Jobs Imprint"
    spans = segment(f"{menu} {PROSE} {PROSE}")
    assert (spans[0].kind, spans[0].text) == (Kind.BOILERPLATE, menu)
    assert spans[1].text == f"{PROSE} {PROSE}"


def test_wide_blanks_part_the_blocks_of_a_line() -> None:
    assert texts(f"{PROSE}      {PROSE}") == [PROSE, PROSE]


@pytest.mark.parametrize(
    ("line", "reason"),
    [
        ("By Ann Lee | 12 March 2025, 08:41", "date line"),
        ("Veröffentlicht am 11. März 2025 von der Redaktion", "date line"),
        ("Advertisement – story continues below", "advert"),
        ("Enjoyed this piece? Sign up for our free newsletter and never miss a column. Sign Up", "newsletter"),
        ("Mit der Anmeldung akzeptieren Sie unsere Regeln. Abmeldung jederzeit möglich.", "newsletter"),
        ("We value your privacy. We and our 412 partners store information on a device. Accept all", "cookie notice"),
    ],
)
def test_longer_lines_that_are_none_of_the_article_are_told(line: str, reason: str) -> None:
    spans = segment(f"{PROSE}\n{line}\n{PROSE}")
    assert [span.reason for span in spans] == ["", reason, ""]


def test_a_title_below_a_link_label_is_a_link_too() -> None:
    spans = segment(f"{PROSE}\nRead also\nThe bridge that nobody wanted\n{PROSE}")
    assert [span.kind.value for span in spans] == ["paragraph", "boilerplate", "paragraph"]


def test_teasers_below_an_article_are_none_of_it() -> None:
    teasers = f"Related articles\nA dog that reads\n{PROSE}\nA cat that writes\n{PROSE}\nA leek that sings\n{PROSE}"
    assert kinds(f"{PROSE}\n{PROSE}\n{teasers}")[2:] == ["boilerplate"] * len(kinds(f"{PROSE}\n{PROSE}\n{teasers}")[2:])


def test_a_question_above_a_lead_in_is_a_heading() -> None:
    assert kinds(f"{PROSE}\nWhat would be fair?\nA fair plan has two parts:\n- one\n- two\n{PROSE}")[1] == "heading"
