"""Why the process ended, as its exit code and as the last line on stderr."""

from enum import IntEnum


class Exit(IntEnum):
    """Each way to end has its own number."""

    ASKED = 0
    ASKED_WITHOUT_SHUTDOWN = 1
    USAGE = 2
    DIFFERENT = 3
    END_OF_INPUT = 10
    END_OF_INPUT_WITH_WORK = 11
    WIRE_BROKEN = 13
    PARENT_GONE = 15
    TERMINATED = 16
    INTERRUPTED = 17
    STUCK = 18
    NOT_UNPACKED = 19  # said by the single file's launcher
    CRASHED = 70

    @property
    def reason(self) -> str:
        return REASONS[self]


REASONS = {
    Exit.ASKED: "asked to exit after shutdown",
    Exit.ASKED_WITHOUT_SHUTDOWN: "asked to exit without shutdown",
    Exit.USAGE: "the command line is wrong",
    Exit.DIFFERENT: "the conversation differs from its transcript",
    Exit.END_OF_INPUT: "end of input, nothing was running",
    Exit.END_OF_INPUT_WITH_WORK: "end of input, running work was stopped and goes on at the next start",
    Exit.WIRE_BROKEN: "nobody reads the output any more",
    Exit.PARENT_GONE: "the parent process is gone",
    Exit.TERMINATED: "terminated by a signal",
    Exit.INTERRUPTED: "interrupted",
    Exit.STUCK: "did not end in time and was cut off",
    Exit.NOT_UNPACKED: "the program could not be unpacked",
    Exit.CRASHED: "an unforeseen error",
}
