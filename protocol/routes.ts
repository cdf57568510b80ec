import type { z } from 'zod';
import { accountRoutes } from './routes/account';
import type { Content, Method, RouteDefinition } from './routes/define';
import { documentRoutes } from './routes/documents';
import { legacyAdministrationRoutes } from './routes/legacy-administration';
import { legacyBotRoutes } from './routes/legacy-bots';
import { legacyUserRoutes } from './routes/legacy-users';
import { localAccountRoutes } from './routes/local-accounts';
import { messageRoutes } from './routes/messages';
import { placeRoutes } from './routes/places';
import { reportRoutes } from './routes/reports';
import { tokenRoutes } from './routes/tokens';

/** Every REST route, except next-auth's own and those for operations. */
export const routes = {
  ...accountRoutes,
  ...localAccountRoutes,
  ...tokenRoutes,
  ...messageRoutes,
  ...placeRoutes,
  ...reportRoutes,
  ...documentRoutes,
  ...legacyUserRoutes,
  ...legacyBotRoutes,
  ...legacyAdministrationRoutes,
};

export type RouteName = keyof typeof routes;
export const routeNames = Object.keys(routes) as RouteName[];
/** The definition of a route, with what all definitions have. */
export const definitionOf = (name: RouteName): RouteDefinition => routes[name];

type Parsed<N extends RouteName, Part extends 'params' | 'body'> = (typeof routes)[N] extends {
  readonly [P in Part]: infer S extends z.ZodType;
}
  ? z.output<S>
  : object;
/** The parameters of the path as the command gets them; `{}` without any. */
export type ParamsOf<N extends RouteName> = Parsed<N, 'params'>;
/** The body as the command gets it; `{}` without one. */
export type BodyOf<N extends RouteName> = Parsed<N, 'body'>;
/** The body as a client sends it; `{}` without one. */
export type RequestBodyOf<N extends RouteName> = (typeof routes)[N] extends {
  readonly body: infer S extends z.ZodType;
}
  ? z.input<S>
  : Record<string, never>;
type ContentOf<N extends RouteName> = (typeof routes)[N]['answers'][keyof (typeof routes)[N]['answers']];
type Answered<C> = C extends z.ZodType
  ? z.output<C>
  : C extends 'text'
    ? string
    : C extends Content
      ? Blob
      : never;
/** What a successful response holds. */
export type AnswerOf<N extends RouteName> = Answered<ContentOf<N>>;

type AddressOf<Path extends string> = Path extends `${infer Before}{${string}}${infer After}`
  ? `${Before}${string}${AddressOf<After>}`
  : Path;
/** The addresses that a method takes, with any text for a parameter. */
export type AddressFor<M extends Method> = {
  [N in RouteName]: N extends `${M} ${infer Path}` ? AddressOf<Path> : never;
}[RouteName];
/** The route of a method at an address. */
export type RouteAt<M extends Method, Address extends string> = {
  [N in RouteName]: N extends `${M} ${infer Path}` ? (Address extends AddressOf<Path> ? N : never) : never;
}[RouteName];
