import { describe, expect, it } from "vitest";
import type { EdgeCache } from "../../producer/ports.ts";

let count = 0;
const freshUrl = (): string => `https://sluice.invalid/default/contract-${count++}`;

const entry = (body: string | null, headers: Record<string, string> = {}) =>
  new Response(body, { headers: { "Cache-Control": "max-age=60", ...headers } });

export function describeEdgeCacheContract(name: string, subject: () => EdgeCache): void {
  describe(`${name} as an edge cache`, () => {
    it("has nothing where nothing was put", async () => {
      expect(await subject().match(freshUrl())).toEqual({ ok: true, value: null });
    });

    it("gives back body and headers, again and again", async () => {
      const url = freshUrl();
      await subject().put(url, entry("value", { "Sluice-Version": "v", "Content-Type": "a/b" }));
      for (let round = 0; round < 2; round++) {
        const found = await subject().match(url);
        const response = found.ok ? found.value : null;
        expect(await response?.text()).toBe("value");
        expect(response?.headers.get("Sluice-Version")).toBe("v");
        expect(response?.headers.get("Content-Type")).toBe("a/b");
      }
    });

    it("keeps an entry without a body", async () => {
      const url = freshUrl();
      await subject().put(url, entry(null, { "Sluice-Entry": "mark" }));
      const found = await subject().match(url);
      expect(found.ok && found.value?.headers.get("Sluice-Entry")).toBe("mark");
    });

    it("keeps the last of several entries", async () => {
      const url = freshUrl();
      await subject().put(url, entry("first"));
      await subject().put(url, entry("second"));
      const found = await subject().match(url);
      expect(await (found.ok ? found.value : null)?.text()).toBe("second");
    });

    it("keeps nothing that names no life", async () => {
      const url = freshUrl();
      await subject().put(url, new Response("value"));
      expect(await subject().match(url)).toEqual({ ok: true, value: null });
    });
  });
}
