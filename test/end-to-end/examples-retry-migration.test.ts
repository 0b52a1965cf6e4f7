import { it } from "vitest";
import { retryMigration } from "../../examples/retry-migration/example.ts";
import { expectCriteria } from "../support/expect-criteria.ts";

it("retry-migration loses and repeats nothing through Sluice", () =>
  expectCriteria(retryMigration));
