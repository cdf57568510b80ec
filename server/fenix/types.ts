import type { Grants } from './grants';

/** An application registered at the development FenixEdu. Secrets are base64 with `+ / =`, as the real ones. */
export type FenixClient = {
  id: string;
  secret: string;
  /** `redirect_uri` must equal one of these, character by character. */
  redirectUris: readonly string[];
  /** Shown on the dialog; the id when missing. */
  name?: string;
  /** The real one bans applications: every request of theirs is then refused. */
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

/** A space as `GET /api/fenix/v1/spaces/{id}` answers: never nested deeper, and without coordinates. */
export type Space = SpaceName & {
  topLevelSpace?: SpaceName;
  parentSpace?: SpaceName;
  containedSpaces: SpaceName[];
};

/** A person as `GET /api/fenix/v1/person` answers. Only `username` is sure to be there on every installation. */
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

/** How the development FenixEdu behaves; mutable while it runs, so that a test can turn one thing at a time. */
export type FenixSwitches = {
  /** `logout`: the live behaviour, the person never returns. `access_denied`: what the published docs promise. */
  cancel: 'logout' | 'access_denied';
  /** Older installations send `"expires_in":"3600"`. */
  stringExpiresIn: boolean;
  /** Older installations leave out `token_type`. */
  noTokenType: boolean;
  /** Older installations know the access token only in the query, not in `Authorization`. */
  queryTokenOnly: boolean;
  noPhoto: boolean;
  /** The person is `{ "username": … }` and nothing else. */
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
  /** Milliseconds since 1970; tests put their own clock here. */
  now?: () => number;
  /** Where it is mounted, e.g. `/fenix`; empty for a port of its own. */
  basePath: string;
  /** Parsed GeoJSON that the spaces come from; `data/ist.geojson` when missing. */
  geojson?: unknown;
};

/** What every endpoint works on. */
export type FenixState = {
  clients: readonly FenixClient[];
  people: readonly FenixPersonAnswer[];
  switches: FenixSwitches;
  grants: Grants;
  basePath: string;
  spaces: () => ReadonlyMap<string, Space>;
};
