/** Whole lines out of text that comes in pieces. */

export class Lines {
  #begun: string[] = [];

  /** The lines that this piece completes; empty ones are passed over. */
  push(piece: string): string[] {
    const parts = piece.split("\n");
    const rest = parts.pop() ?? "";
    const found = parts.map((part, index) => (index === 0 ? this.#completed(part) : trimmed(part)));
    if (rest !== "") this.#begun.push(rest);
    return found.filter((line) => line !== "");
  }

  #completed(last: string): string {
    const line = [...this.#begun, last].join("");
    this.#begun = [];
    return trimmed(line);
  }
}

function trimmed(line: string): string {
  return line.endsWith("\r") ? line.slice(0, -1) : line;
}
