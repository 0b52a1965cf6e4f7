import type { PayloadStore } from "../../shared/ports.ts";

/** Values on virtual time are a few bytes: none goes by way of R2. */
export const NO_PAYLOADS: PayloadStore = {
  redeem: () => Promise.reject(new Error("no workload has large values on virtual time")),
  delete: async () => {},
};
