import { producerOf } from "./adapters/producer-of.ts";
import { createApp } from "./app.ts";
import type { Env } from "./bindings.ts";

export { SluiceKV } from "./drop-in/sluice-kv.ts";

type App = ReturnType<typeof createApp>;

/** Routes are mounted once per isolate. */
const apps = new WeakMap<Env, App>();

export default {
  fetch(request, env, context) {
    const app = apps.get(env) ?? createApp(producerOf(env));
    apps.set(env, app);
    return app.fetch(request, env, context);
  },
} satisfies ExportedHandler<Env>;
