import type { SampleRequest } from "./sample-request.ts";

/** A request as a command for POSIX shells; `SLUICE_URL` and `SLUICE_TOKEN` are set before. */
export function curlOf(request: SampleRequest, access: "public" | "token"): string {
  const verb = request.method === "GET" ? "curl" : `curl -X ${request.method}`;
  const headers = Object.entries(request.headers).map(
    ([name, value]) => `-H ${quoted(`${name}: ${value}`)}`,
  );
  const parts = [
    `${verb} ${address(request.url)}`,
    ...(access === "token" ? ['-H "Authorization: Bearer $SLUICE_TOKEN"'] : []),
    ...headers,
    ...(request.body === null ? [] : [`--data-binary ${quoted(request.body)}`]),
  ];
  return parts.join(" \\\n  ");
}

/** Inside single quotes a shell takes everything as it is, except the quote that ends them. */
const quoted = (text: string): string => `'${text.replaceAll("'", `'\\''`)}'`;

/** Easier to read inside the double quotes, as long as nothing in it means something to a shell. */
const address = (url: string): string =>
  /^[\w/.%:?=&+~-]+$/.test(url) ? `"$SLUICE_URL${url}"` : `"$SLUICE_URL"${quoted(url)}`;
