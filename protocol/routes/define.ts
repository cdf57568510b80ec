import type { z } from 'zod';
import { ERRORS, type ErrorCode } from '@/protocol/errors';
import type { RequiredScope } from '@/protocol/scopes';

export type Method = 'GET' | 'POST' | 'DELETE';
/** The method and the path of a route; `{x}` is a parameter of the path. */
export type RouteKey = `${Method} /${string}`;

/**
 * The callers of a route, which the command authorises as well: `anyone` without a credential; `user`; `self` a user
 * whose body may carry their own `id` and `token`; `browser` a user by the cookie of a sign-in only; `administrator`;
 * `bot` a bot by its token or its secret.
 */
export type Caller = 'anyone' | 'user' | 'self' | 'browser' | 'administrator' | 'bot';

/**
 * The content of a successful response: JSON by a schema, plain text, an image, any file to save, JSON as a file to save,
 * or XML of a media type.
 */
export type Content = z.ZodType | 'text' | 'image' | 'download' | { file: z.ZodType } | { xml: string };

/** A body that is not JSON: its types in the document, and its largest size in bytes. */
interface Upload {
  types: readonly string[];
  maxBytes: number;
}

/**
 * Defines one REST route. The handler, the OpenAPI document, the typed client and the access test all follow from this
 * definition.
 */
export interface RouteDefinition {
  /**
   * Unique and stable, because generated clients name their functions by it. A command of the same name runs the route.
   */
  operationId: string;
  tag: Tag;
  /** One sentence for the document. */
  summary: string;
  /** More sentences, for details that the schema cannot express. */
  description?: string;
  caller: Caller;
  /** The scope that a user's token needs; null when any token or no token is enough. */
  scope: RequiredScope | null;
  /** The schema of the parameters of the path. */
  params?: z.ZodType<object>;
  /** The strict schema of the query, whose values are strings. A route without one ignores the query. */
  query?: z.ZodType<object>;
  /** The strict schema of the body. */
  body?: z.ZodType<object>;
  /** The largest body in bytes, where it may be larger than others. Such a body has no credential. */
  maxBytes?: number;
  /** The body is a file or a part of one, instead of JSON. */
  upload?: Upload;
  /** The route speaks OAuth 2.0: the body may be a form, and its own refusals are 400 with `wireOAuthError`. */
  oauth?: true;
  /** The route takes the header `Idempotency-Key`. */
  idempotent?: true;
  /** The answer has an `ETag`; a request with `If-None-Match` is answered 304 if nothing has changed. */
  etag?: true;
  /** The content by success status. For 201, `Location` says where to read what was created. */
  answers: { readonly [Status in 200 | 201]?: Content };
  /** The error codes that this route can answer, besides those of `errorsOf`. */
  errors: readonly ErrorCode[];
  example?: { params?: object; query?: object; body?: object; answer?: unknown };
}

/** A photo of a person, as the body of a request. */
export const IMAGE: Upload = {
  types: ['image/jpeg', 'image/png', 'image/webp'],
  maxBytes: 8 * 1024 * 1024,
};

/** The groups of routes in the document. */
export const TAGS = {
  Account: 'The user who calls: profile, personal data, sign-ins and local accounts.',
  Programs: 'The sign-in of programs.',
  Tokens: 'API tokens of the user who calls.',
  Conversations: 'Conversations of the user who calls, their messages and members; channels.',
  Messages: 'Sending, reading and finding messages.',
  Attachments: 'Photos and files of messages.',
  Notifications: 'What reaches a person whose page is closed.',
  People: 'Finding people, their cards and photos.',
  Places: 'Campuses, buildings and bots.',
  Reports: 'What administrators do about reports and people.',
  Alerts: 'Alerts in an emergency, exercises and tests.',
  'Alert feed': 'Alerts as messages of the Common Alerting Protocol, out and in.',
  Documents: 'The descriptions of the interfaces.',
  'Legacy: users': 'Routes of the system that Quad replaced. New programs use /api/v1 and the socket.',
  'Legacy: bots': 'Legacy routes for bots.',
  'Legacy: administration': 'Legacy routes for administrators.',
} as const;
type Tag = keyof typeof TAGS;

/** Returns the definitions unchanged, with their literal types. */
export function defineRoutes<const T extends Record<RouteKey, RouteDefinition>>(definitions: T): T {
  return definitions;
}

/** Splits the key of a route into its method and its path. */
export function splitKey(key: string): { method: Method; path: string } {
  const [method, path] = key.split(' ') as [Method, string];
  return { method, path };
}

/** Returns whether a call of the route changes data: browsers may do that from a page of this Quad only. */
export const isChange = (key: string) => splitKey(key).method !== 'GET';

/** Returns whether the content is made for the answer. It has no HEAD, because its length is known only by making it. */
export function isFile(content: Content | undefined): content is { file: z.ZodType } {
  return typeof content === 'object' && 'file' in content;
}

/** Returns whether the content is XML. */
export function isXml(content: Content | undefined): content is { xml: string } {
  return typeof content === 'object' && 'xml' in content;
}

/** Returns every error code that a route can answer, in the order of `ERRORS`. */
export function errorsOf(
  key: string,
  { caller, scope, params, query, body, upload, errors }: RouteDefinition,
): ErrorCode[] {
  const codes = new Set<ErrorCode>(['rate_limited', 'internal', 'unavailable', 'overloaded', ...errors]);
  if (params || query || body || upload) codes.add('bad_request');
  if (body || upload) codes.add('too_large');
  if (caller !== 'anyone') codes.add('unauthenticated');
  if (caller !== 'anyone' && caller !== 'bot') codes.add('suspended');
  // The actor lacks the scope or the right, or the request comes from another site's page.
  if (caller !== 'anyone' && caller !== 'bot' && (scope !== null || isChange(key))) codes.add('forbidden');
  return (Object.keys(ERRORS) as ErrorCode[]).filter((code) => codes.has(code));
}
