import * as z from "zod/mini";
import type { KeyName } from "../../shared/key.ts";
import { HOLD_REASONS } from "../../shared/ledger/key-state.ts";
import { FINAL_STATES } from "../../shared/ledger/known-versions.ts";
import type { KeyStatus, VersionStatus } from "../../shared/ledger/status-of-version.ts";
import { Version } from "../../shared/version.ts";
import { IsoTime } from "../http/iso-time.ts";
import { isoTime, jsonResponse } from "../http/json-response.ts";
import { type Problem, problem } from "../problems.ts";
import { reach } from "../reach.ts";
import { refusals } from "../refusals.ts";
import { defineRoute, type Exchange } from "../route.ts";

const PATH = "/v1/status/:namespace/:key";
const Query = z.lazy(() => z.strictObject({ version: z.exactOptional(z.string()) }));

export const KeyStatusAnswer = z.lazy(() =>
  z.object({
    namespace: z.string(),
    key: z.string(),
    newest: z.nullable(z.object({ version: Version })),
    applied: z.nullable(z.object({ version: Version, at: IsoTime })),
    version: z.exactOptional(Version),
    state: z.exactOptional(z.enum(["pending", ...FINAL_STATES, "unknown"])),
    /** A pending version that waits in the ledger: why, and until when. */
    heldFor: z.exactOptional(z.enum(HOLD_REASONS)),
    notBefore: z.exactOptional(IsoTime),
    failures: z.exactOptional(z.int()),
    /** Of an applied touch: `nothing` when the key held no value, so that nothing was written. */
    found: z.exactOptional(z.enum(["value", "nothing"])),
  }),
);
type KeyStatusAnswer = z.infer<typeof KeyStatusAnswer>;

export const statusRoute = defineRoute({
  name: "keyStatus",
  method: "GET",
  path: PATH,
  access: "read",
  summary: "What became of the writes of a key, or of one of them.",
  query: Query,
  answers: {
    200: { description: "The newest and the applied version.", schema: KeyStatusAnswer },
    ...refusals(400, 404, 422),
  },
  handle: keyStatus,
});

async function keyStatus({
  services,
  path,
  query,
}: Exchange<typeof PATH, typeof Query>): Promise<Response | Problem> {
  const version = query.version ?? null;
  if (version !== null && !Version.safeParse(version).success) {
    const detail = "expected a version as receipts give it";
    return problem("malformed-version", detail, { errors: [{ parameter: "version", detail }] });
  }
  const status = await reach(services, "the ledger", () =>
    services.ledger.status({ ...path, version }),
  );
  return status.ok ? jsonResponse(200, statusAnswer(path, status.value)) : status.error;
}

const statusAnswer = (name: KeyName, status: KeyStatus): KeyStatusAnswer => ({
  namespace: name.namespace,
  key: name.key,
  newest: status.newest === null ? null : { version: status.newest },
  applied:
    status.applied === null
      ? null
      : { version: status.applied.version, at: isoTime(status.applied.atMs) },
  ...(status.version === null ? {} : versionAnswer(status.version)),
});

const versionAnswer = (version: VersionStatus): Partial<KeyStatusAnswer> => ({
  version: version.version,
  state: version.state,
  ...(version.heldFor === null ? {} : { heldFor: version.heldFor }),
  ...(version.notBeforeMs === null ? {} : { notBefore: isoTime(version.notBeforeMs) }),
  ...(version.failures === null ? {} : { failures: version.failures }),
  ...(version.found === null ? {} : { found: version.found }),
});
