"""Decides what follows: who may act, what an act changes, who owes what by when, what silence does.

May not: do I/O, ask for the time (`now` is an argument), log, or know how anything is stored.
"""
