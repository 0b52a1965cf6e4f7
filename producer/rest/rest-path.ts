/** Below this, requests and answers have the shape of Cloudflare's API. */
const REST_ROOT = "/client/v4";

/** Sluice serves one account, so its name may be any; a namespace goes by its public name. */
export const NAMESPACE_PATH = "/client/v4/accounts/:account/storage/kv/namespaces/:namespace";

export const isRestPath = (path: string): boolean =>
  path === REST_ROOT || path.startsWith(`${REST_ROOT}/`);
