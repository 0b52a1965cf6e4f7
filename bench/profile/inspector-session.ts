type Answer = { readonly id?: number; readonly result?: Readonly<Record<string, unknown>> };

export type InspectorSession = {
  readonly ask: (method: string) => Promise<Readonly<Record<string, unknown>>>;
  readonly close: () => void;
};

/** A session of the Chrome DevTools Protocol with one isolate. */
export async function inspect(url: string): Promise<InspectorSession> {
  const socket = new WebSocket(url);
  await new Promise<void>((resolve, reject) => {
    socket.addEventListener("open", () => resolve());
    socket.addEventListener("error", () => reject(new Error(`no inspector answers at ${url}`)));
  });
  const waiting = new Map<number, (result: Readonly<Record<string, unknown>>) => void>();
  socket.addEventListener("message", ({ data }) => {
    const { id, result }: Answer = JSON.parse(String(data));
    if (id !== undefined) waiting.get(id)?.(result ?? {});
  });
  let last = 0;
  return {
    ask: (method) =>
      new Promise((resolve) => {
        last += 1;
        waiting.set(last, resolve);
        socket.send(JSON.stringify({ id: last, method }));
      }),
    close: () => socket.close(),
  };
}
