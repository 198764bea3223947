"""Tells the kinds of question apart by how they are put, in English and Spanish."""

from __future__ import annotations

import re

from assistant.answer import QuestionKind

_I = re.IGNORECASE

_GREETING = re.compile(
    r"^\W*(?:(?:hi|hello|hey|howdy|greetings|good (?:morning|afternoon|evening|day)|hola|buen[oa]s(?: d[ií]as| tardes| noches)?"
    r"|thanks?(?: you)?(?: so much| very much| a lot)?|thank you|gracias|bye|goodbye)\b[\s,.!]*)"
    r"(?:there|everyone|all|coach|team|again|how are you(?: today)?|how's it going)?\W*$",
    _I,
)
_ABOUT = re.compile(
    r"\b(?:what (?:can|could|do) you (?:do|help|answer)(?: (?:for|with) (?:me|us|leaders))?\W*$|what (?:can|could) you (?:help|answer|do for)|who (?:are|made|built) you|what are you\b(?! (?:doing|going|looking))"
    r"|how do(?:es)? (?:you|this (?:tool|assistant|chat(?:bot)?|coach|app)) work|what (?:is|does) this (?:tool|assistant|chat(?:bot)?|coach|app)\b"
    r"|how (?:can|could) you help(?: me| us)?\W*$|what frameworks? (?:do you|are you|can you)|are you (?:a|an) (?:bot|ai|robot|human|person|real)"
    r"|what should i ask you|qu[eé] puedes hacer|qui[eé]n eres|c[oó]mo funcionas)(?!\w)",
    _I,
)

# In the order in which they are tried; the first that fits decides.
_CUES: tuple[tuple[QuestionKind, re.Pattern[str]], ...] = (
    (
        "list",
        re.compile(
            r"\b(?:(?:list|name|enumerate)\b[^.?!]{0,30}\b(?:indicators?|markers?|domains?|standards?|pillars?|competenc\w+|elements?|evidence|gears?|levels?|items?)"
            r"|(?:what|which) (?:are|were) (?:all )?(?:the |your )?(?:\w+ ){0,3}(?:indicators?|markers?|domains?|standards|pillars|competencies|elements|gears|levels|items|frameworks)\b"
            r"|(?:which|what) (?:indicators?|items?|markers?|standards?|pillars?|elements?) (?:does|do|sit|are|is|belong|come)s?\b(?! (?:i|we|you|our|my)\b)"
            r"|summ?ari[sz]e\b[^.?!]{0,30}\b(?:standards|pillars|domains|indicators)\b"
            r"|how many (?:indicators?|markers?|domains?|standards?|pillars?|competencies|elements|gears|levels|items|frameworks)"
            r"|cu[aá]les son (?:los|las) (?:\w+ )?(?:indicadores|dominios|pilares|est[aá]ndares))",
            _I,
        ),
    ),
    (
        "compare",
        re.compile(
            r"\b(?:compare[ds]?|comparison|contrast|differen(?:ce|t|ces) (?:between|from|than)|differs?\b|vs\.?|versus|diferencia entre"
            r"|(?:how|where) (?:do|does) .{3,80} (?:overlap|line up|relate) with)\b",
            _I,
        ),
    ),
    (
        "workshop",
        re.compile(
            r"\b(?:(?:plan|design|run|lead|facilitate|prepare|outline|give|need|build|doing|host|agenda for)\b[^.?!]{0,50}\b"
            r"(?:workshop|training session|pd session|breakout session|in-?service|learning session|retreat|taller)"
            r"|(?:\d+|half|one|two|three|full)[- ](?:hour|minute|day)(?:[- ]long)?,?\s(?:\w+ ){0,3}(?:workshop|session|training|pd|retreat)|workshop (?:on|about|for|agenda))\b",
            _I,
        ),
    ),
    (
        "plan",
        re.compile(
            r"\b(?:(?:make|build|create|give|write|draft|need|lay out|outline|develop|sketch)\b[^.?!]{0,40}\b(?:\d+[- ]?(?:day|week|month|year)|year[- ]long|action|entry|rollout|roll-out|implementation|semester|project) ?plan"
            r"|(?:30|60|90|100)[- ]day plan|timeline for|what would (?:a|the|our|my) (?:[\w-]+ )?(?:plan|timeline|roadmap) look like|(?:sketch|put together|make|build) (?:me |us )?an? (?:[\w-]+ ){0,2}(?:plan|roadmap)\b|plan (?:for )?(?:the|my|our) (?:first|next) (?:\w+ )?(?:weeks?|months?|semester|year|days)"
            r"|step[- ]by[- ]step plan|month[- ]by[- ]month|what should (?:i|we) do first,? second)\b",
            _I,
        ),
    ),
    (
        "draft",
        re.compile(
            r"\b(?:(?:help (?:me|us) (?:to )?|can you |could you |please |i need (?:you )?to )?(?:write|draft|compose|redraft|reword|word)\b(?: me| us| up)? (?:a|an|the|our|my|some|us|this|one)\b"
            r"|(?:sample|template|boilerplate|model) (?:\w+ ){0,3}(?:letter|policy|charter|statement|email|memo|agenda|survey|agreement|newsletter|language|plan|vision)"
            r"|give me (?:a|some) (?:\w+ ){0,2}(?:draft|wording|template|language|outline)|wording for|talking points|(?:redact|escrib)\w+ (?:un|una|me))\b",
            _I,
        ),
    ),
    (
        "example",
        re.compile(
            r"\b(?:examples?|case stud(?:y|ies)|for instance|real[- ]life|(?:which|what|any|other) (?:other )?(?:districts?|schools?) (?:have|has|that|who|are|is|did|do)\b"
            r"|has any(?:one|body)? (?:district|school)?|how did (?:norwalk|adams)|what did (?:norwalk|adams)|tell me about (?:norwalk|adams)|norwalk|adams 12|ejemplos?)\b",
            _I,
        ),
    ),
    (
        "evidence",
        re.compile(
            r"\b(?:how (?:do|would|will|can|could|should|might) (?:we|i|you|they|one|anyone|a \w+) (?:ever |really |actually )?(?:know|tell(?! (?:the|my|our|a|an|them|him|her|families|parents|staff|teachers|people|everyone)\b)|prove|show|be certain|be sure|measure|evaluate|assess|track|judge|gauge|demonstrate|document)"
            r"|what (?:evidence|proof|artifacts?|artefacts?|data|metrics?|measures?|documentation|records?)\b|(?:evidence|proof|artifacts?|documentation) (?:of|that|for|should|would|do)"
            r"|look[- ]?fors?|what (?:does|would|should) (?:\w+ ){0,4}look like|signs? (?:of|that)|indicators? (?:that|of success)|success criteria|what (?:would|will|should) (?:i|we|you) (?:see|notice|collect|gather|keep)\b|paper trail"
            r"|c[oó]mo (?:sabemos|sabremos|medimos|sabr[ií]a))\b",
            _I,
        ),
    ),
    (
        "who",
        re.compile(
            r"(?:^|[.;:,!?¿]\s*|\b(?:and|but|so|know|decide|tell me|wonder(?:ing)?)\s+)(?:who|whom|whose|which (?:people|roles?|person|staff|stakeholders?|team members?)|qui[eé]n(?:es)?|a qui[eé]n)\b"
            r"|\bwho (?:should|needs? to|has to|ought to|must|belongs|sits?|is (?:responsible|in charge|accountable)|gets?|else|decides|owns|leads|signs)\b",
            _I,
        ),
    ),
    (
        "self-check",
        re.compile(
            r"^\W*(?:(?:so|and|well|ok),? )?(?:do|does|have|has|are|is|did) (?:we|our|you|your|the (?:district|school|board|team|staff)|all|every|teachers|staff|students|educators|principals|there|administrators|leaders|human|board|families|parents|schools|any)\b"
            r"|\bto what (?:extent|degree)\b|\bhow (?:ready|far along|well|mature|prepared) (?:are|do|does|is) (?:we|our|you|your)\b|\bself[- ]?(?:assess\w*|check|evaluat\w+)|\bchecklist\b|\brate (?:our|my)\w*\b"
            r"|(?:¿|^)\s*(?:tenemos|estamos|hay)\b",
            _I,
        ),
    ),
    (
        "what-is",
        re.compile(
            r"^\W*(?:(?:so|and|ok|please|but),? )*(?:(?:what(?:'s| is| are|s)|define|explain|describe) (?:(?:a|an|the|meant by|exactly|actually) )*(?!you|your|our|my|we|i |best|right|first|way|most)\w+"
            r"|what (?:does|do|would) .{2,80}\b(?:mean|means|say|cover|ask(?: for| of)?|require|expect|entail|involve)\b|(?:definition|meaning) of|why (?:is|are|does|do|should|would)\b|what does it mean"
            r"|qu[eé] (?:es|son|significa))\b",
            _I,
        ),
    ),
)


def kind_of(text: str) -> QuestionKind:
    """Return the kind of a question: the first kind whose cues it shows, else ``how-to``."""
    if _GREETING.match(text) or (_ABOUT.search(text) and len(text.split()) <= 16):
        return "about"
    for kind, cue in _CUES:
        if cue.search(text):
            return kind
    return "how-to"
