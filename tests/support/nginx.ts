import { execFile, spawn } from 'node:child_process';
import { once } from 'node:events';
import { chmod, cp, mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { request } from 'node:https';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { promisify } from 'node:util';
import { makeCertificate } from './certificate';
import { eventually } from './eventually';
import { freePorts } from './ports';

const run = promisify(execFile);
const root = new URL('../..', import.meta.url).pathname;

export interface Nginx {
  /** The https URL of the proxy. */
  url: string;
  /** The certificate, which is its own authority, in PEM. */
  ca: string;
  /** The folder of ALERTS_FOLDER. */
  alerts: string;
  /** Resolves with the access log. */
  log(): Promise<string>;
  /**
   * Rewrites a file of deploy/nginx, `quad/nodes.conf` for example, from its original, and reloads nginx. Resolves when
   * the new configuration serves and the old workers take no more connections.
   */
  configure(file: string, change: (original: string) => string): Promise<void>;
  /** Stops nginx and deletes its folder. */
  remove(): Promise<void>;
}

/**
 * Starts nginx with the configuration of deploy/nginx, in front of nodes on these ports. Changes only what belongs to a
 * machine: ports, the certificate, and the places of files.
 */
export async function startNginx(nodePorts: readonly number[]): Promise<Nginx> {
  const directory = await mkdtemp(path.join(tmpdir(), 'quad-nginx-'));
  await chmod(directory, 0o755); // the workers may run as another user
  const inside = (name: string) => path.join(directory, name);
  const [port = 0, plainPort = 0] = await freePorts(2);
  const { certificate, files } = await makeCertificate(directory);
  for (const name of ['log', 'alerts', 'temporary']) await mkdir(inside(name));
  await cp(path.join(root, 'deploy/nginx'), directory, { recursive: true });

  const places: [RegExp, string][] = [
    [/listen \[::\].*\n/g, '\n'],
    [/listen 443/g, `listen 0.0.0.0:${port}`],
    [/listen 80/g, `listen 127.0.0.1:${plainPort}`],
    [/quad\.example\.edu/g, '127.0.0.1'],
    [/\/etc\/ssl\/quad\/fullchain\.pem/g, files.certificate],
    [/\/etc\/ssl\/quad\/privkey\.pem/g, files.key],
    [/\/var\/lib\/quad\/alerts/g, inside('alerts')],
    [/\/var\/log\/nginx/g, inside('log')],
    [/worker_processes auto/g, `pid ${inside('nginx.pid')};\nworker_processes 1`],
    [/worker_rlimit_nofile 65536;/g, ''],
    [/worker_connections 16384/g, 'worker_connections 512'],
    [/http \{/g, `http {\n${temporaryPaths(inside('temporary'))}`],
    [/(server 127\.0\.0\.1:300\d.*\n)+/g, nodePorts.map((each) => `${lineOf(each)};\n`).join('')],
  ];
  const originals: Record<string, string> = {};
  for (const file of ['nginx.conf', 'quad/quad.conf', 'quad/nodes.conf']) {
    let text = await readFile(inside(file), 'utf8');
    for (const [from, to] of places) text = text.replace(from, to);
    originals[file] = text;
    await writeFile(inside(file), text);
  }

  const server = spawn(
    'nginx',
    ['-p', directory, '-e', inside('log/start.log'), '-c', inside('nginx.conf'), '-g', 'daemon off;'],
    { stdio: ['ignore', 'inherit', 'inherit'], env: { PATH: `${process.env.PATH}:/usr/sbin` } as never },
  );
  const killAtExit = () => void server.kill('SIGKILL');
  process.once('exit', killAtExit);
  const ended = once(server, 'exit');
  const workers = async () =>
    (await run('ps', ['-A', '-o', 'pid=,ppid=,args=']).then(({ stdout }) => stdout.split('\n')))
      .map((line) => line.trim().split(/\s+/, 4).concat(line))
      .filter(([, parent, , , line = '']) => Number(parent) === server.pid && /worker process$/.test(line))
      .map(([pid]) => pid);

  const answers = () =>
    new Promise<boolean>((resolve, reject) => {
      if (server.exitCode !== null) reject(new Error('nginx did not start'));
      const asked = request({ port, host: '127.0.0.1', path: '/metrics', ca: certificate }, (response) => {
        response.resume();
        resolve(true);
      });
      asked.on('error', () => resolve(false)).end();
    });
  await eventually(answers, (yes) => yes);
  return {
    url: `https://127.0.0.1:${port}`,
    ca: certificate,
    alerts: inside('alerts'),
    log: () => readFile(inside('log/quad.log'), 'utf8'),
    async configure(file, change) {
      const before = await workers();
      await writeFile(inside(file), change(originals[file] ?? ''));
      server.kill('SIGHUP');
      await eventually(workers, (now) => now.length > 0 && !now.some((pid) => before.includes(pid)));
    },
    async remove() {
      server.kill('SIGTERM');
      await ended;
      process.off('exit', killAtExit);
      await rm(directory, { recursive: true, force: true });
    },
  };
}

/** Returns the line of a node in nodes.conf, without its semicolon. */
export const lineOf = (port: number): string => `server 127.0.0.1:${port} max_fails=3 fail_timeout=5s`;

/** Returns the directives that keep nginx out of /var/lib/nginx, where only root may write. */
function temporaryPaths(directory: string): string {
  return ['client_body', 'proxy', 'fastcgi', 'uwsgi', 'scgi']
    .map((name) => `${name}_temp_path ${directory}/${name};`)
    .join('\n');
}
