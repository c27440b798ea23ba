"""An error as it stands in a row or a result: what a reply would have said."""

import msgspec

from iat_sidecar.core import ids, log
from iat_sidecar.core.errors import InternalError, SidecarError
from iat_sidecar.tasks.model import Failure


def failure_of(error: BaseException, **where: str | None) -> Failure:
    """Details go into the log where nobody foresaw the error; `where` says what it belongs to."""
    trace_id = ids.new()
    if not isinstance(error, SidecarError):
        log.fault("work/failed", error, trace_id=trace_id, **where)
        error = InternalError()
    return Failure(
        code=error.code,
        message=str(error),
        data={
            "kind": error.kind,
            "retryable": error.retryable,
            "details": msgspec.to_builtins(error.details),
            "trace_id": trace_id,
        },
    )
