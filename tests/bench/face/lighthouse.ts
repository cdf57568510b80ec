import { execFile } from 'node:child_process';
import { existsSync } from 'node:fs';
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { promisify } from 'node:util';
import settings from '@/playwright.config';
import { environment } from '../program';
import type { Size } from './browser';

const run = promisify(execFile);
const FOLDER = path.join(import.meta.dirname, '../lighthouse');
const CATEGORIES = ['performance', 'accessibility', 'best-practices', 'seo'] as const;

/** The scores of one run, of 100, and what it measured, in milliseconds, without unit for `shift`. */
export type Judgement = Record<(typeof CATEGORIES)[number] | 'picture' | 'blocked' | 'shift', number>;

/** Installs Lighthouse, which is no dependency of the project itself, unless it is installed. */
export async function installLighthouse(): Promise<void> {
  if (existsSync(path.join(FOLDER, 'node_modules/lighthouse'))) return;
  const npm = ['ci', '--prefix', FOLDER, '--no-audit', '--no-fund', '--ignore-scripts'];
  await run('npm', npm, { env: environment(), maxBuffer: 2 ** 26 });
}

/** Judges a page in a new browser: of a phone on a slow network with a slow processor, or of a desktop. */
export async function judge(url: string, cookies: Map<string, string>, size: Size): Promise<Judgement> {
  const work = await mkdtemp(path.join(tmpdir(), 'quad-lighthouse-'));
  try {
    const [headers, output] = [path.join(work, 'headers.json'), path.join(work, 'report.json')];
    const cookie = [...cookies].map(([name, value]) => `${name}=${value}`).join('; ');
    await writeFile(headers, JSON.stringify(cookie && { Cookie: cookie }));
    const { executablePath, args = [] } = settings.use?.launchOptions ?? {};
    await run(
      process.execPath,
      [
        path.join(FOLDER, 'node_modules/lighthouse/cli/index.js'),
        url,
        '--quiet',
        '--output=json',
        `--output-path=${output}`,
        `--only-categories=${CATEGORIES.join(',')}`,
        `--chrome-flags=--headless ${args.join(' ')}`,
        ...(cookie ? [`--extra-headers=${headers}`] : []),
        ...(size === 'desk' ? ['--preset=desktop'] : []),
      ],
      {
        env: { ...environment(), ...(executablePath && { CHROME_PATH: executablePath }) },
        maxBuffer: 2 ** 26,
      },
    );
    const { categories, audits } = JSON.parse(await readFile(output, 'utf8'));
    const scores = CATEGORIES.map((name) => [name, Math.round(categories[name].score * 100)]);
    return {
      ...Object.fromEntries(scores),
      picture: audits['largest-contentful-paint'].numericValue,
      blocked: audits['total-blocking-time'].numericValue,
      shift: audits['cumulative-layout-shift'].numericValue,
    };
  } finally {
    await rm(work, { recursive: true, force: true });
  }
}
