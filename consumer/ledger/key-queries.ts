import type { BodySlot } from "./ledger-store.ts";

/** Writes the row of a key; bodies that are not named stay as they are. */
export const SAVE_KEY = `
  INSERT INTO keys (id, state, known, held_body, kept_body, due_at, due_lane, held_version, touched_at)
  VALUES (?1, ?2, ?3, ?5, ?7, ?8, ?9, ?10, ?11)
  ON CONFLICT (id) DO UPDATE SET
    state = ?2, known = ?3,
    held_body = CASE WHEN ?4 THEN ?5 ELSE held_body END,
    kept_body = CASE WHEN ?6 THEN ?7 ELSE kept_body END,
    due_at = ?8, due_lane = ?9, held_version = ?10, touched_at = ?11`;

export const BODY_OF: Readonly<Record<BodySlot, string>> = {
  held: "SELECT held_body AS body FROM keys WHERE id = ?",
  kept: "SELECT kept_body AS body FROM keys WHERE id = ?",
};
