// Provides what the tests need besides Node: servers and browsers of the machine.
import { spawn } from 'node:child_process';
import { accessSync, constants, existsSync, readdirSync } from 'node:fs';
import path from 'node:path';
import { capture, step } from './setup.mjs';
import { root } from './sources.mjs';

const DEBIAN_POSTGRESQL = '/usr/lib/postgresql';

const needs = [
  { package: 'rabbitmq-server', found: () => onPath('rabbitmq-server') },
  // In front of two nodes, with a certificate of the tests.
  { package: 'nginx', found: () => onPath('nginx') },
  { package: 'pgbouncer', found: () => onPath('pgbouncer') },
  { package: 'openssl', found: () => onPath('openssl') },
  { package: 'chromium-headless-shell', found: () => ['chromium-headless-shell', 'chromium'].some(onPath) },
  // Notifications and the installed app: the headless shell has neither.
  { package: 'chromium', found: () => onPath('chromium') },
  { package: 'firefox-esr', found: () => ['firefox-esr', 'firefox'].some(onPath) },
  {
    package: 'postgresql',
    found: () =>
      onPath('initdb') || (existsSync(DEBIAN_POSTGRESQL) && readdirSync(DEBIAN_POSTGRESQL).some(isServer)),
  },
];

/**
 * Installs missing prerequisites with apt when root on Debian. Otherwise, when a container engine answers, runs the
 * tests in a Debian container and exits with their exit code. Otherwise prints what to install.
 */
export async function getPrerequisites() {
  const missing = needs.filter((need) => !need.found());
  if (missing.length === 0) return;
  const packages = missing.map((need) => need.package);

  if (process.getuid?.() === 0 && onPath('apt-get')) {
    const quietly = { DEBIAN_FRONTEND: 'noninteractive' };
    await step('Asking apt for its packages', ['apt-get', 'update'], quietly);
    // Older Debian versions have only the whole browser, which takes twice the CPU time.
    const at = packages.indexOf('chromium-headless-shell');
    if (at >= 0 && (await capture('apt-cache', ['show', packages[at]])).code !== 0) packages.splice(at, 1);
    process.stderr.write(`Installing ${packages.join(', ')} … `);
    const { output } = await capture(
      'apt-get',
      ['install', '-y', '--no-install-recommends', ...packages],
      quietly,
    );
    // A package whose service cannot start here reports failure, although its programs are installed.
    if (missing.every((need) => need.found())) {
      process.stderr.write('done\n');
      return;
    }
    process.stderr.write(`failed\n\n${output}\n`);
  } else {
    for (const engine of ['docker', 'podman']) {
      if (onPath(engine) && (await capture(engine, ['info'])).code === 0) return testInContainer(engine);
    }
  }
  console.error(
    `The tests need what is not installed here: ${packages.join(', ')}.\n` +
      `On Debian or Ubuntu:  sudo apt-get install --no-install-recommends ${packages.join(' ')}\n` +
      'Or start Docker or Podman, and the tests run in a container.',
  );
  console.log('0 passed, 1 failed');
  process.exit(1);
}

/**
 * Runs the tests in a copy of the checkout in a Debian container as root, so that the same `npm test` finds its
 * prerequisites.
 */
function testInContainer(engine) {
  const image = `docker.io/library/node:${process.versions.node.split('.')[0]}-bookworm`;
  const copied = [
    'node_modules',
    'tests/documents/node_modules',
    'tests/bench/lighthouse/node_modules',
    '.next',
    '.next-*',
    '.data',
    'build',
    'db/generated',
  ]
    .map((name) => `--exclude=./${name}`)
    .join(' ');
  const script = `mkdir /quad && tar -C /src ${copied} -cf - . | tar -C /quad -xf - && cd /quad && npm test`;
  console.error(`Running the tests in a container (${engine}, ${image})`);
  const args = [
    'run',
    '--rm',
    '--init',
    '--shm-size=1g',
    '-v',
    `${root}:/src:ro`,
    image,
    'bash',
    '-c',
    script,
  ];
  return new Promise(() => {
    spawn(engine, args, { stdio: 'inherit' })
      .on('error', (error) => {
        console.error(`${engine} could not be run: ${error.message}`);
        process.exit(1);
      })
      .on('exit', (code) => process.exit(code ?? 1));
  });
}

/** Returns whether a version's directory contains a server; it may contain only the clients. */
function isServer(version) {
  return existsSync(path.join(DEBIAN_POSTGRESQL, version, 'bin/initdb'));
}

function onPath(program) {
  const directories = [...(process.env.PATH ?? '').split(path.delimiter), '/usr/sbin', '/sbin'];
  return directories.some((directory) => {
    try {
      accessSync(path.join(directory, program), constants.X_OK);
      return true;
    } catch {
      return false;
    }
  });
}
