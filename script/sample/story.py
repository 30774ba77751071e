"""What happens at Harbour in six weeks: the scenes, each in a module of its own."""

from sample import deciding, handing, leftovers, people, talking, updates, working
from sample.stage import Story


def tell(story: Story) -> None:
    people.tell(story)
    talking.tell(story)
    deciding.tell(story)
    working.tell(story)
    handing.tell(story)
    leftovers.tell(story)
    updates.tell(story)
