import type { FeedUser } from "./feed-user.ts";
import type { Comment } from "./src/comment.ts";

export const MENTION = "@bot ";
export const SPAM = "spam ";

/** Polls the list as a page does; as the bot it processes what mentions it, as a moderator it removes spam. */
export class FeedReader {
  readonly #user: FeedUser;
  /** What the bot remembers to have processed. */
  readonly #handled = new Set<string>();
  /** When a comment was seen first, by `performance.now()`. */
  readonly shownAtMs = new Map<string, number>();
  readonly processed = new Set<string>();
  readonly removed = new Set<string>();
  list: readonly Comment[] = [];
  polls = 0;
  /** Times that the bot has asked the Worker to mark a comment. */
  marks = 0;
  /** What bot and moderator were refused; they try again when they see the comment again. */
  failures = 0;

  constructor(user: FeedUser) {
    this.#user = user;
  }

  async poll(): Promise<void> {
    this.list = await this.#user.list();
    this.polls += 1;
    const nowMs = performance.now();
    for (const { id } of this.list) {
      if (!this.shownAtMs.has(id)) this.shownAtMs.set(id, nowMs);
    }
    await Promise.all(this.list.map((comment) => this.#handle(comment)));
  }

  /** The bot starts anew and knows only what the list says. */
  forget(): void {
    this.#handled.clear();
  }

  async #handle(comment: Comment): Promise<void> {
    const { id, text } = comment;
    if (text.startsWith(SPAM) && !this.removed.has(id)) {
      this.removed.add(id);
      if (!(await this.#user.remove(id))) {
        this.removed.delete(id);
        this.failures += 1;
      }
    }
    if (!text.startsWith(MENTION) || comment.processed || this.#handled.has(id)) return;
    this.#handled.add(id);
    this.marks += 1;
    if (await this.#user.process(comment)) this.processed.add(id);
    else {
      this.#handled.delete(id);
      this.failures += 1;
    }
  }
}
