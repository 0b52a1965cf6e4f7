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
];
