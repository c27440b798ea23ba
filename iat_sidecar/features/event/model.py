"""What a replayed event looks like."""

import msgspec

from iat_sidecar.core.wire import Wire


class ReplayedEvent(Wire):
    """A notification as it was told."""

    method: str
    params: msgspec.Raw


class Replay(Wire):
    """Events in order of `seq`; go on after `last_seq` until nothing comes."""

    items: list[ReplayedEvent]
    last_seq: int
