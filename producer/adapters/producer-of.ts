import type { Producer } from "../app.ts";
import type { Env } from "../bindings.ts";
import { openProducer } from "./open-producer.ts";

const producers = new WeakMap<Env, Producer>();

/**
 * Settings are parsed and versions counted once per isolate: every entry point of a Worker gets the
 * same environment, and with it the same producer.
 */
export function producerOf(env: Env): Producer {
  const producer = producers.get(env) ?? openProducer(env);
  producers.set(env, producer);
  return producer;
}
