import type { Answer, Content, Operation } from "../document.ts";
import { breakable, type Html, html, prose } from "./html.ts";
import { field, membersOf, typeOf } from "./render-schema.ts";

export type Place = {
  readonly method: string;
  readonly path: string;
  readonly operation: Operation;
};

/** One operation: what it takes, what it answers, and a command that asks for it. */
export function renderOperation({ method, path, operation }: Place): Html {
  const id = operation.operationId;
  return html`<article class="operation" id="${id}" aria-labelledby="${id}-title">
<h3 id="${id}-title"><a href="#${id}">${methodMark(method)} <code>${breakable(path)}</code></a></h3>
<p class="summary">${prose(operation.summary)} ${scopeMark(operation)}</p>
${parameters(operation)}${body(operation)}
<h4>Answers</h4>
<dl class="answers">${Object.entries(operation.responses).map(([status, answer]) => renderAnswer(status, answer))}</dl>
<h4>Example</h4>
${operation["x-codeSamples"].map(({ source }) => html`<pre><code>${source}</code></pre>`)}
</article>
`;
}

export const methodMark = (method: string): Html =>
  html`<span class="method ${method}">${method.toUpperCase()}</span>`;

function scopeMark({ security }: Operation): Html {
  const scopes = security.flatMap(({ token }) => token);
  return scopes.length === 0
    ? html`<span class="scope">public</span>`
    : html`<span class="scope">scope <code>${scopes.join(" ")}</code></span>`;
}

function parameters(operation: Operation): Html | null {
  if (operation.parameters.length === 0) return null;
  return html`<h4>Parameters</h4>
<dl class="fields">${operation.parameters.map((parameter) =>
    field(parameter.name, { ...parameter.schema, description: parameter.description }, [
      parameter.in,
      parameter.required ? "required" : "optional",
    ]),
  )}</dl>
`;
}

function body({ requestBody }: Operation): Html | null {
  if (requestBody === undefined) return null;
  return html`<h4>Body</h4>
<p>${prose(requestBody.description)} ${contentLine(requestBody.content)}</p>
${Object.values(requestBody.content).map(({ schema }) => (schema === undefined ? null : membersOf(schema)))}
`;
}

function renderAnswer(status: string, { description, content = {} }: Answer): Html {
  const members = Object.values(content).map(({ schema }) =>
    schema === undefined ? null : membersOf(schema),
  );
  return html`<div class="status-${status.slice(0, 1)}"><dt>${status}</dt><dd>${prose(description)} ${contentLine(content)}${members}</dd></div>`;
}

/** Bytes of any type have none that could be named. */
const contentLine = (content: Content): Html =>
  html`${Object.entries(content).map(([mediaType, { schema }]) =>
    schema === undefined
      ? html` <span class="type">${mediaType === "*/*" ? "bytes" : mediaType}</span>`
      : html` <span class="type">${typeOf(schema)}</span>`,
  )}`;
