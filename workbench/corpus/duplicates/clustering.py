"""Which cluster a passage joins: what holds two together, and where a chain of small changes ends.

A passage joins the cluster of the passage that it is most similar to, if they are as similar as the threshold says.
Two copies of one text each share that much with it, and may share less with each other; so much is what a passage
must share with the first of its cluster at least (`reach`), and copies of copies of copies end there, where the
transitive closure would go on. A passage that belongs to two clusters makes them one, if all of them are in reach of
the first of both; the older cluster's id survives.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field

_CHECKED = 64
_CHECKED_OF_A_CLUSTER = 8
_NEW = 1 << 62
"""Clusters without an id are numbered from here, by their first passage: they are younger than all that have one."""


def reach(threshold: float) -> float:
    """Return what a passage must share with the first of its cluster.

    Jaccard distance keeps the triangle inequality: two that are both within 1 - t of a third are within 2(1 - t) of
    each other. Where that says little, at thresholds about a half, it is half of the threshold.
    """
    return max(2 * threshold - 1, threshold / 2)


@dataclass(slots=True)
class Group:
    """A cluster: its lowest passage id, the stored clusters that are in it, and passages that none of these has yet."""

    number: int
    first: int
    stored: list[int] = field(default_factory=list)
    added: list[int] = field(default_factory=list)

    @property
    def is_new(self) -> bool:
        """Whether it has no id yet."""
        return self.number >= _NEW


class Clustering:
    """Groups that passages join one after the other.

    `similarity` compares two passages by their ids, `members` returns the passages of a stored cluster.
    """

    def __init__(
        self,
        threshold: float,
        similarity: Callable[[int, int], float],
        members: Callable[[int], Sequence[int]],
    ) -> None:
        self._threshold = threshold
        self._reach = reach(threshold)
        self._similarity = similarity
        self._members = members
        self._groups: dict[int, Group] = {}
        self._of: dict[int, Group] = {}

    def know(self, passage: int, cluster: int, first: int) -> None:
        """Tell in which stored cluster a passage is, and which passage is that cluster's first."""
        group = self._groups.get(cluster)
        if group is None:
            group = self._groups[cluster] = Group(cluster, first, stored=[cluster])
        self._of[passage] = group

    def join_twin(self, passage: int, twin: int) -> None:
        """Put an exact duplicate where the other one is."""
        home = self._group(twin)
        home.added.append(passage)
        home.first = min(home.first, passage)
        self._of[passage] = home

    def place(self, passage: int, candidates: Sequence[int]) -> None:
        """Put a passage into the cluster that it belongs to, if any; the likeliest candidates stand first."""
        near = sorted(self._near(passage, candidates), key=lambda found: (-found[0], found[1]))
        for _, candidate in near:
            home, other = self._group(passage), self._group(candidate)
            if home is not other and self._belong_together(home, other):
                self._merge(home, other)

    def changed(self) -> list[Group]:
        """Return the groups that differ from what is stored."""
        groups = {id(group): group for group in self._of.values()}.values()
        return [group for group in groups if len(group.stored) + len(group.added) > 1]

    def _near(self, passage: int, candidates: Sequence[int]) -> list[tuple[float, int]]:
        """Find one that is near enough in each cluster, and all those without a cluster."""
        found: list[tuple[float, int]] = []
        settled: set[int] = set()
        checked: dict[int, int] = {}
        for candidate in candidates[:_CHECKED]:
            number = self._of[candidate].number if candidate in self._of else _NEW + candidate
            if number in settled or checked.get(number, 0) >= _CHECKED_OF_A_CLUSTER:
                continue
            checked[number] = checked.get(number, 0) + 1
            similar = self._similarity(passage, candidate)
            if similar >= self._threshold:
                found.append((similar, candidate))
                settled.add(number)
        return found

    def _group(self, passage: int) -> Group:
        """Return a passage's group; alone, it gets one of its own."""
        if passage not in self._of:
            self._of[passage] = Group(_NEW + passage, passage, added=[passage])
        return self._of[passage]

    def _belong_together(self, one: Group, other: Group) -> bool:
        first, moved = (one.first, other) if one.first < other.first else (other.first, one)
        return all(self._similarity(first, passage) >= self._reach for passage in self._all(moved))

    def _all(self, group: Group) -> list[int]:
        return [passage for cluster in group.stored for passage in self._members(cluster)] + group.added

    def _merge(self, one: Group, other: Group) -> None:
        older, younger = (one, other) if one.number < other.number else (other, one)
        for passage, group in list(self._of.items()) if younger.stored else [(each, younger) for each in younger.added]:
            if group is younger:
                self._of[passage] = older
        older.first = min(older.first, younger.first)
        older.stored += younger.stored
        older.added += younger.added
