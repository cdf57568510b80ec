import { request } from 'node:http';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { type StartedFenix, startFenix, TEST_CLIENT } from '@/tests/support/fenix';
import { languageOf } from './page-texts';
import { STYLE_HASH } from './style';

const redirectUri = TEST_CLIENT.redirectUris[0] ?? '';
let fenix: StartedFenix;

beforeAll(async () => {
  fenix = await startFenix({ basePath: '/fenix' });
});
afterAll(() => fenix.stop());
beforeEach(() => fenix.reset());

async function dialog(
  more: Record<string, string> = {},
  headers: Record<string, string> = {},
  path = 'userdialog',
) {
  const query = new URLSearchParams({ client_id: TEST_CLIENT.id, redirect_uri: redirectUri, ...more });
  const answer = await fetch(`${fenix.baseUrl}/oauth/${path}?${query}`, { headers });
  return { status: answer.status, headers: answer.headers, text: await answer.text() };
}
const buttons = (html: string) =>
  [...html.matchAll(/name="username" value="([^"]+)"/g)].map((match) => match[1]);

describe('the dialog', () => {
  it('offers the sample people and identifies itself', async () => {
    const { status, text } = await dialog();
    expect(status).toBe(200);
    expect(buttons(text)).toHaveLength(13);
    expect(text).toContain('This is not the real FenixEdu');
    expect(text).toContain('action="/fenix/oauth/userconfirmation"');
    expect((await dialog({}, {}, 'authorize')).status).toBe(200);
  });

  it('filters by name and username, and keeps the parameters', async () => {
    const { text } = await dialog({ filter: 'PERSON 12', state: 's1' });
    expect(buttons(text)).toEqual(['ist1100012']);
    expect(text.match(/name="state" value="s1"/g)).toHaveLength(2);
    expect(buttons((await dialog({ filter: 'ist1000001' })).text)).toEqual(['ist1000001']);
    expect((await dialog({ filter: 'nobody' })).text).toContain('Show everyone');
  });

  it('allows no script, no framing and only its own style', async () => {
    const { headers, text } = await dialog();
    const policy = headers.get('content-security-policy');
    expect(policy).toContain("default-src 'none'");
    expect(policy).toContain(`style-src 'sha256-${STYLE_HASH}'`);
    expect(policy).toContain("form-action 'self' http://127.0.0.1:3000");
    expect(policy).toContain("frame-ancestors 'none'");
    expect(headers.get('x-frame-options')).toBe('DENY');
    expect(text).not.toMatch(/<script|\son\w+=|style="/);
  });

  it('shows parameters as text', async () => {
    const { text } = await dialog({ filter: '"><script>alert(1)</script>', state: '\'"><img src=x>' });
    expect(text).not.toContain('<script>');
    expect(text).not.toContain('<img src=x>');
  });

  it('is in Portuguese for a browser that prefers it', async () => {
    const { text } = await dialog({}, { 'accept-language': 'fr, en;q=0.5, pt-PT;q=0.9' });
    expect(text).toContain('<html lang="pt">');
    expect(text).toContain('Pessoas de exemplo');
    expect(['en-GB,pt;q=0.8', '', undefined, 'pt;q=0', ';;q=', 'xx'].map(languageOf)).toEqual(
      Array(6).fill('en'),
    );
  });

  it('returns its four kinds of error', async () => {
    const missing = await fetch(`${fenix.baseUrl}/oauth/userdialog`);
    expect([missing.status, missing.headers.get('content-type')]).toEqual([200, 'text/html; charset=UTF-8']);
    const unknown = await dialog({ client_id: 'nobody' });
    expect(unknown.status).toBe(400);
    expect(JSON.parse(unknown.text)).toEqual({
      error: 'invalid_grant',
      errorDescription: 'client_id not found',
    });
    for (const wrong of [
      `${redirectUri}/`,
      `${redirectUri}?x=1`,
      redirectUri.toUpperCase(),
      'https://evil.test/',
    ]) {
      const { status, text } = await dialog({ redirect_uri: wrong });
      expect(status).toBe(400);
      expect(JSON.parse(text)).toMatchObject({ errorDescription: "credentials or redirect_uri don't match" });
    }
    const nothing = await fetch(`${fenix.baseUrl}/oauth/none`);
    expect([nothing.status, await nothing.text()]).toEqual([404, '']);
    const wrongMethod = await fetch(`${fenix.baseUrl}/oauth/userconfirmation`);
    expect([wrongMethod.status, await wrongMethod.text()]).toEqual([405, '']);
  });

  it('issues no code for an unknown person', async () => {
    const form = { client_id: TEST_CLIENT.id, redirect_uri: redirectUri, username: 'ist1' };
    const answer = await fetch(`${fenix.baseUrl}/oauth/userconfirmation`, {
      method: 'POST',
      body: new URLSearchParams(form),
      redirect: 'manual',
    });
    expect([answer.status, answer.headers.get('location')]).toEqual([200, null]);
  });
});

describe('cancel', () => {
  const cancelHref = (html: string) =>
    /href="([^"]+)">Cancel</.exec(html)?.[1]?.replaceAll('&amp;', '&') ?? '';

  it('leads to a page without a way back', async () => {
    const href = cancelHref((await dialog({ state: 's1' })).text);
    expect(href).toBe('/fenix/logout');
    const page = await fetch(new URL(href, fenix.baseUrl));
    expect(page.status).toBe(200);
    expect(await page.text()).not.toContain('<a ');
  });

  it('redirects back as in the published docs when switched', async () => {
    fenix.switches.cancel = 'access_denied';
    const back = new URL(cancelHref((await dialog()).text).replaceAll('&#39;', "'"));
    expect(back.origin + back.pathname).toBe(redirectUri);
    expect(back.searchParams.get('error')).toBe('access_denied');
    expect(back.searchParams.get('error_description')).toBeTruthy();
  });
});

describe('spaces', () => {
  const get = async (path: string) => {
    const answer = await fetch(`${fenix.baseUrl}/api/fenix/v1/spaces${path}`);
    return { status: answer.status, body: await answer.json() };
  };

  it('are the campuses, and in each its buildings, without coordinates', async () => {
    const { body } = await get('');
    expect(body).toContainEqual({ type: 'CAMPUS', id: '2448131360897', name: 'Alameda' });
    expect(body).toHaveLength(3);
    const alameda = (await get('/2448131360897')).body as { containedSpaces: unknown[] };
    const north = { type: 'BUILDING', id: '2448131361091', name: 'Torre Norte' };
    expect(alameda.containedSpaces).toContainEqual(north);
    const above = { type: 'CAMPUS', id: '2448131360897', name: 'Alameda' };
    expect((await get('/2448131361091')).body).toEqual({
      ...north,
      topLevelSpace: above,
      parentSpace: above,
      containedSpaces: [],
    });
  });

  it('that do not exist give the API’s own 404', async () => {
    const expected = { status: 404, body: { error: 'id not found', description: 'id not found' } };
    expect(await get('/1')).toEqual(expected);
    expect(await get('/__proto__')).toEqual(expected);
  });
});

describe('the server', () => {
  it('does not handle other paths', async () => {
    for (const path of ['/', '/fenixes', '/oauth/userdialog']) {
      expect((await fetch(new URL(path, fenix.baseUrl))).status).toBe(418);
    }
  });

  it('refuses a body over 64 kB without reading all of it', async () => {
    const status = await new Promise<number | undefined>((resolve, reject) => {
      const asked = request(`${fenix.baseUrl}/oauth/token`, { method: 'POST' }, (answer) => {
        resolve(answer.statusCode);
        asked.destroy();
      });
      asked.on('error', reject);
      asked.write(Buffer.alloc(100_000, 'x'));
    });
    expect(status).toBe(413);
  });
});
