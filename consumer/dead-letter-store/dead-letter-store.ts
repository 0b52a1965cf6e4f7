import { DurableObject } from "cloudflare:workers";
import type { AlertFacts, AlertThresholds } from "../../shared/alerts/alert-facts.ts";
import type { AlertMessage } from "../../shared/alerts/alert-message.ts";
import type { AuditPage, AuditQuery, Responsible } from "../../shared/audit.ts";
import type { DeadLetter } from "../../shared/dead-letter.ts";
import type {
  CancelRefusal,
  CountMismatch,
  CursorInvalid,
  DeadLetterStoreRpc,
  DiscardCount,
  DiscardRequest,
  LetterPage,
  LetterQuery,
  ReasonCount,
  Replay,
  ReplayBusy,
  ReplayCount,
  ReplayRequest,
  StoredLetter,
} from "../../shared/dead-letter-store-rpc.ts";
import type { KeyAccess } from "../../shared/key-access.ts";
import type { LetterFilter } from "../../shared/letter-selection.ts";
import { MS_PER_DAY } from "../../shared/limits.ts";
import type { Result } from "../../shared/result.ts";
import { ledgerBinding } from "../adapters/ledger-binding.ts";
import { logEvent } from "../adapters/log-events.ts";
import { queueBinding } from "../adapters/queue-binding.ts";
import { systemClock, systemDice } from "../adapters/system-clock.ts";
import { AlertDesk, type AlertRpc } from "../alerts/alert-desk.ts";
import { SqlAlertStore } from "../alerts/sql-alert-store.ts";
import { type ConsumerEnv, requireSettings } from "../bindings.ts";
import { DeadLetterDesk } from "./dead-letter-desk.ts";
import { SqlAuditStore } from "./sql-audit-store.ts";
import { SqlLetterStore } from "./sql-letter-store.ts";
import { SqlReplayStore } from "./sql-replay-store.ts";

/**
 * The Durable Object around `DeadLetterDesk`; there is one, named `DEAD_LETTER_STORE_NAME`. It lends
 * its storage to the alerts, too.
 */
export class DeadLetterStore
  extends DurableObject<ConsumerEnv>
  implements DeadLetterStoreRpc, AlertRpc
{
  readonly #desk: DeadLetterDesk;
  readonly #alerts: AlertDesk;

  constructor(ctx: DurableObjectState, env: ConsumerEnv) {
    super(ctx, env);
    this.#desk = openDesk(ctx.storage, env);
    this.#alerts = new AlertDesk({
      store: new SqlAlertStore(ctx.storage.sql),
      now: systemClock.now,
    });
    void ctx.blockConcurrencyWhile(() => this.#desk.resume());
  }

  put(letters: readonly DeadLetter[]): Promise<void> {
    return this.#desk.put(letters);
  }

  list(query: LetterQuery): Promise<Result<LetterPage, CursorInvalid>> {
    return this.#desk.list(query);
  }

  get(id: string, access: KeyAccess): Promise<StoredLetter | null> {
    return this.#desk.get(id, access);
  }

  summary(filter: LetterFilter, access: KeyAccess): Promise<readonly ReasonCount[]> {
    return this.#desk.summary(filter, access);
  }

  discard(id: string, access: KeyAccess, who: Responsible): Promise<boolean> {
    return this.#desk.discard(id, access, who);
  }

  discardMany(
    request: DiscardRequest,
    who: Responsible,
  ): Promise<Result<DiscardCount, CountMismatch>> {
    return this.#desk.discardMany(request, who);
  }

  countReplay(request: ReplayRequest): Promise<ReplayCount> {
    return this.#desk.countReplay(request);
  }

  startReplay(request: ReplayRequest, who: Responsible): Promise<Result<Replay, ReplayBusy>> {
    return this.#desk.startReplay(request, who);
  }

  replay(id: string): Promise<Replay | null> {
    return this.#desk.replay(id);
  }

  cancelReplay(
    id: string,
    access: KeyAccess,
    who: Responsible,
  ): Promise<Result<Replay, CancelRefusal>> {
    return this.#desk.cancelReplay(id, access, who);
  }

  audit(query: AuditQuery): Promise<AuditPage> {
    return this.#desk.audit(query);
  }

  count(): Promise<number> {
    return this.#desk.count();
  }

  collect(): Promise<number> {
    return this.#desk.collect();
  }

  takeAlerts(facts: AlertFacts, thresholds: AlertThresholds): Promise<readonly AlertMessage[]> {
    return this.#alerts.takeAlerts(facts, thresholds);
  }

  acknowledgeAlerts(ids: readonly string[]): Promise<void> {
    return this.#alerts.acknowledgeAlerts(ids);
  }

  override alarm(): Promise<void> {
    return this.#desk.ring();
  }
}

function openDesk(storage: DurableObjectStorage, env: ConsumerEnv): DeadLetterDesk {
  const settings = requireSettings(env);
  return new DeadLetterDesk({
    letters: new SqlLetterStore(storage.sql),
    replays: new SqlReplayStore(storage.sql),
    audit: new SqlAuditStore(storage.sql),
    ledger: ledgerBinding(env.LEDGER, settings.LEDGER_SHARDS),
    queue: queueBinding(env, settings),
    clock: systemClock,
    dice: systemDice,
    alarm: { ringAt: (timeMs) => storage.setAlarm(timeMs) },
    report: logEvent,
    retentionMs: settings.RETENTION_DAYS * MS_PER_DAY,
  });
}
