/** What came of a question, told apart by what the page does next. */
export type Answer<Body> =
  | { readonly kind: "answered"; readonly body: Body }
  | {
      readonly kind: "refused";
      readonly status: number;
      /** The slug of the problem type; empty when something else than Sluice answered. */
      readonly slug: string;
      readonly detail: string;
      readonly location: string | null;
    }
  | { readonly kind: "unreachable"; readonly detail: string };

export type Refusal = Exclude<Answer<never>, { readonly kind: "answered" }>;

export type Query = Readonly<Record<string, string>>;

/** The API as one token sees it. */
export type Api = {
  get<Body>(path: string, query?: Query): Promise<Answer<Body>>;
  post<Body>(path: string, body: object): Promise<Answer<Body>>;
  remove<Body>(path: string): Promise<Answer<Body>>;
  /** Which version KV holds: null without a value, "unstamped" for a value of another writer. */
  storedVersion(namespace: string, key: string): Promise<Answer<string | null>>;
};

export type Ask = (path: string, init: RequestInit) => Promise<Response>;

export function openApi(ask: Ask, token: string): Api {
  const send = async (path: string, init: RequestInit): Promise<Response | Refusal> => {
    const headers = { ...init.headers, Authorization: `Bearer ${token}` };
    try {
      return await ask(path, { ...init, headers });
    } catch {
      return { kind: "unreachable", detail: "Sluice does not answer." };
    }
  };
  const json = async <Body>(path: string, init: RequestInit): Promise<Answer<Body>> => {
    const response = await send(path, init);
    if ("kind" in response) return response;
    return response.ok ? readBody<Body>(response) : readRefusal(response);
  };
  return {
    get: (path, query) => json(withQuery(path, query), { method: "GET" }),
    post: (path, body) =>
      json(path, {
        method: "POST",
        headers: { "Content-Type": "application/json" },
        body: JSON.stringify(body),
      }),
    remove: (path) => json(path, { method: "DELETE" }),
    async storedVersion(namespace, key) {
      const list = `/v1/kv/${encodeURIComponent(namespace)}`;
      // The key itself is the first of all that begin with it. A 404 would be an error in the console.
      const first = await json<KeyList>(withQuery(list, { prefix: key, limit: "1" }), {});
      if (first.kind !== "answered") return first;
      if (first.body.keys[0]?.name !== key) return { kind: "answered", body: null };
      const path = `${list}/${encodeURIComponent(key)}`;
      const headers = { "Cache-Control": "no-cache" };
      const response = await send(path, { method: "HEAD", headers });
      if ("kind" in response) return response;
      if (response.ok) {
        return { kind: "answered", body: response.headers.get("Sluice-Version") ?? "unstamped" };
      }
      return response.status === 404 ? { kind: "answered", body: null } : readRefusal(response);
    },
  };
}

type KeyList = { readonly keys: readonly { readonly name: string }[] };

const withQuery = (path: string, query: Query = {}): string => {
  const text = new URLSearchParams(query).toString();
  return text === "" ? path : `${path}?${text}`;
};

async function readBody<Body>(response: Response): Promise<Answer<Body>> {
  try {
    return { kind: "answered", body: (await response.json()) as Body };
  } catch {
    return { kind: "unreachable", detail: "The answer broke off, or it is not Sluice's." };
  }
}

async function readRefusal(response: Response): Promise<Refusal> {
  const given: unknown = await response.json().catch(() => null);
  return {
    kind: "refused",
    status: response.status,
    slug: textIn(given, "type").replace("urn:sluice:problem:", ""),
    detail: textIn(given, "detail") || textIn(given, "title") || `Status ${response.status}.`,
    location: response.headers.get("Location"),
  };
}

/** A member of what may be anybody's JSON; empty when it is no text. */
function textIn(given: unknown, name: string): string {
  const text: unknown =
    typeof given === "object" && given !== null ? Reflect.get(given, name) : undefined;
  return typeof text === "string" ? text : "";
}
