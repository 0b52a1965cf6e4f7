import { useLayoutEffect, useRef } from "preact/hooks";

/** Why a token is asked for. */
export type SignInReason = "first" | "left" | "refused" | "forbidden";

const WORDS: Readonly<Record<SignInReason, string | null>> = {
  first: null,
  left: "You are signed out. The token is forgotten.",
  refused: "The token is not taken: it is unknown, or it has expired. Enter another one to go on.",
  forbidden:
    "No permission: this token lacks the scope ops:read, so it may not see operations. Enter another one.",
};

type SignInProps = { readonly reason: SignInReason; readonly onToken: (token: string) => void };

export function SignIn({ reason, onToken }: SignInProps) {
  const field = useRef<HTMLInputElement>(null);
  useLayoutEffect(() => field.current?.focus(), []);
  const words = WORDS[reason];
  return (
    <main class="sign-in">
      <h1>Sluice operations</h1>
      {words !== null && (
        <p class={reason === "left" ? "notice" : "notice warn"} role="alert">
          {words}
        </p>
      )}
      <form
        onSubmit={(event) => {
          event.preventDefault();
          const token = field.current?.value.trim() ?? "";
          if (token !== "") onToken(token);
        }}
      >
        <label for="token">Token</label>
        <input
          id="token"
          ref={field}
          type="password"
          autocomplete="current-password"
          aria-describedby="token-hint"
          required
        />
        <p id="token-hint" class="hint">
          <code>slc_…</code> with the scope <code>ops:read</code> to see, <code>ops:write</code> to
          act, <code>read</code> to look at keys. It stays in this tab and goes to this Sluice only.
        </p>
        <button type="submit" class="primary">
          Connect
        </button>
      </form>
    </main>
  );
}
