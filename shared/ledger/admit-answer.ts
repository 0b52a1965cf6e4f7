import type { CarriedTouch } from "./carried-touch.ts";
import type { ExpectedRead } from "./expected-read.ts";
import type { DeadMark, HoldReason } from "./key-state.ts";

/** What a batch may do with one version. All but those granted, `hold` and `dead` are acknowledged. */
export type AdmitAnswer =
  | {
      readonly kind: "granted";
      /** Counted by the caller from when it asked, by its own clock. */
      readonly leaseMs: number;
      /** An unknown outcome is open: the report of success has to carry the body. */
      readonly keepBody: boolean;
      /** Of a put: has this expiration instead of its own. */
      readonly touch: CarriedTouch | null;
    }
  /** A touch in its own turn: what KV holds is to be written again, if it is what is expected. */
  | {
      readonly kind: "granted-touch";
      readonly leaseMs: number;
      readonly expected: ExpectedRead;
    }
  /** Has to wait and did not come along: the batch reports it with the intent. */
  | { readonly kind: "hold"; readonly reason: HoldReason }
  /** Waits in the ledger, which has stored it: what came along, or a touch that a put may carry. */
  | { readonly kind: "held" }
  | { readonly kind: "superseded" }
  | { readonly kind: "duplicate" }
  /** Applied without a write: KV holds the same already. */
  | { readonly kind: "unchanged" }
  | { readonly kind: "dead"; readonly mark: DeadMark };
