import { DEAD_LETTER_STORE_NAME } from "../../shared/dead-letter-store-rpc.ts";
import type { DeadLetterSink } from "../../shared/ports.ts";
import type { ConsumerEnv } from "../bindings.ts";

/** The one dead-letter store, by a fresh stub for each call. */
export const deadLetterBinding = (store: ConsumerEnv["DEAD_LETTER_STORE"]): DeadLetterSink => ({
  put: (letters) => store.getByName(DEAD_LETTER_STORE_NAME).put(letters),
});
