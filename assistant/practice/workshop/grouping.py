"""Groups of people: sizes that add up, told in words."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence

from assistant.knowledge.corpus.activities import Material
from assistant.practice.workshop.model import Supply
from assistant.practice.workshop.request import Part

MINUTES_OF_REPORT = 2
_NUMBERS = "no one two three four five six seven eight nine ten eleven twelve".split()


def in_words(number: int) -> str:
    """Return a number as a word up to twelve, else in digits."""
    return _NUMBERS[number] if 0 <= number < len(_NUMBERS) else str(number)


def groups_of(people: int, size: int) -> tuple[int, ...]:
    """Return the sizes of groups near ``size`` that hold everybody, the largest first; no two differ by more than one.

    Args:
        people: How many there are.
        size: 1 each alone, 0 the whole room.
    """
    if size == 0 or people <= size:
        return (people,)
    if size == 1:
        return (1,) * people
    count = max(1, (2 * people + size) // (2 * size))
    while count > 1 and people // count < min(size, 3):
        count -= 1
    small, larger = divmod(people, count)
    return (small + 1,) * larger + (small,) * (count - larger)


def grouping_in_words(groups: Sequence[int]) -> str:
    """Return groups in words: ``six groups of four, one of five``."""
    if len(groups) == 1:
        return f"one group of {in_words(groups[0])}" if groups[0] <= 6 else f"the whole room ({groups[0]} people)"
    if set(groups) == {1}:
        return f"each alone ({len(groups)} people)"
    sizes = Counter(groups).most_common()
    if sizes[0][0] == 2 and len(sizes) == 1:
        return f"{in_words(len(groups))} pairs"
    said = [_group(count, size, n == 0) for n, (size, count) in enumerate(sizes)]
    return ", ".join(said)


def _group(count: int, size: int, first: bool) -> str:
    if size == 2:
        return f"{in_words(count)} pair{'' if count == 1 else 's'}"
    if size == 3 and not first:
        return f"{in_words(count)} group{'' if count == 1 else 's'} of three"
    noun = f"group{'' if count == 1 else 's'} " if first else ""
    return f"{in_words(count)} {noun}of {in_words(size)}"


def size_in_words(groups: Sequence[int]) -> str:
    """Return how many sit together: ``four``, ``four or five``."""
    return " or ".join(in_words(size) for size in sorted(set(groups)))


def in_groups(groups: Sequence[int]) -> str:
    """Return how people sit together as the beginning of a sentence: ``in pairs``, ``in groups of three or four``."""
    if len(groups) == 1:
        return "together"
    if (set(groups) <= {2, 3} and groups.count(3) <= 1 < groups.count(2)) or set(groups) == {2}:
        return "in pairs"
    return "alone" if set(groups) == {1} else f"in groups of {size_in_words(groups)}"


def reports(groups: int, minutes: int) -> str:
    """Return how many groups tell the room what they have: as many as there is time for, as a sentence begins.

    Args:
        groups: How many there are.
        minutes: The time for it; a report and the answer to it take two minutes.
    """
    heard = max(2, minutes // MINUTES_OF_REPORT)
    if groups == 1:
        return "One person"
    if groups <= heard:
        return "Each group"
    return f"A speaker from each of {in_words(heard)} groups (the other {in_words(groups - heard)} post theirs)"


def supplies_of(materials: Sequence[Material], people: int, groups: Sequence[int]) -> tuple[Supply, ...]:
    """Return how many of everything are needed."""
    times = {"person": people, "group": len(groups), "room": 1}
    return tuple(Supply(what=one.what, per=one.per, count=one.count * times[one.per]) for one in materials)


def mixing(parts: Sequence[Part], groups: Sequence[int]) -> str | None:
    """Return how a part of the people is spread over the groups, or None where there is nothing to spread."""
    if not parts or len(groups) < 2 or max(groups) < 2:
        return None
    return " ".join(_spread(part, len(groups)) for part in parts)


def _spread(part: Part, groups: int) -> str:
    each, over = divmod(part.count, groups)
    if each == 0:
        return f"Seat the {part.count} {part.who} in {in_words(part.count)} different groups."
    if over == 0:
        return f"Seat {in_words(each)} of the {part.count} {part.who} in every group."
    more = f"{in_words(each + 1)} in {in_words(over)} group{'' if over == 1 else 's'}"
    less = f"{in_words(each)} in the other{'' if groups - over == 1 else 's'}"
    return f"Spread the {part.count} {part.who}: {more}, {less}."
