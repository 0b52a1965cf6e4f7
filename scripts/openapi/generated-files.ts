import type { Route } from "../../producer/route.ts";
import { apiDocument } from "./api-document.ts";
import { renderPage } from "./page/render-page.ts";
import { PUBLIC_FILES } from "./public-files.ts";

export type GeneratedFile = {
  /** Relative to the root, with slashes. */
  readonly path: string;
  readonly text: string;
};

/** The files below `producer/public/` that are made from the routes, as they should be. */
export function generatedFiles(
  routes: readonly Route[],
  version: string,
): readonly GeneratedFile[] {
  const document = apiDocument(routes, PUBLIC_FILES, version);
  return [
    { path: "producer/public/openapi.json", text: `${JSON.stringify(document, null, 2)}\n` },
    { path: "producer/public/docs.html", text: renderPage(document) },
  ];
}
