import type {
  OriginFailure,
  OriginReply,
  OriginRequest,
  Origins,
} from "../../producer/sources/origins.ts";
import { ok, type Result } from "../../shared/result.ts";

type Answer = (request: OriginRequest) => Promise<Result<OriginReply, OriginFailure>>;

/** Sources that answer what a test tells them to, and note what they were asked for. */
export class MemoryOrigins implements Origins {
  readonly asked: OriginRequest[] = [];
  answer: Answer = async () => replyOf(new Response("nothing was told", { status: 404 }));

  /** Answers every request anew. */
  reply(body: BodyInit | null, init: ResponseInit = {}): void {
    this.answer = async () => replyOf(new Response(body, init));
  }

  async get(_source: unknown, request: OriginRequest): Promise<Result<OriginReply, OriginFailure>> {
    this.asked.push(request);
    return this.answer(request);
  }
}

export const replyOf = ({ status, headers, body }: Response): Result<OriginReply, never> =>
  ok({ status, headers, body });
