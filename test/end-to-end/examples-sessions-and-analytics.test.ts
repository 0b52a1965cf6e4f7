import { it } from "vitest";
import { sessionsAndAnalytics } from "../../examples/sessions-and-analytics/example.ts";
import { expectCriteria } from "../support/expect-criteria.ts";

it("sessions-and-analytics saves the writes and reads that it claims, and loses none", () =>
  expectCriteria(sessionsAndAnalytics));
