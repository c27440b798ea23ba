/** A typed client of the IAT sidecar. Transports: `iat-sidecar-client/node` and `…/tauri`. */

export * from "./contract.js";
export * from "./errors.js";
export type { Answer, Ask, Asked, Call, CallOptions, Params, StartedBy, Starting } from "./ask.js";
export type { CloseOptions } from "./connection.js";
export { connect, type ConnectOptions, PROTOCOL, type Sidecar } from "./connect.js";
export { ContractMismatch, type ErrorBody, SidecarEnded, SidecarError } from "./error.js";
export type { EventFilter, EventName, EventStream, SidecarEvent } from "./events.js";
export type { LatestStream } from "./latest.js";
export { Lines } from "./lines.js";
export type { FinishOptions, Started as StartedTask } from "./tasks.js";
export type { Ending, Receiver, Transport } from "./transport.js";
