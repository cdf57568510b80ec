import { describe, expect, it } from 'vitest';
import { readHookPayload } from './hook-payload';
import { markdownOf } from './mrkdwn';

const section = (text: string) => ({ type: 'section', text: { type: 'mrkdwn', text } });
const header = (text: string) => ({ type: 'header', text: { type: 'plain_text', text, emoji: true } });
const context = (text: string) => ({ type: 'context', elements: [{ type: 'mrkdwn', text }] });
const button = (url: string) => ({
  type: 'actions',
  elements: [{ type: 'button', text: { type: 'plain_text', text: 'Open' }, url }],
});
/** The message of Grafana. */
const alert = (title: string, text: string, more: object = {}) => ({
  channel: '#ops',
  username: 'Grafana',
  attachments: [
    {
      title,
      title_link: 'https://a.example/1',
      text,
      fallback: title,
      footer: 'Grafana v12.0.0',
      footer_icon: 'https://grafana.com/static/assets/img/fav32.png',
      color: '#D63232',
      ts: 1_796_000_000,
      ...more,
    },
  ],
});
/** The message of Alertmanager. */
const alertmanager = (title: string, text: string, more: object = {}) => ({
  channel: '#ops',
  username: 'Alertmanager',
  attachments: [
    {
      title,
      title_link: 'http://am.example/#/alerts?receiver=ops',
      text,
      fallback: `${title} | http://am.example/#/alerts?receiver=ops`,
      callback_id: '',
      footer: '',
      color: 'danger',
      mrkdwn_in: ['fallback', 'pretext', 'text'],
      ...more,
    },
  ],
});
/** The message of Uptime Kuma about a monitor. */
const uptimeKuma = (message: string, more: object[] = []) => ({
  text: `Uptime Kuma Alert\n${message}`,
  channel: null,
  username: 'Uptime Kuma',
  icon_emoji: ':robot_face:',
  attachments: [
    {
      color: '#e01e5a',
      blocks: [
        header('Uptime Kuma Alert'),
        {
          type: 'section',
          fields: [
            { type: 'mrkdwn', text: `*Message*\n${message}` },
            { type: 'mrkdwn', text: '*Time (UTC)*\n2026-11-30 12:00:00' },
          ],
        },
        ...more,
      ],
    },
  ],
});
/** The form of the Slack plugin of Jenkins, whose message is a field without a title. */
const jenkins = (message: string, color: string) => ({
  channel: '#builds',
  attachments: [
    {
      fallback: message,
      color,
      fields: [{ short: false, value: message }],
      mrkdwn_in: ['pretext', 'text', 'fields'],
    },
  ],
  link_names: '1',
});

/**
 * Payloads as programs send them, after their own sources (Grafana, Alertmanager, Uptime Kuma, the Slack plugin of Jenkins)
 * and the documentation of Slack, with a part that the message must show.
 */
const PAYLOADS: [name: string, payload: object, shown: string][] = [
  [
    'Grafana, firing',
    alert(
      '[FIRING:1] CPU (Torre Norte)',
      '**Firing**\n\nValue: A=93\nLabels:\n - alertname = CPU\nSource: https://a.example/1\n',
    ),
    '**[\\[FIRING:1\\] CPU (Torre Norte)](https://a.example/1)**\n**Firing**\n\nValue: A=93',
  ],
  ['Grafana, resolved', alert('[RESOLVED] CPU', 'all is well', { color: '#36a64f' }), 'all is well'],
  [
    'Grafana, with mentions',
    alert('No data', '', { pretext: '<!here|here> <!subteam^S012> <@U012>', mrkdwn_in: ['pretext'] }),
    '@here @S012 @U012\n**[No data]',
  ],
  [
    'Grafana, with an image',
    { text: 'CPU', ...alert('CPU', 'high', { image_url: 'https://a.example/x.png' }) },
    'high',
  ],
  [
    'Grafana, with fields',
    alert('Disk', '', { fields: [{ title: 'used', value: 93, short: true }] }),
    '**used:** 93',
  ],
  [
    'GitHub, a push',
    {
      text: '3 commits to <https://g.example/r|r>',
      blocks: [section('*main*: <https://g.example/c/1|`a1b2c3`> Mend')],
    },
    '**main**: [`a1b2c3`](https://g.example/c/1) Mend',
  ],
  [
    'GitHub, a pull request',
    {
      attachments: [
        {
          pretext: 'Pull request by <https://g.example/u|ana>',
          title: '#7 Add',
          title_link: 'https://g.example/7',
          text: 'body',
          color: '24292f',
        },
      ],
    },
    'Pull request by [ana](https://g.example/u)',
  ],
  [
    'GitHub, an issue',
    { attachments: [{ fallback: 'Issue', author_name: 'ana', title: 'It breaks', text: 'steps' }] },
    'ana',
  ],
  [
    'GitHub, a run of an action',
    {
      text: '*GitHub Action build result*: failure\nhttps://g.example/run/1',
      blocks: [
        section('GitHub Action build result: failure\nhttps://g.example/run/1'),
        button('https://g.example/run/1'),
      ],
    },
    'GitHub Action build result: failure\nhttps://g.example/run/1\n[Open](https://g.example/run/1)',
  ],
  [
    'GitHub, a deployment',
    {
      text: ':rocket: deployed',
      attachments: [{ color: 'good', fields: [{ title: 'Ref', value: 'main', short: true }] }],
    },
    ':rocket: deployed',
  ],
  [
    'Alertmanager, firing',
    alertmanager('[FIRING:2] Down (job)', 'node1 &amp; node2'),
    '**[\\[FIRING:2\\] Down (job)](http://am.example/#/alerts?receiver=ops)**\nnode1 & node2',
  ],
  [
    'Alertmanager, resolved',
    alertmanager('[RESOLVED] Down (job)', '', { color: 'good' }),
    '\\[RESOLVED\\] Down',
  ],
  [
    'Alertmanager, with fields and buttons',
    alertmanager('Down', '', {
      fields: [{ title: 'severity', value: 'critical', short: true }],
      actions: [
        { type: 'button', text: 'Runbook', url: 'https://r.example' },
        { type: 'button', text: 'Silence :no_bell:', url: 'https://am.example/#/silences/new' },
      ],
    }),
    '**severity:** critical\n[Runbook](https://r.example) · [Silence :no_bell:](https://am.example/#/silences/new)',
  ],
  [
    'Alertmanager, with link_names',
    { link_names: 1, icon_emoji: ':fire:', text: '', attachments: [{ text: '<!here> look' }] },
    '@here look',
  ],
  [
    'Alertmanager, only a fallback',
    { attachments: [{ fallback: 'something is down', color: 'danger' }] },
    'something is down',
  ],
  [
    'Uptime Kuma, down',
    uptimeKuma('[Site] [🔴 Down] timeout'),
    '**Message**\n[Site] [🔴 Down] timeout\n**Time (UTC)**\n2026',
  ],
  [
    'Uptime Kuma, for a channel',
    uptimeKuma('[Site] [✅ Up] 200 - OK <!channel>'),
    '[Site] [✅ Up] 200 - OK @channel',
  ],
  [
    'Uptime Kuma, a test',
    { text: 'Uptime Kuma Alert: Testing', username: 'k', icon_emoji: ':x:' },
    'Testing',
  ],
  [
    'Uptime Kuma, with a button',
    uptimeKuma('[Site] down', [
      {
        type: 'actions',
        elements: [
          {
            type: 'button',
            text: { type: 'plain_text', text: 'Visit Uptime Kuma' },
            value: 'Uptime-Kuma',
            url: 'https://k.example/dashboard/1',
          },
        ],
      },
    ]),
    '[Visit Uptime Kuma](https://k.example/dashboard/1)',
  ],
  ['Uptime Kuma, as Discord', { username: 'Kuma', content: '**Site** is down' }, '**Site** is down'],
  [
    'Jenkins, started',
    jenkins('job - #12 Started by user Ana (<http://j.example/12/|Open>)', '#BBBBBB'),
    'Ana ([Open](http://j.example/12/))',
  ],
  [
    'Jenkins, a failure',
    jenkins('job » main - #12 *FAILURE* after 3 min 2 sec (<http://j.example/12/|Open>)', 'danger'),
    '**FAILURE** after 3 min',
  ],
  [
    'Jenkins, with an avatar',
    { text: 'Build ~broken~ mended', as_user: false, icon_url: 'https://j.example/i.png' },
    '~~broken~~',
  ],
  [
    'Jenkins, in blocks',
    { blocks: [section('*Tests*: 12 &lt; 13'), { type: 'divider' }, context('by <@U024BE7LH>')] },
    'by @U024BE7LH',
  ],
  ['Jenkins, plain', { text: 'SUCCESS: Job main [12] (http://j.example/12/)' }, '(http://j.example/12/)'],
  ['@slack/webhook, a string', { text: 'I have got news for you.' }, 'news for you'],
  [
    '@slack/webhook, with defaults',
    { username: 'b', icon_emoji: ':tada:', channel: 'C1', text: '_done_', unfurl_links: false },
    '_done_',
  ],
  [
    '@slack/webhook, blocks',
    { text: 'for notifications', blocks: [header('Menu'), section('<https://m.example>')] },
    'https://m.example',
  ],
  [
    '@slack/webhook, in a thread',
    { text: '```a *b* &lt;```', thread_ts: '1.2', metadata: { event_type: 'x' } },
    '```a *b* <```',
  ],
  [
    '@slack/webhook, an attachment',
    { attachments: [{ pretext: 'pre', text: 'inner <#C1|ops>', callback_id: 'x' }] },
    'inner #ops',
  ],
  [
    '@slack/webhook, a block of Markdown',
    { blocks: [{ type: 'markdown', text: '**Done** in [3 s](https://m.example)' }] },
    '**Done** in [3 s](https://m.example)',
  ],
];

describe('[B12] a payload of a webhook', () => {
  it.each(PAYLOADS)('of %s is readable', (_name, payload, shown) => {
    expect(readHookPayload(payload)?.text).toContain(shown);
  });

  it('names what it does not show', () => {
    const payload = {
      text: 'a',
      icon_url: 'x',
      attachments: [{ text: 'b', ts: 1 }],
      blocks: [{ type: 'video' }],
    };
    expect(readHookPayload(payload)).toEqual({
      text: 'a\nb',
      ignored: ['icon_url', 'blocks.video', 'attachments.ts'],
    });
  });

  it('without anything to show has no text', () => {
    for (const payload of [
      {},
      { text: ' ' },
      { text: 1 },
      { attachments: {} },
      { blocks: [null, 1, {}] },
      { text: '\u200b' },
    ])
      expect(readHookPayload(payload)?.text).toBeNull();
  });

  it('that is no object is none', () => {
    for (const payload of [null, undefined, 'text', 1, [{ text: 'a' }]])
      expect(readHookPayload(payload)).toBeNull();
  });

  it('is cut to the length of a message, and loses control characters and lone surrogates', () => {
    const text = readHookPayload({ text: '😀'.repeat(5_000) })?.text ?? '';
    expect([[...text].length, text.endsWith('…')]).toEqual([4_000, true]);
    expect(readHookPayload({ text: 'a\u0000\u001b[31mb\ud800\r\nc' })?.text).toBe('a[31mb\ufffd\nc');
  });

  it('cannot make a link that runs a script, or a label that ends early', () => {
    expect(markdownOf('<javascript:alert(1)|click>')).toBe('click');
    expect(markdownOf('<https://a.example/(x)|a](https://b.example)>')).toBe(
      '[a\\](https://b.example)](https://a.example/%28x%29)',
    );
  });

  it('of hostile text is read in a time that grows with its length', () => {
    for (const unit of ['*a ', '~', '<a|', '`', '*', '<', '&amp;', '*a* '])
      expect(readHookPayload({ text: unit.repeat(200_000) })).not.toBeNull();
  });
});
