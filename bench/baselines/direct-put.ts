import { type Contender, storedValue } from "../contender.ts";

/** What every tutorial starts with. */
export const directPut: Contender = {
  name: "direct put",
  source: "https://developers.cloudflare.com/kv/api/write-key-value-pairs/",
  deploy: () => ({
    start:
      ({ kv }) =>
      (write) =>
        kv.put(write.key, storedValue(write)),
  }),
};
