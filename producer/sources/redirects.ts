/** What sources redirect with: the caller decides whether to follow. */
export const REDIRECTS = [301, 302, 303, 307, 308] as const;

const redirect = {
  description: "The key's source says that the value is elsewhere; see Location.",
};

export const redirectAnswers = {
  301: redirect,
  302: redirect,
  303: redirect,
  307: redirect,
  308: redirect,
} as const satisfies Record<(typeof REDIRECTS)[number], { readonly description: string }>;

export const isRedirect = (status: number): boolean =>
  REDIRECTS.some((redirect) => redirect === status);
