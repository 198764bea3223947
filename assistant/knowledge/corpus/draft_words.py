"""The words of drafts: how topics, posts and kinds of subjects are spoken of, and how requests are read."""

from __future__ import annotations

from pydantic import Field

from assistant.knowledge.corpus.frameworks import Entry


class Spoken(Entry):
    """How a topic is spoken of: ``name`` after "about", ``aim`` after "we will", ``gain`` after "so that".

    Attributes:
        vision: What a vision statement says in place of ``gain``.
        work: What a group is charged with, in place of ``aim``; with it, it tells what the topic is about.
    """

    name: str
    aim: str
    gain: str
    vision: str | None = None
    work: str | None = None


class Grammar(Entry):
    """What tells advice to a leader from what is said of the world, and makes "your" ours.

    Attributes:
        imperatives: Words with which a sentence begins that tells somebody to do something.
        not_before: Words before which such a word is none.
        either: Words that are a thing or a quality as often.
        after_either: Words before which such a word tells somebody to do something.
        us_after: Words after which "you" becomes "us", and not "we".
    """

    imperatives: frozenset[str]
    not_before: frozenset[str]
    either: frozenset[str]
    after_either: frozenset[str]
    us_after: frozenset[str]


class AskingWords(Entry):
    """How the words of somebody who asks are read.

    Attributes:
        countable: What wants "our" before it.
        events: What has happened, where "a" or a time stands with it.
        times: When it happened.
        decided: What says that something is settled.
        groups: Groups of people that work on something.
        finite: Verbs that make a sentence of a phrase.
        doubled: Verbs that double their last letter before "-ing".
        posts: The posts of people.
        products: What students make.
        makers: Who makes it.
        lessons: What is seen in lessons.
        ending: What says that something is to be ended.
        proper: What is written with a capital within a sentence.
        general: What says nothing of the subject.
        broad: What many topics have in their title, so that it alone doesn't tell which is meant.
        same: What a thing is called otherwise.
        common: Things that everybody knows without being told which.
    """

    countable: frozenset[str]
    events: frozenset[str]
    times: tuple[str, ...]
    decided: tuple[str, ...]
    groups: frozenset[str]
    finite: frozenset[str]
    doubled: frozenset[str]
    posts: frozenset[str]
    products: frozenset[str]
    makers: frozenset[str]
    lessons: frozenset[str]
    ending: frozenset[str]
    proper: frozenset[str]
    general: frozenset[str]
    broad: frozenset[str]
    same: dict[str, str]
    common: frozenset[str]


class PostQuestion(Entry):
    """A question to a candidate, with what tells a strong answer from a weak one."""

    ask: str
    strong: str
    weak: str


class Post(Entry):
    """What a post is about; ``match`` holds words of its name, none for the one that fits any."""

    match: tuple[str, ...]
    duties: tuple[str, ...] = Field(min_length=4)
    brings: tuple[str, ...] = Field(min_length=2)
    questions: tuple[PostQuestion, ...] = Field(min_length=3)


class Matters(Entry):
    """What is true and useful to say of a kind of subject, whatever a school has decided.

    Attributes:
        match: Words of which one stands in what was asked for.
        home_where: Words of which one must stand there too for what helps at home; none where it always helps.
        home: What helps at home, said to families.
        staff: What helps at work, said to staff.
        measures: What is worth counting.
        watch: What tends to go wrong.
        signs: What a visitor can see; none where it isn't seen.
        of_event: Whether it is said of something that has happened.
        ask_staff: Statements that staff say are true for them or not.
        ask_families: The same for families.
        ask_students: The same for students.
        rubric: Parts with their four levels, lowest first.
    """

    id: str
    match: tuple[str, ...] = Field(min_length=1)
    home_where: tuple[str, ...] = ()
    home: tuple[str, ...] = Field(min_length=1)
    staff: tuple[str, ...] = Field(min_length=1)
    measures: tuple[str, ...] = Field(min_length=1)
    watch: tuple[str, ...] = Field(min_length=1)
    signs: tuple[str, ...] = ()
    of_event: bool = False
    ask_staff: tuple[str, ...] = Field(min_length=1)
    ask_families: tuple[str, ...] = Field(min_length=1)
    ask_students: tuple[str, ...] = Field(min_length=1)
    rubric: tuple[tuple[str, str, str, str, str], ...] = ()
