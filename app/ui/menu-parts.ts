'use client';

import type { Menu } from '@base-ui/react/menu';
import { createContext } from 'react';

/** The parts of an open menu, which are loaded with it. */
export interface MenuParts {
  Item: typeof Menu.Item;
  Toggle: typeof Menu.CheckboxItem;
  /** Remembers the action of the chosen item, which follows once the menu has closed. */
  choose(action: () => void): void;
}

export const MenuPartsContext = createContext<MenuParts | null>(null);
