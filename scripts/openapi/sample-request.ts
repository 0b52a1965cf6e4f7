import type { Route } from "../../producer/route.ts";
import { PATH_SAMPLES, SAMPLES } from "./samples.ts";

export type SampleRequest = {
  readonly method: string;
  /** With its query, from the slash on. */
  readonly url: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string | null;
};

/** The sample of an operation as a request, without its token. */
export function sampleRequest(
  route: Pick<Route, "name" | "method" | "path" | "body">,
): SampleRequest {
  const sample = SAMPLES[route.name] ?? {};
  const parameters = { ...PATH_SAMPLES, ...sample.path };
  const path = route.path.replace(/:(\w+)/g, (_, name: string) => {
    const value = parameters[name];
    if (value === undefined) {
      throw new Error(`The parameter ${name} has no sample: add it to scripts/openapi/samples.ts.`);
    }
    return encodeURIComponent(value);
  });
  const query = new URLSearchParams(sample.query).toString();
  const { body } = sample;
  const isJson = body !== undefined && "json" in body;
  return {
    method: route.method,
    url: query === "" ? path : `${path}?${query}`,
    headers: { ...(isJson ? { "Content-Type": "application/json" } : {}), ...sample.headers },
    body: body === undefined ? null : "json" in body ? JSON.stringify(body.json) : body.text,
  };
}
