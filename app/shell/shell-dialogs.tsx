'use client';

import { askForBuilding } from '../around/asked-building';
import { useNavigation } from '../navigation/navigation-provider';
import { useOverlay } from '../ui/use-overlay';
import type { PaletteActions } from './palette/use-choices';
import type { ShortcutDialog } from './use-shortcuts';

interface Props extends Pick<PaletteActions, 'onNew' | 'onShare'> {
  dialog: ShortcutDialog | null;
  onDialog: (dialog: ShortcutDialog | null) => void;
}

const loadPalette = () => import('./palette/palette');
const loadHelp = () => import('./shortcuts-help');

/** Shows the palette or the help of the keyboard, each loaded when it first opens. */
export function ShellDialogs({ dialog, onDialog, ...actions }: Props) {
  const { push } = useNavigation();
  const Palette = useOverlay(loadPalette, dialog === 'palette')?.Palette;
  const Help = useOverlay(loadHelp, dialog === 'help')?.ShortcutsHelp;
  const close = () => onDialog(null);
  return (
    <>
      {Palette && (
        <Palette
          open={dialog === 'palette'}
          onClose={close}
          onOpen={(view) => push({ tab: 'chats', view })}
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
