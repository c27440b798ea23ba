/** Opening a conversation: the handshake, or going on with one that is open already. */

import { Connection, ENDED_IN_MS } from "./connection.js";
import type { Call } from "./ask.js";
import { type Client, CONTRACT_HASH, type Initialized, type Nouns } from "./contract.js";
import { ContractMismatch } from "./error.js";
import { AlreadyRunning, InvalidState } from "./errors.js";
import { nounsOf } from "./nouns.js";
import type { Transport } from "./transport.js";

/** The versions of the protocol that this client speaks. */
export const PROTOCOL = { min: 1, max: 1 } as const;

const START_MS = 60_000;
const LOOK_AGAIN_MS = 100;

export interface ConnectOptions {
  /** The app, for the sidecar's log. */
  readonly client: Client;
  /** On whose behalf; `local` when absent. */
  readonly user?: string | undefined;
  /** Throw ContractMismatch instead of warning when the sidecar has another contract. */
  readonly strict?: boolean | undefined;
  /** Gets what a person should hear of; the console when absent. */
  readonly onWarning?: ((message: string) => void) | undefined;
  /** How long the sidecar may take to start and to open its data. */
  readonly timeoutMs?: number | undefined;
  /** How long a sidecar that still holds the data directory may take to leave it. */
  readonly waitForPreviousMs?: number | undefined;
  /** `handshake` of an earlier connection to the same process, which goes on. */
  readonly attach?: Initialized | undefined;
}

/** A connection with every method under its noun: `sidecar.project.create({…})`. */
export type Sidecar = Readonly<
  Pick<Connection, "close" | "ended" | "events" | "finish" | "handshake" | "lastSeq" | "progress">
> & { readonly call: Call } & Nouns;

/** Start the sidecar behind `transport` and agree with it on protocol and contract. */
export async function connect(transport: Transport, options: ConnectOptions): Promise<Sidecar> {
  const connection = new Connection(transport, options.onWarning ?? console.warn);
  await transport.open(connection.wire);
  try {
    connection.handshake = await initialized(connection, options);
    connection.wire.messageBytes = connection.handshake.limits.message_bytes;
    checkContract(connection, options.strict ?? false);
  } catch (error) {
    const isHeld = options.attach !== undefined || (await wasOpen(connection, error));
    if (!isHeld) await transport.close(ENDED_IN_MS);
    throw error;
  }
  return Object.assign(connection, nounsOf(connection.call as Call)) as unknown as Sidecar;
}

async function initialized(connection: Connection, options: ConnectOptions): Promise<Initialized> {
  const giveUpAt = Date.now() + (options.waitForPreviousMs ?? 0);
  for (;;) {
    try {
      return await asked(connection, options);
    } catch (error) {
      if (options.attach && (await wasOpen(connection, error))) return goneOnWith(options.attach);
      if (!(error instanceof AlreadyRunning) || Date.now() >= giveUpAt) throw error;
    }
    await new Promise((resolve) => setTimeout(resolve, LOOK_AGAIN_MS));
  }
}

async function asked(connection: Connection, options: ConnectOptions): Promise<Initialized> {
  const { client, user = null, timeoutMs = START_MS } = options;
  const params = { protocol: PROTOCOL, client, contract_hash: CONTRACT_HASH, user };
  return (await connection.wire.request("initialize", params, { timeoutMs })) as Initialized;
}

/** Whether `initialize` was refused because it came before, and not because of the data. */
async function wasOpen(connection: Connection, error: unknown): Promise<boolean> {
  if (!(error instanceof InvalidState)) return false;
  return connection.call("task/list", { limit: 1 }).then(
    () => true,
    () => false,
  );
}

function goneOnWith(handshake: Initialized): Initialized {
  return { ...handshake, contract_matches: handshake.contract_hash === CONTRACT_HASH };
}

function checkContract(connection: Connection, isStrict: boolean): void {
  const { contract_matches, contract_hash, server } = connection.handshake;
  if (contract_matches !== false) return;
  const mismatch = new ContractMismatch(CONTRACT_HASH, contract_hash, server.version);
  if (isStrict) throw mismatch;
  connection.warn(mismatch.message);
}
