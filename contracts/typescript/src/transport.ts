/** What a client needs of the way to its sidecar: lines in, lines out, and an end that is told. */

/** How a process ended. */
export interface Ending {
  /** Its exit code; null when a signal ended it, or when nobody knows. */
  readonly code: number | null;
  readonly signal: string | number | null;
  /** The last line it wrote to stderr, where the sidecar says why it ends. */
  readonly lastWords: string | null;
}

/** The client's side of a transport. Its functions return at once and never throw. */
export interface Receiver {
  /** One whole line from the sidecar, without its end. */
  line(text: string): void;
  /** The sidecar is gone; comes once, and last. */
  end(ending: Ending): void;
  /** Something that a person should hear of, and that stops nothing. */
  warn(message: string): void;
}

export interface Transport {
  /** Start the sidecar, or begin to listen to one that runs. Called once. */
  open(receiver: Receiver): Promise<void>;
  /** Queue one message; whether it could be written is told by `end`. */
  send(line: string): void;
  /** Let the sidecar leave, which was told to where that could be; kill it after `patienceMs`. */
  close(patienceMs: number): Promise<Ending>;
}
