"""Figures, certificates and places in a text, read with their units, and how two texts' facts compare."""

from .comparing import MEASURES, compare, figure_table
from .reading import Fact, read_facts

__all__ = ["MEASURES", "Fact", "compare", "figure_table", "read_facts"]
