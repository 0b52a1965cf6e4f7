/** Files of `producer/public/` that are part of the API: the platform serves them without the Worker. */
export type PublicFile = {
  readonly name: string;
  readonly path: string;
  readonly summary: string;
  readonly mediaType: string;
};

export const PUBLIC_FILES: readonly PublicFile[] = [
  {
    name: "apiDocument",
    path: "/openapi.json",
    summary: "This document.",
    mediaType: "application/json",
  },
  {
    name: "apiPage",
    path: "/docs",
    summary: "This document as a page.",
    mediaType: "text/html",
  },
  {
    name: "operationsPage",
    path: "/ops",
    summary: "The operations page: no data of its own, it asks the routes with your token.",
    mediaType: "text/html",
  },
];
