// Imported before wrangler, which reads these when it loads: no line per queue batch between our
// own, and no look-up of a `request.cf` that nobody reads. Set WRANGLER_LOG to see more.
process.env.WRANGLER_LOG ??= "error";
process.env.CLOUDFLARE_CF_FETCH_ENABLED ??= "false";
