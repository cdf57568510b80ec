'use client';

import { useContext } from 'react';
import { keyOf, type View } from '@/clients/state/views';
import { askForBuilding } from '../around/asked-building';
import { AttachmentRulesContext } from '../attachments/rules';
import { useClient } from '../connection/client-provider';
import type { Shared } from '../install/use-launch';
import { useNavigation } from '../navigation/navigation-provider';
import { useOverlay } from '../ui/use-overlay';
import type { PaletteActions } from './palette/use-choices';
import type { ShortcutDialog } from './use-shortcuts';

interface Props extends Pick<PaletteActions, 'onNew' | 'onShare'> {
  dialog: ShortcutDialog | null;
  onDialog: (dialog: ShortcutDialog | null) => void;
  /** What another app shares. */
  shared: Shared;
}

const loadPalette = () => import('./palette/palette');
const loadAddShared = () => import('../attachments/add-shared');
const loadHelp = () => import('./shortcuts-help');

/** Shows the palette or the help of the keyboard, each loaded when it first opens. */
export function ShellDialogs({ dialog, onDialog, shared, ...actions }: Props) {
  const { push } = useNavigation();
  const { drafts, storage } = useClient();
  const { maxBytes } = useContext(AttachmentRulesContext);
  const sharing = dialog === 'share';
  const Palette = useOverlay(loadPalette, dialog === 'palette' || sharing)?.Palette;
  const Help = useOverlay(loadHelp, dialog === 'help')?.ShortcutsHelp;
  const close = () => onDialog(null);

  /** Adds what is shared to the message that is being written in a conversation, which the user can still change. */
  function addToMessage(view: View) {
    const draft = drafts.of(keyOf(view)) ?? { text: '' };
    drafts.set(keyOf(view), { ...draft, text: [draft.text, shared.text].filter(Boolean).join('\n') });
    const { files: id } = shared;
    if (id === null) return;
    // Without its code the files stay stored until others are shared.
    loadAddShared()
      .then(({ addShared }) => addShared({ storage }, { id, view: keyOf(view), maxBytes }))
      .catch(() => {});
  }

  function forgetShared() {
    if (!sharing || shared.files === null) return;
    loadAddShared()
      .then((loaded) => loaded.forgetShared({ storage }))
      .catch(() => {});
  }

  return (
    <>
      {Palette && (
        <Palette
          open={dialog === 'palette' || sharing}
          sharing={sharing}
          onClose={close}
          onDismiss={forgetShared}
          onOpen={(view) => {
            if (sharing) addToMessage(view);
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
