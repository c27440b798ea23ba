// Made from contracts/openrpc.json by `iat-sidecar contracts`; change the program instead.

import { SidecarError } from "./error.js";

/** The request was canceled. */
export class Canceled extends SidecarError<"canceled", never> {}

/** This is not JSON: {reason}. */
export class ParseError extends SidecarError<"parse_error", "reason"> {}

/** The sidecar failed; its log names the cause under this trace_id. */
export class InternalError extends SidecarError<"internal_error", never> {}

/** {reason} (at {path}). */
export class InvalidParams extends SidecarError<"invalid_params", "reason" | "path"> {}

/** There is no method {method}; rpc.discover lists what there is. */
export class MethodNotFound extends SidecarError<"method_not_found", "method"> {}

/** This is not a JSON-RPC 2.0 request: {reason}. */
export class InvalidRequest extends SidecarError<"invalid_request", "reason"> {}

/** Call initialize first. */
export class NotInitialized extends SidecarError<"not_initialized", never> {}

/** This sidecar speaks protocol versions {supported}, you asked for {requested}. */
export class UnsupportedProtocol extends SidecarError<"unsupported_protocol", "supported" | "requested"> {}

/** Too much is waiting; send this again a little later. */
export class Overloaded extends SidecarError<"overloaded", never> {}

/** The sidecar is shutting down and takes no new requests. */
export class ShuttingDown extends SidecarError<"shutting_down", never> {}

/** {what} is larger than the limit of {limit} {unit}. */
export class TooLarge extends SidecarError<"too_large", "what" | "limit" | "unit"> {}

/** Not done within {timeout_ms} ms. */
export class DeadlineExceeded extends SidecarError<"deadline_exceeded", "timeout_ms"> {}

/** There is no {noun} {id}. */
export class NotFound extends SidecarError<"not_found", "noun" | "id"> {}

/** {reason}. */
export class Conflict extends SidecarError<"conflict", "reason"> {}

/** {reason}. */
export class InvalidState extends SidecarError<"invalid_state", "reason"> {}

/** The disk that holds {path} is full; free some space and try again. */
export class StorageFull extends SidecarError<"storage_full", "path"> {}

/** The storage root {path} cannot be reached; reconnect it or change storage/update. */
export class StorageOffline extends SidecarError<"storage_offline", "path"> {}

/** Nothing can be written now: {reason}. */
export class ReadOnly extends SidecarError<"read_only", "reason"> {}

/** {what} is damaged: {reason}. */
export class Damaged extends SidecarError<"damaged", "what" | "reason"> {}

/** The database is older than its high-water mark ({found} < {expected}); restore a backup. */
export class LostCommits extends SidecarError<"lost_commits", "found" | "expected"> {}

/** Another sidecar (process {pid}) uses {data_dir}. */
export class AlreadyRunning extends SidecarError<"already_running", "data_dir" | "pid"> {}

/** {path} is not an image this pipeline takes: {reason}. */
export class InvalidImage extends SidecarError<"invalid_image", "path" | "reason"> {}

/** The model {name} is not installed; weights/install brings it. */
export class WeightsMissing extends SidecarError<"weights_missing", "name"> {}

/** {name} is licensed {licence}, which a commercial project may not use; take another model, or set settings.commercial to false. */
export class LicenceRefused extends SidecarError<"licence_refused", "name" | "licence"> {}

/** The imaging process ended while it ran {operation}: {reason}. */
export class WorkerDied extends SidecarError<"worker_died", "operation" | "reason"> {}

/** {operation} failed: {reason}. */
export class ImagingFailed extends SidecarError<"imaging_failed", "operation" | "reason"> {}

/** {provider} refuses the key; set another with secret/set. */
export class Auth extends SidecarError<"auth", "provider"> {}

/** The account at {provider} has no credit left. */
export class Quota extends SidecarError<"quota", "provider"> {}

/** {provider} asks to slow down. */
export class Rate extends SidecarError<"rate", "provider"> {}

/** {provider} declined the content: {reason}. */
export class Moderation extends SidecarError<"moderation", "provider" | "reason"> {}

/** {provider} cannot do this: {reason}. */
export class Invalid extends SidecarError<"invalid", "provider" | "reason"> {}

/** {provider} failed for the moment: {reason}. */
export class Transient extends SidecarError<"transient", "provider" | "reason"> {}

/** {provider} did not answer in time; the call may have been charged. */
export class TimeoutUnknown extends SidecarError<"timeout_unknown", "provider"> {}

/** {provider} answered something that cannot be used: {reason}. */
export class BadResponse extends SidecarError<"bad_response", "provider" | "reason"> {}

/** This would cost {cost_usd} USD; only {left_usd} USD are left of the budget. */
export class BudgetReached extends SidecarError<"budget_reached", "cost_usd" | "left_usd"> {}

/** {reason}. */
export class Refused extends SidecarError<"refused", "reason"> {}

/** {reason}. */
export class ConfirmationRequired extends SidecarError<"confirmation_required", "reason"> {}

/** The secret store is locked; unlock it with secret/unlock. */
export class SecretsLocked extends SidecarError<"secrets_locked", never> {}

/** The class of every kind. */
export const ERROR_CLASSES = {
  canceled: Canceled,
  parse_error: ParseError,
  internal_error: InternalError,
  invalid_params: InvalidParams,
  method_not_found: MethodNotFound,
  invalid_request: InvalidRequest,
  not_initialized: NotInitialized,
  unsupported_protocol: UnsupportedProtocol,
  overloaded: Overloaded,
  shutting_down: ShuttingDown,
  too_large: TooLarge,
  deadline_exceeded: DeadlineExceeded,
  not_found: NotFound,
  conflict: Conflict,
  invalid_state: InvalidState,
  storage_full: StorageFull,
  storage_offline: StorageOffline,
  read_only: ReadOnly,
  damaged: Damaged,
  lost_commits: LostCommits,
  already_running: AlreadyRunning,
  invalid_image: InvalidImage,
  weights_missing: WeightsMissing,
  licence_refused: LicenceRefused,
  worker_died: WorkerDied,
  imaging_failed: ImagingFailed,
  auth: Auth,
  quota: Quota,
  rate: Rate,
  moderation: Moderation,
  invalid: Invalid,
  transient: Transient,
  timeout_unknown: TimeoutUnknown,
  bad_response: BadResponse,
  budget_reached: BudgetReached,
  refused: Refused,
  confirmation_required: ConfirmationRequired,
  secrets_locked: SecretsLocked,
} as const;
