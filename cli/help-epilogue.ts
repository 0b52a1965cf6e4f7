import { EXIT_MEANINGS } from "./exit-status.ts";

const EXIT_TABLE = EXIT_MEANINGS.map(
  ([status, meaning]) => `  ${String(status).padEnd(4)} ${meaning}`,
).join("\n");

/** What holds for every command. */
export const HELP_EPILOGUE = `
Environment:
  SLUICE_URL    the producer (default: http://localhost:8787)
  SLUICE_TOKEN  the token, slc_<id>_<secret>; never given as an option
  NO_COLOR      set to anything: no colour

Data goes to stdout, talk to stderr. On a terminal data is a table; otherwise
lines with tabs between the cells, where \\ and control characters come escaped
(\\\\, \\n, \\t, \\u001b). --json gives every text as it is.

Exit status:
${EXIT_TABLE}

Examples:
  sluice put user:42 '{"name":"Ada"}' --ttl 1h
  sluice put logo.png --content-type image/png < logo.png
  sluice dlq replay --reason kv_refused --dry-run`;
