// Imported before wrangler, which reads these when it loads: no line per queue batch between our
// own, no look-up of a `request.cf` that nobody reads, and no local store of traces, which takes up to
// a third of the CPU of a request. Set WRANGLER_LOG to see more.
process.env.WRANGLER_LOG ??= "error";
process.env.CLOUDFLARE_CF_FETCH_ENABLED ??= "false";
process.env.X_LOCAL_OBSERVABILITY ??= "false";
