import { FailureEnvelope } from "../../producer/rest/envelope.ts";
import type { ProducerRig } from "./producer-rig.ts";

export const restPath = (rest: string, namespace = "default"): string =>
  `/client/v4/accounts/any/storage/kv/namespaces/${namespace}/${rest}`;

/** Requests in Cloudflare's shape, below one namespace of a rig's producer. */
export function restCaller(rig: ProducerRig, tokenId = "all") {
  const ask = (method: string, rest: string, body: BodyInit | null, headers: HeadersInit = {}) =>
    rig.request(restPath(rest), { method, body, headers }, tokenId);
  return {
    get: (rest: string) => rig.request(restPath(rest), {}, tokenId),
    put: (rest: string, body: BodyInit | null, headers: HeadersInit = {}) =>
      ask("PUT", rest, body, headers),
    delete: (rest: string, body: unknown = null) =>
      ask("DELETE", rest, body === null ? null : JSON.stringify(body)),
    putJson: (rest: string, body: unknown) => ask("PUT", rest, JSON.stringify(body)),
    postJson: (rest: string, body: unknown) => ask("POST", rest, JSON.stringify(body)),
  };
}

/** The result of a success; throws when the answer is none. */
export async function resultOf(response: Response): Promise<unknown> {
  const body = (await response.json()) as { success: boolean; result: unknown };
  if (response.status === 200 && body.success) return body.result;
  throw new Error(`expected a success, got ${response.status} ${JSON.stringify(body)}`);
}

/** Status and errors of a refusal; throws when the answer has another shape. */
export async function refusalOf(response: Response) {
  const { errors, result } = FailureEnvelope.parse(await response.json());
  return { status: response.status, errors, result };
}

type PartOfForm = { readonly name: string; readonly value: string; readonly more?: string };

const BOUNDARY = "----boundary of 1 test";

export const FORM_TYPE = { "Content-Type": `multipart/form-data; boundary="${BOUNDARY}"` };

/** A form as clients write it. */
export const formOf = (...parts: readonly PartOfForm[]): string =>
  [
    ...parts.map(
      ({ name, value, more = "" }) =>
        `--${BOUNDARY}\r\nContent-Disposition: form-data; name="${name}"${more}\r\n\r\n${value}\r\n`,
    ),
    `--${BOUNDARY}--\r\n`,
  ].join("");
