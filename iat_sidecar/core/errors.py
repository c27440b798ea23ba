"""Every failure a caller can act on: number, kind, whether to retry, and a sentence.

The classes of this module are the table; their docstrings are the messages, their fields the
details. 1xxx protocol, 2xxx data, 3xxx imaging, 4xxx providers, 5xxx generation and copilot,
6xxx security; negative numbers are JSON-RPC's own.
"""

from typing import Any, ClassVar, dataclass_transform

KINDS: "dict[str, type[SidecarError]]" = {}


@dataclass_transform()
class SidecarError(Exception):
    """Something went wrong."""

    code: ClassVar[int] = 0
    kind: ClassVar[str] = ""
    retryable: ClassVar[bool] = False
    fields: ClassVar[tuple[str, ...]] = ()
    retry_after_ms: int | None = None

    def __init_subclass__(cls, code: int, retryable: bool = False) -> None:
        cls.code, cls.retryable = code, retryable
        cls.kind = "".join(f"_{c.lower()}" if c.isupper() else c for c in cls.__name__).lstrip("_")
        cls.fields = tuple(name for name in cls.__annotations__ if name != "retry_after_ms")
        KINDS[cls.kind] = cls

    def __init__(self, *values: object, retry_after_ms: int | None = None, **named: object) -> None:
        super().__init__()
        given = dict(zip(self.fields, values, strict=False)) | named
        for name in self.fields:
            value = given.pop(name) if name in given else getattr(type(self), name)
            setattr(self, name, value)
        if given:
            raise TypeError(f"{type(self).__name__} has no {', '.join(given)}")
        self.retry_after_ms = retry_after_ms

    @property
    def details(self) -> dict[str, Any]:
        """The facts beside the sentence."""
        return {
            name: getattr(self, name) for name in self.fields if getattr(self, name) is not None
        }

    def __str__(self) -> str:
        return (self.__doc__ or "").format(**{name: getattr(self, name) for name in self.fields})


class ParseError(SidecarError, code=-32700):
    """This is not JSON: {reason}."""

    reason: str


class InvalidRequest(SidecarError, code=-32600):
    """This is not a JSON-RPC 2.0 request: {reason}."""

    reason: str


class MethodNotFound(SidecarError, code=-32601):
    """There is no method {method}; rpc.discover lists what there is."""

    method: str


class InvalidParams(SidecarError, code=-32602):
    """{reason} (at {path})."""

    reason: str
    path: str


class InternalError(SidecarError, code=-32603):
    """The sidecar failed; its log names the cause under this trace_id."""


class Canceled(SidecarError, code=-32800):
    """The request was canceled."""


class NotInitialized(SidecarError, code=1001):
    """Call initialize first."""


class UnsupportedProtocol(SidecarError, code=1002):
    """This sidecar speaks protocol versions {supported}, you asked for {requested}."""

    supported: list[int]
    requested: list[int]


class Overloaded(SidecarError, code=1003, retryable=True):
    """Too much is waiting; send this again a little later."""


class ShuttingDown(SidecarError, code=1004):
    """The sidecar is shutting down and takes no new requests."""


class TooLarge(SidecarError, code=1005):
    """{what} is larger than the limit of {limit} {unit}."""

    what: str
    limit: int
    unit: str = "bytes"


class DeadlineExceeded(SidecarError, code=1006, retryable=True):
    """Not done within {timeout_ms} ms."""

    timeout_ms: int | None


class NotFound(SidecarError, code=2001):
    """There is no {noun} {id}."""

    noun: str
    id: str


class Conflict(SidecarError, code=2002):
    """{reason}."""

    reason: str


class InvalidState(SidecarError, code=2003):
    """{reason}."""

    reason: str


class StorageFull(SidecarError, code=2004, retryable=True):
    """The disk that holds {path} is full; free some space and try again."""

    path: str


class StorageOffline(SidecarError, code=2005, retryable=True):
    """The storage root {path} cannot be reached; reconnect it or change storage/update."""

    path: str


class ReadOnly(SidecarError, code=2006):
    """Nothing can be written now: {reason}."""

    reason: str


class Damaged(SidecarError, code=2007):
    """{what} is damaged: {reason}."""

    what: str
    reason: str


class LostCommits(SidecarError, code=2008):
    """The database is older than its high-water mark ({found} < {expected}); restore a backup."""

    found: int
    expected: int


class AlreadyRunning(SidecarError, code=2009):
    """Another sidecar (process {pid}) uses {data_dir}."""

    data_dir: str
    pid: int | None = None


class InvalidImage(SidecarError, code=3001):
    """{path} is not an image this pipeline takes: {reason}."""

    path: str
    reason: str


class WeightsMissing(SidecarError, code=3002):
    """The model {name} is not installed; weights/install brings it."""

    name: str


class LicenceRefused(SidecarError, code=3003):
    """{name} is licensed {licence}, which a commercial project may not use; take another model, or set settings.commercial to false."""

    name: str
    licence: str


class WorkerDied(SidecarError, code=3004, retryable=True):
    """The imaging process ended while it ran {operation}: {reason}."""

    operation: str
    reason: str


class ImagingFailed(SidecarError, code=3005):
    """{operation} failed: {reason}."""

    operation: str
    reason: str


class Auth(SidecarError, code=4001):
    """{provider} refuses the key; set another with secret/set."""

    provider: str


class Quota(SidecarError, code=4002):
    """The account at {provider} has no credit left."""

    provider: str


class Rate(SidecarError, code=4003, retryable=True):
    """{provider} asks to slow down."""

    provider: str


class Moderation(SidecarError, code=4004):
    """{provider} declined the content: {reason}."""

    provider: str
    reason: str


class Invalid(SidecarError, code=4005):
    """{provider} cannot do this: {reason}."""

    provider: str
    reason: str


class Transient(SidecarError, code=4006, retryable=True):
    """{provider} failed for the moment: {reason}."""

    provider: str
    reason: str


class TimeoutUnknown(SidecarError, code=4007):
    """{provider} did not answer in time; the call may have been charged."""

    provider: str


class BadResponse(SidecarError, code=4008):
    """{provider} answered something that cannot be used: {reason}."""

    provider: str
    reason: str


class BudgetReached(SidecarError, code=4009):
    """This would cost {cost_usd} USD; only {left_usd} USD are left of the budget."""

    cost_usd: str
    left_usd: str


class Refused(SidecarError, code=6001):
    """{reason}."""

    reason: str


class ConfirmationRequired(SidecarError, code=6002):
    """{reason}."""

    reason: str


class SecretsLocked(SidecarError, code=6003, retryable=True):
    """The secret store is locked; unlock it with secret/unlock."""
