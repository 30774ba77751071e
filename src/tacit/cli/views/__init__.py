"""Pages of answers: each takes the JSON of a command and gives what a person reads."""
