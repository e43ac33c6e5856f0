import pytest
from sqlalchemy.orm import Session

from workbench.corpus.segmentation import LABELLED_KINDS, Kind
from workbench.errors import ConflictError, NotFoundError, RuleError
from workbench.projects import projects
from workbench.projects.models import Project


def ids(project: Project) -> list[tuple[str, str]]:
    return [(target.slug, target.name) for target in project.targets]


def test_a_project_is_made_with_what_is_given_and_sound_defaults(session: Session) -> None:
    project = projects.create(session, "ferry")
    assert (project.name, project.overlap, project.order, project.targets) == ("ferry", 2, "reading", [])
    other = projects.create(session, "rail.2", name=" Rail  strike ", overlap=3, targets=["Union", "Ministry of Works"])
    assert (other.name, other.overlap) == ("Rail strike", 3)
    assert ids(other) == [("union", "Union"), ("ministry-of-works", "Ministry of Works")]
    assert 0 <= project.seed < 2**31
    assert project.seed != other.seed
    assert projects.listing(session) == [project, other]
    assert projects.get(session, "ferry") is project


def test_the_kinds_labelled_by_default_are_the_segmenter_s_and_all_but_rubbish_may_be() -> None:
    assert set(projects.LABELLED_KINDS) == LABELLED_KINDS
    possible = {*projects.LABELLED_KINDS, *projects.CONTEXT_KINDS}
    assert possible == set(Kind) - {Kind.BOILERPLATE, Kind.RESIDUE}


@pytest.mark.parametrize("slug", ["", "-a", ".a", "a b", "a/b", "é", "a\n", "x" * 65])
def test_a_slug_that_cannot_be_is_refused(session: Session, slug: str) -> None:
    with pytest.raises(RuleError, match="use 1 to 64 of A-Z, a-z, 0-9"):
        projects.create(session, slug)


def test_a_slug_that_is_taken_is_refused(session: Session) -> None:
    projects.create(session, "ferry")
    with pytest.raises(ConflictError, match="There is a project “ferry” already"):
        projects.create(session, "ferry")


def test_an_unknown_project_is_not_found(session: Session) -> None:
    with pytest.raises(NotFoundError, match="There is no project “ferry”"):
        projects.get(session, "ferry")


@pytest.mark.parametrize("overlap", [0, -1, 101])
def test_overlap_is_1_to_100(session: Session, overlap: int) -> None:
    with pytest.raises(RuleError, match="choose 1 to 100") as refused:
        projects.create(session, "ferry", overlap=overlap)
    assert [problem.field for problem in refused.value.problems] == ["overlap"]


@pytest.mark.parametrize("name", ["", "  ", "x" * 201, "a\x07b"])
def test_a_name_that_cannot_be_is_refused(session: Session, name: str) -> None:
    with pytest.raises(RuleError, match="a name"):
        projects.create(session, "ferry", name=name)


@pytest.mark.parametrize(
    ("name", "slug"),
    [
        ("United States", "united-states"),
        ("Łódź & Køge", "lodz-koge"),
        ("Großbritannien", "grossbritannien"),
        ("  --A.B--  ", "a-b"),
        ("ÇA VA", "ca-va"),
        ("Россия", ""),
        ("x" * 80, "x" * 64),
    ],
)
def test_a_target_s_id_is_its_name_in_plain_letters(name: str, slug: str) -> None:
    assert projects.slug_of(name) == slug


def test_target_ids_are_distinct_also_where_names_have_no_plain_letters(session: Session) -> None:
    project = projects.create(session, "ferry", targets=["Россия", "A-b", "A b", "中国"])
    assert ids(project) == [("target-1", "Россия"), ("a-b", "A-b"), ("a-b-2", "A b"), ("target-4", "中国")]


def test_a_target_named_twice_is_refused(session: Session) -> None:
    with pytest.raises(RuleError, match="“Union”: it is named twice"):
        projects.create(session, "ferry", targets=["Union", " Union "])


def test_targets_are_added_put_in_another_order_and_respelled_without_new_ids(session: Session) -> None:
    project = projects.create(session, "ferry", targets=["Union", "Port"])
    projects.change_targets(session, project, ["Harbour", "port", "Union"], answered={"union", "port"})
    assert ids(project) == [("harbour", "Harbour"), ("port", "port"), ("union", "Union")]


def test_a_target_with_answers_stays_and_one_without_may_go(session: Session) -> None:
    project = projects.create(session, "ferry", targets=["Union", "Port"])
    projects.change_targets(session, project, ["Union"], answered={"union"})
    with pytest.raises(RuleError, match="“Union”: it has answers and cannot be taken out"):
        projects.change_targets(session, project, [], answered={"union"})
    assert ids(project) == [("union", "Union")]


def test_a_change_touches_what_is_given_and_nothing_else(session: Session) -> None:
    project = projects.create(session, "ferry", targets=["Union"])
    projects.change(session, project, overlap=3)
    assert (project.name, project.overlap, project.order, ids(project)) == ("ferry", 3, "reading", [("union", "Union")])
    projects.change(session, project, name="Ferries", order="shuffled", labelled_kinds=["table", "paragraph"])
    assert (project.name, project.order, project.labelled_kinds) == ("Ferries", "shuffled", ["paragraph", "table"])


@pytest.mark.parametrize("change", [{"order": "random"}, {"labelled_kinds": ["residue"]}, {"labelled_kinds": []}])
def test_a_change_that_cannot_be_is_refused(session: Session, change: dict[str, object]) -> None:
    project = projects.create(session, "ferry")
    with pytest.raises(RuleError) as refused:
        projects.change(session, project, **change)  # type: ignore[arg-type]
    assert [problem.field for problem in refused.value.problems] == list(change)
