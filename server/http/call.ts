import type { Readable } from 'node:stream';
import type { z } from 'zod';
import type { BodyOf, ParamsOf, QueryOf, RouteName, routes } from '@/protocol/routes';
import type { Caller } from '@/protocol/routes/define';
import type { BotActor, UserActor } from '@/server/actor';
import type { BoundCommands } from '@/server/commands';
import type { HttpContext } from './context';
import type { Reply } from './respond';

export type Definition<N extends RouteName> = (typeof routes)[N];

type ActorOf<C extends Caller> = C extends 'bot' ? BotActor | null : C extends 'anyone' ? null : UserActor;

/** An authenticated and parsed request. */
export interface Call<N extends RouteName> {
  actor: ActorOf<Definition<N>['caller']>;
  params: ParamsOf<N>;
  query: QueryOf<N>;
  /** The header `Idempotency-Key`, on the routes that take it. */
  key: string | undefined;
  body: BodyOf<N>;
  /** Reads the uploaded body; empty for other routes. */
  upload: () => Promise<Uint8Array>;
  /** The `Content-Type` of the request; empty without one. */
  mediaType: string;
  /** The client's IP address, for the limits of callers without a credential. */
  clientIp: string;
  commands: BoundCommands;
  app: HttpContext;
}

type ResultOfContent<C> = C extends z.ZodType
  ?
      | z.output<C>
      | (z.output<C> extends { ok: true } ? ({ ok: true } extends z.output<C> ? void : never) : never)
  : C extends 'text'
    ? string
    : C extends { xml: string }
      ? { xml: string; changed: Date }
      : C extends 'image'
        ? { type: string; data: Uint8Array }
        : C extends 'download'
          ? { name: string; bytes: number; file: Readable }
          : { filename: string; bytes: number; file: Readable };
export type Answers<N extends RouteName> = Definition<N>['answers'];
/**
 * The result of a handler: the content of the answer, nothing where the content is `{ ok: true }`, or a whole reply.
 */
export type Result<N extends RouteName> = ResultOfContent<Answers<N>[keyof Answers<N>]>;

export type Handler<N extends RouteName> = (call: Call<N>) => Result<N> | Reply | Promise<Result<N> | Reply>;
