/** A transport whose other end is the test. */

import type { Ending, Receiver, Transport } from "../src/index.js";

export interface Sent {
  readonly id: string;
  readonly method: string;
  readonly params: Record<string, unknown>;
}

export class Scripted implements Transport {
  readonly sent: Sent[] = [];
  #receiver: Receiver | null = null;
  #looking: (() => void)[] = [];

  open(receiver: Receiver): Promise<void> {
    this.#receiver = receiver;
    return Promise.resolve();
  }

  send(line: string): void {
    this.sent.push(JSON.parse(line) as Sent);
    for (const look of this.#looking.splice(0)) look();
  }

  close(): Promise<Ending> {
    const ending = { code: 0, signal: null, lastWords: null };
    this.end(ending);
    return Promise.resolve(ending);
  }

  /** The first of this method that is, or will be, sent. */
  async request(method: string): Promise<Sent> {
    for (;;) {
      const found = this.sent.find((each) => each.method === method);
      if (found) return found;
      await new Promise<void>((resolve) => this.#looking.push(resolve));
    }
  }

  say(message: object): void {
    this.#receiver?.line(JSON.stringify({ jsonrpc: "2.0", ...message }));
  }

  end(ending: Ending): void {
    this.#receiver?.end(ending);
  }
}

export const HANDSHAKE = {
  protocol: 1,
  server: { name: "scripted", version: "1" },
  contract_hash: "0",
  contract_matches: null,
  last_seq: 4,
  limits: { message_bytes: 1 << 20 },
};
