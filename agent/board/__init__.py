"""The whiteboard: a candidate's Mermaid source as a diagram, what the diagram shows, and a safe drawing of it."""

from agent.board.diagram import LARGEST, BadBoard, Diagram, parse_board, size_problem
from agent.board.drawing import drawing
from agent.board.fences import board_in, fenced, without_board

__all__ = [
    "LARGEST",
    "BadBoard",
    "Diagram",
    "board_in",
    "drawing",
    "fenced",
    "parse_board",
    "size_problem",
    "without_board",
]
