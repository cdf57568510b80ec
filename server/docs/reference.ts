import { asyncApi } from '@/protocol/asyncapi';
import type { Json } from '@/protocol/json-schema';
import { openApi } from '@/protocol/openapi';
import { TAGS } from '@/protocol/routes/define';
import { namesIn, typeOf } from '@/protocol/typescript-client';
import { escapeHtml } from './html';
import { codeBlock, type Rendered, renderLine, renderMarkdown } from './markdown';

interface Content {
  schema: Json;
  example?: unknown;
}
interface Operation {
  summary: string;
  description: string;
  tags: string[];
  parameters?: { $ref?: string; name: string; in: string; required: boolean; schema: Json }[];
  requestBody?: { content: Record<string, Content> };
  responses: Record<string, { $ref?: string; description?: string; content?: Record<string, Content> }>;
}
interface OpenApi {
  paths: Record<string, Record<string, Operation>>;
  components: { schemas: Record<string, Json>; responses: Operation['responses'] };
}
interface AsyncApi {
  info: { description: string };
  channels: { socket: { messages: Record<string, { payload: Json; examples: { payload: unknown }[] }> } };
  operations: Record<string, { action: string; title: string; summary: string; description?: string }>;
  components: { schemas: Record<string, Json> };
}

type Address = { url: string; version: string };

/** The pages of the REST reference: a page for each group of routes. */
export const REFERENCE_PAGES = Object.keys(TAGS).map((tag) => ({
  path: `/docs/reference/${tag.toLowerCase().replaceAll(/\W+/g, '-')}`,
  tag,
}));

/** Renders the reference of a group of routes from the OpenAPI document. */
export function restReference(at: Address, tag: string): Rendered {
  const { paths, components } = openApi(at) as unknown as OpenApi;
  const headings: Rendered['headings'] = [];
  const types: string[] = [];
  const shown = (schema: Json) => {
    const type = typeOf(schema);
    types.push(type);
    return shape(type, components.schemas);
  };
  const operations = Object.entries(paths).flatMap(([path, methods]) =>
    Object.entries(methods)
      .filter(([, { tags }]) => tags[0] === tag)
      .map(([method, operation]) => {
        const name = `${method.toUpperCase()} ${path}`;
        const id = name.toLowerCase().replaceAll(/\W+/g, '-').replace(/-$/, '');
        headings.push({ id, text: escapeHtml(name) });
        return operationHtml({ name, id, operation, shown, components });
      }),
  );
  const html = `<p>${renderLine(TAGS[tag as keyof typeof TAGS])}</p>\n${operations.join('\n')}${shapes(types, components.schemas)}`;
  return { title: `REST: ${escapeHtml(tag)}`, html, headings };
}

function operationHtml({
  name,
  id,
  operation,
  shown,
  components,
}: {
  name: string;
  id: string;
  operation: Operation;
  shown: (schema: Json) => string;
  components: OpenApi['components'];
}): string {
  const { summary, description, parameters = [], requestBody, responses } = operation;
  const rows = parameters.map(({ $ref, name, in: where, required, schema = {} }) =>
    $ref
      ? `<tr><td><code>${$ref.split('/').at(-1)}</code></td><td>header</td><td></td></tr>`
      : `<tr><td><code>${escapeHtml(name)}</code>${required ? '' : ' (optional)'}</td><td>${where}</td><td>${schema.description ? renderLine(String(schema.description)) : `<code>${escapeHtml(typeOf(schema))}</code>`}</td></tr>`,
  );
  const bodies = Object.entries(requestBody?.content ?? {}).map(([type, { schema, example }]) =>
    type === 'application/json'
      ? `${shown(schema)}${example ? codeBlock(JSON.stringify(example, null, 2)) : ''}`
      : `<p><code>${escapeHtml(type)}</code></p>`,
  );
  const answers = Object.entries(responses).map(([status, response]) => {
    const { description = '', content = {} } = response.$ref
      ? (components.responses[response.$ref.split('/').at(-1) ?? ''] ?? {})
      : response;
    const bodies = Object.entries(content as Record<string, Content>).map(([type, { schema }]) =>
      status.startsWith('2') && type === 'application/json' ? shown(schema) : '',
    );
    return `<tr><td>${status}</td><td>${renderLine(description)}${bodies.join('')}</td></tr>`;
  });
  return `<section><h2 id="${id}"><a href="#${id}"><code>${escapeHtml(name)}</code></a></h2>
<p>${renderLine(summary)}</p>
${renderMarkdown(description, () => null).html}
${rows.length > 0 ? `<h3>Parameters</h3><div class="wide"><table>${rows.join('')}</table></div>` : ''}
${bodies.length > 0 ? `<h3>Body</h3>${bodies.join('')}` : ''}
<h3>Answers</h3><div class="wide"><table>${answers.join('')}</table></div></section>`;
}

/** Renders the reference of the socket from the AsyncAPI document. */
export function socketReference(at: Address): Rendered {
  const { info, channels, operations, components } = asyncApi(at) as unknown as AsyncApi;
  const { messages } = channels.socket;
  const types: string[] = [];
  const part = (title: string, name: string) => {
    const message = messages[name];
    if (!message) return '';
    const type = typeOf(message.payload);
    types.push(type);
    const example = message.examples[0]?.payload;
    return `<h4>${title}</h4>${shape(type, components.schemas)}${example === undefined ? '' : codeBlock(JSON.stringify(example, null, 2))}`;
  };
  const events = Object.values(operations).map(({ action, title, summary, description = '' }) => {
    const parts =
      action === 'receive'
        ? part('Payload', title) + part('Answer', `${title}_answer`)
        : part('Arguments', title);
    return {
      action,
      html: `<section><h3 id="${title}"><a href="#${title}"><code>${title}</code></a></h3><p>${renderLine(summary)}</p>${renderMarkdown(description, () => null).html}${parts}</section>`,
    };
  });
  const list = (action: string) =>
    events.flatMap((event) => (event.action === action ? [event.html] : [])).join('\n');
  const introduction = renderMarkdown(info.description, () => null);
  return {
    title: 'The socket',
    headings: [
      ...introduction.headings,
      { id: 'clients', text: 'Events that clients send' },
      { id: 'server', text: 'Events that the server sends' },
      { id: 'shapes', text: 'Shapes' },
    ],
    html: `${introduction.html}<h2 id="clients">Events that clients send</h2>${list('receive')}
<h2 id="server">Events that the server sends</h2>${list('send')}${shapes(types, components.schemas)}`,
  };
}

/** Returns a type as code whose names lead to their shapes. */
function shape(type: string, schemas: Record<string, Json>): string {
  const linked = escapeHtml(type).replaceAll(/\b[A-Z]\w*/g, (name) =>
    name in schemas ? `<a href="#shape-${name}">${name}</a>` : name,
  );
  return `<pre tabindex="0"><code>${linked}</code></pre>`;
}

/** Returns the shapes that types name, and those that these name. */
function shapes(types: string[], schemas: Record<string, Json>): string {
  const names = [...namesIn(types.join('\n'), schemas)].sort();
  if (names.length === 0) return '';
  const parts = names.map(
    (name) =>
      `<h3 id="shape-${name}"><code>${name}</code></h3>${shape(typeOf(schemas[name] ?? {}), schemas)}`,
  );
  return `<h2 id="shapes">Shapes</h2>${parts.join('\n')}`;
}
