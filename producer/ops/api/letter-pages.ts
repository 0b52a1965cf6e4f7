import type { DeadLetterPage } from "./answers.ts";
import type { Answer, Api, Query } from "./api.ts";

/** Page after page, each asked for when the one before is dealt with; a refusal is the last. */
export async function* letterPages(api: Api, query: Query): AsyncGenerator<Answer<DeadLetterPage>> {
  let place = {};
  for (;;) {
    const answer = await api.get<DeadLetterPage>("/v1/dead-letters", { ...query, ...place });
    yield answer;
    if (answer.kind !== "answered" || answer.body.cursor === undefined) return;
    place = { cursor: answer.body.cursor };
  }
}
