import type { Services } from "../../producer/ports.ts";
import { Settings } from "../../shared/settings.ts";
import type { Json } from "../../shared/stamp.ts";
import { stampMetadata } from "../../shared/stamp.ts";
import { ProducerRig } from "./producer-rig.ts";

export const VIDEO = { url: "https://media.test/files/{path}?{query}" };

type SourceRigOptions = {
  readonly sources?: Readonly<Record<string, Readonly<Record<string, Json>>>>;
  readonly settings?: Partial<Settings>;
  readonly tokens?: ConstructorParameters<typeof ProducerRig>[0] extends infer T | undefined
    ? T extends { readonly tokens?: infer Tokens }
      ? Tokens
      : never
    : never;
  readonly services?: Partial<Services>;
};

/** The producer with sources; readers that wait for others wait until those are there. */
export class SourceRig extends ProducerRig {
  constructor({
    sources = { "video:": VIDEO },
    settings,
    tokens,
    services,
  }: SourceRigOptions = {}) {
    const { SOURCES } = Settings.parse({ NAMESPACES: settings?.NAMESPACES, SOURCES: sources });
    const clock = { now: () => this.nowMs, sleep: () => new Promise<never>(() => {}) };
    super({
      settings: { SOURCES, ...settings },
      ...(tokens === undefined ? {} : { tokens }),
      services: { clock, ...services },
    });
  }

  async read(key: string, init: RequestInit & { readonly query?: string } = {}, token = "all") {
    const { query = "", ...rest } = init;
    const path = `/v1/kv/default/${encodeURIComponent(key)}${query}`;
    const response = await this.request(path, rest, token);
    const text = await response.text();
    await this.settle();
    return {
      response,
      status: response.status,
      text,
      from: response.headers.get("Cache-Status") ?? "",
    };
  }

  /** What the pipeline does with the newest intent of a key. */
  apply(key: string): void {
    const intent = this.queue.intents.findLast((one) => one.key === key);
    if (intent?.op !== "put") throw new Error(`no put of ${key} was accepted`);
    const { version, metadata, contentType, value } = intent;
    const payload = this.payloads.objects.get(version);
    const text =
      value.kind === "text"
        ? value.text
        : new TextDecoder().decode(
            value.kind === "base64" ? Buffer.from(value.base64, "base64") : payload,
          );
    const stamped = stampMetadata({ version, metadata, contentType });
    this.values.put({ namespace: "default", key }, text, stamped, intent.expiration ?? null);
  }
}
