'use client';

import type { View } from '@/clients/state/views';
import { Audiences } from './audiences';
import { useReach } from './use-reach';

/** Shows in a conversation by place whom the next message reaches, and the way to the other such conversation. */
export function NearAudiences(props: { view: View; onView: (view: View) => void }) {
  return <Audiences {...props} reach={useReach()} />;
}
