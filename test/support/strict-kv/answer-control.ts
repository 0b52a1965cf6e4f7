import { Fault } from "./fault.ts";
import type { StrictKvState } from "./strict-kv-state.ts";
import { reportWrites } from "./write-report.ts";

/**
 * The control routes of strict KV: `PUT /faults` sets one, `DELETE /faults/<name>` and `DELETE
 * /faults` clear, `GET /report` reads, `DELETE /report` forgets the writes so far (but not the pace
 * of their keys), `GET /reads` counts what was read, `GET /contents` gives what no log may hold.
 */
export async function answerControl(request: Request, state: StrictKvState): Promise<Response> {
  const url = new URL(request.url);
  const [, part = "", name] = url.pathname.split("/").map(decodeURIComponent);
  switch (`${request.method} ${part}`) {
    case "PUT faults": {
      const fault = Fault.safeParse(await request.json());
      if (!fault.success) return new Response(fault.error.message, { status: 422 });
      state.faults = [
        ...state.faults.filter((other) => other.name !== fault.data.name),
        fault.data,
      ];
      return new Response(null, { status: 204 });
    }
    case "DELETE faults":
      state.faults = state.faults.filter((fault) => name !== undefined && fault.name !== name);
      return new Response(null, { status: 204 });
    case "GET report":
      return Response.json(reportWrites(state.records));
    case "GET reads":
      return Response.json(state.reads.report());
    case "GET contents":
      return Response.json([...state.contents]);
    case "DELETE report":
      state.records.length = 0;
      return new Response(null, { status: 204 });
    default:
      return new Response(`strict KV has no ${request.method} ${url.pathname}`, { status: 404 });
  }
}
