/** Whether a reader will not take what lies at the edge. */
export const wantsFresh = ({ headers }: Pick<Request, "headers">): boolean =>
  /(^|[\s,])no-(cache|store)([\s,=]|$)/i.test(headers.get("Cache-Control") ?? "");
