"""Makes the sample workspace: a team of nine in six zones, two goals, six weeks, by acts of the real engine.

Nothing here writes a record by itself: every commit is an act that somebody of the cast does at a moment of their own
day, or that Tacit does at its hourly tick. The same last day gives the same commits, to the byte.
"""
