"""What is wrong with records, documents and index files: each rule of `check`, a finding with its line and its remedy.

May: look at what it is given. May not: read a file, know the time of day, or mend anything.

Where the rules leave something open, this is how they are read:
- A record at rest in a final state is history: what it lacks is a warning, and what nobody can mend any more (another
  team's edit, two questions) is not told at all.
- A section is missed where an act that led to the record's state needed it, on every way to that state. In the first
  state of a kind nothing is missed yet, unless making the record needed it.
- A status is stale where the text holds what an act out of this state writes. A section that an earlier round filled
  (a reply before the question came back) is told from a new one by the `> Updated:` lines.
- A record waits to be archived until the time of its archive promise has passed; then it is a warning.
- Links that lead out of the repository are nobody's here; links in archived records may count from either folder.
"""
