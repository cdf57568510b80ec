import { type ChildProcess, execFile, spawn } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { once } from 'node:events';
import { existsSync } from 'node:fs';
import { mkdir, mkdtemp, readdir, realpath, rm, symlink, writeFile } from 'node:fs/promises';
import { connect } from 'node:net';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { promisify } from 'node:util';
import { freePorts, withAnotherPort } from './ports';
import { pauseProcess, signalIfThere } from './processes';
import { LIST_QUEUES, type Questions, startQuestions } from './rabbitmq-questions';

const run = promisify(execFile);

/** The directories of Debian's package, the container image and Homebrew with scripts that do not insist on a user. */
const PLACES = ['/usr/lib/rabbitmq/bin', '/opt/rabbitmq/sbin', '/opt/homebrew/sbin', '/usr/local/sbin'];
const START_WITHIN_MS = 90_000;

export type QueueInfo = {
  name: string;
  arguments: Record<string, unknown>;
  messages: number;
  consumers: number;
  durable: boolean;
};

export type RealRabbit = {
  /** The URL for the user `guest`. */
  url: string;
  /** Returns the id of the Erlang virtual machine's process. */
  pid(): number;
  /** Stops the broker properly; durable queues and their messages stay. */
  stop(): Promise<void>;
  /** Starts the broker on the same port, with the same data unless wiped. */
  start(): Promise<void>;
  /** Sends SIGKILL to the Erlang virtual machine. */
  kill(): Promise<void>;
  /** Suspends the broker: connections stay open, and nothing is answered until `resume`. */
  pause(): Promise<void>;
  resume(): void;
  /** Deletes every exchange, queue and message while the broker is stopped. */
  wipe(): Promise<void>;
  /** Returns the queues of the virtual host `/`, as the broker reports them. */
  listQueues(): Promise<QueueInfo[]>;
  /** Returns the value of an Erlang expression without a full stop on the broker, which costs far less than `ctl`. */
  evaluate(expression: string): Promise<string>;
  /** Runs any command of `rabbitmqctl`, which takes a second or two; returns its output. */
  ctl(...command: string[]): Promise<string>;
  /** Kills the broker and deletes its directory. */
  remove(): Promise<void>;
};

/**
 * Starts a private RabbitMQ of the machine's package: own node name, data, cookie, `epmd` and ports, on the loopback
 * interface only. Works as root and as an ordinary user, several at a time.
 */
export const startRabbit = (): Promise<RealRabbit> => withAnotherPort(launch);

async function launch(): Promise<RealRabbit> {
  const bin = findScripts();
  const directory = await mkdtemp(path.join(tmpdir(), 'quad-rabbitmq-'));
  const data = path.join(directory, 'data');
  const [port = 0, distributionPort = 0, epmdPort = 0, ctlPort = 0] = await freePorts(4);
  const env = environment({ directory, data, port, distributionPort, epmdPort, ctlPort });
  await mkdir(data);
  await linkLibraries(bin, path.join(directory, 'plugins'));
  await writeFile(path.join(directory, 'enabled_plugins'), '[].\n');
  await writeFile(path.join(directory, 'env.conf'), '');
  await writeFile(
    path.join(directory, 'rabbitmq.conf'),
    [
      `listeners.tcp.1 = 127.0.0.1:${port}`,
      'disk_free_limit.absolute = 1MB',
      'vm_memory_high_watermark.relative = 0.8',
      'log.console = false',
      'log.file.level = warning',
    ].join('\n'),
  );

  // Erlang's own port mapper would outlive this process as a daemon, so epmd is started as a child.
  const epmd = spawn('epmd', ['-port', String(epmdPort), '-address', '127.0.0.1'], { env, stdio: 'ignore' });
  let server: ChildProcess | undefined;
  const killAll = () => {
    epmd.kill('SIGKILL');
    if (server?.pid) signalIfThere(-server.pid, 'SIGKILL');
  };
  process.once('exit', killAll);
  const start = async () => {
    // A process group of its own, so that `kill` includes all its children.
    const child = spawn(path.join(bin, 'rabbitmq-server'), [], {
      env,
      cwd: directory,
      stdio: ['ignore', 'pipe', 'pipe'],
      detached: true,
    });
    server = child;
    let output = '';
    for (const stream of [child.stdout, child.stderr]) {
      stream.setEncoding('utf8').on('data', (text: string) => {
        output = (output + text).slice(-4_000);
      });
    }
    await reachable(port, () => child.exitCode !== null && `RabbitMQ did not start:\n${output}`);
  };
  let questions: Questions | undefined;
  const end = async (signal: 'SIGTERM' | 'SIGKILL') => {
    questions?.stop();
    questions = undefined;
    const child = server;
    server = undefined;
    if (!child?.pid || child.exitCode !== null || child.signalCode !== null) return;
    const exited = once(child, 'exit');
    if (signal === 'SIGKILL') signalIfThere(-child.pid, 'SIGKILL');
    else child.kill(signal);
    await exited;
  };
  const evaluate = (expression: string) => {
    questions ??= startQuestions(env.RABBITMQ_NODENAME as string, env);
    return questions.evaluate(expression);
  };
  const ctl = async (...command: string[]) => {
    const { stdout } = await run(path.join(bin, 'rabbitmqctl'), ['--quiet', ...command], {
      env,
      cwd: directory,
    });
    return stdout;
  };

  const remove = async () => {
    await end('SIGKILL');
    killAll();
    process.off('exit', killAll);
    await rm(directory, { recursive: true, force: true });
  };

  try {
    await reachable(epmdPort, () => epmd.exitCode !== null && 'epmd ended');
    await start();
  } catch (error) {
    await remove();
    throw error;
  }
  return {
    url: `amqp://guest:guest@127.0.0.1:${port}`,
    pid: () => server?.pid ?? 0,
    start,
    stop: () => end('SIGTERM'),
    kill: () => end('SIGKILL'),
    pause: async () => void (server?.pid && (await pauseProcess(server.pid))),
    resume: () => void server?.kill('SIGCONT'),
    async wipe() {
      if (server) throw new Error('Stop RabbitMQ before you delete its data.');
      await rm(data, { recursive: true, force: true });
      await mkdir(data);
    },
    ctl,
    listQueues: async () => JSON.parse(await evaluate(LIST_QUEUES)),
    evaluate,
    remove,
  };
}

function findScripts(): string {
  const found = PLACES.find((place) => existsSync(path.join(place, 'rabbitmq-server')));
  if (found) return found;
  throw new Error(
    'RabbitMQ is not installed. On Debian or Ubuntu: `apt-get install rabbitmq-server` (it need not run as a ' +
      'service); elsewhere install it so that `rabbitmq-server` is in one of these: ' +
      PLACES.join(', '),
  );
}

/**
 * Links RabbitMQ's own libraries into a directory of its own, without the plugins beside them, which a start would
 * read: that takes a quarter of the processor time of a start.
 */
async function linkLibraries(bin: string, target: string): Promise<void> {
  const script = await realpath(path.join(bin, 'rabbitmq-server'));
  const all = path.join(path.dirname(script), '../plugins');
  await mkdir(target);
  for (const name of await readdir(all))
    if (!/^rabbitmq_(?!prelaunch)/.test(name)) await symlink(path.join(all, name), path.join(target, name));
}

/** Returns settings for everything that RabbitMQ would otherwise look for in /etc, /var or the home directory. */
function environment(at: {
  directory: string;
  data: string;
  port: number;
  distributionPort: number;
  epmdPort: number;
  ctlPort: number;
}): NodeJS.ProcessEnv {
  const inside = (name: string) => path.join(at.directory, name);
  const loopback = '-kernel inet_dist_use_interface {127,0,0,1}';
  return {
    NODE_ENV: 'test',
    PATH: process.env.PATH,
    LANG: 'C.UTF-8',
    HOME: at.directory, // the directory of the cookie
    RABBITMQ_NODENAME: `quad-${randomBytes(6).toString('hex')}@localhost`, // the machine's own name may not resolve
    RABBITMQ_USE_LONGNAME: 'false',
    RABBITMQ_NODE_IP_ADDRESS: '127.0.0.1',
    RABBITMQ_NODE_PORT: String(at.port),
    RABBITMQ_DIST_PORT: String(at.distributionPort),
    RABBITMQ_CTL_DIST_PORT_MIN: String(at.ctlPort),
    RABBITMQ_CTL_DIST_PORT_MAX: String(at.ctlPort + 20),
    RABBITMQ_CTL_ERL_ARGS: loopback,
    RABBITMQ_SERVER_ADDITIONAL_ERL_ARGS: `${loopback} -start_epmd false`,
    ERL_EPMD_PORT: String(at.epmdPort),
    ERL_EPMD_ADDRESS: '127.0.0.1',
    RABBITMQ_CONF_ENV_FILE: inside('env.conf'),
    RABBITMQ_CONFIG_FILE: inside('rabbitmq.conf'),
    RABBITMQ_PLUGINS_DIR: inside('plugins'),
    RABBITMQ_ENABLED_PLUGINS_FILE: inside('enabled_plugins'),
    RABBITMQ_MNESIA_BASE: at.data,
    RABBITMQ_LOG_BASE: inside('log'),
    RABBITMQ_GENERATED_CONFIG_DIR: inside('generated'),
    RABBITMQ_PID_FILE: inside('pid'),
    // Makes the script replace itself by the virtual machine instead of waiting for it.
    RUNNING_UNDER_SYSTEMD: 'true',
  };
}

/** Waits until a process listens on the port; `failed` returns the reason when none ever will. */
async function reachable(port: number, failed: () => string | false): Promise<void> {
  const deadline = Date.now() + START_WITHIN_MS;
  while (!(await answers(port))) {
    const reason = failed() || (Date.now() > deadline && `nothing listens on port ${port}`);
    if (reason) throw new Error(reason);
    await delay(25);
  }
}

function answers(port: number): Promise<boolean> {
  return new Promise((resolve) => {
    const socket = connect(port, '127.0.0.1');
    socket.once('connect', () => resolve(true)).once('error', () => resolve(false));
    socket.once('connect', () => socket.destroy());
  });
}
