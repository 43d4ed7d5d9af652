"""How it looks: the theme, the style sheet and the page's few lines of script. No font comes from elsewhere."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import gradio as gr

HERE = Path(__file__).parent
STYLE = (HERE / "style.css").read_text(encoding="utf-8")
SCRIPT = "\n".join((HERE / name).read_text(encoding="utf-8") for name in ("page.js", "room.js", "access.js"))
HEAD = f"<script>{SCRIPT}</script>"


def theme() -> Any:
    font = [gr.themes.Font(name) for name in ("system-ui", "Segoe UI", "Roboto", "sans-serif")]
    mono = [gr.themes.Font(name) for name in ("ui-monospace", "Consolas", "monospace")]
    return gr.themes.Base(
        primary_hue=gr.themes.colors.emerald, neutral_hue=gr.themes.colors.slate, radius_size=gr.themes.sizes.radius_md,
        font=font, font_mono=mono,
    ).set(
        button_primary_background_fill="*primary_700", button_primary_background_fill_hover="*primary_800",
        button_primary_background_fill_dark="*primary_700", button_primary_text_color="white",
        button_primary_text_color_dark="white", input_placeholder_color="*neutral_600",
        input_placeholder_color_dark="*neutral_400",
    )  # fmt: skip
