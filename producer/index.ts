import { openProducer } from "./adapters/open-producer.ts";
import { createApp } from "./app.ts";
import type { Env } from "./bindings.ts";

type App = ReturnType<typeof createApp>;

/** Settings are parsed and versions counted once per isolate: the same environment, the same app. */
const apps = new WeakMap<Env, App>();

export default {
  fetch(request, env, context) {
    const app = apps.get(env) ?? createApp(openProducer(env));
    apps.set(env, app);
    return app.fetch(request, env, context);
  },
} satisfies ExportedHandler<Env>;
