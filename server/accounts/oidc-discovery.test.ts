import { afterAll, beforeAll, describe, expect, it, test } from 'vitest';
import { type StartedOidc, startOidc } from '@/tests/support/oidc';
import { createOidcDiscovery } from './oidc-discovery';

const ISSUER = 'https://id.example.edu';
const DOCUMENT = {
  issuer: ISSUER,
  authorization_endpoint: `${ISSUER}/auth`,
  token_endpoint: `${ISSUER}/token`,
  jwks_uri: `${ISSUER}/jwks`,
  userinfo_endpoint: `${ISSUER}/me`,
};
const answering = (body: unknown, status = 200) =>
  (() =>
    Promise.resolve(
      new Response(typeof body === 'string' ? body : JSON.stringify(body), { status }),
    )) as typeof fetch;
const ask = (fetch: typeof globalThis.fetch, issuer = ISSUER) =>
  createOidcDiscovery({ issuer, fetch, timeoutMs: 50 }).metadata();

describe('the metadata of a real provider', () => {
  let oidc: StartedOidc;
  beforeAll(async () => {
    oidc = await startOidc();
    oidc.register('http://127.0.0.1:3000');
  });
  afterAll(() => oidc.stop());

  it('is parsed, fetched once, and fetched again after an hour', async () => {
    let time = 0;
    const discovery = createOidcDiscovery({ issuer: oidc.issuer, now: () => time });
    const [metadata] = await Promise.all([discovery.metadata(), discovery.metadata()]);
    expect(metadata).toEqual({
      issuer: oidc.issuer,
      authorizationEndpoint: `${oidc.issuer}/auth`,
      tokenEndpoint: `${oidc.issuer}/token`,
      jwksUri: `${oidc.issuer}/jwks`,
      userinfoEndpoint: `${oidc.issuer}/me`,
      endSessionEndpoint: `${oidc.issuer}/session/end`,
      namesIssuer: true,
      signature: 'RS256',
      secretBy: 'client_secret_basic',
      pkce: true,
    });
    expect(oidc.requests).toEqual(['GET /.well-known/openid-configuration']);
    time = 3_600_000;
    await discovery.metadata();
    expect(oidc.requests).toHaveLength(2);
  });

  it('is fetched again after a failure', async () => {
    const discovery = createOidcDiscovery({ issuer: oidc.issuer });
    oidc.fail = '/.well-known';
    await expect(discovery.metadata()).rejects.toMatchObject({ code: 'oidc_unavailable' });
    oidc.reset();
    await expect(discovery.metadata()).resolves.toMatchObject({ issuer: oidc.issuer });
  });
});

test('minimal metadata is accepted', async () => {
  const { userinfo_endpoint: _, ...least } = DOCUMENT;
  expect(await ask(answering({ ...least, issuer: `${ISSUER}/`, more: [1] }))).toMatchObject({
    issuer: `${ISSUER}/`,
    userinfoEndpoint: null,
    signature: 'RS256',
    secretBy: 'client_secret_basic',
    pkce: false,
  });
});

test('[A4] a provider that does not answer is a timeout', async () => {
  const never = ((_url, { signal } = {}) =>
    new Promise((_, reject) =>
      signal?.addEventListener('abort', () => reject(signal.reason)),
    )) as typeof fetch;
  await expect(ask(never)).rejects.toMatchObject({ code: 'oidc_timeout' });
});

test.each<[string, string, unknown, number?]>([
  ['of another issuer', 'oidc_malformed', { ...DOCUMENT, issuer: 'https://evil.example' }],
  ['that is not JSON', 'oidc_malformed', '<html>'],
  ['without a token endpoint', 'oidc_malformed', { ...DOCUMENT, token_endpoint: undefined }],
  [
    'with an endpoint without https',
    'oidc_malformed',
    { ...DOCUMENT, token_endpoint: 'http://id.example.edu/token' },
  ],
  [
    'with shared-secret signatures only',
    'oidc_malformed',
    { ...DOCUMENT, id_token_signing_alg_values_supported: ['HS256', 'none'] },
  ],
  [
    'without the authorisation code flow',
    'oidc_malformed',
    { ...DOCUMENT, response_types_supported: ['id_token'] },
  ],
  [
    'for applications without a secret only',
    'oidc_malformed',
    { ...DOCUMENT, token_endpoint_auth_methods_supported: ['none'] },
  ],
  ['of excessive length', 'oidc_malformed', `"${'x'.repeat(300_000)}"`],
  ['behind a redirect', 'oidc_malformed', '', 302],
  ['that does not exist', 'oidc_malformed', '', 404],
  ['behind a server error', 'oidc_unavailable', '', 500],
])('[A4] metadata %s gives %s', async (_, code, body, status = 200) => {
  await expect(ask(answering(body, status))).rejects.toMatchObject({ name: 'OidcError', code });
});

test('[A4] a provider that is down is unavailable', async () => {
  await expect(createOidcDiscovery({ issuer: 'http://127.0.0.1:1' }).metadata()).rejects.toMatchObject({
    code: 'oidc_unavailable',
  });
});
