import type { PayloadUploads } from "../../producer/payload-uploads.ts";
import type { PayloadStore } from "../../shared/ports.ts";
import type { Version } from "../../shared/version.ts";
import type { Random } from "./random.ts";
import type { World } from "./world.ts";

type Payload = { readonly value: string; readonly sha256: string };

/** R2 under the claim check. `isNeeded` says whether a payload may be deleted by now. */
export class SimPayloads {
  readonly #world: World;
  readonly #random: Random;
  readonly #objects = new Map<Version, Payload>();
  readonly #isNeeded: (version: Version) => boolean;

  constructor(world: World, isNeeded: (version: Version) => boolean) {
    this.#world = world;
    this.#random = world.random.fork("payloads");
    this.#isNeeded = isNeeded;
  }

  get versions(): readonly Version[] {
    return [...this.#objects.keys()];
  }

  uploads(digestOf: (text: string) => string): PayloadUploads {
    const { faults } = this.#world;
    return {
      begin: async ({ version }) => {
        await this.#world.hop(this.#random);
        let value = "";
        return {
          write: async (chunk) => {
            value += new TextDecoder().decode(chunk);
          },
          complete: async () => {
            await this.#world.hop(this.#random);
            if (faults.hits("upload-failed")) throw new Error("R2 put failed: 500");
            this.#objects.set(version, { value, sha256: digestOf(value) });
            this.#spoil(version);
          },
          abort: async () => {
            this.#objects.delete(version);
          },
        };
      },
      delete: async (version) => {
        this.#objects.delete(version);
      },
    };
  }

  #spoil(version: Version): void {
    const { faults, truth } = this.#world;
    if (faults.hits("payload-missing")) {
      truth.spoiled.add(version);
      this.#objects.delete(version);
    } else if (faults.hits("payload-mismatch")) {
      truth.spoiled.add(version);
      this.#objects.set(version, { value: "other bytes", sha256: "f".repeat(64) });
    }
  }

  readonly store: PayloadStore = {
    redeem: async (version, sha256) => {
      await this.#world.hop(this.#random);
      if (this.#world.faults.hits("payload-unavailable")) throw new Error("R2 get failed: 503");
      const found = this.#objects.get(version);
      if (found === undefined) {
        if (!this.#world.truth.spoiled.has(version) && this.#isNeeded(version)) {
          this.#world.violate("I10", `the payload of ${version} is gone before its time`);
        }
        return { kind: "missing" };
      }
      if (found.sha256 !== sha256) return { kind: "mismatch", foundSha256: found.sha256 };
      return { kind: "found", value: found.value };
    },
    delete: async (versions) => {
      await this.#world.hop(this.#random);
      if (this.#world.faults.hits("payload-delete-failed"))
        throw new Error("R2 delete failed: 503");
      for (const version of versions) {
        if (this.#isNeeded(version)) {
          this.#world.violate("I10", `the payload of ${version} was deleted before its time`);
        }
        this.#objects.delete(version);
      }
    },
  };
}
