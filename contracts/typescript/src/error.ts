/** What can go wrong: an error reply, a sidecar that ended, a contract that differs. */

import type { ErrorData } from "./contract.js";
import type { Ending } from "./transport.js";

/** `error` of a reply, or of a task that failed. */
export interface ErrorBody {
  readonly code: number;
  readonly message: string;
  readonly data?: Partial<ErrorData>;
}

/** An error reply. Every kind has a class of its own; one that is newer than this client is this. */
export class SidecarError<Kind extends string = string, Detail extends string = string> extends Error {
  readonly code: number;
  readonly kind: Kind;
  /** Whether the same request may succeed later without anybody doing anything. */
  readonly retryable: boolean;
  readonly retryAfterMs: number | null;
  readonly details: Readonly<Partial<Record<Detail, unknown>>>;
  /** Under this the sidecar's log knows more. */
  readonly traceId: string;
  /** What was asked. */
  readonly method: string;

  constructor(body: ErrorBody, method: string, options?: ErrorOptions) {
    super(body.message, options);
    this.code = body.code;
    this.kind = (body.data?.kind ?? "unknown") as Kind;
    this.name = className(this.kind);
    this.retryable = body.data?.retryable ?? false;
    this.retryAfterMs = body.data?.retry_after_ms ?? null;
    this.details = (body.data?.details ?? {}) as Readonly<Partial<Record<Detail, unknown>>>;
    this.traceId = body.data?.trace_id ?? "";
    this.method = method;
  }
}

const REASON = /^iat-sidecar: exit \d+: (.+)$/;

/** The process is gone; every open request is rejected with this. */
export class SidecarEnded extends Error {
  override readonly name = "SidecarEnded";
  readonly exitCode: number | null;
  readonly signal: string | number | null;
  readonly lastWords: string | null;
  /** Why, in the sidecar's own words where it had the time for them. */
  readonly reason: string;

  constructor(ending: Ending) {
    const reason = reasonOf(ending);
    super(`The sidecar ended: ${reason}.`);
    this.exitCode = ending.code;
    this.signal = ending.signal;
    this.lastWords = ending.lastWords;
    this.reason = reason;
  }
}

/** The sidecar was built from another contract than this client; told at the handshake. */
export class ContractMismatch extends Error {
  override readonly name = "ContractMismatch";

  constructor(
    readonly expected: string,
    readonly found: string,
    readonly sidecarVersion: string,
  ) {
    super(
      `This client was made from another contract than the sidecar ${sidecarVersion} ` +
        `(${expected.slice(0, 12)}, there ${found.slice(0, 12)}): ship both from one build.`,
    );
  }
}

function reasonOf({ code, signal, lastWords }: Ending): string {
  const told = lastWords === null ? null : REASON.exec(lastWords);
  if (told?.[1] !== undefined) return told[1];
  const fact = signal !== null ? `killed by signal ${signal}` : `exit code ${code ?? "unknown"}`;
  return lastWords === null ? fact : `${fact}, last words: ${lastWords}`;
}

// not the constructor's own name: a minifier would change it
function className(kind: string): string {
  return kind.replace(/(?:^|_)([a-z])/g, (_, letter: string) => letter.toUpperCase());
}
