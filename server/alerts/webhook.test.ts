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
    const { handOver } = createWebhook(urls, 'a secret of the tests');
    const recipients = { userIds: [], handed: new Set<string>(), isNewest: () => true };
    await expect(handOver(exampleAlert, recipients)).rejects.toThrow('500');
    status = 200;
    await handOver(exampleAlert, recipients);
    expect(posted.sort()).toEqual(['/failing', '/failing', '/working']);
    posted.length = 0;
    await handOver({ ...exampleAlert, revision: exampleAlert.revision + 1 }, recipients);
    expect(posted.sort()).toEqual(['/failing', '/working']);
  } finally {
    server.close();
  }
});
