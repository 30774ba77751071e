"""The pages that people read: each asks use cases and hands what they say to a template.

They change nothing on GET, and work without scripts.
"""
