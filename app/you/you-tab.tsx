'use client';

import { useTranslations } from 'next-intl';
import { useState } from 'react';
import { useClientState } from '../connection/client-provider';
import { PersonAvatar } from '../people/photos';
import { GuestSignOut } from './sign-out';
import { YouItems } from './you-items';

/** Shows the tab of a phone with what is the user's own. */
export function YouTab({ className }: { className: string }) {
  const t = useTranslations('main');
  const you = useClientState((state) => state.you);
  const [leaving, setLeaving] = useState(false);
  return (
    <section
      aria-label={t('you')}
      className={`${className} min-h-0 flex-1 flex-col overflow-y-auto bg-paper px-4 pt-[max(1.5rem,env(safe-area-inset-top))] pb-4 lg:hidden`}
    >
      <div className="flex justify-center pb-4">
        <PersonAvatar id={you.id} name={you.name} size={88} />
      </div>
      <div className="card p-2">
        <YouItems onDialog={(show) => show()} onLeave={() => setLeaving(true)} />
      </div>
      <GuestSignOut open={leaving} onClose={() => setLeaving(false)} />
    </section>
  );
}
