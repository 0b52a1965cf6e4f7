import { createHash } from "node:crypto";
import { runSluice, TEST_TOKEN } from "../../test/support/run-sluice.ts";
import { Camera, openChromium } from "./camera.ts";
import { fillSluice, makeTrouble } from "./fill-sluice.ts";
import { shootActions, shootEmpty, shootFailing, shootFull } from "./shots.ts";

/** Takes the pictures of the operations page in docs/images/ anew: each state of a running Sluice. */
const tokens = { all: TEST_TOKEN, viewer: "slc_viewer_local", reader: "slc_reader_local" };
const sluice = await runSluice({
  tokens: JSON.stringify([
    entry(tokens.all, ["read", "write", "ops:read", "ops:write"]),
    entry(tokens.viewer, ["ops:read"]),
    entry(tokens.reader, ["read"]),
  ]),
  vars: { DAILY_WRITE_BUDGET: 1_000 },
  logs: "trusted",
});
const browser = await openChromium();
try {
  const camera = new Camera(browser, sluice.url);
  await shootEmpty(camera, tokens);
  await fillSluice(sluice);
  await makeTrouble(sluice);
  await shootFull(camera, tokens);
  await shootFailing(camera, tokens);
  await sluice.strictKv.clearFaults("order:");
  await shootActions(camera, tokens);
} finally {
  await browser.close();
  await sluice.close();
}

function entry(token: string, scopes: readonly string[]) {
  const [, id = "", ...secret] = token.split("_");
  const sha256 = createHash("sha256").update(secret.join("_")).digest("hex");
  return { id, sha256, scopes };
}
