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
    summary: (filter, access) => open().summary(filter, access),
    discard: (id, access, who) => open().discard(id, access, who),
    discardMany: (request, who) => open().discardMany(request, who),
    countReplay: (request) => open().countReplay(request),
    startReplay: (request, who) => open().startReplay(request, who),
    replay: (id) => open().replay(id),
    cancelReplay: (id, access, who) => open().cancelReplay(id, access, who),
    audit: (query) => open().audit(query),
  };
}
