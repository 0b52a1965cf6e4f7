import { useLayoutEffect, useRef, useState } from "preact/hooks";
import type { NamedKey } from "../api/answers.ts";
import type { Answer, Api } from "../api/api.ts";
import type { Live } from "../api/live-data.ts";
import { lookUpKey } from "../api/look-up-key.ts";
import type { World } from "../api/world.ts";
import type { KeyFacts } from "../model/key-verdict.ts";
import { printable } from "../model/printable.ts";
import { problemWords } from "../model/problem-words.ts";
import { KeyReport } from "./key-report.tsx";

type InspectorProps = {
  readonly api: Api;
  readonly world: World;
  readonly live: Live;
  readonly scopes: readonly string[];
  /** A key that was chosen elsewhere on the page. */
  readonly looked: NamedKey | null;
};

type Found = { readonly name: NamedKey; readonly answer: Answer<KeyFacts> | null };

/** Is KV current for a key, which version is it, what waits, and why? */
export function Inspector({ api, world, live, scopes, looked }: InspectorProps) {
  const { slots } = live;
  const namespaces = (slots.namespaces.body?.namespaces ?? []).map(({ name }) => name);
  const [namespace, setNamespace] = useState("default");
  const [found, setFound] = useState<Found | null>(null);
  const field = useRef<HTMLInputElement>(null);
  const section = useRef<HTMLElement>(null);
  const look = (name: NamedKey) => {
    setFound({ name, answer: null });
    void lookUpKey(api, name).then((answer) =>
      // Another key may have been asked for meanwhile.
      setFound((latest) => (latest?.name === name ? { name, answer } : latest)),
    );
  };
  // Only a new choice moves the focus.
  useLayoutEffect(() => {
    if (looked === null) return;
    setNamespace(looked.namespace);
    if (field.current !== null) field.current.value = looked.key;
    section.current?.scrollIntoView({ block: "nearest" });
    field.current?.focus();
    look(looked);
  }, [looked]);
  const mayRead = scopes.includes("read");
  return (
    <section id="inspector" ref={section} class="panel" aria-labelledby="inspector-heading">
      <h2 id="inspector-heading">Key inspector</h2>
      <form
        class="filter"
        onSubmit={(event) => {
          event.preventDefault();
          const key = field.current?.value ?? "";
          if (key !== "") look({ namespace, key });
        }}
      >
        <label>
          Namespace of the key
          <select value={namespace} onChange={(event) => setNamespace(event.currentTarget.value)}>
            {[...new Set([...namespaces, namespace])].map((name) => (
              <option key={name}>{name}</option>
            ))}
          </select>
        </label>
        <label>
          Key
          <input
            id="inspect-key"
            ref={field}
            type="text"
            spellcheck={false}
            autocomplete="off"
            required
          />
        </label>
        <button type="submit" disabled={!mayRead}>
          Inspect
        </button>
      </form>
      {!mayRead && slots.token.body !== null && (
        <p class="hint">This token may not look at keys: that needs the scope read.</p>
      )}
      <div aria-live="polite">
        {found === null && (
          <p class="empty">
            Type a key to learn whether KV is current, what waits for it, and why.
          </p>
        )}
        {found !== null && found.answer === null && <p class="empty">Looking …</p>}
        {found?.answer?.kind === "answered" && (
          <KeyReport name={found.name} facts={found.answer.body} nowMs={world.now()} />
        )}
        {found?.answer != null && found.answer.kind !== "answered" && (
          <p class="notice warn">
            <bdi>{printable(found.name.key)}</bdi>: {problemWords(found.answer)}
          </p>
        )}
      </div>
    </section>
  );
}
