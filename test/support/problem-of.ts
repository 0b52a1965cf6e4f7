import { ProblemDocument } from "../../producer/problems.ts";

/** The problem that an answer holds; throws when the answer is no problem+json of that status. */
export async function problemOf(response: Response): Promise<ProblemDocument> {
  const type = response.headers.get("Content-Type");
  if (type !== "application/problem+json") throw new Error(`expected a problem, got ${type}`);
  const document = ProblemDocument.parse(await response.json());
  if (document.status !== response.status) throw new Error("the problem names another status");
  return document;
}
