import {
  ArrowDown,
  ArrowUp,
  Ban,
  BellOff,
  Bot,
  Building2,
  Camera,
  Check,
  CheckCheck,
  ChevronDown,
  ChevronLeft,
  CircleAlert,
  CircleDot,
  CircleDotDashed,
  CircleSmall,
  Clock3,
  Copy,
  Ellipsis,
  Eye,
  EyeOff,
  Flag,
  Hand,
  Hash,
  Info,
  KeyRound,
  Link,
  List,
  Lock,
  LogOut,
  type LucideIcon,
  MapPin,
  Maximize,
  MessageCircle,
  Minus,
  Monitor,
  Pin,
  PinOff,
  Plus,
  Radio,
  Reply,
  Search,
  SendHorizontal,
  SlidersHorizontal,
  Smartphone,
  SmilePlus,
  SquarePen,
  Trash2,
  UserRound,
  UserRoundPlus,
  UsersRound,
  X,
} from 'lucide-react';

type Props = { size?: number };

/** Draws an icon. Decoration: a text beside it or the label of its button has the meaning. */
function Icon({ of: Drawing, size = 20 }: Props & { of: LucideIcon }) {
  return <Drawing size={size} strokeWidth={1.9} aria-hidden="true" className="flex-none" />;
}

// One icon for each concept; add one here rather than using the library elsewhere. Components, not calls: a build keeps a
// call that no page needs.
export const MessagesIcon = (props: Props) => <Icon of={MessageCircle} {...props} />;
export const PeopleIcon = (props: Props) => <Icon of={UsersRound} {...props} />;
export const PlaceIcon = (props: Props) => <Icon of={MapPin} {...props} />;
export const BuildingIcon = (props: Props) => <Icon of={Building2} {...props} />;
export const RangeIcon = (props: Props) => <Icon of={Radio} {...props} />;
export const PersonIcon = (props: Props) => <Icon of={UserRound} {...props} />;
export const SendIcon = (props: Props) => <Icon of={SendHorizontal} {...props} />;
export const CheckIcon = (props: Props) => <Icon of={Check} {...props} />;
export const ReadIcon = (props: Props) => <Icon of={CheckCheck} {...props} />;
export const CloseIcon = (props: Props) => <Icon of={X} {...props} />;
export const DownIcon = (props: Props) => <Icon of={ArrowDown} {...props} />;
export const ClockIcon = (props: Props) => <Icon of={Clock3} {...props} />;
export const AlertIcon = (props: Props) => <Icon of={CircleAlert} {...props} />;
export const SearchIcon = (props: Props) => <Icon of={Search} {...props} />;
export const WriteIcon = (props: Props) => <Icon of={SquarePen} {...props} />;
export const ChannelIcon = (props: Props) => <Icon of={Hash} {...props} />;
export const LockIcon = (props: Props) => <Icon of={Lock} {...props} />;
export const MutedIcon = (props: Props) => <Icon of={BellOff} {...props} />;
export const ReplyIcon = (props: Props) => <Icon of={Reply} {...props} />;
export const MoreIcon = (props: Props) => <Icon of={Ellipsis} {...props} />;
export const TrashIcon = (props: Props) => <Icon of={Trash2} {...props} />;
export const CopyIcon = (props: Props) => <Icon of={Copy} {...props} />;
export const LinkIcon = (props: Props) => <Icon of={Link} {...props} />;
export const BackIcon = (props: Props) => <Icon of={ChevronLeft} {...props} />;
export const InfoIcon = (props: Props) => <Icon of={Info} {...props} />;
export const AddPersonIcon = (props: Props) => <Icon of={UserRoundPlus} {...props} />;
export const UpIcon = (props: Props) => <Icon of={ArrowUp} {...props} />;
export const BotIcon = (props: Props) => <Icon of={Bot} {...props} />;
export const HereIcon = (props: Props) => <Icon of={CircleSmall} {...props} />;
export const NearIcon = (props: Props) => <Icon of={CircleDot} {...props} />;
export const InRangeIcon = (props: Props) => <Icon of={CircleDotDashed} {...props} />;
export const HandIcon = (props: Props) => <Icon of={Hand} {...props} />;
export const ComputerIcon = (props: Props) => <Icon of={Monitor} {...props} />;
export const PhoneIcon = (props: Props) => <Icon of={Smartphone} {...props} />;
export const KeyIcon = (props: Props) => <Icon of={KeyRound} {...props} />;
export const FlagIcon = (props: Props) => <Icon of={Flag} {...props} />;
export const BlockIcon = (props: Props) => <Icon of={Ban} {...props} />;
export const LeaveIcon = (props: Props) => <Icon of={LogOut} {...props} />;
export const ExpandIcon = (props: Props) => <Icon of={ChevronDown} {...props} />;
export const VisibleIcon = (props: Props) => <Icon of={Eye} {...props} />;
export const InvisibleIcon = (props: Props) => <Icon of={EyeOff} {...props} />;
export const CameraIcon = (props: Props) => <Icon of={Camera} {...props} />;
export const UnreadIcon = (props: Props) => <Icon of={CircleDot} {...props} />;
export const PinIcon = (props: Props) => <Icon of={Pin} {...props} />;
export const UnpinIcon = (props: Props) => <Icon of={PinOff} {...props} />;
export const EmojiIcon = (props: Props) => <Icon of={SmilePlus} {...props} />;
export const SettingsIcon = (props: Props) => <Icon of={SlidersHorizontal} {...props} />;
export const ListIcon = (props: Props) => <Icon of={List} {...props} />;
export const CampusIcon = (props: Props) => <Icon of={Maximize} {...props} />;
export const ZoomInIcon = (props: Props) => <Icon of={Plus} {...props} />;
export const ZoomOutIcon = (props: Props) => <Icon of={Minus} {...props} />;
