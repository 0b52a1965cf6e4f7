import type { Wrangler, WranglerResult } from "../../scripts/deploy/wrangler.ts";

/** An account that speaks wrangler: the texts are those of the pinned version. */
export type FakeAccount = {
  readonly wrangler: Wrangler;
  /** Every command that changed something, in order. */
  readonly changes: readonly string[];
  /** Lets the next command that starts like this fail with this text. */
  failOn(command: string, stderr: string): void;
};

export function fakeAccount(): FakeAccount {
  const namespaces = new Map<string, string>();
  const queues = new Set<string>();
  const buckets = new Set<string>();
  const secrets = new Map<string, readonly string[]>();
  const changes: string[] = [];
  let failing: { command: string; stderr: string } | null = null;

  const answer = (command: string): WranglerResult => {
    const [name = ""] = command.split(" ").slice(-1);
    if (command.startsWith("kv namespace list")) {
      return said(JSON.stringify([...namespaces].map(([title, id]) => ({ id, title }))));
    }
    if (command.startsWith("queues info")) {
      return queues.has(name)
        ? said(`Queue Name: ${name}\nQueue ID: 1`)
        : refused(`Queue "${name}" does not exist.`);
    }
    if (command.startsWith("r2 bucket lifecycle list")) {
      return buckets.has(name)
        ? said(`There are no lifecycle rules for bucket '${name}'.`)
        : refused("The specified bucket does not exist. [code: 10006]");
    }
    if (command.startsWith("secret list")) {
      const names = secrets.get("sluice-producer");
      return names === undefined
        ? refused(`Worker "sluice-producer" not found.`)
        : said(JSON.stringify(names.map((secret) => ({ name: secret, type: "secret_text" }))));
    }
    changes.push(command);
    const words = command.split(" ");
    const created = words[0] === "queues" ? words[2] : words[3];
    if (command.startsWith("kv namespace create")) {
      namespaces.set(created ?? "", `${namespaces.size}`.padStart(32, "a"));
    }
    if (command.startsWith("queues create")) queues.add(created ?? "");
    if (command.startsWith("r2 bucket create")) buckets.add(created ?? "");
    if (command.includes("--secrets-file")) secrets.set("sluice-producer", ["SLUICE_TOKENS"]);
    return said("Deployed https://sluice-producer.example.workers.dev");
  };

  return {
    changes,
    failOn: (command, stderr) => {
      failing = { command, stderr };
    },
    wrangler: async (args) => {
      const command = args.join(" ");
      if (failing !== null && command.startsWith(failing.command)) {
        const { stderr } = failing;
        failing = null;
        return refused(stderr);
      }
      return answer(command);
    },
  };
}

const said = (stdout: string): WranglerResult => ({ status: 0, stdout, stderr: "" });
const refused = (stderr: string): WranglerResult => ({ status: 1, stdout: "", stderr });
