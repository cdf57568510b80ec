import Link from 'next/link';
import type { ReactNode } from 'react';
import { Avatar } from '../ui/avatar';
import { type BotFlags, BotState } from './bot-state';

export interface ListedBot extends BotFlags {
  id: string;
  name: string | null;
}

interface Props<Bot extends ListedBot> {
  label: string;
  bots: readonly Bot[];
  /** What the list says of a bot under its name, after its id. */
  about: (bot: Bot) => string;
  /** What a row has at its end. */
  action?: (bot: Bot) => ReactNode;
}

/** Shows bots as rows that lead to their pages. */
export function BotList<Bot extends ListedBot>({ label, bots, about, action }: Props<Bot>) {
  return (
    <ul aria-label={label} className="card">
      {bots.map((bot) => {
        const { id, name, ...flags } = bot;
        return (
          <li
            key={id}
            className="relative flex flex-wrap items-center gap-x-3 gap-y-1 border-line border-b px-4 py-3 last:border-0 hover:bg-sunk sm:flex-nowrap"
          >
            <Avatar id={id} name={name ?? id} bot size={44} />
            <div className="min-w-0 flex-1 basis-[calc(100%-3.75rem)] sm:basis-0">
              {/* The whole row leads to the page; what else can be pressed lies above. */}
              <Link href={`/bots/${id}`} className="font-medium after:absolute after:inset-0">
                <bdi>{name ?? id}</bdi>
              </Link>
              <p className="truncate text-soft text-sm">
                {name && <span className="font-mono text-xs">{id} · </span>}
                {about(bot)}
              </p>
              <BotState {...flags} />
            </div>
            {action && <div className="relative ms-14 sm:ms-0">{action(bot)}</div>}
          </li>
        );
      })}
    </ul>
  );
}
