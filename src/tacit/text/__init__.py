"""Spells: text to model and back, keeping every byte that an edit does not mean to change.

May not: touch files, git or SQL, ask the machine for the time, or decide what is allowed.
"""
