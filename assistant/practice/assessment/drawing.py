"""Drawings of lines, shapes and words, as SVG for a page and as PNG for paper."""

from __future__ import annotations

from dataclasses import dataclass
from html import escape
from io import BytesIO
from typing import Any, Literal

Anchor = Literal["start", "middle", "end"]
SCALE = 3
"""Pixels of the PNG for each unit of the drawing."""
PER_INCH = 250
FONT = "Calibri, Carlito, Arial, sans-serif"
# The font that comes with Pillow has no signs of the printer.
_PLAIN = str.maketrans({"–": "-", "—": "-", "…": "...", "’": "'", "‘": "'", "“": '"', "”": '"', "−": "-"})
_ANCHORS = {"start": "lm", "middle": "mm", "end": "rm"}


@dataclass(frozen=True, slots=True, kw_only=True)
class Shape:
    """A closed shape, or a line where ``closed`` is false; ``fill`` and ``stroke`` are colors, or empty."""

    points: tuple[tuple[float, float], ...]
    fill: str = ""
    stroke: str = ""
    width: float = 1
    closed: bool = True
    opacity: float = 1


@dataclass(frozen=True, slots=True, kw_only=True)
class Words:
    """A line of text at the middle of its height."""

    x: float
    y: float
    text: str
    size: float = 10
    anchor: Anchor = "start"
    color: str = "#1f2925"


@dataclass(frozen=True, slots=True, kw_only=True)
class Drawing:
    """A drawing on white, and in words what it shows."""

    width: float
    height: float
    parts: tuple[Shape | Words, ...]
    alt: str


def box(x: float, y: float, width: float, height: float, fill: str, stroke: str = "#ffffff") -> Shape:
    """Return a rectangle."""
    corners = ((x, y), (x + width, y), (x + width, y + height), (x, y + height))
    return Shape(points=corners, fill=fill, stroke=stroke)


def svg(drawing: Drawing) -> str:
    """Return a drawing as a static SVG with a title that tells what it shows."""
    size = f'width="{drawing.width:g}" height="{drawing.height:g}" viewBox="0 0 {drawing.width:g} {drawing.height:g}"'
    lines = [f'<svg xmlns="http://www.w3.org/2000/svg" role="img" {size} font-family="{FONT}">']
    lines.append(f"<title>{escape(_clean(drawing.alt))}</title>")
    lines.append(f'<rect width="{drawing.width:g}" height="{drawing.height:g}" fill="#ffffff"/>')
    lines += [_svg_words(part) if isinstance(part, Words) else _svg_shape(part) for part in drawing.parts]
    return "\n".join((*lines, "</svg>")) + "\n"


def png(drawing: Drawing) -> bytes:
    """Return a drawing as a PNG, three pixels to a unit."""
    from PIL import Image, ImageDraw

    image = Image.new("RGB", (round(drawing.width * SCALE), round(drawing.height * SCALE)), "#ffffff")
    for part in drawing.parts:
        if isinstance(part, Words):
            _png_words(ImageDraw.Draw(image), part)
        else:
            image = _png_shape(image, part)
    out = BytesIO()
    image.save(out, "PNG", optimize=True, dpi=(PER_INCH, PER_INCH))
    return out.getvalue()


def wrapped(text: str, most: int, lines: int = 2) -> list[str]:
    """Return a text in lines of at most so many letters; what doesn't fit ends in an ellipsis."""
    found = [""]
    for word in text.split():
        if found[-1] and len(found[-1]) + 1 + len(word) > most:
            found.append(word)
        else:
            found[-1] = f"{found[-1]} {word}".strip()
    if len(found) > lines:
        kept = found[:lines]
        kept[-1] = f"{kept[-1][: most - 1].rstrip(' ,')}…"
        return kept
    return found


def _svg_shape(shape: Shape) -> str:
    points = " ".join(f"{x:.1f},{y:.1f}" for x, y in shape.points)
    kind = "polygon" if shape.closed else "polyline"
    stroke = f' stroke="{shape.stroke}" stroke-width="{shape.width:g}"' if shape.stroke else ""
    opacity = f' fill-opacity="{shape.opacity:g}"' if shape.opacity < 1 else ""
    return f'<{kind} points="{points}" fill="{shape.fill or "none"}"{opacity}{stroke}/>'


def _svg_words(words: Words) -> str:
    return (
        f'<text x="{words.x:.1f}" y="{words.y:.1f}" font-size="{words.size:g}" fill="{words.color}" '
        f'text-anchor="{words.anchor}" dominant-baseline="central">{escape(_clean(words.text))}</text>'
    )


def _clean(text: str) -> str:
    """Return a text without what XML can't hold."""
    return "".join(c for c in text if c.isprintable() or c == " ")


def _png_shape(image: Any, shape: Shape) -> Any:
    from PIL import Image, ImageDraw

    points = [(x * SCALE, y * SCALE) for x, y in shape.points]
    if shape.fill and shape.opacity < 1:
        over = image.copy()
        ImageDraw.Draw(over).polygon(points, fill=shape.fill)
        image = Image.blend(image, over, shape.opacity)
    elif shape.fill:
        ImageDraw.Draw(image).polygon(points, fill=shape.fill)
    if shape.stroke:
        around = [*points, points[0]] if shape.closed else points
        ImageDraw.Draw(image).line(around, fill=shape.stroke, width=max(1, round(shape.width * SCALE)), joint="curve")
    return image


def _png_words(draw: Any, words: Words) -> None:
    from PIL import ImageFont

    font = ImageFont.load_default(size=words.size * SCALE)
    where = (words.x * SCALE, words.y * SCALE)
    text = _clean(words.text).translate(_PLAIN)
    draw.text(where, text, fill=words.color, font=font, anchor=_ANCHORS[words.anchor])
