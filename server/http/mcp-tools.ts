import { z } from 'zod';
import { searchQuery } from '@/protocol/events/log';
import { searchText, uuid } from '@/protocol/fields';
import type { UserActor } from '@/server/actor';
import type { BoundCommands } from '@/server/commands';
import { parse } from '@/server/parse';

/** A tool that a language model calls. It reads, and changes nothing. */
interface Tool {
  description: string;
  input: z.ZodType<object>;
  run(commands: BoundCommands, actor: UserActor, input: never): Promise<unknown>;
}

const page = {
  limit: z.number().int().min(1).max(100).optional().describe('The number of items; 50 if not given.'),
  cursor: z.string().max(400).optional().describe('The `next` of the page before.'),
};

function tool<Input extends z.ZodType<object>>(
  description: string,
  input: Input,
  run: (commands: BoundCommands, actor: UserActor, input: z.output<Input>) => Promise<unknown>,
): Tool {
  return { description, input, run };
}

const TOOLS: Record<string, Tool> = {
  list_conversations: tool(
    'Lists the conversations of the user, the one with the newest message first.',
    z.strictObject(page),
    (commands, actor, input) => commands.listConversations({ actor, ...input }),
  ),
  read_messages: tool(
    'Reads the newest messages of a conversation, in order; `next` leads to older ones.',
    z.strictObject({ conversation: uuid.describe('The id of the conversation.'), ...page }),
    (commands, actor, { conversation, ...input }) =>
      commands.pageMessages({ actor, conversationId: conversation, ...input }),
  ),
  search_messages: tool(
    'Finds messages of the user by words and by the filters from:, in:, building:, before: and after:, newest first.',
    searchQuery,
    (commands, actor, input) => commands.searchMessages({ actor, ...input }),
  ),
  find_people: tool(
    'Finds people by name or username.',
    z.strictObject({ query: searchText }),
    async (commands, actor, { query }) => ({ items: await commands.findPeople({ actor, query }) }),
  ),
  list_alerts: tool(
    'Lists the alerts of the last day that the user was told of.',
    z.strictObject({}),
    async (commands, actor) => ({ items: await commands.listAlerts({ actor }) }),
  ),
};

/** Returns the tools as `tools/list` answers them. */
export const listTools = () =>
  Object.entries(TOOLS).map(([name, { description, input }]) => {
    const { $schema: _, ...inputSchema } = z.toJSONSchema(input, { io: 'input', unrepresentable: 'any' });
    return { name, description, inputSchema, annotations: { readOnlyHint: true } };
  });

/**
 * Runs a tool for the actor, whose token needs the scope of the command. Returns null for an unknown tool. Throws
 * `bad_request` for other input, and the errors of the command.
 */
export async function runTool(
  commands: BoundCommands,
  actor: UserActor,
  { name, input }: { name: string; input: unknown },
): Promise<{ result: unknown } | null> {
  const called = Object.hasOwn(TOOLS, name) ? TOOLS[name] : undefined;
  if (!called) return null;
  return { result: await called.run(commands, actor, parse(called.input, input) as never) };
}
