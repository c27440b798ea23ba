// One JSON object a line for vscode-jsonrpc, through the classes it offers for other framings.

import { StringDecoder } from "node:string_decoder";
import { AbstractMessageReader, AbstractMessageWriter } from "vscode-jsonrpc/node";

export class LineReader extends AbstractMessageReader {
  #decoder = new StringDecoder("utf8");
  #rest = "";

  constructor(readable) {
    super();
    this.readable = readable;
  }

  listen(callback) {
    const take = (chunk) => this.#feed(this.#decoder.write(chunk), callback);
    this.readable.on("data", take).once("error", (error) => this.fireError(error));
    this.readable.once("close", () => this.fireClose());
    return { dispose: () => this.readable.off("data", take) };
  }

  #feed(text, callback) {
    const lines = (this.#rest + text).split("\n");
    this.#rest = lines.pop();
    lines.forEach((line) => callback(JSON.parse(line)));
  }
}

export class LineWriter extends AbstractMessageWriter {
  constructor(writable) {
    super();
    this.writable = writable;
    writable.on("error", (error) => this.fireError(error));
    writable.once("close", () => this.fireClose());
  }

  write(message) {
    return new Promise((resolve, reject) => {
      const written = (error) => (error ? reject(error) : resolve());
      this.writable.write(`${JSON.stringify(message)}\n`, written);
    });
  }

  end() {
    this.writable.end();
  }
}
