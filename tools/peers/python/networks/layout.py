"""How rows are encoded: the same parts as in src/networks/layout.ts, scalars first."""

from itertools import accumulate

MODES = [8, 8, 8, 8, 7, 7]
CATEGORIES = [9, 16, 7, 15, 6, 5, 2, 42, 2]
SCALARS = len(MODES)
SIZES = MODES + CATEGORIES
# (start, end) of each choice among several.
CHOICES = [(end, end + size) for size, end in zip(SIZES, accumulate(SIZES, initial=SCALARS))]
