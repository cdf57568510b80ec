import {
  ArrowDown,
  ArrowUp,
  Ban,
  Camera,
  Check,
  ChevronLeft,
  ChevronRight,
  CircleCheck,
  CircleDot,
  CircleDotDashed,
  CircleSmall,
  Copy,
  Download,
  File,
  Flag,
  Image,
  Info,
  KeyRound,
  Link,
  List,
  LogOut,
  Maximize,
  Megaphone,
  Minus,
  Monitor,
  Pin,
  PinOff,
  Plus,
  Reply,
  SendHorizontal,
  ShieldCheck,
  Siren,
  Smartphone,
  SmilePlus,
  Trash2,
  Undo2,
  Upload,
  UserRoundPlus,
} from 'lucide-react';
import { Icon, type IconProps } from './icons';

// Icons that only parts use which are loaded later: a build puts all icons of a module into the first page that needs one.
export const SendIcon = (props: IconProps) => <Icon of={SendHorizontal} directed {...props} />;
export const CheckIcon = (props: IconProps) => <Icon of={Check} {...props} />;
export const DownIcon = (props: IconProps) => <Icon of={ArrowDown} {...props} />;
export const ReplyIcon = (props: IconProps) => <Icon of={Reply} directed {...props} />;
export const TrashIcon = (props: IconProps) => <Icon of={Trash2} {...props} />;
export const CopyIcon = (props: IconProps) => <Icon of={Copy} {...props} />;
export const LinkIcon = (props: IconProps) => <Icon of={Link} {...props} />;
export const BackIcon = (props: IconProps) => <Icon of={ChevronLeft} directed {...props} />;
export const ForwardIcon = (props: IconProps) => <Icon of={ChevronRight} directed {...props} />;
export const InfoIcon = (props: IconProps) => <Icon of={Info} {...props} />;
export const AddPersonIcon = (props: IconProps) => <Icon of={UserRoundPlus} {...props} />;
export const UpIcon = (props: IconProps) => <Icon of={ArrowUp} {...props} />;
export const HereIcon = (props: IconProps) => <Icon of={CircleSmall} {...props} />;
export const NearIcon = (props: IconProps) => <Icon of={CircleDot} {...props} />;
export const InRangeIcon = (props: IconProps) => <Icon of={CircleDotDashed} {...props} />;
export const ComputerIcon = (props: IconProps) => <Icon of={Monitor} {...props} />;
export const PhoneIcon = (props: IconProps) => <Icon of={Smartphone} {...props} />;
export const KeyIcon = (props: IconProps) => <Icon of={KeyRound} {...props} />;
export const FlagIcon = (props: IconProps) => <Icon of={Flag} {...props} />;
export const BlockIcon = (props: IconProps) => <Icon of={Ban} {...props} />;
export const LeaveIcon = (props: IconProps) => <Icon of={LogOut} directed {...props} />;
export const CameraIcon = (props: IconProps) => <Icon of={Camera} {...props} />;
export const UnreadIcon = (props: IconProps) => <Icon of={CircleDot} {...props} />;
export const PinIcon = (props: IconProps) => <Icon of={Pin} {...props} />;
export const UnpinIcon = (props: IconProps) => <Icon of={PinOff} {...props} />;
export const EmojiIcon = (props: IconProps) => <Icon of={SmilePlus} {...props} />;
export const ListIcon = (props: IconProps) => <Icon of={List} {...props} />;
export const AnnouncementIcon = (props: IconProps) => <Icon of={Megaphone} {...props} />;
export const CampusIcon = (props: IconProps) => <Icon of={Maximize} {...props} />;
export const InstallIcon = (props: IconProps) => <Icon of={Download} {...props} />;
export const ZoomInIcon = (props: IconProps) => <Icon of={Plus} {...props} />;
export const ZoomOutIcon = (props: IconProps) => <Icon of={Minus} {...props} />;
export const StepBackIcon = (props: IconProps) => <Icon of={Undo2} {...props} />;
export const UploadIcon = (props: IconProps) => <Icon of={Upload} {...props} />;
export const PhotoIcon = (props: IconProps) => <Icon of={Image} {...props} />;
export const FileIcon = (props: IconProps) => <Icon of={File} {...props} />;
export const DownloadIcon = (props: IconProps) => <Icon of={Download} {...props} />;
export const AttachIcon = (props: IconProps) => <Icon of={Plus} {...props} />;
export const PreviousIcon = (props: IconProps) => <Icon of={ChevronLeft} {...props} />;
export const NextIcon = (props: IconProps) => <Icon of={ChevronRight} {...props} />;
export const AllClearIcon = (props: IconProps) => <Icon of={ShieldCheck} {...props} />;
export const SentInErrorIcon = (props: IconProps) => <Icon of={Undo2} {...props} />;
export const EndedIcon = (props: IconProps) => <Icon of={CircleCheck} {...props} />;
export const AlertsIcon = (props: IconProps) => <Icon of={Siren} {...props} />;
