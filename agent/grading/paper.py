"""A grade as PDF: its Markdown set on A4, with the score, the chances and the competencies drawn on the first page."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from fpdf import FPDF
from fpdf.fonts import FontFace
from markdown_it import MarkdownIt
from markdown_it.token import Token

from agent.grading.charts import draw
from agent.grading.grade import Grade

SIZE, LINE = 9.5, 4.7  # points, millimetres
HEADINGS = {"h1": (17, 0, 2), "h2": (13, 6, 1.5), "h3": (10.5, 3, 0.5)}  # points, millimetres above and below
INK, QUIET, GREEN, RULE = (27, 36, 48), (86, 97, 111), (11, 110, 79), (217, 222, 229)
WIDTHS = {2: (3, 1), 3: (3, 1, 1), 4: (4, 1, 1, 1)}  # of a table's columns, by their number
SHORT = 20  # rows of a table that is not split over two pages
STYLES = {"strong": "B", "em": "I"}


class Paper(FPDF):
    """A4 with the title and the page's number below."""

    def __init__(self, title: str) -> None:
        super().__init__(format="A4")
        self.footer_text = title
        self.set_title(title)
        self.set_creator("Greenroom")
        self.set_margins(20, 18, 20)
        self.set_auto_page_break(True, margin=20)
        self.alias_nb_pages()

    def footer(self) -> None:
        self.set_y(-13)
        self.set_font("DejaVu", size=7.5)
        self.set_text_color(*QUIET)
        self.cell(0, 5, self.footer_text)
        self.set_x(self.l_margin)
        self.cell(0, 5, f"{self.page_no()} of {{nb}}", align="R")


def pdf_of(grade: Grade, markdown: str) -> bytes:
    """With a font that has Latin, Greek and Cyrillic letters; others are shown as a box."""
    pdf = Paper(f"Greenroom · {grade.report.title}")
    for style, name in (("", ""), ("B", "-Bold"), ("I", "-Oblique"), ("BI", "-BoldOblique")):
        pdf.add_font("DejaVu", style, _fonts() / f"DejaVuSans{name}.ttf")
    pdf.add_page()
    drawn = False
    tokens = MarkdownIt("commonmark").enable("table").parse(markdown)
    blocks = _Blocks(pdf)
    for index, token in enumerate(tokens):
        if token.type == "heading_open" and token.tag == "h2" and not drawn:
            draw(pdf, grade)
            drawn = True
        blocks.set(token, tokens[index + 1 :])
    return bytes(pdf.output())


class _Blocks:
    """Sets one block after the other."""

    def __init__(self, pdf: Paper) -> None:
        self._pdf = pdf
        self._lists: list[int | None] = []  # the next number of each open list; None: bullets
        self._quotes: list[tuple[int, float]] = []  # page and height where each open quotation began
        self._heading = ""
        self._item = False
        self._rows: list[list[str]] | None = None

    def set(self, token: Token, rest: Sequence[Token]) -> None:
        pdf, kind = self._pdf, token.type
        if kind == "heading_open":
            self._heading = token.tag
            self._begin_heading(token.tag, _height(rest))
        elif kind == "heading_close":
            self._end_heading()
        elif kind in ("bullet_list_open", "ordered_list_open"):
            self._lists.append(int(token.attrGet("start") or 1) if kind.startswith("ordered") else None)
            pdf.set_left_margin(pdf.l_margin + 6)
        elif kind in ("bullet_list_close", "ordered_list_close"):
            self._lists.pop()
            pdf.set_left_margin(pdf.l_margin - 6)
            pdf.ln(1.5)
        elif kind == "list_item_open":
            self._item = True
        elif kind == "blockquote_open":
            pdf.set_left_margin(pdf.l_margin + 4)
            self._quotes.append((pdf.page, pdf.get_y()))
        elif kind == "blockquote_close":
            self._end_quote()
        elif kind == "table_open":
            self._rows = []
        elif kind == "tr_open" and self._rows is not None:
            self._rows.append([])
        elif kind == "table_close" and self._rows is not None:
            _table(pdf, self._rows)
            self._rows = None
        elif kind == "inline":
            self._inline(token)
        elif kind == "fence" or kind == "code_block":
            pdf.set_font("DejaVu", size=SIZE - 1)
            pdf.multi_cell(0, LINE, token.content, new_x="LMARGIN", new_y="NEXT")

    def _begin_heading(self, tag: str, following: float) -> None:
        size, above, _ = HEADINGS.get(tag, HEADINGS["h3"])
        pdf = self._pdf
        if pdf.will_page_break(above + size * 0.5 + following):  # no heading alone at the foot of a page
            pdf.add_page()
        else:
            pdf.ln(above)

    def _end_heading(self) -> None:
        pdf, below = self._pdf, HEADINGS.get(self._heading, HEADINGS["h3"])[2]
        if self._heading == "h2":
            pdf.set_draw_color(*RULE)
            pdf.line(pdf.l_margin, pdf.get_y() + 0.5, pdf.w - pdf.r_margin, pdf.get_y() + 0.5)
        pdf.ln(below)
        self._heading = ""

    def _end_quote(self) -> None:
        pdf, (page, top) = self._pdf, self._quotes.pop()
        pdf.set_left_margin(pdf.l_margin - 4)
        top = top if page == pdf.page else pdf.t_margin
        pdf.set_draw_color(*GREEN)
        pdf.set_line_width(0.6)
        pdf.line(pdf.l_margin + 1, top, pdf.l_margin + 1, pdf.get_y() - 1)
        pdf.set_line_width(0.2)

    def _inline(self, token: Token) -> None:
        if self._rows is not None:
            self._rows[-1].append(_plain(token))
            return
        pdf, size, base = self._pdf, SIZE, ""
        pdf.set_text_color(*(QUIET if self._quotes else INK))
        if self._heading:
            size, base = HEADINGS.get(self._heading, HEADINGS["h3"])[0], "B"
        elif self._item:
            self._mark()
        pdf.set_x(pdf.l_margin)
        styles: list[str] = []
        for child in token.children or []:
            name = child.type.removesuffix("_open").removesuffix("_close")
            if name in STYLES:
                styles = [*styles, STYLES[name]] if child.nesting > 0 else styles[:-1]
            elif text := " " if child.type in ("softbreak", "hardbreak") else child.content:
                pdf.set_font("DejaVu", "".join(sorted({*base, *styles})), size)
                pdf.write(max(LINE, size * 0.47), text)
        pdf.ln(max(LINE, size * 0.47) + (0 if self._heading else 1))

    def _mark(self) -> None:
        """The bullet or number of a list's item, in the margin."""
        pdf, number = self._pdf, self._lists[-1]
        self._item = False
        pdf.set_font("DejaVu", size=SIZE)
        if pdf.will_page_break(LINE):
            pdf.add_page()
        pdf.set_x(pdf.l_margin - 5)
        pdf.cell(5, LINE, "•" if number is None else f"{number}.")
        self._lists[-1] = None if number is None else number + 1


def _table(pdf: Paper, rows: list[list[str]]) -> None:
    """The first column wide, the figures to the right."""
    pdf.set_font("DejaVu", size=SIZE - 0.5)
    pdf.set_text_color(*INK)
    pdf.set_draw_color(*RULE)
    pdf.set_fill_color(255)
    if len(rows) <= SHORT and pdf.will_page_break(len(rows) * (LINE + 2)):
        pdf.add_page()
    count = len(rows[0])
    alike = any(len(cell) > 30 for cell in rows[0])
    align = ("LEFT", *["LEFT" if alike else "RIGHT"] * (count - 1))
    with pdf.table(
        rows, borders_layout="HORIZONTAL_LINES", text_align=align, line_height=LINE + 0.6, padding=0.6,
        col_widths=None if alike else WIDTHS.get(count), headings_style=FontFace(emphasis="BOLD", color=QUIET),
    ):  # fmt: skip
        pass
    pdf.ln(2)


def _height(rest: Sequence[Token]) -> float:
    """What must stay on the page with a heading: a short table, or three lines."""
    kinds = [token.type for token in rest]
    if kinds[2:3] != ["table_open"]:
        return 3 * LINE
    rows = kinds[: kinds.index("table_close")].count("tr_open")
    return rows * (LINE + 2) + 2 if rows <= SHORT else 3 * LINE


def _plain(token: Token) -> str:
    return "".join(child.content for child in token.children or [])


def _fonts() -> Path:
    from matplotlib import get_data_path

    return Path(get_data_path()) / "fonts" / "ttf"
