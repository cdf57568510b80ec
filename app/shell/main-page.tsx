'use client';

import { useTranslations } from 'next-intl';
import { type ReactNode, useCallback, useEffect, useMemo, useRef, useState } from 'react';
import type { FirstState, State, You } from '@/clients/state/state';
import { conversationOf, keyOf, viewIn } from '@/clients/state/views';
import { Around } from '../around/around';
import { type AttachmentRules, AttachmentRulesContext } from '../attachments/rules';
import { ClientProvider, useClientState } from '../connection/client-provider';
import { ConnectionBanner } from '../connection/connection-banner';
import { ConversationList } from '../conversations/conversation-list';
import type { NewConversationDialog } from '../conversations/new-conversation-dialogs';
import type { Shared } from '../install/use-launch';
import { NavigationProvider, useNavigation } from '../navigation/navigation-provider';
import { Notices } from '../notices/notices';
import { PersonCardProvider } from '../people/person-card-provider';
import { PhotoProvider } from '../people/photos';
import { SafetyProvider } from '../safety/safety-provider';
import { LazyPartStatus } from '../ui/lazy-part';
import { useLazyImport } from '../ui/use-lazy-import';
import { Header } from './header';
import { preload } from './preload';
import { ShellDialogs } from './shell-dialogs';
import { Tabs } from './tabs';
import { type ShortcutDialog, useShortcuts } from './use-shortcuts';
import { useTitleBadge } from './use-title-badge';

interface Props {
  you: You;
  /** What the page shows before it is connected; null: nothing. */
  first: FirstState | null;
  /** What this browser keeps, where the page came without the server. */
  kept?: State;
  /** The campus, drawn until the map is loaded. */
  sketch: ReactNode;
  tileUrl: string;
  attachments: AttachmentRules;
  /** Days for which administrators can read the user's movements; null when they are not stored. */
  movementsKept: number | null;
  /** Whether the operator has switched on the cards of links. */
  linkCards: boolean;
  /** The query of the page's URL. */
  search: string;
}

/**
 * Shows the main page. On a desktop: the conversations, the open one, and the map, which takes the place of both while no
 * conversation is open. On a phone: three tabs, and the open conversation in place of them.
 */
export function MainPage({ you, first, kept, search, attachments, ...rest }: Props) {
  return (
    <ClientProvider you={you} first={first} kept={kept}>
      <NavigationProvider search={search}>
        <PhotoProvider>
          <SafetyProvider>
            <PersonCardProvider>
              <AttachmentRulesContext value={attachments}>
                <Main {...rest} />
              </AttachmentRulesContext>
            </PersonCardProvider>
          </SafetyProvider>
        </PhotoProvider>
      </NavigationProvider>
    </ClientProvider>
  );
}

// Loaded later: the first render does not need these parts.
const loadPane = () => import('../conversations/conversation-pane');
const loadDetails = () => import('../conversations/details');
const loadYou = () => import('../you/you-tab');
const loadInstalled = () => import('../install/installed');
const loadAlerts = () => import('../my-alerts/alerts');
const loadNotifications = () => import('./notifications');
const loadOfficer = () => import('./officer-strip');
const loadDialogs = () => import('../conversations/new-conversation-dialogs');

function Main({
  sketch,
  tileUrl,
  movementsKept,
  linkCards,
}: Omit<Props, 'you' | 'first' | 'kept' | 'search' | 'attachments'>) {
  const t = useTranslations('main');
  const { route, push, replace } = useNavigation();
  const [sharingDialog, setSharingDialog] = useState(false);
  const [newDialog, setNewDialog] = useState<NewConversationDialog | null>(null);
  const [shortcutDialog, setShortcutDialog] = useState<ShortcutDialog | null>(null);
  const idle = useIdle();
  const { view, conversation } = useOpenConversation();
  useErasedRedirect();
  const pane = useLazyImport(loadPane, view !== null || idle);
  const details = useLazyImport(loadDetails, route.details || idle);
  const you = useLazyImport(loadYou, route.tab === 'you' || idle);
  const dialogs = useLazyImport(loadDialogs, newDialog !== null || idle);
  const Alerts = useLazyImport(loadAlerts, idle).part?.Alerts;
  const Notifications = useLazyImport(loadNotifications, idle).part?.Notifications;
  const officer = useClientState((state) => state.you.officer === true);
  const Officer = useLazyImport(loadOfficer, officer).part?.OfficerStrip;
  const Installed = useLazyImport(loadInstalled, idle).part?.Installed;
  const share = useCallback(() => setSharingDialog(true), []);
  useTitleBadge();
  useShortcuts(setShortcutDialog);
  const [shared, setShared] = useState<Shared>({ text: '', files: null });

  const showPlace = useCallback(() => {
    // On a desktop the map is in sight already.
    if (!matchMedia('(min-width: 64rem)').matches) push({ tab: 'around', view: null });
  }, [push]);

  const Pane = pane.part?.ConversationPane;
  const Details = details.part?.Details;
  const YouTab = you.part?.YouTab;
  const NewConversationDialogs = dialogs.part?.NewConversationDialogs;
  const on = (tab: typeof route.tab) => (route.tab === tab && !view ? 'flex' : 'hidden lg:flex');
  const beside = route.details && view;
  return (
    <div className="fills-window flex min-h-0 w-full flex-1 flex-col">
      {Alerts && (
        <Alerts
          asked={route.alert}
          onClosed={() => route.alert !== null && replace({ ...route, alert: null })}
        />
      )}
      {Officer && <Officer />}
      {Notifications && <Notifications />}
      <ConnectionBanner over={view ? 'conversation' : 'tabs'} />
      <Notices over={view ? 'conversation' : route.tab === 'around' ? 'around' : 'tabs'} />
      <main className="flex min-h-0 flex-1 flex-col lg:grid lg:grid-cols-[18.75rem_minmax(0,1fr)_22.5rem] lg:grid-rows-[auto_minmax(0,1fr)]">
        <h1 className="sr-only">Quad</h1>
        <div className={`${on('chats')} flex-none flex-col bg-card lg:border-line lg:border-e`}>
          <Header />
        </div>
        <ConversationList
          className={`${on('chats')} bg-card lg:col-start-1 lg:row-start-2 lg:border-line lg:border-e`}
          current={view}
          onNew={setNewDialog}
          onPalette={() => setShortcutDialog('palette')}
        />
        {view && (
          <section
            aria-label={t('messages')}
            className={`${beside ? 'hidden lg:flex' : 'flex'} min-h-0 min-w-0 flex-1 flex-col bg-card lg:col-start-2 lg:row-span-2 lg:row-start-1`}
          >
            {Pane ? (
              <Pane
                key={keyOf(view)}
                view={view}
                conversation={conversation}
                onShare={share}
                onPlace={showPlace}
                linkCards={linkCards}
              />
            ) : (
              <LazyPartStatus {...pane} />
            )}
          </section>
        )}
        {beside && (
          <div className="flex min-h-0 flex-1 flex-col bg-card lg:col-start-3 lg:row-span-2 lg:row-start-1 lg:border-line lg:border-s">
            {Details ? (
              <Details view={beside} conversation={conversation} />
            ) : (
              <LazyPartStatus {...details} />
            )}
          </div>
        )}
        <Around
          // Over the middle and the right while no conversation is open.
          className={`${route.tab === 'around' && !view ? '' : 'hidden'} flex-1 ${beside ? 'lg:hidden' : 'lg:block'} lg:row-span-2 lg:row-start-1 lg:border-line lg:border-s ${view ? 'lg:col-start-3' : 'lg:col-span-2 lg:col-start-2'}`}
          sketch={sketch}
          tileUrl={tileUrl}
          movementsKept={movementsKept}
          sharingDialog={sharingDialog}
          onSharingDialog={setSharingDialog}
          onShowMap={showPlace}
          sheet={{
            writes: !view,
            idle,
            onNew: setNewDialog,
            conversations: (
              <ConversationList
                className="flex border-line border-t lg:hidden"
                current={null}
                onNew={setNewDialog}
                onPalette={() => setShortcutDialog('palette')}
              />
            ),
          }}
        />
        {route.tab === 'you' && !view && (YouTab ? <YouTab className="flex" /> : <LazyPartStatus {...you} />)}
      </main>
      <ShellDialogs
        dialog={shortcutDialog}
        onDialog={setShortcutDialog}
        shared={shared}
        onNew={setNewDialog}
        onShare={share}
      />
      <Tabs className={view ? 'hidden' : 'grid'} />
      {Installed && (
        <Installed
          onNew={() => setNewDialog('message')}
          onShared={(what) => {
            setShared(what);
            setShortcutDialog('share');
          }}
        />
      )}
      {NewConversationDialogs && (
        <NewConversationDialogs
          dialog={newDialog}
          onDialog={setNewDialog}
          onClose={() => setNewDialog(null)}
          onOpened={(opened) => {
            setNewDialog(null);
            push({ tab: 'chats', view: opened });
          }}
        />
      )}
    </div>
  );
}

/** Returns the open conversation, and its canonical view. */
function useOpenConversation() {
  const { route } = useNavigation();
  const requested = route.view;
  const building = useClientState((state) => state.place?.building?.id ?? null);
  const conversation = useClientState((state) => requested && conversationOf(state.log, requested, building));
  const key = requested && keyOf(conversation ? viewIn(conversation, building) : requested);
  // biome-ignore lint/correctness/useExhaustiveDependencies: a view of the same key is the same view
  const view = useMemo(() => (requested && conversation ? viewIn(conversation, building) : requested), [key]);
  return { view, conversation };
}

/**
 * Replaces the URL when the other user of the open direct conversation is erased, since the conversation then has
 * the placeholder's id.
 */
function useErasedRedirect(): void {
  const { route, replace } = useNavigation();
  const { view, tab } = route;
  const now = useClientState((state) => (view?.of === 'direct' ? state.erased[view.username] : undefined));
  const before = useRef<string | null>(null);
  const key = view && keyOf(view);
  useEffect(() => {
    // Not when it is opened later: a new user may have that username by then.
    if (now !== undefined && before.current === key) replace({ tab, view: { of: 'direct', username: now } });
    before.current = now === undefined ? key : null;
  }, [now, key, tab, replace]);
}

/** Returns true once the browser is idle after the first render. */
function useIdle(): boolean {
  const [idle, setIdle] = useState(false);
  useEffect(() => {
    const done = () => {
      setIdle(true);
      preload();
    };
    // Not every browser has `requestIdleCallback`.
    if (!('requestIdleCallback' in window)) {
      const timer = setTimeout(done, 1_000);
      return () => clearTimeout(timer);
    }
    const handle = requestIdleCallback(done, { timeout: 3_000 });
    return () => cancelIdleCallback(handle);
  }, []);
  return idle;
}
