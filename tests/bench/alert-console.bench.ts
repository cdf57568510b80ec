import type { Page } from '@playwright/test';
import { createVisitor } from '../support/visitor';
import type { Benchmark } from './benchmark';
import { type Size, withBrowser, withPage } from './face/browser';
import { rangeOf } from './in-turns';
import { withNode } from './node';
import { figure } from './table';

/** The sample people with these rights. */
const DRAFTER = 'ist1100001';
const APPROVER = 'ist1100002';
const SOLE = 'ist1100003';
const MOST = { twoMs: 20_000, aloneMs: 10_000, withdrawnMs: 3_000 };

const press = (page: Page, role: 'link' | 'button', name: string | RegExp) =>
  page.getByRole(role, { name }).first().click();
const type = (page: Page) => page.getByRole('textbox', { name: 'Type ALERT' }).fill('ALERT');
const isActive = (page: Page) => page.getByRole('button', { name: 'Sent in error' }).waitFor();
const isQuiet = (page: Page) => page.getByText('No alert is active.').waitFor();

/** Presses what an officer presses for a live alert of one building, up to the last button, which has this name. */
async function choose(page: Page, last: string): Promise<void> {
  await press(page, 'link', /^Live alert/);
  await press(page, 'button', 'Fire, leave now');
  await press(page, 'button', 'Pavilhão de Civil');
  await type(page);
  await press(page, 'button', last);
}

async function timeOf(work: () => Promise<void>): Promise<number> {
  const start = performance.now();
  await work();
  return performance.now() - start;
}

/** How long the pages of officers need from a template to an issued alert, and back, in real browsers that are scripted. */
const benchmark: Benchmark = {
  name: 'Officers in their browsers',
  run: (options) =>
    withNode(options, { SAMPLE: 'on', PAGES_AT_START: 'on' }, async ({ url }) =>
      withBrowser(async (browser) => {
        const as = async (username: string, size: Size, work: (page: Page) => Promise<void>) => {
          const visitor = createVisitor(url);
          await visitor.signIn(username);
          await withPage(browser, { url, cookies: visitor.cookies, size }, async (page) => {
            await page.goto('/alert-console');
            await isQuiet(page);
            await work(page);
          });
        };
        const two: number[] = [];
        const withdrawn: number[] = [];
        const alone: number[] = [];
        await as(DRAFTER, 'desk', (drafter) =>
          as(APPROVER, 'phone', async (approver) => {
            for (let n = 0; n < options.pairs; n++) {
              const issue = async () => {
                await choose(drafter, 'Submit to an approver');
                await press(approver, 'link', 'Review');
                await type(approver);
                await press(approver, 'button', 'Approve and send');
                await isActive(approver);
              };
              two.push(await timeOf(issue));
              await isActive(drafter);
              const withdraw = async () => {
                await press(drafter, 'button', 'Sent in error');
                await press(drafter, 'button', 'Tell everyone: sent in error');
                await isQuiet(approver);
              };
              withdrawn.push(await timeOf(withdraw));
              await isQuiet(drafter);
            }
          }),
        );
        await as(SOLE, 'phone', async (sole) => {
          for (let n = 0; n < options.pairs; n++) {
            const issue = async () => {
              await choose(sole, 'Send now, alone');
              await isActive(sole);
            };
            alone.push(await timeOf(issue));
            await press(sole, 'button', 'Sent in error');
            await press(sole, 'button', 'Tell everyone: sent in error');
            await press(sole, 'link', 'Situation');
            await isQuiet(sole);
          }
        });
        const row = (what: string, times: number[], atMost: number) =>
          figure(what, 'ms', rangeOf(times), { of: 'figure', atMost });
        return [
          row('two officers: from the kind of an alert to issued', two, MOST.twoMs),
          row(
            '"sent in error": from the press to the page of the other officer',
            withdrawn,
            MOST.withdrawnMs,
          ),
          row('a sole operator: from the kind of an alert to issued', alone, MOST.aloneMs),
        ];
      }),
    ),
};
export default benchmark;
