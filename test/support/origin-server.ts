import { createServer, type IncomingMessage, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";

export type OriginServer = {
  /** Without a slash at the end. */
  readonly url: string;
  /** Method and path of every request so far, with the headers that it brought. */
  readonly asked: readonly {
    readonly line: string;
    readonly headers: IncomingMessage["headers"];
  }[];
  readonly close: () => Promise<void>;
};

/** A server on this machine that counts how often it is asked. */
export async function originServer(
  answer: (request: IncomingMessage, response: ServerResponse) => void,
): Promise<OriginServer> {
  const asked: { line: string; headers: IncomingMessage["headers"] }[] = [];
  const server = createServer((request, response) => {
    asked.push({ line: `${request.method} ${request.url}`, headers: request.headers });
    answer(request, response);
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const { port } = server.address() as AddressInfo;
  return {
    url: `http://127.0.0.1:${port}`,
    asked,
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
}
