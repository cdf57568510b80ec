import { BellRing, GraduationCap, Mail, Siren, Wrench } from 'lucide-react';
import type { AlertKind } from '@/protocol/alert-kinds';
import { Icon, type IconProps } from './icons';

// A module of its own: the first page needs none of them.
const LiveIcon = (props: IconProps) => <Icon of={Siren} {...props} />;
const ExerciseIcon = (props: IconProps) => <Icon of={GraduationCap} {...props} />;
const TestIcon = (props: IconProps) => <Icon of={Wrench} {...props} />;

/** The icon of each kind of alert, as different in shape as the kinds are in meaning. */
export const KIND_ICONS: Record<AlertKind, (props: IconProps) => React.ReactNode> = {
  live: LiveIcon,
  exercise: ExerciseIcon,
  test: TestIcon,
};

export const AlertBellIcon = (props: IconProps) => <Icon of={BellRing} {...props} />;
export const MailIcon = (props: IconProps) => <Icon of={Mail} {...props} />;
