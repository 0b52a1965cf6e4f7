import { useState } from "preact/hooks";
import { type Api, openApi } from "../api/api.ts";
import type { World } from "../api/world.ts";
import { Console } from "./console.tsx";
import { SignIn, type SignInReason } from "./sign-in.tsx";

/** Its name among the notes that are kept until the tab is closed. */
const TOKEN = "token";

type Session =
  | { readonly kind: "closed"; readonly reason: SignInReason }
  | { readonly kind: "open"; readonly api: Api };

/** The page: asks for a token, then shows what it opens. */
export function App({ world }: { readonly world: World }) {
  const [session, setSession] = useState<Session>(() => sessionOf(world));
  const open = (token: string) => {
    world.session.set(TOKEN, token);
    setSession(sessionOf(world));
  };
  const close = (reason: SignInReason) => {
    world.session.set(TOKEN, null);
    setSession({ kind: "closed", reason });
  };
  if (session.kind === "closed") return <SignIn reason={session.reason} onToken={open} />;
  return <Console api={session.api} world={world} onEnd={close} />;
}

function sessionOf(world: World): Session {
  const token = world.session.get(TOKEN);
  if (token === null) return { kind: "closed", reason: "first" };
  return { kind: "open", api: openApi(world.ask, token) };
}
