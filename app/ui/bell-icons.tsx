import { Bell, BellOff } from 'lucide-react';
import { Icon, type IconProps } from './icons';

// In a module of their own: a build puts all icons of a module into the first page that needs one.
export const BellIcon = (props: IconProps) => <Icon of={Bell} {...props} />;
export const BellOffIcon = (props: IconProps) => <Icon of={BellOff} {...props} />;
