import type { Settings } from "../../shared/settings.ts";
import type { Services } from "../ports.ts";
import type { Background } from "../route.ts";

/** What accepting a write needs of the world, whoever asks: HTTP, RPC or another Worker's code. */
export type AcceptServices = Pick<
  Services,
  "backlogCap" | "clock" | "dice" | "digest" | "versions" | "queue" | "payloads" | "edge" | "report"
> & {
  readonly settings: Pick<
    Settings,
    "INLINE_LIMIT_BYTES" | "EDGE_TTL_SECONDS" | "SKIP_UNCHANGED" | "WRITE_QUEUES"
  >;
};

/** One caller's request to write, on its way through accept. */
export type Acceptance = {
  readonly services: AcceptServices;
  readonly background: Background;
  /** Aborts when the caller has gone; nothing is sent a second time for nobody. */
  readonly signal: AbortSignal;
};
