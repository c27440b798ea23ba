"""`log/*`"""

from iat_sidecar.core import log
from iat_sidecar.core.log import Level
from iat_sidecar.core.wire import Wire
from iat_sidecar.rpc.registry import Effect, method
from iat_sidecar.rpc.session import Session


class LogLevel(Wire):
    """The least level that is written."""

    level: Level


@method("log/set_level", effect=Effect.WRITE, example={"level": "debug"})
def set_level(session: Session, level: Level) -> LogLevel:
    """Log more or less from now until the process ends; config/set log.level keeps it."""
    log.set_level(level)
    return LogLevel(level=level)
