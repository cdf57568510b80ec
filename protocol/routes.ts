import type { z } from 'zod';
import { accountRoutes } from './routes/account';
import { alertAdministrationRoutes } from './routes/alert-administration';
import { alertFeedRoutes } from './routes/alert-feed';
import { alertOfficerRoutes } from './routes/alert-officers';
import { alertReportRoutes } from './routes/alert-reports';
import { alertRoutes } from './routes/alerts';
import { attachmentRoutes } from './routes/attachments';
import { botRoutes } from './routes/bots';
import { conversationRoutes } from './routes/conversations';
import type { Content, Method, RouteDefinition } from './routes/define';
import { documentRoutes } from './routes/documents';
import { hookRoutes } from './routes/hooks';
import { legacyAdministrationRoutes } from './routes/legacy-administration';
import { legacyBotRoutes } from './routes/legacy-bots';
import { legacyUserRoutes } from './routes/legacy-users';
import { localAccountRoutes } from './routes/local-accounts';
import { messageRoutes } from './routes/messages';
import { moderationRoutes } from './routes/moderation';
import { notificationRoutes } from './routes/notifications';
import { outgoingHookRoutes } from './routes/outgoing-hooks';
import { peopleRoutes } from './routes/people';
import { placeAdministrationRoutes } from './routes/place-administration';
import { placeRoutes } from './routes/places';
import { programRoutes } from './routes/programs';
import { reportRoutes } from './routes/reports';
import { tokenRoutes } from './routes/tokens';

/** Every REST route, except next-auth's own and those for operations. */
export const routes = {
  ...accountRoutes,
  ...localAccountRoutes,
  ...tokenRoutes,
  ...programRoutes,
  ...conversationRoutes,
  ...messageRoutes,
  ...attachmentRoutes,
  ...notificationRoutes,
  ...peopleRoutes,
  ...placeRoutes,
  ...botRoutes,
  ...hookRoutes,
  ...outgoingHookRoutes,
  ...reportRoutes,
  ...moderationRoutes,
  ...placeAdministrationRoutes,
  ...alertRoutes,
  ...alertOfficerRoutes,
  ...alertReportRoutes,
  ...alertAdministrationRoutes,
  ...alertFeedRoutes,
  ...documentRoutes,
  ...legacyUserRoutes,
  ...legacyBotRoutes,
  ...legacyAdministrationRoutes,
};

export type RouteName = keyof typeof routes;
export const routeNames = Object.keys(routes) as RouteName[];
/** Returns the definition of a route, typed with the fields of all definitions. */
export const definitionOf = (name: RouteName): RouteDefinition => routes[name];

type Parsed<N extends RouteName, Part extends 'params' | 'query' | 'body'> = (typeof routes)[N] extends {
  readonly [P in Part]: infer S extends z.ZodType;
}
  ? z.output<S>
  : object;
/** The parsed parameters of the path; `{}` without parameters. */
export type ParamsOf<N extends RouteName> = Parsed<N, 'params'>;
/** The parsed query; `{}` without a query. */
export type QueryOf<N extends RouteName> = Parsed<N, 'query'>;
/** The parsed body; `{}` without a body. */
export type BodyOf<N extends RouteName> = Parsed<N, 'body'>;
/** The body as a client sends it; `{}` without a body. */
export type RequestBodyOf<N extends RouteName> = (typeof routes)[N] extends {
  readonly body: infer S extends z.ZodType;
}
  ? z.input<S>
  : Record<string, never>;
type ContentOf<N extends RouteName> = (typeof routes)[N]['answers'][keyof (typeof routes)[N]['answers']];
type Answered<C> = C extends z.ZodType
  ? z.output<C>
  : C extends 'text' | { xml: string }
    ? string
    : C extends Content
      ? Blob
      : never;
/** The content of a successful response. */
export type AnswerOf<N extends RouteName> = Answered<ContentOf<N>>;

type UrlOf<Path extends string> = Path extends `${infer Before}{${string}}${infer After}`
  ? `${Before}${string}${UrlOf<After>}`
  : Path;
/** The URLs that accept a method, with any text for a parameter. */
export type UrlFor<M extends Method> = {
  [N in RouteName]: N extends `${M} ${infer Path}` ? UrlOf<Path> : never;
}[RouteName];
/** The route of a method and a URL. */
export type RouteAt<M extends Method, Url extends string> = {
  [N in RouteName]: N extends `${M} ${infer Path}` ? (Url extends UrlOf<Path> ? N : never) : never;
}[RouteName];
