/** The error of a reply, as an instance of its class. */

import { ERROR_CLASSES } from "./errors.js";
import { type ErrorBody, SidecarError } from "./error.js";

export function errorOf(body: ErrorBody, method: string, options?: ErrorOptions): SidecarError {
  const kind = body.data?.kind ?? "";
  const known = Object.hasOwn(ERROR_CLASSES, kind)
    ? ERROR_CLASSES[kind as keyof typeof ERROR_CLASSES]
    : SidecarError;
  return new known(body, method, options);
}

/** What the sidecar would have answered, said by the client because it need not be asked. */
export function errorOfKind(
  kind: keyof typeof ERROR_CLASSES,
  code: number,
  message: string,
  method: string,
  more: { details?: Record<string, unknown>; retryable?: boolean; cause?: unknown } = {},
): SidecarError {
  const { details = {}, retryable = false, cause } = more;
  return errorOf({ code, message, data: { kind, retryable, details } }, method, { cause });
}
