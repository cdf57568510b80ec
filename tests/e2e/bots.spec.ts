import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { createInterface } from 'node:readline';
import { nodeArguments } from '@/bin/build.mjs';
import { TAGUSPARK } from '@/tests/support/campus';
import { accessible, expect, locationHeading, message, messages, nameOf, open, share, test } from './people';

/** Runs the bot command, `npm run bot` without the set-up; each line of its output is JSON. */
function runBot(url: string, id: string, secret: string, text: string) {
  const args = ['run', id, '--url', url, '--json', '--message', text, '--interval', '1'];
  const bot: ChildProcess = spawn(process.execPath, [...nodeArguments('clients/bot/bot.ts'), ...args], {
    env: { ...process.env, QUAD_BOT_SECRET: secret },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  const lines: { event?: string }[] = [];
  const exited = once(bot, 'exit');
  if (!bot.stdout || !bot.stderr) throw new Error('no output to read');
  let complaints = '';
  bot.stderr.setEncoding('utf8').on('data', (part: string) => {
    complaints += part;
  });
  createInterface({ input: bot.stdout }).on('line', (line) => lines.push(JSON.parse(line)));
  return {
    lines,
    complaints: () => complaints,
    ended: exited.then(([code]) => code as number | null),
    stop: () => void bot.kill('SIGTERM'),
  };
}

test('[B9][B11] a bot gets a name, is authorised, sends to its building, gets a new secret, is stopped and deleted', async ({
  person,
  url,
  expectErrors,
}) => {
  expectErrors(/400|Bad Request/); // a URL that Quad does not call
  const owner = await person(11, { at: TAGUSPARK.at });
  await share(owner);
  await expect(locationHeading(owner)).toHaveText(TAGUSPARK.name);
  await owner.goto('/bots');
  await owner.getByRole('textbox', { name: 'Id of the bot' }).fill('lunch-bot');
  await owner.getByRole('combobox', { name: 'Building' }).selectOption({ label: TAGUSPARK.name });
  await owner.getByRole('button', { name: 'Register' }).click();
  const secret = await owner.getByRole('textbox', { name: 'The secret of lunch-bot' }).inputValue();
  expect(secret.length).toBeGreaterThan(20);
  await owner.getByRole('button', { name: 'I have saved it' }).click();
  await expect(owner.getByRole('listitem').filter({ hasText: 'lunch-bot' })).toContainText(
    'waiting for an administrator',
  );
  await owner.getByRole('link', { name: 'lunch-bot' }).click();
  await owner.getByRole('textbox', { name: 'Name that readers see' }).fill('Lunch today');
  await owner.getByRole('button', { name: 'Save' }).click();
  await expect(owner.getByRole('heading', { name: 'Lunch today', level: 1 })).toBeVisible();
  await owner.goto('/');
  await open(owner, 'building');

  const early = runBot(url, 'lunch-bot', secret, 'Too early');
  expect(await early.ended).not.toBe(0);

  const admin = await person(0);
  await admin.getByRole('button', { name: `Menu of ${nameOf(0)}` }).click();
  await admin.getByRole('link', { name: 'Administration' }).click();
  const pages = admin.getByRole('navigation', { name: 'Administration pages' });
  await pages.getByRole('link', { name: 'Bots' }).click();
  await admin.getByRole('button', { name: 'Authorise Lunch today' }).click();
  const withdraw = admin.getByRole('button', { name: 'Withdraw the authorisation of Lunch today' });
  await expect(withdraw).toBeVisible();

  const bot = runBot(url, 'lunch-bot', secret, 'Lunch is served');
  try {
    await expect(message(owner, 'Lunch is served').first()).toBeVisible();
    await expect(owner.getByRole('article', { name: 'Message from Lunch today' }).first()).toContainText(
      'bot',
    );
    await expect(messages(owner)).not.toContainText('Too early');
    await owner.goto('/bots/lunch-bot');
    await expect(owner.getByText('connected', { exact: true })).toBeVisible();

    await owner.getByRole('textbox', { name: 'Name of a new webhook' }).fill('Kitchen');
    await owner.getByRole('button', { name: 'Create webhook' }).click();
    const address = await owner.getByRole('textbox', { name: 'The address of Kitchen' }).inputValue();
    await owner.getByRole('button', { name: 'I have saved it' }).click();
    const called = await owner.request.post(address, { data: { text: 'Soup is out', unknown: 1 } });
    expect(await called.text()).toBe('ok');
    await owner.reload();
    await owner.getByText('Last call').click();
    const hooks = owner.getByRole('region', { name: 'Webhooks' });
    await expect(hooks.getByRole('listitem').filter({ hasText: 'sent' }).last()).toContainText('unknown');
    await accessible(owner);
    await owner.getByRole('button', { name: 'Delete the webhook Kitchen' }).click();
    await owner.getByRole('dialog').getByRole('button', { name: 'Delete' }).click();
    await expect(owner.getByRole('heading', { name: 'Kitchen' })).toHaveCount(0);
    expect((await owner.request.post(address, { data: { text: 'Late' } })).status()).toBe(404);

    const calls = owner.getByRole('region', { name: 'Calls to other programs' });
    await calls.getByRole('textbox', { name: 'Name of a new address' }).fill('Menu');
    await calls.getByRole('textbox', { name: 'URL' }).fill('http://localhost/menu');
    await calls.getByRole('button', { name: 'Create' }).click();
    await expect(calls).toContainText('Quad does not call this URL.');
    await calls.getByRole('textbox', { name: 'URL' }).fill('https://menu.example.edu/quad');
    await calls.getByRole('button', { name: 'Create' }).click();
    await expect(calls.getByRole('textbox', { name: 'The secret of Menu' })).toHaveValue(/^whsec_/);
    await calls.getByRole('button', { name: 'I have saved it' }).click();
    await expect(calls.getByRole('listitem')).toContainText('Hears commands, mentions of the bot');
    await calls.getByRole('button', { name: 'Switch off Menu' }).click();
    await expect(calls.getByRole('listitem')).toContainText('Switched off since');
    await accessible(owner);

    await admin.getByRole('link', { name: 'Lunch today' }).click();
    await expect(admin.getByText('connected', { exact: true })).toBeVisible();
    await expect(admin.getByRole('region', { name: 'Last messages' })).toContainText('Lunch is served');
    await admin.getByRole('button', { name: 'New secret…' }).click();
    const dialog = admin.getByRole('dialog');
    await expect(dialog.getByRole('radio', { name: /It works for one more day/ })).toBeChecked();
    await dialog.getByRole('button', { name: 'Create secret' }).click();
    await expect(dialog.getByRole('textbox', { name: 'The secret of Lunch today' })).toHaveValue(/.{20}/);
    await dialog.getByRole('button', { name: 'I have saved it' }).click();
    await expect(admin.getByText('The former secret works until')).toBeVisible();
    await accessible(admin);

    await withdraw.click();
    await expect(admin.getByRole('button', { name: 'Authorise Lunch today' })).toBeVisible();
    expect(await bot.ended).not.toBe(0);
    // The page of the owner says so by itself.
    await expect(owner.getByText('waiting for an administrator')).toBeVisible();
    expect(bot.lines.filter(({ event }) => event === 'sent').length).toBeGreaterThan(0);
  } finally {
    bot.stop();
  }
  await owner.getByRole('button', { name: 'Delete bot…' }).click();
  await owner.getByRole('dialog').getByRole('button', { name: 'Delete' }).click();
  await expect(owner.getByRole('heading', { name: 'My bots' })).toBeVisible();
  await expect(owner.getByRole('link', { name: 'Lunch today' })).toHaveCount(0);
});

test('only administrators see the administration, with users online and without coordinates', async ({
  person,
  expectErrors,
}) => {
  expectErrors(/403|Forbidden/);
  const anybody = await person(12, { at: TAGUSPARK.at });
  await share(anybody);
  await expect(locationHeading(anybody)).toHaveText(TAGUSPARK.name);
  const admin = await person(0, { path: '/admin/online' });
  const there = admin.getByRole('region', { name: TAGUSPARK.name });
  await expect(there.getByRole('link', { name: nameOf(12) })).toBeVisible();
  await expect(admin.getByRole('main')).not.toContainText(/38\.73|9\.30/);
  await accessible(admin);
  await admin.goto('/admin/users/ist1100012');
  await expect(admin.getByRole('region', { name: 'Activity' })).toContainText('Connected');

  await anybody.goto('/admin/users');
  await expect(anybody.getByText('Administrators only')).toBeVisible();
});
