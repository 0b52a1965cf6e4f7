import type { NamedKey } from "../api/answers.ts";
import type { Slots } from "../api/live-data.ts";
import { type AttentionItem, attentionItems } from "../model/attention.ts";
import { printable } from "../model/printable.ts";
import { problemWords } from "../model/problem-words.ts";
import { Mark } from "./mark.tsx";

type AttentionListProps = {
  readonly slots: Slots;
  readonly nowMs: number;
  readonly onKey: (name: NamedKey) => void;
};

export function AttentionList({ slots, nowMs, onKey }: AttentionListProps) {
  const items = attentionItems(
    {
      metrics: slots.metrics.body,
      namespaces: slots.namespaces.body?.namespaces ?? [],
      attention: slots.attention.body,
      attentionAtMs: slots.attention.atMs,
    },
    nowMs,
  );
  const problem = slots.attention.problem ?? slots.namespaces.problem;
  const isKnown = slots.attention.body !== null && slots.namespaces.body !== null;
  return (
    <section id="attention" class="panel" aria-labelledby="attention-heading">
      <h2 id="attention-heading">Attention</h2>
      {problem !== null && <p class="notice warn">{problemWords(problem)}</p>}
      {items.length === 0 && isKnown && (
        <p class="empty">
          Nothing: no breaker is open, no namespace is paused, no outcome is unknown.
        </p>
      )}
      {items.length > 0 && (
        <ul class="watch">
          {items.map((item) => (
            <Item key={item.id} item={item} onKey={onKey} />
          ))}
        </ul>
      )}
    </section>
  );
}

type ItemProps = { readonly item: AttentionItem; readonly onKey: (name: NamedKey) => void };

const Item = ({ item, onKey }: ItemProps) => (
  <li>
    <Mark tone={item.tone} />
    <div>
      <p>
        <strong>{item.title}</strong> <span class="detail">{item.detail}</span>
      </p>
      {item.keys.length > 0 && (
        <ul class="keys">
          {item.keys.map(({ namespace, key, note }) => (
            <li key={`${namespace}/${key}`}>
              <button
                type="button"
                class="link"
                aria-label={`Inspect ${printable(key)}`}
                onClick={() => onKey({ namespace, key })}
              >
                <bdi>{printable(key)}</bdi>
              </button>{" "}
              <span class="detail">{note}</span>
            </li>
          ))}
        </ul>
      )}
    </div>
  </li>
);
