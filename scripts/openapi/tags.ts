import type { Route } from "../../producer/route.ts";

export const TAGS = [
  {
    name: "Writes",
    description:
      "Puts, deletes, touches and purges: accepted at once, applied when the key's turn comes.",
  },
  { name: "Reads", description: "Values, lists of keys, and what became of a write." },
  { name: "Operations", description: "What waits, what was given up, and sending it again." },
  {
    name: "Cloudflare's shape",
    description: "The paths and answers of Cloudflare's own REST API, for clients that speak it.",
  },
  { name: "Public", description: "Needs no token." },
] as const;

export type TagName = (typeof TAGS)[number]["name"];

/** The group of a route, told by whose shape it has and by its scope. */
export function tagOf({ path, access }: Pick<Route, "path" | "access">): TagName {
  if (path.startsWith("/client/")) return "Cloudflare's shape";
  switch (access) {
    case "write":
      return "Writes";
    case "read":
      return "Reads";
    case "ops:read":
    case "ops:write":
      return "Operations";
    case "public":
      return "Public";
  }
}
