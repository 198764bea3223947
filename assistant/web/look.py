"""The page's colours and type: system fonts only, so that nothing is fetched from anywhere."""

from __future__ import annotations

import gradio as gr

HEAD = (
    '<meta name="description" content="Cited answers to K-12 leaders\' questions, on this machine.">'
    '<meta name="color-scheme" content="light dark"><script src="/page.js" defer></script>'
    '<script src="/answers.js" defer></script><link rel="stylesheet" href="/print.css" media="print">'
    '<script src="/typed.js" defer></script><script src="/thoughts.js" defer></script>'
)
_SANS = ("ui-sans-serif", "system-ui", "-apple-system", "Segoe UI", "Roboto", "Helvetica Neue", "Arial", "sans-serif")
_MONO = ("ui-monospace", "SFMono-Regular", "Menlo", "Consolas", "monospace")
_PINE = gr.themes.Color(
    name="pine",
    c50="#eef6f4",
    c100="#d8ebe6",
    c200="#b3d7ce",
    c300="#85bcb0",
    c400="#559d8f",
    c500="#378275",
    c600="#20695d",
    c700="#1a554c",
    c800="#18443e",
    c900="#163934",
    c950="#0a211e",
)


def theme() -> gr.themes.Base:
    """Return the theme: warm greys, one green."""
    return gr.themes.Base(
        primary_hue=_PINE,
        secondary_hue=_PINE,
        neutral_hue=gr.themes.colors.stone,
        radius_size=gr.themes.sizes.radius_lg,
        font=[gr.themes.Font(name) for name in _SANS],
        font_mono=[gr.themes.Font(name) for name in _MONO],
    ).set(
        body_background_fill="#faf9f6",
        body_background_fill_dark="#171614",
        background_fill_primary="#ffffff",
        background_fill_primary_dark="#1f1e1b",
        block_border_width="0px",
        block_shadow="none",
        button_primary_background_fill="*primary_600",
        button_primary_background_fill_hover="*primary_700",
        button_primary_background_fill_dark="*primary_600",
        button_primary_text_color="#ffffff",
    )
