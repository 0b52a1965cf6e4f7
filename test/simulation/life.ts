/**
 * The life of something that can die at any await: an invocation or an object's instance. After its
 * death nothing that it waited for ever answers, so its code simply never goes on.
 */
export class Life {
  #callsLeft: number;
  #isDead = false;
  /** Only what is under way: a life that lasts long must not remember all that it ever did. */
  readonly #onDeath = new Set<() => void>();

  /** Dies around its `diesAtCall`-th call of a port; before the call when that is even. */
  constructor(diesAtCall: number | null = null) {
    this.#callsLeft = diesAtCall ?? Number.POSITIVE_INFINITY;
  }

  get isDead(): boolean {
    return this.#isDead;
  }

  end(): void {
    this.#isDead = true;
    for (const die of this.#onDeath) die();
    this.#onDeath.clear();
  }

  /** What the work comes to, or `DEAD` when death was faster. */
  outcomeOf<T>(work: Promise<T>): Promise<T | typeof DEAD> {
    return new Promise((resolve, reject) => {
      const die = () => resolve(DEAD);
      if (this.#isDead) return die();
      this.#onDeath.add(die);
      const end = () => this.#onDeath.delete(die);
      work.then(
        (answer) => {
          end();
          resolve(answer);
        },
        (error) => {
          end();
          reject(error);
        },
      );
    });
  }

  /** A call of a port: its answer never comes when death was faster. */
  async call<T>(ask: () => Promise<T>): Promise<T> {
    const mark = this.#callsLeft;
    this.#callsLeft -= 1;
    if (this.#isDead) return never();
    if (mark === 0) {
      this.end();
      return never();
    }
    try {
      const answer = await ask();
      return this.#isGone(mark) ? never() : answer;
    } catch (error) {
      return this.#isGone(mark) ? never() : Promise.reject(error);
    }
  }

  #isGone(mark: number): boolean {
    if (mark === 1 && !this.#isDead) this.end();
    return this.#isDead;
  }
}

export const DEAD = Symbol("dead");

const never = <T>(): Promise<T> => new Promise<T>(() => {});
