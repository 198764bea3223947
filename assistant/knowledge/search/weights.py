"""The numbers that were chosen, not given: one frozen value, hashed, and recorded with every index."""

from __future__ import annotations

import hashlib
import json
from dataclasses import asdict, dataclass


@dataclass(frozen=True, slots=True, kw_only=True)
class Weights:
    """What weighs in search, understanding and answers, and the limits from which something counts.

    `python -m training.weights` shows what other values would come to, on writers and topics left out of what is
    learned; writers kept for measuring are never looked at. Bounds of form (how many steps are shown) and rules of
    words (how many letters may be wrong) stand with what they bound.

    The vote:
        scale: What cosines are multiplied with before a softmax, in learning and in voting.
        temperature: What the standardised sum of the voices is divided by before one.
        questions_heard: How many of a topic's nearest questions speak for it.
        neighbours: How many known questions, of any topic, vote on the indicators.
        proxy_epochs: How often all known questions are gone through to learn the proxies.
        proxy_rate: The pace at which they are learned, at the beginning.
        reranked: How many of the best topics a cross-encoder weighs anew.
        rerank_weight: What its standardised scores are multiplied with.

    Whether to answer, and how surely:
        kept_answered: The share of calibrating questions in scope that must stay answered.
        sure: From this probability on the best topic is taken without saying so.
        plainly_off: A topic off scope is named as the reason to decline from this share of the vote on.

    What is cited and quoted:
        weakest: An indicator is cited from this share of the best one's score on.
        topics_heard: How many topics say by which marker an indicator is cited.
        weakest_topic: A topic says so from this share of the vote on.
        own_touches: It touches an indicator from this cosine to a framework passage on.

    Turns that go on, and the next readings of a question:
        spoken: The next reading of a question is spoken too from this share of the likeliest one's probability on.
        under_way: The share of the subject under way in the vote on a turn that goes on from it.
        leaving: What the odds that a turn leaves its subject are multiplied by: the writers of the conversations that
            are learned from left it in a quarter of their turns, as they were asked to; people do so more rarely.

    Own documents:
        shared_words: What it counts for the nearness of a passage that all words of a question stand in it.
        own_near: From this nearness on a passage of an own document answers a question. No question off scope of the
            writers who calibrate comes so near to any of 650 texts on other matters (the nearest 0.62).

    The heads of understanding:
        strength: The inverse strength of their regularisation (scikit-learn's C).
        longest_gram: How many words the longest run has that they see.
        many_words: A text of this length or more counts as long.
        talk: What stands for being put in a conversation, beside a unit vector.
        ways_a_topic: How many of a topic's ways of asking of each form teach the aspect.
        least_setting: A circumstance is named from this probability on.

    Names and premises:
        alike: A name is taken for a known one from this likeness on (rapidfuzz, 0 to 100).
        spelt_alike: Words are taken for a name that is spelt a little otherwise from this likeness on.
        familiar: The share of a question's words about a case that its facts must have.
        another_language: A text is declined as of another language from this probability on.
    """

    scale: float = 20.0
    temperature: float = 0.75
    questions_heard: int = 3
    neighbours: int = 12
    proxy_epochs: int = 6
    proxy_rate: float = 0.002
    reranked: int = 8
    rerank_weight: float = 0.5
    kept_answered: float = 0.985
    sure: float = 0.35
    plainly_off: float = 0.3
    weakest: float = 0.3
    topics_heard: int = 3
    weakest_topic: float = 0.12
    own_touches: float = 0.3
    spoken: float = 0.2
    under_way: float = 0.6
    leaving: float = 0.45
    shared_words: float = 0.5
    own_near: float = 0.65
    strength: float = 4.0
    longest_gram: int = 3
    many_words: float = 20.0
    talk: float = 3.0
    ways_a_topic: int = 2
    least_setting: float = 0.5
    alike: float = 60.0
    spelt_alike: float = 82.0
    familiar: float = 0.34
    another_language: float = 0.9

    @property
    def digest(self) -> str:
        """Short hash of all values."""
        return hashlib.sha256(json.dumps(asdict(self), sort_keys=True).encode()).hexdigest()[:12]


WEIGHTS = Weights()
"""The values in use."""
