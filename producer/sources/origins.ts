import type { Result } from "../../shared/result.ts";
import type { Source } from "../../shared/sources.ts";

export type OriginRequest = {
  readonly url: string;
  readonly headers: Readonly<Record<string, string>>;
};

export type OriginReply = {
  readonly status: number;
  readonly headers: Headers;
  readonly body: ReadableStream<Uint8Array> | null;
};

export type OriginFailure = { readonly kind: "timeout" | "unreachable"; readonly detail: string };

/** Where read-through values come from. Follows no redirect; a source that stays silent is left. */
export interface Origins {
  get(
    source: Pick<Source, "binding" | "timeoutMs">,
    request: OriginRequest,
  ): Promise<Result<OriginReply, OriginFailure>>;
}
