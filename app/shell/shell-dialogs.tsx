'use client';

import type { Drafts } from '@/clients/connection/drafts';
import { keyOf, type View } from '@/clients/state/views';
import { askForBuilding } from '../around/asked-building';
import { useClient } from '../connection/client-provider';
import { useNavigation } from '../navigation/navigation-provider';
import { useOverlay } from '../ui/use-overlay';
import type { PaletteActions } from './palette/use-choices';
import type { ShortcutDialog } from './use-shortcuts';

interface Props extends Pick<PaletteActions, 'onNew' | 'onShare'> {
  dialog: ShortcutDialog | null;
  onDialog: (dialog: ShortcutDialog | null) => void;
  /** The text that another app shares. */
  shared: string;
}

const loadPalette = () => import('./palette/palette');
const loadHelp = () => import('./shortcuts-help');

/** Shows the palette or the help of the keyboard, each loaded when it first opens. */
export function ShellDialogs({ dialog, onDialog, shared, ...actions }: Props) {
  const { push } = useNavigation();
  const { drafts } = useClient();
  const sharing = dialog === 'share';
  const Palette = useOverlay(loadPalette, dialog === 'palette' || sharing)?.Palette;
  const Help = useOverlay(loadHelp, dialog === 'help')?.ShortcutsHelp;
  const close = () => onDialog(null);
  return (
    <>
      {Palette && (
        <Palette
          open={dialog === 'palette' || sharing}
          sharing={sharing}
          onClose={close}
          onOpen={(view) => {
            if (sharing) addToDraft(drafts, view, shared);
            push({ tab: 'chats', view });
          }}
          onBuilding={(id) => {
            push({ tab: 'around', view: null });
            askForBuilding(id);
          }}
          onHelp={() => onDialog('help')}
          {...actions}
        />
      )}
      {Help && <Help open={dialog === 'help'} onClose={close} />}
    </>
  );
}

/** Puts a shared text into the draft of a conversation, which the user can still change. */
function addToDraft(drafts: Drafts, view: View, shared: string): void {
  const draft = drafts.of(keyOf(view)) ?? { text: '' };
  drafts.set(keyOf(view), { ...draft, text: [draft.text, shared].filter(Boolean).join('\n') });
}
