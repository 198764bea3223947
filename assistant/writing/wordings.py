"""The few words, English and Spanish, by which a model's sentences are told apart; all else is derived from texts."""

from __future__ import annotations

import re

_UNITS = "zero one two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen sixteen"
_UNITS_ES = "cero uno dos tres cuatro cinco seis siete ocho nueve diez once doce trece catorce quince dieciséis"
_TENS = "twenty thirty forty fifty sixty seventy eighty ninety"
_TENS_ES = "veinte treinta cuarenta cincuenta sesenta setenta ochenta noventa"

BELOW_TWENTY = {
    word: n
    for words in (f"{_UNITS} seventeen eighteen nineteen", f"{_UNITS_ES} diecisiete dieciocho diecinueve")
    for n, word in enumerate(words.split())
}
TENS = {word: 10 * n for words in (_TENS, _TENS_ES) for n, word in enumerate(words.split(), 2)}
MULTIPLIERS = {
    "hundred": 100,
    "thousand": 1000,
    "million": 1_000_000,
    "billion": 1_000_000_000,
    "cien": 100,
    "mil": 1000,
    "millones": 1_000_000,
}
# What a small number is a measure of in advice: time, and the length of a text.
TIME = (
    r"(?:seconds?|minutes?|mins?|hours?|days?|weeks?|months?|years?|terms?|words?|pages?|segundos?|minutos?|horas?|"
    r"d[ií]as?|semanas?|meses|mes|años?|palabras?|páginas?)"
)
PEOPLE = (
    r"(?:teachers|educators|students|learners|schools|districts|families|parents|leaders|principals|superintendents|"
    r"people|children|docentes|maestros|estudiantes|alumnos|escuelas|distritos|familias|líderes|directores|personas)"
)

# Studies: what is said to have found something, unless it is the reader's own.
_STUDY = (
    r"(?:research(?:ers)?|stud(?:y|ies)|surveys?|polls?|statistics|meta-?analys[ei]s|\w*scientists|\w+ologists|economists|experts?|scholars|literature|"
    r"estudios?|investigaci(?:ón|ones)|investigadores|encuestas?|expertos)"
)
_FOUND = (
    r"(?:shows?|showed|shown|finds?|found|suggests?|suggested|indicates?|proves?|proved|proven|confirms?|confirmed|"
    r"reveals?|revealed|known|demonstrates?|demonstrated|says?|agrees?|reports|reported|tells? us|concludes?|concluded|"
    r"supports|supported|linked|muestran?|mostraron|demuestran?|demostró|demostraron|indican?|sugieren?|revelan?|"
    r"reveló|confirman?|concluyen?|encontró|encontraron|prueban?|dicen?|coinciden)"
)
_OF_OTHERS = (
    r"(?:(?:a|an|one|the|this|that|these|some|many|most|several|all|more|new|recent|another|national|large|early|"
    r"current|independent|un|una|el|la|los|las|varios|varias|muchos|muchas|nuevos?|recientes?)\s+)"
)
STUDY = re.compile(
    rf"(?<!your )(?<!their )(?<!our )(?<!own )(?<!su )(?<!sus )(?<!plan de )(?<!-)\b{_STUDY}\b"
    r"(?!\s+(?:the|an?|each|every|one|two|three|your|its|their|this|these|how|what|el|la|los|las|una?)\b)"
    rf"(?:[^\w.;:,]+\w+){{0,6}}?[^\w.;:,]+"
    rf"{_FOUND}\b(?!\s+(?:us\s+)?(?:what|why|where|how|which|who|whether|qué|por|dónde|cómo|quién)\b)"
    rf"|\b(?:according to|based on|seg[uú]n)\s+{_OF_OTHERS}*(?:\w+\s+){{0,2}}?{_STUDY}\b"
    rf"|\b{_OF_OTHERS}(?:\w+\s+){{0,3}}?stud(?:y|ies)\s+(?:by|from|at|in)\b"
    rf"|\b(?:says?|said|(?:shown|proved|proven) by|per|dice|muestra)\s+{_OF_OTHERS}(?:\w+\s+){{0,2}}?{_STUDY}\b"
    rf"|\b(?:{_STUDY}[- ](?:backed|proven)|(?:scientifically|clinically) proven|proven to)\b"
    r"|\b(?:is|are|been) (?:proven to|(?:proven|shown) that)\b|\b(?:se ha|est[aá]) (?:demostrado|comprobado)\b"
    r"|\bshown to (?:be|improve|increase|reduce|raise|help|boost|lower|work)\b"
    r"|(?<!your )(?<!own )(?<!what )\b(?:evidence|data|datos|evidencia)\s+(?:\w+ly\s+)?"
    r"(?:shows?|suggests?|indicates?|proves?|confirms?|muestran?|indican?|sugieren?|demuestran?)\s+(?:that|que)\b"
    r"|\b(?:the|la) (?:evidence|data|evidencia) (?:is|are|es) (?:clear|overwhelming|clara)\b",
    re.IGNORECASE,
)

# The end or the start of a name that is an institution's or a law's although its words are ordinary.
INSTITUTIONS = frozenset(
    "act law foundation institute university association inc corporation commission society ley fundación "
    "universidad instituto asociación".split()
)
# The same only before "of".
OFFICES = frozenset("department ministry bureau office departamento ministerio secretaría".split())
TITLES = re.compile(r"\b(?:Dr|Mr|Mrs|Ms|Prof|Sr|Sra|Dra|Professor|Profesora?)\b\.?\s+([^\W\d_][\w'’-]*)")

# Who speaks.
_FIRST = (
    r"(?:we|we've|we're|we'll|our|ours|us|my|mine|nosotr[oa]s|nuestr[oa]s?|tenemos|hemos|somos|estamos|contamos|"
    r"hicimos|usamos|adoptamos|mi|mis|(?:I have|I've) (?:seen|\w+ed|been|led|run|taught))"
)
OURS = re.compile(rf"(?<!let )(?<!\w)(?:{_FIRST})(?![\w'])", re.IGNORECASE)
# The assistant speaks of itself: "I" is its own voice, "we" and "our" only where they advise or speak of its sources.
OWN_ADVICE = re.compile(
    r"\b(?:(?:my|our|nuestr[oa]s?|mis?)\s+(?:own\s+)?(?:notes?|sources?|advice|view|suggestions?|notas?|fuentes?|consejos?)|"
    r"(?:I|we)(?:'d| would|'ll)? (?:suggest|recommend|advise|propose)|let us|you (?:told|asked) (?:us|me)|"
    r"sugerimos|recomendamos)\b",
    re.IGNORECASE,
)
_HOLDER = (
    r"(?:your|tu|tus|su|sus|vuestr[oa]s?)\s+(?:own\s+)?(?:[^\W\d_][\w'’-]*\s+){1,4}?|"
    r"(?:the|this|el|la|este|esta)\s+(?:school|district|distrito|escuela)\s+(?=already|currently|ya)|"
    r"(?:the|el|la|los|las)\s+(?:[^\W\d_][\w'’-]*\s+){1,2}?(?<!que )"
    r"(?=(?:has|have)\s+already\s|ya\s+(?:han?|tienen?)\s)|"
    r"(?:you|ustedes|usted)\s+(?=already|currently|ya|tienen? una? |cuentan? con\b|han?\b)"
)
_ALREADY = r"(?:already|currently|now|recently|just|long|ya|actualmente)"
_STATE = (
    r"(?:has|have|had|was|were|uses|used|adopted|launched|created|formed|approved|passed|lacks|lacked|offers|offered|"
    r"runs|ran|requires|required|employs|serves|bought|purchased|wrote|started|began|decided|voted|banned|allows|says|"
    r"states|meets?|covers?|includes?|contains?|prohibits?|permits?|spends?|struggles?|"
    r"doesn't|does not|don't have|do not have|didn't|did not|hasn't|haven't|"
    r"stayed|heard|left|held|sent|lost|said|told|felt|made|took|gave|went|came|saw|knew|lost|got|met|kept|found|chose|"
    r"\w+ed(?=\s+(?:the|an?|it|that|this|their|to|for|in|on|with|by|all|about|last)\b)|"
    r"tienen?|tenía|cuentan? con|han?|adoptó|creó|aprobó|lanzó|usan?|exigen?|carecen?|prohíben?|"
    r"dicen?|cubren?|incluyen?|se reúnen?)"
)
# A state of affairs at the reader's school, told as a fact.
FACT = re.compile(
    rf"(?<![\w'])(?:{_HOLDER})(?:{_ALREADY}\s+\w+|{_STATE}\b(?!\s+(?:to|que)\b)|(?:is|are|está|están)\s+(?:{_ALREADY}|"
    r"one of|among|\w+ing\b|\w+ed\b(?!\s+(?:when|if|once|only|unless)\b)|\w+ando\b|\w+iendo\b))",
    re.IGNORECASE,
)
# What the asker's people do, told as a fact where no modal verb follows.
_BODIES = (
    r"(?:board|staff|team|school|district|committee|union|office|girls|boys|kids|veterans|colleagues|coaches|members|"
    r"maestras|docentes|niñas|niños|equipo|escuela|distrito|personal)"
)
THEY_DO = re.compile(
    rf"(?:^|[.;:]\s)\W*(?:your|sus?)\s+(?:\w+\s+){{0,2}}?(?:{PEOPLE}|{_BODIES})\s+"
    r"(?!(?:should|can|cannot|could|will|won|must|may|might|would|is|are|need|needs|deserves?|who|whose|that|and|or|to|in|"
    r"on|at|with|of|for|from|as|es|son|debe|deben|debería|deberían|puede|pueden|podría|necesitan?|merecen?|que|y|de|con|"
    r"en|para)\b)[^\W\d_]+"
    r"|\bthere (?:is|are) already\b|\bya hay\b",
    re.IGNORECASE,
)
# The same in a clause behind its noun: "your council, which has approved it".
WHICH_DID = re.compile(
    r"\b(?:your|sus?)\s+(?:[^\W\d_][\w'’-]*\s+){0,2}?[^\W\d_][\w'’-]*,?\s+(?:which|who|que)\s+"
    r"(?:has|have|had|already|ya|han?)\s",
    re.IGNORECASE,
)
# "You have a policy" tells a fact; "you have two choices" and "you have to" do not.
YOU_HAVE = re.compile(r"\byou\s+(?:already|currently|have\s+(?:a|an|the|no|\w+ed)\b)", re.IGNORECASE)
CONFIRMS = re.compile(
    r"^\W*(?:yes|no|sí|correct|indeed|exactly)\s*[,.;:!—–-]\W*(?:\w+\W+){0,3}?(?:there (?:is|are)|you|your|hay|su|"
    r"sus|tienen?|does|do)\b",
    re.IGNORECASE,
)
ASKED = re.compile(
    r"(?<=[\s(])(?:what|how|who|whom|why|which|when|where|whether|if|ask|qué|cómo|quién|si|pregunte)\b", re.I
)
# What makes a clause a condition, a question, a wish or an order instead of a fact.
_BEFORE = (
    r"if|whether|when|whenever|once|until|unless|before|after|while|who|whom|which|what|where|how|why|that|ask|check|"
    r"find|see|list|name|show|say|write|tell|use|suppose|imagine|say|assume|can|could|may|might|should|must|would|will|"
    r"every|any|"
    r"si|cuando|hasta|antes|después|quién|quiénes|qué|que|cuál|dónde|cómo|donde|como|pregunte|revise|verifique|mientras|"
    r"pueden?|deben?|debería|podría"
)
HEDGED = re.compile(rf"\b(?:{_BEFORE})\b", re.IGNORECASE)
# What makes it a fact again: "it is good that your district has", "you should know your district has".
TAKEN_AS_FACT = re.compile(
    r"\b(?:know|remember|note|given|now|fact|glad|great|good|clear|sabe|dado|claro|bueno)\s*(?:that\s*|que\s*)?$", re.I
)
ASKS = re.compile(
    r"^\W*(?:and\s+|but\s+|so\s+|y\s+|pero\s+)*(?:do|does|did|is|are|was|were|has|have|can|could|should|shall|will|would|"
    r"may|must|what|how|why|who|when|where|which|whether|if|cómo|qué|quién|quiénes|cuándo|dónde|cuál|cuáles|si|por qué|"
    r"tenemos|hay|debemos|podemos)\b",
    re.IGNORECASE,
)

# Where a clause may begin with "you": elsewhere "you already own" belongs to what stands before it.
CLAUSE_START = re.compile(
    r"(?:^|[,;:.!?…—–(]|\b(?:and|but|since|because|as|given that|now that|y|pero|porque|ya que))\W*$", re.I
)
# Endings of English and Spanish words that names seldom have.
ORDINARY_ENDING = re.compile(
    r"(?:ing|ed|ly|ive|ous|able|ible|ful|less|al|ness|tion|ment|est|ando|iendo|mente|ci[oó]n|[aei]r)$"
)

# What a text that a framework wrote is said to do.
ASKS_FOR = r"(?:asks?|requires?|says?|wants?|expects?|calls for|demands?|pide|exige|dice|espera|requiere)"
CLAIMS = (
    r"(?:asks?|requires?|says?|wants?|expects?|calls?|describes?|defines?|names?|treats?|looks?|means?|puts?|sets?|"
    r"states?|recommends?|demands?|insists?|mandates?|holds?|sees?|counts?|lists?|covers?|includes?|has|have|is|are|"
    r"does|do|pid(?:e|en)|exig(?:e|en)|dic(?:e|en)|espera[n]?|define[n]?|describe[n]?|quiere[n]?|requiere[n]?|"
    r"recomienda[n]?|establece[n]?|señala[n]?|incluye[n]?|busca[n]?)"
)
NEGATION = re.compile(r"\b(?:not|never|no|nor|without|cannot|sin|nunca|tampoco)\b|n['’]t\b", re.IGNORECASE)

# A model that speaks of what it was told, or obeys what stands in a text.
ORDERS = re.compile(
    r"\bsystem (?:prompt|message|instruction)s?\b|\b(?:prompt|developer mode|jailbreak)\b(?= (?:says?|said|tells?))"
    r"|\b(?:ignor\w*|disregard|forget|overrid\w*|olvid\w*)\W+(?:\w+\W+){0,4}?(?:instruc\w*|prompts?|rules|reglas)\b"
    r"|\b(?:my|the|these|those|your|previous|above|mis|las|sus) (?:hidden |secret |own )?"
    r"(?:instructions|instrucciones)\b(?=\s+(?:say|said|are|were|tell|told|above|given|I|dicen|son))"
    r"|\b(?:I|we) (?:was|am|were|are) (?:told|instructed|programmed|asked|not (?:allowed|able|permitted))\b"
    r"|\b(?:as|I am|I'm|being) an? (?:AI(?: model| assistant)?|(?:large )?language model|chat-?bot|"
    r"assistant(?=\s*[,.;]))\b"
    r"|\b(?:como|soy) (?:un|una) (?:IA|modelo de lenguaje|asistente virtual)\b"
    r"|\bI (?:cannot|can't|can not|won't|will not) (?:help|answer|assist|comply|obey|reveal|share (?:my|the))\b"
    r"|\b(?:instructions|instrucciones) (?:have been |has been |were )?(?:ignored|overridden|followed|ignoradas)\b"
    r"|\b(?:reveal|repeat|print|leak)\W+(?:\w+\W+){0,3}?(?:hidden|system|initial|secret)\b"
    r"|<\|?\w+\|?>|\[/?INST\]|^\W*(?:system|assistant|user)\s*:",
    re.IGNORECASE,
)
LINK = re.compile(
    r"\b[a-z][a-z0-9+.-]*://|\bwww\.|\b(?:javascript|data|mailto|tel|file|vbscript):\S|[\w.+-]+@[\w-]+\.\w|!\[|\]\s?\(|"
    r"</?[a-z!][^>]*>?|&(?:lt|gt|amp|#\d+|#x[0-9a-f]+);|(?<![\w.])(?:[a-z0-9-]{2,}\.)+[a-z]{2,}(?:/|\b)(?!\.)",
    re.IGNORECASE,
)
