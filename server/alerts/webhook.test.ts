import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { expect, test } from 'vitest';
import { exampleAlert } from '@/protocol/events/examples';
import { createWebhook } from './webhook';

test('[H6] a webhook that took a revision is not given it again when another one fails', async () => {
  const posted: string[] = [];
  let status = 500;
  const server = createServer((request, response) => {
    posted.push(request.url ?? '');
    response.writeHead(request.url === '/failing' ? status : 200).end();
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  try {
    const { port } = server.address() as AddressInfo;
    const urls = ['/working', '/failing'].map((path) => `http://127.0.0.1:${port}${path}`);
    const taken: string[] = [];
    const takers = {
      read: async ({ revision }: { revision: number }) =>
        new Set(urls.filter((url) => taken.includes(`${revision} ${url}`))),
      add: async ({ revision }: { revision: number }, url: string) => void taken.push(`${revision} ${url}`),
    };
    const node = () => createWebhook({ urls, secret: 'a secret of the tests', takers });
    const { handOver } = node();
    const recipients = { userIds: [], handed: new Set<string>(), isNewest: () => true };
    await expect(handOver(exampleAlert, recipients)).rejects.toThrow('500');
    status = 200;
    // Another node tries again.
    await node().handOver(exampleAlert, recipients);
    expect(posted.sort()).toEqual(['/failing', '/failing', '/working']);
    posted.length = 0;
    await handOver({ ...exampleAlert, revision: exampleAlert.revision + 1 }, recipients);
    expect(posted.sort()).toEqual(['/failing', '/working']);
  } finally {
    server.close();
  }
});
