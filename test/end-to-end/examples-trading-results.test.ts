import { it } from "vitest";
import { tradingResults } from "../../examples/trading-results/example.ts";
import { expectCriteria } from "../support/expect-criteria.ts";

it("trading-results stays within its day and loses nothing", () => expectCriteria(tradingResults));
