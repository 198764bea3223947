from __future__ import annotations

import asyncio
from collections.abc import Coroutine
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import pytest

from assistant.web.line import Line, Place


def entered(line: Line) -> Place:
    place = line.enter()
    assert place is not None
    return place


def in_a_loop_of_its_own(scenario: Coroutine[Any, Any, None]) -> None:
    """Run a scenario in a thread of its own: a browser test of this process may have a loop that runs."""
    with ThreadPoolExecutor(1) as pool:
        pool.submit(asyncio.run, scenario).result()


def test_place_says_how_many_are_before_it_and_moves_up() -> None:
    line = Line(2, 3)
    places = [entered(line) for _ in range(5)]
    assert [place.before for place in places] == [0, 0, 2, 3, 4]
    places[0].leave()
    places[3].leave()
    assert [place.before for place in places] == [0, 0, 0, 0, 2]


def test_full_line_gives_no_place_until_one_leaves() -> None:
    line = Line(1, 1)
    first, _ = entered(line), entered(line)
    assert line.enter() is None
    first.leave()
    assert line.enter() is not None


def test_place_is_given_back_by_another_task_and_only_once() -> None:
    line = Line(1, 5)

    async def scenario() -> None:
        first, second, third = entered(line), entered(line), entered(line)

        async def leave() -> None:
            first.leave()
            first.leave()

        await asyncio.create_task(leave())
        assert (second.before, third.before, len(line)) == (0, 1, 2)

    in_a_loop_of_its_own(scenario())


def test_who_waits_is_told_when_the_line_moves() -> None:
    line = Line(1, 5)

    async def scenario() -> None:
        first, second = entered(line), entered(line)
        waiting = asyncio.create_task(second.move(30))
        await asyncio.sleep(0)
        first.leave()
        await asyncio.wait_for(waiting, 1)
        assert second.before == 0

    in_a_loop_of_its_own(scenario())


@pytest.mark.parametrize("ended", ["closed", "cancelled", "failed"])
def test_place_comes_back_however_the_one_in_it_ends(ended: str) -> None:
    line = Line(1, 0)

    async def holder():  # type: ignore[no-untyped-def]
        place = entered(line)
        try:
            yield 1
            await asyncio.sleep(30)
        finally:
            place.leave()

    async def scenario() -> None:
        held = holder()
        await held.__anext__()
        if ended == "closed":
            await asyncio.create_task(held.aclose())
        elif ended == "failed":
            with pytest.raises(KeyError):
                await held.athrow(KeyError("x"))
        else:
            going_on = asyncio.create_task(held.__anext__())
            await asyncio.sleep(0)
            going_on.cancel()
            with pytest.raises(asyncio.CancelledError):
                await going_on
        assert len(line) == 0

    in_a_loop_of_its_own(scenario())
