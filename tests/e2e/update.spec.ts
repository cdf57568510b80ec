import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { bundleForBrowser } from '@/bin/worker.mjs';
import { expect, test } from './people';

const PAGES: Record<string, string> = { '/': 'page', '/offline': 'shell' };
const script = (type: string) => ({ 'content-type': type, 'cache-control': 'no-cache' });

/** Starts a server of the pages of one build; `build` can be changed. */
async function serveBuilds() {
  const served = { build: 1, url: '', stop: () => {} };
  const register = bundleForBrowser(process.cwd(), 'app/install/worker.ts', {});
  const server = createServer(({ url = '' }, response) => {
    const { build } = served;
    const file = `/_next/static/${build}.js`;
    if (url === '/sw.js') {
      const worker = bundleForBrowser(process.cwd(), 'clients/worker/worker.ts', {
        id: String(build),
        assets: [file],
      });
      response.writeHead(200, script('text/javascript')).end(worker);
    } else if (url === '/register.js') response.writeHead(200, script('text/javascript')).end(register);
    else if (url === file)
      response
        .writeHead(200, script('text/javascript'))
        .end(`document.querySelector('p').textContent = 'script ${build}'`);
    else if (PAGES[url])
      response.writeHead(200, script('text/html')).end(
        `<html lang="en"><h1>${PAGES[url]} ${build}</h1><p></p><script src="${file}"></script>
         <script type="module">
           import { registerWorker } from '/register.js';
           registerWorker((update) => {
             document.body.append(Object.assign(document.createElement('button'), { textContent: 'Update', onclick: update }));
           });
         </script></html>`,
      );
    else response.writeHead(404).end();
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  served.url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  served.stop = () => {
    server.closeAllConnections();
    server.close();
  };
  return served;
}

test('[U11] a new build waits for a tap, and leaves nothing of the old one', async ({
  browserOf,
  expectErrors,
}) => {
  expectErrors(/net::|404/);
  const served = await serveBuilds();
  const page = await browserOf({ url: served.url, serviceWorkers: 'allow' });
  const context = page.context();
  /** Expects that the shell of a build is what the browser stores. */
  async function expectStored(build: number) {
    await context.setOffline(true);
    await page.goto('/');
    await expect(page.getByRole('heading')).toHaveText(`shell ${build}`);
    await expect(page.getByText(`script ${build}`)).toBeVisible();
    await context.setOffline(false);
  }
  // The page loads anew as the update takes effect, which ends an evaluation.
  const caches = () => page.evaluate(() => globalThis.caches.keys()).catch(() => null);

  await page.goto('/');
  await page.evaluate(() => navigator.serviceWorker.ready);
  await expect.poll(() => page.evaluate(() => navigator.serviceWorker.controller?.state)).toBe('activated');
  await expectStored(1);

  served.build = 2;
  await page.goto('/');
  await expect(page.getByRole('heading')).toHaveText('page 2');
  await expect(page.getByRole('button', { name: 'Update' })).toBeVisible();
  await expectStored(1);

  await page.goto('/');
  await page.getByRole('button', { name: 'Update' }).click();
  await expect.poll(caches).toEqual(['quad-shell-2']);
  await expectStored(2);
  served.stop();
});
