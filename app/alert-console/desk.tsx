'use client';

import type { You } from '@/clients/state/state';
import type { WireConsole, WireTemplate } from '@/protocol/alerts';
import { ClientProvider } from '../connection/client-provider';
import { Alerts } from '../my-alerts/alerts';
import { PhotoProvider } from '../people/photos';
import { useHydrated } from '../ui/use-hydrated';
import { Compose } from './compose/compose';
import { DeskProvider, useDesk } from './desk-provider';
import { Frame } from './frame';
import { Exercises } from './record/exercises';
import { RecordView } from './record/record-view';
import { RollCall } from './record/roll-call';
import { DraftView } from './situation/draft-view';
import { Situation } from './situation/situation';
import { Templates } from './templates/templates';

interface Props {
  you: You;
  first: WireConsole;
  templates: readonly WireTemplate[];
  tileUrl: string;
}

/** Shows the console of officers, and keeps it in step with the server. */
export function Desk({ you, ...props }: Props) {
  // Times and clocks are those of the device.
  const hydrated = useHydrated();
  if (!hydrated) return <div className="skeleton mx-auto my-4 h-96 w-full max-w-6xl" />;
  return (
    <ClientProvider you={you} first={null}>
      <PhotoProvider>
        <Alerts covers={false} />
        <DeskProvider {...props}>
          <Frame>
            <View />
          </Frame>
        </DeskProvider>
      </PhotoProvider>
    </ClientProvider>
  );
}

function View() {
  const { route } = useDesk();
  switch (route.view) {
    case 'situation':
      return <Situation />;
    case 'new':
    case 'change':
      // Another kind or another alert begins anew.
      return <Compose key={JSON.stringify(route)} route={route} />;
    case 'draft':
      return <DraftView key={route.id} id={route.id} />;
    case 'alert':
      return <RecordView key={route.id} id={route.id} />;
    case 'roll-call':
      return <RollCall key={route.id} id={route.id} />;
    case 'exercises':
      return <Exercises />;
    case 'templates':
      return <Templates name={route.name} />;
  }
}
