import type { Version } from "../../shared/version.ts";
import type { SourceRecord } from "./source-record.ts";

/** An answer in memory: plain data, which every request of the isolate may use. */
export type WholeAnswer = {
  readonly kind: "whole";
  readonly record: SourceRecord;
  readonly version: Version;
  readonly contentType: string | undefined;
  readonly bytes: Uint8Array;
};

/** What became of a call to a source, for those who waited for it. */
export type Landing =
  | WholeAnswer
  /** Too large for memory: it is, or was to be, at the edge by now. */
  | { readonly kind: "at-edge" }
  /** The call failed in a way that says nothing about the source. */
  | { readonly kind: "lost" };

/** One call to a source, and all that wait for it. */
export type Flight = {
  readonly landed: Promise<Landing>;
  land(landing: Landing): void;
};

/**
 * Calls to sources that are under way in this isolate. A stream belongs to the request that began it
 * and is not shared; an answer in memory is.
 */
export class Flights {
  readonly #open = new Map<string, Flight>();

  find(id: string): Flight | null {
    return this.#open.get(id) ?? null;
  }

  begin(id: string): Flight {
    const { promise, resolve } = Promise.withResolvers<Landing>();
    const flight = { landed: promise, land: resolve };
    this.#open.set(id, flight);
    return flight;
  }

  /** From now on the next one makes a call of its own; those who wait are not left waiting. */
  end(id: string, flight: Flight): void {
    flight.land({ kind: "lost" });
    if (this.#open.get(id) === flight) this.#open.delete(id);
  }
}
