import type { KeyNews } from "./key-news.ts";
import type { LeftOutReason } from "./sort-value.ts";

/** What Workers ask of the object of one view. `view` is its name. */
export interface ViewRpc {
  /** Idempotent; resolves once the news are stored. */
  tell(view: string, news: readonly KeyNews[]): Promise<void>;
  /** Begins to compare the view with KV, unless that is under way. */
  rebuild(view: string): Promise<ViewStatus>;
  status(view: string): Promise<ViewStatus>;
}

export type ViewStatus = {
  /** Keys with a value that can be shown, whether or not the document has room for them. */
  readonly entries: number;
  readonly leftOut: Readonly<Record<LeftOutReason, number>>;
  /** Values that are still to be read from KV. */
  readonly wanted: number;
  /** Of the last document that was sent. */
  readonly document: { readonly entries: number; readonly sizeBytes: number };
  /** When KV was last known to hold a new document. */
  readonly writtenAtMs: number | null;
  readonly rebuiltAtMs: number | null;
  readonly isRebuilding: boolean;
};
