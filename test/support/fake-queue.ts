import type { WriteIntent } from "../../shared/write-intent.ts";

type Message = { readonly body: WriteIntent };

/** A queue binding that remembers what it was sent. */
export class FakeQueue {
  readonly sent: WriteIntent[] = [];
  readonly calls: number[] = [];
  isBroken = false;
  oldestAtMs = 0;

  get binding(): Queue<WriteIntent> {
    return this as unknown as Queue<WriteIntent>;
  }

  async sendBatch(messages: readonly Message[]): Promise<void> {
    if (this.isBroken) throw new Error("Queue is overloaded (10250)");
    this.calls.push(messages.length);
    this.sent.push(...messages.map(({ body }) => body));
  }

  async metrics() {
    return {
      backlogCount: this.sent.length,
      backlogBytes: this.sent.length * 100,
      oldestMessageTimestamp: new Date(this.oldestAtMs),
    };
  }
}
