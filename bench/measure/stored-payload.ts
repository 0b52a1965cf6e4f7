import * as z from "zod/mini";
import { payloadKey } from "../../shared/payload-key.ts";
import { Version } from "../../shared/version.ts";

const Receipt = z.object({ version: Version });

/** Where the large value of a receipt lies in the bucket. */
export const storedPayload = (receipt: string): string =>
  payloadKey(Receipt.parse(JSON.parse(receipt)).version);
