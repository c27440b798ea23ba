/** The part of Tauri's packages that the example uses, so that it is compiled without them. */

declare module "@tauri-apps/api/core" {
  export function convertFileSrc(filePath: string, protocol?: string): string;
}

declare module "@tauri-apps/api/path" {
  export function appDataDir(): Promise<string>;
  export function join(...paths: string[]): Promise<string>;
}

declare module "@tauri-apps/plugin-shell" {
  interface CommandEvents {
    close: { code: number | null; signal: number | null };
    error: string;
  }

  class EventEmitter<E extends Record<string, unknown> | CommandEvents> {
    on<N extends keyof E>(eventName: N, listener: (arg: E[typeof eventName]) => void): this;
  }

  export class Child {
    pid: number;
    constructor(pid: number);
    write(data: string | Uint8Array): Promise<void>;
    kill(): Promise<void>;
  }

  export class Command<O extends string | Uint8Array> extends EventEmitter<CommandEvents> {
    private constructor();
    readonly stdout: EventEmitter<{ data: O }>;
    readonly stderr: EventEmitter<{ data: O }>;
    static create(program: string, args?: string | string[]): Command<string>;
    static sidecar(program: string, args?: string | string[]): Command<string>;
    spawn(): Promise<Child>;
  }
}
