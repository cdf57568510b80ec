import type { ServerResponse } from 'node:http';
import { type Language, textsOf } from './page-texts';
import { STYLE, STYLE_HASH } from './style';
import type { FenixPersonAnswer } from './types';

export type DialogView = {
  language: Language;
  application: string;
  people: readonly FenixPersonAnswer[];
  filter: string;
  /** The OAuth parameters of the request, which both forms repeat. */
  carried: ReadonlyMap<string, string>;
  dialogPath: string;
  confirmationPath: string;
  cancelHref: string;
  showAllHref: string;
};

/** Renders the page on which a user chooses a sample person. Works without any script. */
export function dialogPage(view: DialogView): string {
  const texts = textsOf(view.language);
  const hidden = [...view.carried]
    .map(([name, value]) => `<input type="hidden" name="${escapeHtml(name)}" value="${escapeHtml(value)}">`)
    .join('');
  const people = view.people.map((person) => personButton(person, view.language)).join('\n');
  const list = people
    ? `<form method="post" action="${escapeHtml(view.confirmationPath)}">${hidden}<ul aria-labelledby="people">${people}</ul></form>`
    : `<p role="status">${texts.nobody} <a href="${escapeHtml(view.showAllHref)}">${texts.showAll}</a></p>`;
  return page(
    view.language,
    texts.signInTo(view.application),
    `<p>${texts.choose}</p>
<form class="filter" method="get" action="${escapeHtml(view.dialogPath)}" role="search">${hidden}
<label for="filter">${texts.filter}</label>
<input type="search" id="filter" name="filter" value="${escapeHtml(view.filter)}" maxlength="80" autocomplete="off">
<button class="quiet">${texts.apply}</button></form>
<h2 id="people">${texts.people}</h2>
${list}
<a class="quiet" href="${escapeHtml(view.cancelHref)}">${texts.cancel}</a>`,
  );
}

/** Renders a page with a heading and a sentence. */
export function plainPage(language: Language, title: string, text: string): string {
  return page(language, title, `<p>${escapeHtml(text)}</p>`);
}

/**
 * Sends a page with a policy that allows no script and no framing.
 * @param formTarget origin to which a form's redirect may lead: browsers check `form-action` for it too.
 */
export function answerPage(res: ServerResponse, html: string, formTarget = ''): void {
  res.writeHead(200, {
    'content-type': 'text/html; charset=UTF-8',
    'cache-control': 'no-store',
    'content-security-policy': [
      "default-src 'none'",
      `style-src 'sha256-${STYLE_HASH}'`,
      'img-src data:',
      `form-action 'self' ${formTarget}`.trim(),
      "base-uri 'none'",
      "frame-ancestors 'none'",
    ].join('; '),
    'x-frame-options': 'DENY',
    'x-content-type-options': 'nosniff',
    'referrer-policy': 'no-referrer',
    vary: 'accept-language',
  });
  res.end(html);
}

function personButton(
  { username, displayName, photo, roles }: FenixPersonAnswer,
  language: Language,
): string {
  const texts = textsOf(language);
  const about = [username, ...roles.map(({ type }) => texts.roles[type])].join(' · ');
  return `<li><button class="person" name="username" value="${escapeHtml(username)}">
<img src="data:${escapeHtml(photo.type)};base64,${escapeHtml(photo.data)}" alt="" width="48" height="48">
<span><b>${escapeHtml(displayName)}</b><small>${escapeHtml(about)}</small></span></button></li>`;
}

function page(language: Language, title: string, body: string): string {
  const texts = textsOf(language);
  return `<!doctype html>
<html lang="${language}"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="robots" content="noindex"><title>${escapeHtml(title)} · ${texts.server}</title><style>${STYLE}</style></head>
<body><header class="notice"><strong>${texts.server}</strong>${texts.notice}</header>
<main><h1>${escapeHtml(title)}</h1>
${body}
</main></body></html>`;
}

function escapeHtml(text: string): string {
  const entities: Record<string, string> = {
    '&': '&amp;',
    '<': '&lt;',
    '>': '&gt;',
    '"': '&quot;',
    "'": '&#39;',
  };
  return text.replace(/[&<>"']/g, (character) => entities[character] ?? '');
}
