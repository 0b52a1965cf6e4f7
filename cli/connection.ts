import { ok, type Result } from "../shared/result.ts";
import { type Failure, fail } from "./failure.ts";
import type { World } from "./world.ts";

/** Where the producer is, without a slash at the end, and the token for it. */
export type Connection = { readonly baseUrl: string; readonly token: string };

const DEFAULT_URL = "http://localhost:8787";

/** Reads `SLUICE_URL`, and the token from `--token-file` or `SLUICE_TOKEN`; never shows the token. */
export async function resolveConnection(
  world: World,
  tokenFile: string | undefined,
): Promise<Result<Connection, Failure>> {
  const baseUrl = parseBaseUrl(world.env.SLUICE_URL || DEFAULT_URL);
  if (!baseUrl.ok) return baseUrl;
  const token = await readToken(world, tokenFile);
  if (!token.ok) return token;
  return ok({ baseUrl: baseUrl.value, token: token.value });
}

function parseBaseUrl(text: string): Result<string, Failure> {
  const expected = {
    details: ["Expected an http or https URL without user, password, query or fragment."],
    next: `for a local producer: SLUICE_URL=${DEFAULT_URL}`,
  };
  if (!URL.canParse(text)) return fail("usage", "SLUICE_URL is not a URL.", expected);
  const url = new URL(text);
  const isHttp = url.protocol === "http:" || url.protocol === "https:";
  const hasMore =
    url.username !== "" || url.password !== "" || url.search !== "" || url.hash !== "";
  if (!isHttp || hasMore) return fail("usage", "SLUICE_URL is not usable.", expected);
  return ok(url.origin + url.pathname.replace(/\/+$/, ""));
}

async function readToken(world: World, path: string | undefined): Promise<Result<string, Failure>> {
  const source = path === undefined ? "SLUICE_TOKEN" : "The token file";
  const text = path === undefined ? ok(world.env.SLUICE_TOKEN ?? "") : await readText(world, path);
  if (!text.ok) return text;
  const token = text.value.trim();
  if (token === "") {
    return fail(
      "authentication",
      path === undefined ? "No token given." : "The token file is empty.",
      {
        details: [
          "Expected a token slc_<id>_<secret> in SLUICE_TOKEN or in the file of --token-file.",
        ],
        next: "a local producer takes the token named in .dev.vars.example; `sluice token new` makes one",
      },
    );
  }
  // Nothing else may travel in a header; the text itself must not end up on a screen.
  if (!/^[\x21-\x7e]+$/.test(token)) {
    return fail("authentication", `${source} holds no token.`, {
      details: ["Expected slc_<id>_<secret> on one line, without spaces."],
    });
  }
  return ok(token);
}

async function readText(world: World, path: string): Promise<Result<string, Failure>> {
  try {
    return ok(await world.readFile(path));
  } catch (error) {
    return fail("usage", `The token file ${path} cannot be read (${errorCode(error)}).`, {
      details: ["Expected a readable file that holds the token."],
    });
  }
}

/** The system's short name of an error, as far down as one is found. */
export function errorCode(error: unknown): string {
  if (!(error instanceof Error)) return String(error);
  if ("code" in error && typeof error.code === "string") return error.code;
  return error.cause === undefined ? error.message : errorCode(error.cause);
}

/** A token that travels in the clear to another machine deserves a word. */
export function isExposed(connection: Connection): boolean {
  const { protocol, hostname } = new URL(connection.baseUrl);
  const isLocal = /^(localhost|.+\.localhost|127(\.\d+){3}|\[::1\])$/.test(hostname);
  return protocol === "http:" && !isLocal;
}
