import type { ReactNode } from 'react';

/** Draws an icon on a grid of 20. Decoration: a text beside it or the label of its button has the meaning. */
function Icon({ children, size = 20 }: { children: ReactNode; size?: number }) {
  return (
    <svg
      width={size}
      height={size}
      viewBox="0 0 20 20"
      fill="none"
      stroke="currentColor"
      strokeWidth="1.6"
      strokeLinecap="round"
      strokeLinejoin="round"
      aria-hidden="true"
      className="flex-none"
    >
      {children}
    </svg>
  );
}

type Props = { size?: number };

export const MessagesIcon = (p: Props) => (
  <Icon {...p}>
    <path d="M4 4.5h12a1.5 1.5 0 0 1 1.5 1.5v7a1.5 1.5 0 0 1-1.5 1.5H9l-3.5 3v-3H4A1.5 1.5 0 0 1 2.5 13V6A1.5 1.5 0 0 1 4 4.5Z" />
  </Icon>
);
export const PeopleIcon = (p: Props) => (
  <Icon {...p}>
    <circle cx="7.5" cy="7" r="2.8" />
    <path d="M2.5 16c.4-2.8 2.3-4.3 5-4.3s4.6 1.5 5 4.3M13 4.5a2.6 2.6 0 0 1 0 5M14.5 12c1.7.5 2.7 1.9 3 4" />
  </Icon>
);
export const PlaceIcon = (p: Props) => (
  <Icon {...p}>
    <path d="M10 17.8c3.6-3.8 5.5-6.7 5.5-9.3a5.5 5.5 0 0 0-11 0c0 2.6 1.9 5.5 5.5 9.3Z" />
    <circle cx="10" cy="8.5" r="2" />
  </Icon>
);
export const BuildingIcon = (p: Props) => (
  <Icon {...p}>
    <path d="M4 17.5v-13A1.5 1.5 0 0 1 5.5 3h6A1.5 1.5 0 0 1 13 4.5v13M13 8.5h2.5a1 1 0 0 1 1 1v8M2.5 17.5h15M7 6.5h3M7 9.5h3M7 12.5h3" />
  </Icon>
);
export const RangeIcon = (p: Props) => (
  <Icon {...p}>
    <circle cx="10" cy="10" r="1.4" fill="currentColor" />
    <path d="M6.7 13.3a4.7 4.7 0 0 1 0-6.6M13.3 6.7a4.7 4.7 0 0 1 0 6.6M4.3 15.7a8 8 0 0 1 0-11.4M15.7 4.3a8 8 0 0 1 0 11.4" />
  </Icon>
);
export const PersonIcon = (p: Props) => (
  <Icon {...p}>
    <circle cx="10" cy="6.8" r="3.2" />
    <path d="M3.8 17c.5-3.3 2.9-5 6.2-5s5.7 1.7 6.2 5" />
  </Icon>
);
export const SendIcon = (p: Props) => (
  <Icon {...p}>
    <path d="M17 3 9 11M17 3l-5 14-3-6-6-3Z" />
  </Icon>
);
export const CheckIcon = (p: Props) => (
  <Icon {...p}>
    <path d="m4.5 10.5 3.5 3.5 7.5-8" />
  </Icon>
);
export const ReadIcon = (p: Props) => (
  <Icon {...p}>
    <path d="m1.5 11 3.5 3.5 7-8M9.5 14l.5.5 8-8" />
  </Icon>
);
export const CloseIcon = (p: Props) => (
  <Icon {...p}>
    <path d="m5.5 5.5 9 9M14.5 5.5l-9 9" />
  </Icon>
);
export const DownIcon = (p: Props) => (
  <Icon {...p}>
    <path d="M10 4v12M5.5 11.5 10 16l4.5-4.5" />
  </Icon>
);
export const ClockIcon = (p: Props) => (
  <Icon {...p}>
    <circle cx="10" cy="10" r="7" />
    <path d="M10 6v4l2.5 1.5" />
  </Icon>
);
export const AlertIcon = (p: Props) => (
  <Icon {...p}>
    <circle cx="10" cy="10" r="7.2" />
    <path d="M10 6.2v4.6M10 13.7v.1" />
  </Icon>
);
export const SearchIcon = (p: Props) => (
  <Icon {...p}>
    <circle cx="9" cy="9" r="5.5" />
    <path d="m13.2 13.2 4 4" />
  </Icon>
);
export const WriteIcon = (p: Props) => (
  <Icon {...p}>
    <path d="M10.5 4H5.5A1.5 1.5 0 0 0 4 5.5v9A1.5 1.5 0 0 0 5.5 16h9a1.5 1.5 0 0 0 1.5-1.5v-5" />
    <path d="m8.5 11.5.5-2.5 6-6 2 2-6 6Z" />
  </Icon>
);
export const ChannelIcon = (p: Props) => (
  <Icon {...p}>
    <path d="M8 3.5 6.5 16.5M13.5 3.5 12 16.5M3.5 7.5h13M3.5 12.5h13" />
  </Icon>
);
export const LockIcon = (p: Props) => (
  <Icon {...p}>
    <rect x="4.5" y="9" width="11" height="8" rx="2" />
    <path d="M7 9V6.5a3 3 0 0 1 6 0V9" />
  </Icon>
);
export const MutedIcon = (p: Props) => (
  <Icon {...p}>
    <path d="M8.5 16.5a2 2 0 0 0 3.2.2M5.2 8.3C5 12 3.5 12.5 3.5 14h10M7 4.6a5 5 0 0 1 7.8 3.9c0 1.7.3 2.8.7 3.6M3 3l14 14" />
  </Icon>
);
export const ReplyIcon = (p: Props) => (
  <Icon {...p}>
    <path d="M8 5 3.5 9.5 8 14M3.5 9.5h8a5 5 0 0 1 5 5V16" />
  </Icon>
);
export const MoreIcon = (p: Props) => (
  <Icon {...p}>
    <circle cx="4.5" cy="10" r="1" fill="currentColor" />
    <circle cx="10" cy="10" r="1" fill="currentColor" />
    <circle cx="15.5" cy="10" r="1" fill="currentColor" />
  </Icon>
);
export const TrashIcon = (p: Props) => (
  <Icon {...p}>
    <path d="M3.5 5.5h13M8 5.5V3.5h4v2M5 5.5l.8 10A1.5 1.5 0 0 0 7.3 17h5.4a1.5 1.5 0 0 0 1.5-1.5l.8-10M8.5 9v4.5M11.5 9v4.5" />
  </Icon>
);
export const CopyIcon = (p: Props) => (
  <Icon {...p}>
    <rect x="7" y="7" width="9.5" height="9.5" rx="2" />
    <path d="M13 7V5.5A2 2 0 0 0 11 3.5H5.5a2 2 0 0 0-2 2V11a2 2 0 0 0 2 2H7" />
  </Icon>
);
export const LinkIcon = (p: Props) => (
  <Icon {...p}>
    <path d="M8.5 11.5a3 3 0 0 0 4.3 0l2.9-2.9a3 3 0 0 0-4.3-4.3l-1 1M11.5 8.5a3 3 0 0 0-4.3 0l-2.9 2.9a3 3 0 0 0 4.3 4.3l1-1" />
  </Icon>
);
export const BackIcon = (p: Props) => (
  <Icon {...p}>
    <path d="M12.5 4.5 7 10l5.5 5.5" />
  </Icon>
);
export const InfoIcon = (p: Props) => (
  <Icon {...p}>
    <circle cx="10" cy="10" r="7.2" />
    <path d="M10 9.2v4.5M10 6.3v.1" />
  </Icon>
);
export const AddPersonIcon = (p: Props) => (
  <Icon {...p}>
    <circle cx="8" cy="6.8" r="3" />
    <path d="M2.5 16.5c.4-3 2.5-4.6 5.5-4.6 1.3 0 2.4.3 3.3.8M15 11.5v5M12.5 14h5" />
  </Icon>
);
export const UpIcon = (p: Props) => (
  <Icon {...p}>
    <path d="M10 16V4M5.5 8.5 10 4l4.5 4.5" />
  </Icon>
);
export const BotIcon = (p: Props) => (
  <Icon {...p}>
    <rect x="3.5" y="7" width="13" height="9.5" rx="2.5" />
    <path d="M10 7V3.8M7.5 11v1.5M12.5 11v1.5" />
  </Icon>
);
export const HereIcon = (p: Props) => (
  <Icon {...p}>
    <circle cx="10" cy="10" r="3.2" fill="currentColor" />
  </Icon>
);
export const NearIcon = (p: Props) => (
  <Icon {...p}>
    <circle cx="10" cy="10" r="2" fill="currentColor" />
    <circle cx="10" cy="10" r="5" />
  </Icon>
);
export const InRangeIcon = (p: Props) => (
  <Icon {...p}>
    <circle cx="10" cy="10" r="1.5" fill="currentColor" />
    <circle cx="10" cy="10" r="7.5" strokeDasharray="2.5 2.5" />
  </Icon>
);
export const HandIcon = (p: Props) => (
  <Icon {...p}>
    <path d="M10 3v8M3 10h3M14 10h3M10 14v3" />
    <circle cx="10" cy="10" r="4.5" />
  </Icon>
);
export const ComputerIcon = (p: Props) => (
  <Icon {...p}>
    <path d="M4.5 4h11A1.5 1.5 0 0 1 17 5.5V13H3V5.5A1.5 1.5 0 0 1 4.5 4ZM1.5 16h17" />
  </Icon>
);
export const PhoneIcon = (p: Props) => (
  <Icon {...p}>
    <path d="M7 2.5h6A1.5 1.5 0 0 1 14.5 4v12a1.5 1.5 0 0 1-1.5 1.5H7A1.5 1.5 0 0 1 5.5 16V4A1.5 1.5 0 0 1 7 2.5ZM9 15h2" />
  </Icon>
);
export const KeyIcon = (p: Props) => (
  <Icon {...p}>
    <circle cx="6.8" cy="13.2" r="3.3" />
    <path d="m9.2 10.8 7.3-7.3M13 7l2.5 2.5M15.2 4.8l1.8 1.8" />
  </Icon>
);
export const FlagIcon = (p: Props) => (
  <Icon {...p}>
    <path d="M5 17.5V3.5M5 4h10.5l-2.5 3.8 2.5 3.7H5" />
  </Icon>
);
export const BlockIcon = (p: Props) => (
  <Icon {...p}>
    <circle cx="10" cy="10" r="7.2" />
    <path d="m5 5 10 10" />
  </Icon>
);
export const LeaveIcon = (p: Props) => (
  <Icon {...p}>
    <path d="M8 3.5H5A1.5 1.5 0 0 0 3.5 5v10A1.5 1.5 0 0 0 5 16.5h3M12.5 13.5 16 10l-3.5-3.5M16 10H8" />
  </Icon>
);
