import type { PoolClient } from 'pg';
import type { TemplateContent } from '@/protocol/alerts';
import { fail } from '@/protocol/errors';
import { hashOf } from '../canonical';
import { readTemplates } from '../store/templates';
import { BUILT_IN } from './built-in';

/** A version of a template; who wrote and approved it is null for those that come with Quad. */
export interface Template {
  name: string;
  version: number;
  content: TemplateContent;
  hash: string;
  approved: boolean;
  writtenBy: string | null;
}

/**
 * Returns the templates by name, or one: of each the newest approved version, and the newest one if nobody has approved it
 * yet.
 */
export async function currentTemplates(
  client: Pick<PoolClient, 'query'>,
  name: string | null = null,
): Promise<Template[]> {
  const stored = await readTemplates(client, name);
  const names = new Set([...Object.keys(BUILT_IN), ...stored.map((each) => each.name)]);
  return [...names]
    .filter((each) => name === null || each === name)
    .sort()
    .flatMap((each) => {
      const versions = stored
        .filter((version) => version.name === each)
        .map(({ approvedBy, ...version }): Template => ({ ...version, approved: approvedBy !== null }));
      const content = Object.hasOwn(BUILT_IN, each) ? BUILT_IN[each] : undefined;
      if (content)
        versions.push({
          name: each,
          version: 0,
          content,
          hash: hashOf(content),
          approved: true,
          writtenBy: null,
        });
      const approved = versions.find((version) => version.approved);
      const newest = versions[0];
      return [approved, newest?.approved ? undefined : newest].flatMap((version) => version ?? []);
    });
}

/** Returns the version of a template that is in use. Throws `not_found`. */
export async function templateInUse(client: Pick<PoolClient, 'query'>, name: string): Promise<Template> {
  const template = (await currentTemplates(client, name)).find(({ approved }) => approved);
  if (!template) throw fail('not_found', `There is no approved template ${name}.`, { field: 'template' });
  return template;
}
