import type { Grants } from './grants';

/** An application registered at the development FenixEdu server. Secrets are base64 with `+ / =`, as the real ones. */
export type FenixClient = {
  id: string;
  secret: string;
  /** `redirect_uri` must equal one of these exactly. */
  redirectUris: readonly string[];
  /** Shown on the dialog; the id when missing. */
  name?: string;
  /** The real FenixEdu can ban applications; it then refuses all their requests. */
  banned?: boolean;
};

export type FenixRole =
  | {
      type: 'STUDENT';
      registrations: { name: string; acronym: string; id: string; academicTerms: string[] }[];
    }
  | { type: 'TEACHER'; department: { name: string; acronym: string } }
  | { type: 'EMPLOYEE' }
  | { type: 'ALUMNI'; concludedRegistrations: string[] };

type SpaceName = { type: 'CAMPUS' | 'BUILDING'; id: string; name: string };

/** A space in the format of `GET /api/fenix/v1/spaces/{id}`: not nested deeper, and without coordinates. */
export type Space = SpaceName & {
  topLevelSpace?: SpaceName;
  parentSpace?: SpaceName;
  containedSpaces: SpaceName[];
};

/** A person in the format of `GET /api/fenix/v1/person`. Only `username` is present on every installation. */
export type FenixPersonAnswer = {
  username: string;
  name: string;
  displayName: string;
  email: string;
  institutionalEmail: string | null;
  campus: string;
  gender: string;
  birthday: string | null;
  photo: { type: string; data: string };
  roles: FenixRole[];
  personalEmails: string[];
  workEmails: string[];
  webAddresses: string[];
  workWebAddresses: string[];
};

type FenixStep = 'dialog' | 'token' | 'person';

/**
 * How the development FenixEdu server behaves; mutable while it runs, so that a test can change one switch at a time.
 */
export type FenixSwitches = {
  /** `logout`: the live behaviour, the person never returns. `access_denied`: the behaviour of the published docs. */
  cancel: 'logout' | 'access_denied';
  /** Older installations send `"expires_in":"3600"`. */
  stringExpiresIn: boolean;
  /** Older installations omit `token_type`. */
  noTokenType: boolean;
  /** Older installations accept the access token only in the query, not in `Authorization`. */
  queryTokenOnly: boolean;
  noPhoto: boolean;
  /** The answer is `{ "username": … }` and nothing else. */
  minimalPerson: boolean;
  /** Milliseconds that the token and the person endpoints wait before they answer. */
  slowMs: number;
  /** The step that answers 503, or null. */
  fail: FenixStep | null;
};

export type FenixOptions = {
  clients: readonly FenixClient[];
  people: readonly FenixPersonAnswer[];
  switches?: Partial<FenixSwitches>;
  /** Milliseconds since 1970; tests pass their own clock. */
  now?: () => number;
  /** Path under which the server is mounted, e.g. `/fenix`; empty when it has its own port. */
  basePath: string;
  /** Parsed GeoJSON from which the spaces are made; `data/ist.geojson` when missing. */
  geojson?: unknown;
};

/** The state that all endpoints share. */
export type FenixState = {
  clients: readonly FenixClient[];
  people: readonly FenixPersonAnswer[];
  switches: FenixSwitches;
  grants: Grants;
  basePath: string;
  spaces: () => ReadonlyMap<string, Space>;
};
