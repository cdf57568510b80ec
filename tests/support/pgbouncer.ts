import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { chmod, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { connect } from 'node:net';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { accountFor } from '@/db/embedded/account';
import { eventually } from './eventually';
import { freePort } from './ports';

/**
 * Starts PgBouncer in front of the server of a database, with these settings. Returns the URL of the same database
 * through it.
 */
export async function startPgbouncer(
  databaseUrl: string,
  settings: Record<string, string>,
): Promise<{ url: string; remove(): Promise<void> }> {
  const { hostname, port: serverPort, username } = new URL(databaseUrl);
  const port = await freePort();
  const directory = await mkdtemp(path.join(tmpdir(), 'quad-pgbouncer-'));
  await chmod(directory, 0o755); // it refuses to run as root, and runs as another user
  const file = path.join(directory, 'pgbouncer.ini');
  const all = {
    listen_addr: '127.0.0.1',
    listen_port: String(port),
    unix_socket_dir: '',
    auth_type: 'any',
    max_client_conn: '200',
    default_pool_size: '48',
    ...settings,
  };
  await writeFile(
    file,
    [
      '[databases]',
      `* = host=${hostname} port=${serverPort} user=${username}`,
      '[pgbouncer]',
      ...Object.entries(all).map(([name, value]) => `${name} = ${value}`),
    ].join('\n'),
  );
  const server = spawn('pgbouncer', ['-q', file], {
    ...(await accountFor(undefined)),
    cwd: '/',
    env: { PATH: `${process.env.PATH}:/usr/sbin` } as never,
    stdio: 'inherit',
  });
  const killAtExit = () => void server.kill('SIGKILL');
  process.once('exit', killAtExit);
  const ended = once(server, 'exit');
  await eventually(
    () =>
      new Promise<boolean>((resolve, reject) => {
        if (server.exitCode !== null) reject(new Error('PgBouncer did not start'));
        const socket = connect(port, '127.0.0.1');
        socket.once('connect', () => resolve(true)).once('error', () => resolve(false));
        socket.once('connect', () => socket.destroy());
      }),
    (answers) => answers,
  );
  return {
    url: Object.assign(new URL(databaseUrl), { port: String(port) }).href,
    async remove() {
      server.kill('SIGKILL');
      await ended;
      process.off('exit', killAtExit);
      await rm(directory, { recursive: true, force: true });
    },
  };
}
