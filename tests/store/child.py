"""Another process that writes to a store: keeps conversations, and says on standard output what was acknowledged."""

from __future__ import annotations

import sys

from assistant.store import open_store


def write(address: str, owner: str, rounds: int) -> None:
    """Keep conversations of one turn; print each identifier with the state that was acknowledged."""
    with open_store(address) as store:
        for number in range(rounds):
            held = store.conversations.begin(owner, title=f"{owner} {number}", role="coach")
            turn = store.conversations.asked(owner, held, text=f"question {number} " * 50, role="coach")
            print(held, "asked", flush=True)
            text = f"answer {number} " * 400
            store.conversations.answered(owner, held, turn, answer=text, shown=text, state="answered")
            print(held, "answered", flush=True)


if __name__ == "__main__":
    write(sys.argv[1], sys.argv[2], int(sys.argv[3]))
