/** Where the shortcuts lead, by ids and the buttons of the rows. */

export const focusOn = (id: string): void => document.getElementById(id)?.focus();

/** A heading takes the focus, so that reading goes on from there. */
export function goTo(id: string): void {
  const heading = document.getElementById(id);
  heading?.setAttribute("tabindex", "-1");
  heading?.scrollIntoView({ block: "start" });
  heading?.focus({ preventScroll: true });
}

export const press = (id: string): void => document.getElementById(id)?.click();

/** The next or the previous row; from elsewhere, the first. */
export function moveRow(step: 1 | -1): void {
  const rows = [...document.querySelectorAll<HTMLElement>("[data-row]")];
  const now = rows.findIndex((row) => row.closest("tr")?.contains(document.activeElement));
  const next = now < 0 ? 0 : Math.min(rows.length - 1, Math.max(0, now + step));
  rows[next]?.focus();
}

export function toggleRow(): void {
  const row = document.activeElement?.closest("table.letters tbody tr");
  row?.querySelector<HTMLInputElement>("input[type=checkbox]")?.click();
}
