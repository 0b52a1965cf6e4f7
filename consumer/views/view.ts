import { DurableObject } from "cloudflare:workers";
import type { KeyNews } from "../../shared/views/key-news.ts";
import type { ViewRpc, ViewStatus } from "../../shared/views/view-rpc.ts";
import { viewPorts } from "../adapters/view-ports.ts";
import { type ConsumerEnv, requireSettings } from "../bindings.ts";
import { ViewDesk } from "./view-desk.ts";

/**
 * A view as a Durable Object, named as in the setting VIEWS: the only writer of its key. The object
 * only lends its storage and its alarm; see `ViewDesk` for what it does.
 */
export class View extends DurableObject<ConsumerEnv> implements ViewRpc {
  readonly #desk: ViewDesk;

  constructor(context: DurableObjectState, env: ConsumerEnv) {
    super(context, env);
    this.#desk = new ViewDesk(viewPorts(context.storage, env, requireSettings(env)));
  }

  tell(view: string, news: readonly KeyNews[]): Promise<void> {
    return this.#desk.tell(view, news);
  }

  rebuild(view: string): Promise<ViewStatus> {
    return this.#desk.rebuild(view);
  }

  status(view: string): Promise<ViewStatus> {
    return this.#desk.status(view);
  }

  override alarm(): Promise<void> {
    return this.#desk.ring();
  }
}
