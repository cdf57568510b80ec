import { mkdir, readdir, rm, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { type Browser, chromium, type Page } from '@playwright/test';
import sharp from 'sharp';
import settings from '@/playwright.config';
import { THEME_COOKIE } from '../../app/ui/theme';
import { startQuad } from '../support/quad';
import { createVisitor } from '../support/visitor';
import { enliven, HERE, idOf } from './people';
import { SCREENS, type Screen } from './screens';

// Takes a picture of every screen in both sizes and themes, into docs/screens: `npm run screens`, or
// `npm run screens -- around palette` for screens whose names contain one of the words.

const FOLDER = path.join(import.meta.dirname, '../../docs/screens');
const SIZES = { phone: { width: 390, height: 844 }, desk: { width: 1440, height: 900 } } as const;
const THEMES = ['light', 'dark'] as const;
/** Of WebP: texts stay sharp, and a picture takes some 30 KB. */
const QUALITY = 70;

const words = process.argv.slice(2);
const wanted = SCREENS.filter(({ name }) => words.length === 0 || words.some((word) => name.includes(word)));

const quad = await startQuad({
  embedded: true,
  env: {
    SAMPLE: 'on',
    LIMITS: 'off',
    PRESENCE_EPOCH_SECONDS: '0',
    PAGES_AT_START: 'on',
    HOOK_HOSTS: '127.0.0.1',
  },
});
const browser = await chromium.launch(settings.use?.launchOptions);
try {
  const leave = await enliven(quad);
  await mkdir(FOLDER, { recursive: true });
  const cookies = new Map<Screen['as'], Map<string, string>>([[null, new Map()]]);
  for (const person of [0, 1, 2] as const) {
    const visitor = createVisitor(quad.url);
    await visitor.signIn(idOf(person));
    cookies.set(person, visitor.cookies);
  }
  for (const screen of wanted) {
    for (const size of ['phone', 'desk'] as const) {
      if (screen.only && screen.only !== size) continue;
      for (const theme of THEMES) await take(browser, screen, { size, theme, cookies });
    }
    console.log(screen.name);
  }
  await leave();
  if (words.length === 0) await writeIndex();
} finally {
  await browser.close();
  await quad.remove();
}

async function take(
  browser: Browser,
  screen: Screen,
  how: {
    size: keyof typeof SIZES;
    theme: (typeof THEMES)[number];
    cookies: Map<Screen['as'], Map<string, string>>;
  },
): Promise<void> {
  const context = await browser.newContext({
    baseURL: quad.url,
    viewport: SIZES[how.size],
    hasTouch: how.size === 'phone',
    locale: 'en-GB',
    timezoneId: 'Europe/Lisbon',
    reducedMotion: 'reduce',
    geolocation: HERE,
    permissions: ['geolocation'],
  });
  const all = [...(how.cookies.get(screen.as) ?? []), [THEME_COOKIE, how.theme] as const];
  await context.addCookies(all.map(([name, value]) => ({ name, value, url: quad.url })));
  const page = await context.newPage();
  await page.goto(screen.path);
  await settled(page, screen);
  await screen.open?.(page);
  await settled(page, screen);
  const picture = await page.screenshot();
  const file = `${screen.name}-${how.size}-${how.theme}.webp`;
  await sharp(picture).webp({ quality: QUALITY, effort: 6 }).toFile(path.join(FOLDER, file));
  await context.close();
}

/** Waits until the page is connected and shows no placeholder. */
async function settled(page: Page, { path }: Screen): Promise<void> {
  await page.waitForLoadState('load');
  if (/^\/(\?|$)/.test(path))
    await page.waitForFunction(() => document.querySelector('[role="switch"]:not(:disabled)') !== null);
  await page.waitForFunction(
    () => ![...document.querySelectorAll('.skeleton')].some((each) => each.checkVisibility()),
  );
  await page.evaluate(() => document.fonts.ready);
  // What is loaded after the first picture.
  await page.waitForLoadState('networkidle').catch(() => {});
  await photosShown(page);
  await page.evaluate(() => new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(done))));
}

/** Waits until every person in sight has a photo, which all sample people have; not long, for one who has none. */
async function photosShown(page: Page): Promise<void> {
  await page
    .waitForFunction(
      () =>
        [...document.querySelectorAll<HTMLElement>('.avatar')]
          .filter((each) => each.textContent !== '' && each.checkVisibility())
          .filter((each) => {
            const { top, bottom, left, right } = each.getBoundingClientRect();
            return bottom > 0 && top < innerHeight && right > 0 && left < innerWidth;
          })
          .every((each) => each.querySelector('img')?.complete),
      undefined,
      { timeout: 3_000 },
    )
    .catch(() => {});
}

/** Writes the page that shows all pictures, and removes pictures of screens that are gone. */
async function writeIndex(): Promise<void> {
  const files = (await readdir(FOLDER)).filter((file) => file.endsWith('.webp')).sort();
  const known = new Set(wanted.map(({ name }) => name));
  const parts: string[] = [];
  for (const file of files) {
    const name = file.replace(/-(phone|desk)-(light|dark)\.webp$/, '');
    if (!known.has(name)) await rm(path.join(FOLDER, file));
  }
  for (const name of known) {
    const own = files.filter((file) => file.replace(/-(phone|desk)-(light|dark)\.webp$/, '') === name);
    parts.push(`## ${name}\n\n${own.map((file) => `![${file}](${file})`).join('\n')}\n`);
  }
  await writeFile(
    path.join(FOLDER, 'README.md'),
    `# Screens\n\nMade by \`npm run screens\`.\n\n${parts.join('\n')}`,
  );
}
