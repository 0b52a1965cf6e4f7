import type { Locator, Page } from "playwright-core";
import type { Operator } from "./operators.ts";
import type { PageWatch } from "./watch-page.ts";

/** The page as those see it who use it: by roles and names. */
export type OpsPage = {
  readonly page: Page;
  readonly watch: PageWatch;
  readonly region: (name: Region) => Locator;
  readonly button: (name: string | RegExp) => Locator;
  readonly dialog: (name: string) => Locator;
  /** Waits until the state is called so. */
  readonly isCalled: (state: "Healthy" | "Needs attention" | "Unknown") => Promise<void>;
  /** Waits until this is on the page. */
  readonly sees: (text: string | RegExp) => Promise<void>;
  readonly signIn: (operator: Operator) => Promise<void>;
  /** Asks for everything anew. */
  readonly refresh: () => Promise<void>;
};

type Region = "State" | "Figures" | "Attention" | "Dead letters" | "Key inspector" | "History";

export function opsPage(page: Page, watch: PageWatch): OpsPage {
  const button = (name: string | RegExp) =>
    page.getByRole("button", { name, exact: typeof name === "string" });
  return {
    page,
    watch,
    button,
    region: (name) => page.getByRole("region", { name, exact: true }),
    dialog: (name) => page.getByRole("dialog", { name, exact: true }),
    isCalled: (state) =>
      page
        .getByRole("region", { name: "State", exact: true })
        .getByRole("strong")
        .getByText(`${state}.`)
        .waitFor(),
    sees: (text) => page.getByText(text).filter({ visible: true }).first().waitFor(),
    signIn: async ({ token }) => {
      await page.getByLabel("Token").fill(token);
      await button("Connect").click();
    },
    refresh: () => button("Refresh").click(),
  };
}
