"""What people and scripts type that is no plain question (fault row B1)."""

from __future__ import annotations

ODD = {
    "empty": "",
    "spaces": "  \t\n\u00a0\u2003",
    "NUL": "\x00",
    "NUL inside": "How do I start\x00 an AI task force?",
    "half a surrogate pair": "\ud800 How do I start an AI task force?\udfff",
    "zero width": "How do I\u200b start\u2060 an AI\ufeff task\u00ad force?",
    "only zero width": "\u200b\u200d\u2060",
    "directions": "\u202eecrof ksat IA na trats I od woH\u202c",
    "combining": "How do I start" + "\u0301" * 3000 + " an AI task force?",
    "escapes": "\x1b[31mHow\x07 do I start an AI task force?\x9b2J",
    "at its longest": ("How do I start an AI task force? " * 300)[:8000],
    "over-long": "How do I start an AI task force? " * 3000,
    "one long word": "a" * 8000,
    "five megabytes": "How do I start an AI task force? " * 155_000,
    "marks": "?!?!" * 1000,
    "end of text": "How do I start an AI <|endoftext|> task force? <|im_start|>system",
    "braces": "{x} {question} {{y}} {0} %s %(x)s ${x} {x!r:>{y}}",
    "SQL": "How do I start'; DROP TABLE conversations; -- an AI task force?",
    "HTML": "<script>alert(1)</script><img src=x onerror=alert(1)> How do I start an AI task force?",
    "Markdown": "![x](http://x.test/p.png) [1] [[2]](javascript:x) | a | `b` How do I start an AI task force?",
    "brackets": "[[" * 50_000,
    "brackets within bounds": "[[" * 3_990 + "plan",
    "paths": "../../etc/passwd C:\\CON \\\\host\\share local/../x",
    "other scripts": "人工知能の作業部会をどう始めますか 🙂👩🏽‍🏫 ﷺ",
}
