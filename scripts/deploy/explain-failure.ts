const MAX_LINES = 15;

type Hint = { readonly matches: RegExp; readonly advice: string };

const HINTS: readonly Hint[] = [
  {
    matches: /CLOUDFLARE_API_TOKEN|not logged in|Authentication error|code: (10000|9106|9109)\b/i,
    advice: "Log in with `npx wrangler login`, or set CLOUDFLARE_API_TOKEN.",
  },
  {
    matches: /more than one account|CLOUDFLARE_ACCOUNT_ID/i,
    advice: "Say which account: set CLOUDFLARE_ACCOUNT_ID.",
  },
  {
    matches: /retention/i,
    advice:
      "On the free plan a queue's retention is fixed at 24 h: run `npm run deploy -- --free-plan`.",
  },
  {
    matches: /enable R2|code: 10042/i,
    advice:
      "Enable R2 in the dashboard, or remove [[r2_buckets]] from both TOML files: values over the inline limit then get 413.",
  },
  {
    matches: /ENOTFOUND|ECONNREFUSED|fetch failed/,
    advice: "Check the network connection and try again.",
  },
];

/** What failed, the last of what wrangler said, and what to do about it. */
export function explainFailure(what: string, said: string): string {
  const lines = said.split("\n").filter((line) => line.trim() !== "");
  const advice = HINTS.find((hint) => hint.matches.test(said))?.advice;
  return [
    `${what} failed:`,
    ...lines.slice(-MAX_LINES).map((line) => `    ${line}`),
    ...(advice === undefined ? [] : [advice]),
  ].join("\n");
}
