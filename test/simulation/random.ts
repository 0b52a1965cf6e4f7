/** Seeded numbers. Forks are independent: one draw more here changes nothing there. */
export class Random {
  readonly #seed: number;
  #a: number;
  #b: number;
  #c: number;
  #counter = 1;

  constructor(seed: number, name = "") {
    const mixed = hash(`${seed}/${name}`);
    this.#seed = mixed;
    this.#a = mixed;
    this.#b = hash(`${name}/${seed}`);
    this.#c = seed | 0;
    for (let warmUp = 0; warmUp < 12; warmUp++) this.next();
  }

  fork(name: string): Random {
    return new Random(this.#seed, name);
  }

  /** Uniform in [0, 1): sfc32. */
  next = (): number => {
    const sum = (this.#a + this.#b + this.#counter) | 0;
    this.#counter = (this.#counter + 1) | 0;
    this.#a = this.#b ^ (this.#b >>> 9);
    this.#b = (this.#c + (this.#c << 3)) | 0;
    this.#c = ((this.#c << 21) | (this.#c >>> 11)) + sum;
    return (sum >>> 0) / 4_294_967_296;
  };

  /** A whole number from `min` to `max`, both included. */
  int(min: number, max: number): number {
    return min + Math.floor(this.next() * (max - min + 1));
  }

  chance(probability: number): boolean {
    return this.next() < probability;
  }

  pick<T>(list: readonly T[]): T {
    const item = list[Math.floor(this.next() * list.length)];
    if (item === undefined) throw new Error("nothing to pick from");
    return item;
  }

  /** Between `min` and `max`, small ones as likely as large ones. */
  logUniform(min: number, max: number): number {
    return min * (max / min) ** this.next();
  }
}

/** FNV-1a. */
export function hash(text: string, start = 0x811c9dc5): number {
  let value = start;
  for (let index = 0; index < text.length; index++) {
    value = Math.imul(value ^ text.charCodeAt(index), 0x01000193);
  }
  return value | 0;
}
