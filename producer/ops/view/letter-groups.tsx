import type { LetterSummary } from "../api/answers.ts";
import type { LetterFilter } from "../model/letter-filter.ts";
import { reasonWords } from "../model/reasons.ts";
import { ago } from "../model/time.ts";
import { formatCount } from "../model/words.ts";

type LetterGroupsProps = {
  readonly summary: LetterSummary;
  readonly filter: LetterFilter;
  readonly nowMs: number;
  readonly onFilter: (filter: LetterFilter) => void;
};

/** One bad deploy is one row with a count. */
export function LetterGroups({ summary, filter, nowMs, onFilter }: LetterGroupsProps) {
  return (
    <table class="groups">
      <caption>Dead letters by reason</caption>
      <thead>
        <tr>
          <th scope="col">Reason</th>
          <th scope="col" class="number">
            Letters
          </th>
          <th scope="col" class="optional">
            Newest
          </th>
          <th scope="col" class="optional">
            What it means
          </th>
        </tr>
      </thead>
      <tbody>
        {summary.reasons.map(({ reason, count, newestAt }) => (
          <tr key={reason} class={filter.reason === reason ? "chosen" : ""}>
            <th scope="row">
              <button
                type="button"
                class="link"
                aria-pressed={filter.reason === reason}
                onClick={() =>
                  onFilter({ ...filter, reason: filter.reason === reason ? "" : reason })
                }
              >
                {reason}
              </button>
            </th>
            <td class="number">{formatCount(count)}</td>
            <td class="optional">{ago(newestAt, nowMs)}</td>
            <td class="optional detail">{reasonWords(reason)}</td>
          </tr>
        ))}
      </tbody>
    </table>
  );
}
