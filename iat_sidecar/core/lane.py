"""Where a handler runs; its first parameter's class says it."""


class Reads:
    """On a reader connection, with nothing to change."""


class Writes(Reads):
    """Inside one transaction of the one writer."""


class Loops:
    """On the event loop, with `async def`."""


class Speaks:
    """At once, on the thread that reads the wire."""


class OverBudget(Exception):
    """A read in place took too long; it has no effects, so it is run again on a thread."""
