"""Personal identifiers that have a form: addresses of all kinds, numbers of people, cards and cases, dates of birth."""

from __future__ import annotations

import ipaddress
import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Literal, TypeAlias

import phonenumbers

Form: TypeAlias = Literal[
    "email", "phone", "ssn", "id", "birth", "address", "card", "account", "ip", "url", "login", "case"
]
# What may stand between a word that announces an identifier and the identifier.
_GAP = r"[^\d\n.?!;\[\]]{0,30}?(?<![\w-])"
_SAYS = r"(?:\s+(?:is|was|es|era|number|no|num|núm|número)\b\.?|\s*[:#=])*\s*"
_TOKEN = r"(?:[a-z]{1,4}[-_]?)?\d[\da-z]{0,19}(?:-[\da-z]{1,12}){0,3}\b"
_MONTH = (
    r"(?:jan(?:uary)?|feb(?:ruary)?|mar(?:ch)?|apr(?:il)?|may|june?|july?|aug(?:ust)?|sept?(?:ember)?|oct(?:ober)?"
    r"|nov(?:ember)?|dec(?:ember)?|enero|febrero|marzo|abril|mayo|junio|julio|agosto|septiembre|octubre|noviembre"
    r"|diciembre)\b\.?"
)
_DATE = (
    r"(?:\d{1,4}[/.-]\d{1,2}[/.-]\d{1,4}"
    rf"|{_MONTH}\s+\d{{1,2}}(?:st|nd|rd|th)?(?:,?\s+\d{{4}})?"
    rf"|\d{{1,2}}(?:st|nd|rd|th)?\s+(?:of\s+|de\s+)?{_MONTH}(?:,?\s+(?:del?\s+)?\d{{4}})?)"
)
_BIRTH = (
    r"(?:\bborn\b|\bd\.?o\.?b\b\.?|\bdate of birth|\bbirth ?da(?:te|y)|\bnaci(?:ó|o|do|da)\b|\bfecha de nac\w*"
    r"|\bcumpleaños|\bcumple\b)"
)
_HOUSE = r"(?<![\w$.,/-])\d{1,5}(?:-\d{1,4})?[a-z]?\s+(?:(?:[nsew]|ne|nw|se|sw|north|south|east|west)\b\.?\s+)?"
_STREET = r"(?:street|st|avenue|ave|road|rd|lane|ln|boulevard|blvd|highway|hwy|parkway|pkwy|terrace)\b\.?"
_WAY = r"(?:Drive|Dr|Court|Ct|Circle|Cir|Way|Place|Pl|Trail|Trl|Loop|Square|Sq)\b\.?"
_CAPITALS = r"(?:(?-i:[A-Z])[\w'’-]{0,20}\.?\s+|\d{1,3}(?:st|nd|rd|th)\s+){1,4}?"
_FLAT = (
    r"(?:,?\s*(?:apt|apartment|unit|suite|ste|lot)\b\.?\s*#?\w{1,6}|,?\s*#\s?\w{1,6})?"
    r"(?:,?\s+(?-i:[A-Z][\w'’.-]{0,20}(?: [A-Z][\w'’.-]{0,20}){0,2}),?\s+(?-i:[A-Z]{2})\b(?:\s+\d{5}(?:-\d{4})?)?)?"
)
_CALLE = (
    r"\b(?:calle|avenida|av\.|avda\.?|calzada|privada|paseo|carretera|colonia|c/)\s*"
    r"(?:(?:de|del|la|las|los|el|y)\s+){0,2}(?:\d{1,2}\s+de\s+)?[^\W\d_]{3,20}(?:\s+(?-i:[A-ZÁÉÍÓÚÑ])[^\W\d_]{1,20}){0,3}"
    r",?\s*(?:#|n[úu]m(?:ero)?\.?|no\.)?\s*\d{1,5}\b(?:,?\s*(?:int|depto|apto|piso|col)\b\.?\s*\w{1,15})?"
)
_CASE_WORD = r"\b(?:iep|504|case|caso|expediente|incident|incidente|referral|docket|hearing)"
_NOT_AN_ADDRESS = re.compile(
    r"(?:version|versión|\bv|standards?|indicators?|section|estándar|indicador|release|firmware|ios|android|os)\s*$",
    re.I,
)
_CALLS = re.compile(
    r"\b(?:call|text|phone|cell|mobile|tel|fax|number|llám\w+|llama\w*|marca\w*|celular|cel|móvil|teléfono|telefono"
    r"|whatsapp|número)\b[^\n]{0,40}$",
    re.I,
)
_ID_IN_URL = re.compile(
    r"[?&;](?:\w*id|user\w*|student\w*|login|email|mail|token|key|pwd|p|name|alumno|usuario)=[^&\s]"
    r"|(?<!\d)(?!(?:19|20)\d\d(?!\d))\d{4,}|//[^/\s]*@|(?=[\w-]*\d)(?=[\w-]*[A-Z])(?=[\w-]*[a-z])[\w-]{16,200}"
)


@dataclass(frozen=True, slots=True, kw_only=True)
class _Rule:
    """A form: what is personal in it is the group ``it``, where there is one, if ``accepts`` has no objection."""

    kind: Form
    pattern: re.Pattern[str]
    accepts: Callable[[re.Match[str]], bool] = lambda found: True


def _rule(kind: Form, pattern: str, accepts: Callable[[re.Match[str]], bool] | None = None) -> _Rule:
    compiled = re.compile(pattern, re.IGNORECASE)
    return (
        _Rule(kind=kind, pattern=compiled) if accepts is None else _Rule(kind=kind, pattern=compiled, accepts=accepts)
    )


def _digits(text: str) -> int:
    return sum(character.isdigit() for character in text)


def _has_digits(number: int) -> Callable[[re.Match[str]], bool]:
    return lambda found: _digits(found["it"]) >= number


def _passes_luhn(found: re.Match[str]) -> bool:
    """Tell whether the check digit is right (ISO/IEC 7812-1, annex B)."""
    digits = [int(character) for character in found[0] if character.isdigit()]
    doubled = [
        digit if at % 2 == 0 else (2 * digit - 9 if digit > 4 else 2 * digit) for at, digit in enumerate(digits[::-1])
    ]
    return 13 <= len(digits) <= 19 and sum(doubled) % 10 == 0 and any(digits)


def _is_ip(found: re.Match[str]) -> bool:
    try:
        ipaddress.ip_address(found[0])
    except ValueError:
        return False
    return not _NOT_AN_ADDRESS.search(found.string, max(0, found.start() - 20), found.start())


def _names_somebody(found: re.Match[str]) -> bool:
    return bool(_ID_IN_URL.search(found[0]))


def _is_no_event(found: re.Match[str]) -> bool:
    """Tell "2025 Oak Drive" after an address's word from "2025 Food Drive"."""
    before = found.string[max(0, found.start() - 25) : found.start()]
    return not re.match(r"(?:19|20)\d\d\b", found[0]) or bool(re.search(r"\b(?:at|to|lives?|address|:)\W*$", before))


def _looks_like_login(found: re.Match[str]) -> bool:
    token = found["it"]
    return len(token) >= 4 and bool(re.search(r"\d|[^\W_][._@#$%+-]\w", token))


_RULES = (
    _rule("email", r"(?<![\w.%+-])[\w.%+'-]{1,64}@[\w-]{1,63}(?:\.[\w-]{1,63}){1,5}"),
    _rule(
        "email",
        r"\b(?:\w{2,30}\s+(?:dot|punto)\s+)?[\w.]{2,40}\s+(?:at|arroba)\s+\w{2,30}\s+(?:dot|punto)\s+(?:com|org|edu|net|mx|us)\b",
    ),
    _rule("url", r"(?:https?://|\bwww\.)[^\s<>\[\]\"'{}|\\^`]{3,2000}(?<![.,;:!?)])", _names_somebody),
    _rule(
        "url",
        r"(?<![\w@./:-])[a-z0-9-]{1,63}(?:\.[a-z0-9-]{1,63}){1,4}/[^\s<>\[\]\"'{}|\\^`]{3,2000}(?<![.,;:!?)])",
        _names_somebody,
    ),
    _rule("ssn", r"(?<![\w-])\d{3}-\d{2}-\d{4}(?![\w-])"),
    _rule(
        "ssn",
        rf"\b(?:ssn|social security|seguro social|social (?:number|is|#)){_GAP}"
        r"(?P<it>\d{3}[ -]?\d{2}[ -]?\d{4})\b",
    ),
    _rule(
        "ssn",
        rf"\b(?:ssn|social security|seguro social)\b{_GAP}(?P<it>\d{{4}})(?!\w)",
        lambda found: "four" in found[0] or "cuatro" in found[0],
    ),
    _rule("card", r"(?<![\w-])\d(?:[ -]?\d){12,18}(?![\w-])", _passes_luhn),
    _rule("card", rf"\b(?:card|visa|mastercard|amex|tarjeta)\b{_GAP}(?P<it>\d(?:[ -]?\d){{12,18}})\b"),
    _rule(
        "card",
        r"\b(?:card|visa|mastercard|amex|tarjeta|account|cuenta)\b[^\d\n]{0,25}?"
        r"(?:ending in|ends in|termina(?:da)? en)\s+(?P<it>\d{4})\b",
    ),
    _rule(
        "account",
        r"\b(?:(?:account|acct|cuenta|routing|iban|clabe)\b\.?(?:\s+(?:bancaria|de cheques))?)"
        rf"{_SAYS}(?P<it>(?:[a-z]{{2}}\d{{2}}[ -]?)?\d(?:[ -]?\d){{4,25}})\b",
    ),
    _rule("id", r"\b[A-Z]{4}\d{6}[HM][A-Z]{5}[A-Z\d]\d\b"),
    _rule(
        "id",
        r"\b(?:(?:(?:student|employee|staff|state|teacher|sis|lunch|badge|license|payroll|medicaid|alien|passport)(?:['’]s)?"
        rf"\s+(?:id|number|no|num|pin|code|badge)\b\.?)|ssid\b|id\s+(?:number|no\b\.?|#)|badge\b|lunch pin\b)"
        rf"{_GAP}(?P<it>{_TOKEN})",
        _has_digits(4),
    ),
    _rule("id", rf"\bid\b\s*[:#=]?\s*(?:is\s+)?(?P<it>{_TOKEN})", _has_digits(5)),
    _rule(
        "id",
        r"\b(?:matr[ií]cula|n[úu]mero\s+(?:de\s+|del\s+)?(?:la\s+|el\s+)?(?:estudiante|alumn[oa]|emplead[oa]|identificación|control"
        rf"|matr[ií]cula|lista)|credencial|gafete|n[óo]mina)\b{_GAP}(?P<it>{_TOKEN})",
        _has_digits(4),
    ),
    _rule("birth", rf"{_BIRTH}{_GAP}(?P<it>{_DATE})"),
    _rule("birth", rf"(?P<it>\b{_DATE})\s*[,(]?\s*(?:is|was|es)?\s*(?:(?:his|her|their|the|su|la)\s+)?{_BIRTH}"),
    _rule("address", rf"{_HOUSE}{_CAPITALS}{_STREET}{_FLAT}"),
    _rule("address", rf"{_HOUSE}[a-z]{{3,20}}\s+{_STREET}{_FLAT}", lambda found: len(found[0].split()[0]) > 1),
    _rule("address", rf"{_HOUSE}{_CAPITALS}(?-i:{_WAY}){_FLAT}", _is_no_event),
    _rule("address", rf"{_CALLE}"),
    _rule("address", r"\b(?:p\.?\s?o\.?\s?box|apartado postal)\s+#?\d{1,7}\b"),
    _rule("ip", r"(?<![\w.])\d{1,3}(?:\.\d{1,3}){3}(?!\w|\.\d)", _is_ip),
    _rule("ip", r"(?<![\w:])(?=[\da-f:]{0,39}\d)[\da-f]{1,4}(?::{1,2}[\da-f]{1,4}){2,7}(?![\w:])", _is_ip),
    _rule(
        "login",
        r"\b(?:user ?name|user ?id|log-?in(?: name| id)?|usuario|contrase(?:ñ|n)a|clave|password|passcode|pwd|pw)\b"
        r"(?:(?:\s+(?:is|es|was|era|and|y))?\s*[:=]\s*|\s+(?:is|es|was|era)\s+|\s+(?=[a-z]))[\"'“]?"
        r"(?P<it>[^\s\"'“”,;:?()<>/\[\]\\{}]{1,64}(?<![.]))",
        _looks_like_login,
    ),
    _rule(
        "login",
        r"\b(?:instagram|insta|snap(?:chat)?|tiktok|twitter|handle|discord|roblox|gamertag|user ?name|usuario|fb)\b"
        r"[^\n.?!;\[\]]{0,25}?(?<!\w)(?P<it>@[\w.]{1,30}\w)",
    ),
    _rule(
        "case",
        rf"{_CASE_WORD}(?:\s+(?:plan|case|record|file|report|caso|expediente|referral))?\s*"
        rf"(?:(?:number|num|no|nº|número|núm|id)\b\.?|#|n\.º){_GAP}(?P<it>{_TOKEN})",
        _has_digits(3),
    ),
    _rule("case", rf"\b(?:iep|504)\s+(?:case|plan|caso|file)\s+(?P<it>{_TOKEN})", _has_digits(4)),
    _rule("case", r"\b(?:case|caso|expediente|docket)\s+(?P<it>\d{2,4}-(?:[a-z]{1,5}-?)?\d{2,6})\b"),
    _rule(
        "phone",
        r"(?<![\w.-])(?:\+?1[ .-]?)?(?:\(\d{3}\)\s?|\d{3}[ .-])\d{3}[ .-]\d{4}(?!\w)(?:\s*(?:ext\.?|x)\s*\d{1,6})?",
    ),
    _rule(
        "phone",
        r"(?<![\w.-])[2-9]\d{2}[-.]\d{4}(?![\w-])",
        lambda found: bool(_CALLS.search(found.string[max(0, found.start() - 60) : found.start()])),
    ),
)


def identifiers(text: str) -> Iterator[tuple[Form, int, int]]:
    """Give every identifier: its kind and where it starts and ends; they may overlap.

    Telephone numbers of any country are found by the rules of ``phonenumbers``, those without a country's prefix as of
    the United States, or of Mexico where a word for calling stands before.
    """
    for rule in _RULES:
        for found in rule.pattern.finditer(text):
            if rule.accepts(found):
                yield rule.kind, *found.span("it" if "it" in rule.pattern.groupindex else 0)
    for region in ("US", "MX"):
        for number in phonenumbers.PhoneNumberMatcher(text, region):
            if region == "US" or _CALLS.search(text[max(0, number.start - 60) : number.start]):
                yield "phone", number.start, number.end
