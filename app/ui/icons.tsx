import {
  BellOff,
  Bot,
  Building2,
  CheckCheck,
  ChevronDown,
  CircleAlert,
  Clock3,
  Ellipsis,
  Eye,
  EyeOff,
  Hand,
  Hash,
  Lock,
  type LucideIcon,
  MapPin,
  MessageCircle,
  Radio,
  Search,
  SquarePen,
  UserRound,
  UsersRound,
  X,
} from 'lucide-react';

export type IconProps = { size?: number };

/**
 * Draws an icon. Decoration: a text beside it or the label of its button has the meaning. `directed`: it points along the
 * line, and is mirrored from right to left.
 */
export function Icon({
  of: Drawing,
  size = 20,
  directed,
}: IconProps & { of: LucideIcon; directed?: boolean }) {
  const look = directed ? 'flex-none rtl:-scale-x-100' : 'flex-none';
  return <Drawing size={size} strokeWidth={1.9} aria-hidden="true" className={look} />;
}

// One icon for each concept; add one here or in later-icons.tsx rather than using the library elsewhere. Components, not
// calls: a build keeps a call that no page needs.
export const MessagesIcon = (props: IconProps) => <Icon of={MessageCircle} {...props} />;
export const PeopleIcon = (props: IconProps) => <Icon of={UsersRound} {...props} />;
export const PlaceIcon = (props: IconProps) => <Icon of={MapPin} {...props} />;
export const BuildingIcon = (props: IconProps) => <Icon of={Building2} {...props} />;
export const RangeIcon = (props: IconProps) => <Icon of={Radio} {...props} />;
export const PersonIcon = (props: IconProps) => <Icon of={UserRound} {...props} />;
export const ReadIcon = (props: IconProps) => <Icon of={CheckCheck} {...props} />;
export const CloseIcon = (props: IconProps) => <Icon of={X} {...props} />;
export const ClockIcon = (props: IconProps) => <Icon of={Clock3} {...props} />;
export const AlertIcon = (props: IconProps) => <Icon of={CircleAlert} {...props} />;
export const SearchIcon = (props: IconProps) => <Icon of={Search} {...props} />;
export const WriteIcon = (props: IconProps) => <Icon of={SquarePen} {...props} />;
export const ChannelIcon = (props: IconProps) => <Icon of={Hash} {...props} />;
export const LockIcon = (props: IconProps) => <Icon of={Lock} {...props} />;
export const MutedIcon = (props: IconProps) => <Icon of={BellOff} {...props} />;
export const MoreIcon = (props: IconProps) => <Icon of={Ellipsis} {...props} />;
export const BotIcon = (props: IconProps) => <Icon of={Bot} {...props} />;
export const HandIcon = (props: IconProps) => <Icon of={Hand} {...props} />;
export const ExpandIcon = (props: IconProps) => <Icon of={ChevronDown} {...props} />;
export const VisibleIcon = (props: IconProps) => <Icon of={Eye} {...props} />;
export const InvisibleIcon = (props: IconProps) => <Icon of={EyeOff} {...props} />;
