"""Pictures where people would rather look than read: SVG that takes its colours from the page, with a table behind it.

Most of them have no scale of their own: what stands across is in per cent of the page's width, and so text has the same
size on a phone as on a wide screen.
"""
