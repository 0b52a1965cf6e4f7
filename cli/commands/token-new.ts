import type { Command } from "commander";
import { ok, type Result } from "../../shared/result.ts";
import { parseTexts, parseWords } from "../argument-parsers.ts";
import { parseMoment } from "../duration.ts";
import { escapeControlInJson } from "../escape-control.ts";
import { EXIT } from "../exit-status.ts";
import { type Failure, fail } from "../failure.ts";
import type { Runner, Session } from "../session.ts";
import { wrapWords } from "../text-width.ts";
import type { Outcome, World } from "../world.ts";

const SCOPES = ["read", "write", "ops:read", "ops:write"] as const;
const SECRET_BYTES = 32;
const ID_BYTES = 4;

type TokenOptions = {
  readonly id?: string;
  readonly scopes?: readonly string[];
  readonly namespaces?: readonly string[];
  readonly prefixes?: readonly string[];
  readonly prefix?: readonly string[];
  readonly expires?: string;
};

export function addTokenNew(parent: Command, run: Runner): void {
  parent
    .command("token")
    .summary("make tokens")
    .description("Make tokens.")
    .command("new")
    .summary("make a token and its entry for SLUICE_TOKENS")
    .description(
      "Make a token. Prints the token, which is shown this once, and the JSON entry for the " +
        "secret SLUICE_TOKENS, which holds only its SHA-256. Nothing is sent.",
    )
    .option("--id <id>", "1 to 32 of a-z, 0-9, - (default: a random one)")
    .option("--scopes <list>", `comma list of ${SCOPES.join(", ")} (default: read)`, parseWords)
    .option("--namespaces <list>", "only these namespaces", parseWords)
    .option("--prefixes <list>", "only keys that start with one of these", parseWords)
    .option("--prefix <prefix>", "one more of them, which may hold commas; repeatable", parseTexts)
    .option("--expires <time>", "end of its life: ISO 8601, or a time from now such as 90d")
    .action((options: TokenOptions, command: Command) =>
      run(command, (session) => tokenNew(session, options)),
    );
}

async function tokenNew(session: Session, options: TokenOptions): Promise<Outcome> {
  const { world, givenNamespace } = session;
  if (givenNamespace !== undefined && options.namespaces === undefined) {
    return fail("usage", "--namespace does not limit a token, --namespaces does.", {
      next: `sluice token new --namespaces ${givenNamespace}`,
    });
  }
  const checked = checkOptions(world, options);
  if (!checked.ok) return checked;
  const id = options.id ?? `token-${Buffer.from(world.randomBytes(ID_BYTES)).toString("hex")}`;
  const secret = Buffer.from(world.randomBytes(SECRET_BYTES)).toString("base64url");
  const token = `slc_${id}_${secret}`;
  const prefixes = [...(options.prefixes ?? []), ...(options.prefix ?? [])];
  const entry = {
    id,
    sha256: world.sha256Hex(secret),
    scopes: options.scopes ?? ["read"],
    ...(options.namespaces === undefined ? {} : { namespaces: options.namespaces }),
    ...(prefixes.length === 0 ? {} : { prefixes }),
    ...(checked.value.expires === undefined ? {} : { expires: checked.value.expires }),
  };
  if (session.wantsJson) {
    await session.present({ document: { token, entry }, terminal: none, plain: none });
    return ok(EXIT.ok);
  }
  // The entry is JSON for a secret, not a cell: its backslashes stay as they are.
  await world.stdout.write(`${token}\n${escapeControlInJson(JSON.stringify(entry))}\n`);
  await explain(session);
  return ok(EXIT.ok);
}

const none = () => [];

function checkOptions(
  world: World,
  options: TokenOptions,
): Result<{ readonly expires?: string }, Failure> {
  const { id, expires } = options;
  const scope = options.scopes?.find((word) => !SCOPES.some((known) => known === word));
  const namespace = options.namespaces?.find((word) => !/^[A-Za-z0-9_-]{1,64}$/.test(word));
  if (id !== undefined && !/^[a-z0-9-]{1,32}$/.test(id)) {
    return refuse(`--id ${id} is no token id.`, "Expected 1 to 32 of a-z, 0-9 and -.");
  }
  if (scope !== undefined) {
    return refuse(`There is no scope ${scope}.`, `Expected some of ${SCOPES.join(", ")}.`);
  }
  if (namespace !== undefined) {
    return refuse(`${namespace} is no namespace.`, "Expected 1 to 64 letters, digits, _ or -.");
  }
  if (expires === undefined) return ok({});
  const moment = parseMoment(expires, world.now(), "after");
  if (moment === null || Date.parse(moment) <= world.now()) {
    return refuse(
      `--expires ${expires} is no time to come.`,
      "Expected ISO 8601 such as 2030-01-31T00:00:00Z, or a time from now such as 90d.",
    );
  }
  return ok({ expires: moment });
}

const refuse = (what: string, expected: string) => fail("usage", what, { details: [expected] });

/** In both modes the first line of stdout is the token, the second the entry. */
async function explain(session: Session): Promise<void> {
  if (!session.world.stderr.isTerminal) return;
  const text =
    "First line: the token, shown this once; keep it in a password store. Second line: add it to " +
    "the JSON array in the producer's secret SLUICE_TOKENS (locally in .dev.vars).";
  for (const line of wrapWords(text, session.world.stderr.columns)) await session.talk(line);
}
