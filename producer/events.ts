/** What goes wrong inside the producer although the caller gets an answer. Never a value or a token. */
export type ProducerEvent =
  | { readonly kind: "send-failed"; readonly intents: number; readonly detail: string }
  | { readonly kind: "service-failed"; readonly service: string; readonly detail: string }
  | { readonly kind: "payload-left-behind"; readonly version: string; readonly detail: string }
  | { readonly kind: "edge-cache-failed"; readonly detail: string }
  | { readonly kind: "reads-not-counted"; readonly detail: string }
  | { readonly kind: "source-failed"; readonly source: string; readonly detail: string }
  | { readonly kind: "source-not-stored"; readonly source: string; readonly detail: string }
  | { readonly kind: "request-failed"; readonly route: string; readonly detail: string };

export type ReportEvent = (event: ProducerEvent) => void;

export const detailOf = (error: unknown): string =>
  (error instanceof Error ? error.message : String(error)).slice(0, 300);
