import type { Charge } from "../gate/budget-portion.ts";
import type { Version } from "../version.ts";
import type { CarriedTouch } from "./carried-touch.ts";
import type { ContentId } from "./content-id.ts";

/** The right of one batch to write one version; at most one per key is out and unexpired. */
export type Lease = {
  readonly token: string;
  readonly version: Version;
  readonly generation: number;
  /** Of a touch: the end that it may have given the value. Null for anything else. */
  readonly touchEndsAtMs: number | null;
  readonly hasPayload: boolean;
  readonly grantedAtMs: number;
  readonly untilMs: number;
  readonly content: ContentId;
  /** The touch whose expiration the put was granted with. */
  readonly carried: CarriedTouch | null;
  /** A newer version was admitted meanwhile: without a success this one ends superseded. */
  readonly isOutdated: boolean;
  /** Null without a budget. */
  readonly charge: Charge | null;
};
