import { createHash } from "node:crypto";
import type { PayloadUploads } from "../../producer/payload-uploads.ts";
import type { PayloadStore } from "../../shared/ports.ts";
import type { Version } from "../../shared/version.ts";
import type { Random } from "../../test/simulation/random.ts";
import type { PayloadCounts } from "../contender.ts";
import type { Platform } from "../platform/platform.ts";

type Payload = { readonly value: string; readonly sha256: string };

/**
 * The bucket under the claim check. Each call takes a way to another machine, whatever its size, as a
 * put of the virtual KV does. A value is its number and blanks up to its length: the blanks are
 * hashed and thrown away.
 */
export class VirtualPayloads implements PayloadStore, PayloadUploads {
  readonly #platform: Platform;
  readonly #random: Random;
  readonly #objects = new Map<Version, Payload>();
  readonly #count = { uploaded: 0, redeemed: 0 };

  constructor(platform: Platform) {
    this.#platform = platform;
    this.#random = platform.random.fork("payloads");
  }

  get counts(): PayloadCounts {
    return { ...this.#count, left: this.#objects.size };
  }

  begin: PayloadUploads["begin"] = async ({ version }) => {
    await this.#hop();
    const hash = createHash("sha256");
    let value = "";
    return {
      write: async (chunk) => {
        hash.update(chunk);
        value = (value + new TextDecoder().decode(chunk)).trimEnd();
      },
      complete: async () => {
        await this.#hop();
        this.#count.uploaded += 1;
        this.#objects.set(version, { value, sha256: hash.digest("hex") });
      },
      abort: async () => {
        this.#objects.delete(version);
      },
    };
  };

  redeem: PayloadStore["redeem"] = async (version, sha256) => {
    await this.#hop();
    const found = this.#objects.get(version);
    if (found === undefined) return { kind: "missing" };
    if (found.sha256 !== sha256) return { kind: "mismatch", foundSha256: found.sha256 };
    this.#count.redeemed += 1;
    return { kind: "found", value: found.value };
  };

  delete = async (versions: Version | readonly Version[]): Promise<void> => {
    await this.#hop();
    for (const version of [versions].flat()) this.#objects.delete(version);
  };

  #hop(): Promise<void> {
    return this.#platform.hop(this.#random);
  }
}
