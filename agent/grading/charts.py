"""The drawings on a report's first page on paper: the score between the bars, the chances, the competencies."""

from __future__ import annotations

from math import cos, pi, sin

from fpdf import FPDF

from agent.grading.grade import Grade
from rubrics.report import CompetencyRow
from rubrics.verdict import NAMES, ORDER, TOP, Decision, zones
from rubrics.words import competency_name

COLOURS = {
    Decision.STRONG_NO_HIRE: (163, 38, 42),
    Decision.NO_HIRE: (201, 138, 60),
    Decision.HIRE: (95, 162, 135),
    Decision.STRONG_HIRE: (11, 110, 79),
}
INK, QUIET, RULE, GREEN = (27, 36, 48), (86, 97, 111), (217, 222, 229), (11, 110, 79)
HEIGHT = 56.0  # millimetres that the drawings take


def draw(pdf: FPDF, grade: Grade) -> None:
    """Side by side at the current height; the figures stand in the text above and in the tables below."""
    if pdf.will_page_break(HEIGHT):
        pdf.add_page()
    pdf.ln(2)
    top, left = pdf.get_y(), pdf.l_margin
    half = (pdf.w - pdf.l_margin - pdf.r_margin) / 2
    verdict = grade.verdict
    decided = verdict.score is not None and verdict.decision != Decision.INCOMPLETE
    if verdict.score is not None and decided:
        _caption(pdf, left, top, f"Score, with the bars at {verdict.level} level")
        _bar(pdf, left, top + 6, half - 8, zones(verdict.level))
        pdf.set_fill_color(*INK)
        pdf.rect(left + (half - 8) * min(verdict.score, TOP) / TOP - 0.5, top + 4.8, 1, 7.4, style="F")
    if verdict.chances:
        _caption(pdf, left, top + 18, "How sure this is")
        _bar(pdf, left, top + 24, half - 8, verdict.chances)
    if decided:
        _key(pdf, left, top + 34)
    _radar(pdf, left + half * 1.5, top + HEIGHT / 2 - 1, grade.report.competencies)
    pdf.set_xy(left, top + HEIGHT)


def _caption(pdf: FPDF, x: float, y: float, text: str) -> None:
    pdf.set_font("DejaVu", size=8)
    pdf.set_text_color(*QUIET)
    pdf.set_xy(x, y)
    pdf.cell(0, 5, text)


def _bar(pdf: FPDF, x: float, y: float, width: float, shares: dict[Decision, float]) -> None:
    for decision, share in shares.items():
        pdf.set_fill_color(*COLOURS[decision])
        pdf.rect(x, y, width * share, 5, style="F")
        x += width * share


def _key(pdf: FPDF, x: float, y: float) -> None:
    for number, decision in enumerate(ORDER):
        at = x + 36 * (number % 2), y + 5.5 * (number // 2)
        pdf.set_fill_color(*COLOURS[decision])
        pdf.rect(at[0], at[1] + 1, 3, 3, style="F")
        _caption(pdf, at[0] + 4.5, at[1], NAMES[decision].capitalize())


def _radar(pdf: FPDF, x: float, y: float, rows: list[CompetencyRow], radius: float = 19.0) -> None:
    def point(index: int, reach: float) -> tuple[float, float]:
        angle = 2 * pi * index / len(rows) - pi / 2
        return x + reach * cos(angle), y + reach * sin(angle)

    pdf.set_draw_color(*RULE)
    for level in range(1, int(TOP) + 1):
        pdf.polygon([point(i, radius * level / TOP) for i in range(len(rows))])
    pdf.set_draw_color(*GREEN)
    pdf.set_line_width(0.5)
    pdf.polygon([point(i, radius * (row.score or 0) / TOP) for i, row in enumerate(rows)])
    pdf.set_line_width(0.2)
    pdf.set_text_color(*INK)
    for index, row in enumerate(rows):
        at = point(index, radius + 3)
        score = "not assessed" if row.score is None else f"{row.score:.1f}"
        align = "C" if abs(at[0] - x) < 4 else "L" if at[0] > x else "R"
        width = 26.0
        pdf.set_xy(at[0] - {"C": width / 2, "L": 0, "R": width}[align], at[1] - (7.5 if at[1] < y - radius else 3))
        pdf.set_font("DejaVu", size=7)
        words = competency_name(row.competency).replace("problem ", "problem\n")
        pdf.multi_cell(width, 3.4, f"{words}\n{score}", align=align)
