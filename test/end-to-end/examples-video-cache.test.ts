import { it } from "vitest";
import { videoCache } from "../../examples/video-cache/example.ts";
import { expectCriteria } from "../support/expect-criteria.ts";

it("video-cache makes one transformation for a crowd, keeps it and purges by tag", () =>
  expectCriteria(videoCache));
