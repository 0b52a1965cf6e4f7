import { Flights } from "./flights.ts";
import { RefreshWindows } from "./refresh-windows.ts";

/** What the requests of one isolate share about sources. */
export type SourceDesk = { readonly flights: Flights; readonly windows: RefreshWindows };

export const createSourceDesk = (): SourceDesk => ({
  flights: new Flights(),
  windows: new RefreshWindows(),
});
