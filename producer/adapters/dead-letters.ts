import {
  DEAD_LETTER_STORE_NAME,
  type DeadLetterStoreRpc,
} from "../../shared/dead-letter-store-rpc.ts";
import type { DeadLetters } from "../ports.ts";

/** The one store of dead letters, opened anew for each call: a broken stub stays broken. */
export function deadLetterStore(namespace: DurableObjectNamespace): DeadLetters {
  const open = (): DeadLetterStoreRpc =>
    // The class lives in another Worker, so its type cannot come with the binding.
    namespace.getByName(DEAD_LETTER_STORE_NAME) as unknown as DeadLetterStoreRpc;
  return {
    list: (query) => open().list(query),
    get: (id, access) => open().get(id, access),
    discard: (id, access) => open().discard(id, access),
    countReplay: (request) => open().countReplay(request),
    startReplay: (request) => open().startReplay(request),
    replay: (id) => open().replay(id),
  };
}
