"""Names what things are: frozen dataclasses on the standard library alone.

May not: import anything of Tacit but its errors, or do anything.
"""
