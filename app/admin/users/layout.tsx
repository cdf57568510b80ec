import type { ReactNode } from 'react';
import { getApp } from '@/server/app';
import { administrator } from '../administrator';
import { PeoplePanes } from './people-panes';

/** Shows the list of people beside the record of one; on a phone one of the two. */
export default async function UsersLayout({ children }: { children: ReactNode }) {
  const actor = await administrator('/admin/users');
  if (!actor) return null;
  const first = await getApp().commands.findUsers({ actor });
  return <PeoplePanes first={first}>{children}</PeoplePanes>;
}
