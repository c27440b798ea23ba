/** Lets one reader sleep until there is news. */

export class Bell {
  #wake: (() => void) | null = null;

  ring(): void {
    this.#wake?.();
    this.#wake = null;
  }

  heard(): Promise<void> {
    return new Promise((resolve) => {
      this.#wake = resolve;
    });
  }
}
