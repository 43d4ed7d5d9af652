"""A grade as PDF, made from its Markdown."""

from __future__ import annotations

from pathlib import Path

from fpdf import FPDF
from markdown_it import MarkdownIt

SIZE = 10


def write_pdf(markdown: str, path: Path) -> None:
    """A4, with a font that has Latin, Greek and Cyrillic letters; others are shown as a box."""
    fonts = _fonts()
    pdf = FPDF(format="A4")
    pdf.set_auto_page_break(True, margin=15)
    for style, name in (
        ("", "DejaVuSans"),
        ("B", "DejaVuSans-Bold"),
        ("I", "DejaVuSans-Oblique"),
        ("BI", "DejaVuSans-BoldOblique"),
    ):
        pdf.add_font("DejaVu", style, fonts / f"{name}.ttf")
    pdf.set_font("DejaVu", size=SIZE)
    pdf.add_page()
    pdf.write_html(MarkdownIt("commonmark").enable("table").render(markdown), font_family="DejaVu")
    pdf.output(str(path))


def _fonts() -> Path:
    from matplotlib import get_data_path

    return Path(get_data_path()) / "fonts" / "ttf"
