import { it } from "vitest";
import { commentsFeed } from "../../examples/comments-feed/example.ts";
import { expectCriteria } from "../support/expect-criteria.ts";

it("comments-feed keeps its list without a read of KV", () => expectCriteria(commentsFeed));
