import { alertPayload } from "../../shared/alerts/alert-payload.ts";
import { err, ok } from "../../shared/result.ts";
import type { Webhook } from "../alerts/watch.ts";

const TIMEOUT_MS = 10_000;

/**
 * Posts messages to the address, which stays out of every text: a webhook's URL is often its only
 * secret. Redirects are not followed, and of the answer only the status counts.
 */
export const webhook =
  (url: string, timeoutMs: number = TIMEOUT_MS): Webhook =>
  async (message) => {
    try {
      const response = await fetch(url, {
        method: "POST",
        redirect: "manual",
        headers: { "Content-Type": "application/json", "User-Agent": "sluice" },
        body: JSON.stringify(alertPayload(message, isoTime)),
        signal: AbortSignal.timeout(timeoutMs),
      });
      await response.body?.cancel();
      if (response.status >= 200 && response.status < 300) return ok(null);
      return err(`the webhook answered ${response.status}, expected 2xx`);
    } catch (error) {
      const isLate = error instanceof Error && error.name === "TimeoutError";
      return err(
        isLate
          ? `the webhook did not answer within ${timeoutMs} ms`
          : "the webhook could not be reached",
      );
    }
  };

const isoTime = (epochMs: number): string => new Date(epochMs).toISOString();
