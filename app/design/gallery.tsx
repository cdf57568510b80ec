'use client';

import { type ReactNode, useState } from 'react';
import { Avatar } from '../ui/avatar';
import { Dialog, DialogButtons } from '../ui/dialog';
import { Field } from '../ui/field';
import * as icons from '../ui/icons';
import * as laterIcons from '../ui/later-icons';
import { Logo } from '../ui/logo';
import { Menu, MenuItem, MenuToggle } from '../ui/menu';
import { Popover } from '../ui/popover';
import { ThemeSwitch } from '../ui/preferences';
import { Sheet, type SheetHeight } from '../ui/sheet';
import { Switch } from '../ui/switch';

const COLOURS = [
  'paper card sunk line edge ink soft',
  'accent accent-strong on-accent tint mine on-mine mine-soft',
  'now on-now now-ink now-tint bad bad-tint warn warn-ink',
  'map-ground map-campus map-lawn map-tree map-path map-water map-roof map-wall map-roof-here map-wall-here',
].map((line) => line.split(' '));

const { Icon: _, ...namedIcons } = icons;
const { MoreIcon, WriteIcon } = icons;
const { SendIcon, TrashIcon } = laterIcons;

/** The components. Its texts are for developers and stay in English. */
export function Gallery() {
  return (
    <main className="mx-auto flex w-full max-w-4xl flex-col gap-8 px-5 py-8">
      <div className="flex items-center gap-3">
        <Logo size={44} />
        <h1 className="text-place">Design</h1>
      </div>
      <div className="max-w-80">
        <ThemeSwitch />
      </div>
      <Part title="Type">
        <p className="font-display text-place">Pavilhão de Civil, place</p>
        <p className="font-display text-title">Pavilhão de Civil, title</p>
        <p className="font-display text-name">Pavilhão de Civil, name</p>
        <p>Text of messages and forms</p>
        <p className="text-soft text-sm">Small text</p>
        <p className="text-soft text-tiny">Tiny text: times</p>
      </Part>
      <Part title="Colours">
        {COLOURS.map((line) => (
          <ul key={line[0]} className="flex flex-wrap gap-2">
            {line.map((name) => (
              <li key={name} className="w-20 text-tiny">
                <span
                  className="block h-10 rounded-control border border-line"
                  style={{ background: `var(--${name})` }}
                />
                {name}
              </li>
            ))}
          </ul>
        ))}
      </Part>
      <Part title="Elevation">
        <div className="flex flex-wrap gap-6">
          <div className="card p-4">card, raised</div>
          <div className="floating p-4">floating</div>
          <div className="rounded-card bg-card p-4 shadow-over">over</div>
        </div>
      </Part>
      <Part title="Buttons">
        {[false, true].map((disabled) => (
          <div key={String(disabled)} className="flex flex-wrap items-center gap-2">
            {['', 'button-primary', 'button-quiet', 'button-bad', 'button-danger'].map((kind) => (
              <button key={kind} type="button" disabled={disabled} className={`button ${kind}`}>
                {kind || 'button'}
              </button>
            ))}
            <button type="button" disabled={disabled} aria-label="Send" className="icon-button">
              <SendIcon />
            </button>
          </div>
        ))}
      </Part>
      <Part title="Chips">
        <div className="flex flex-wrap gap-1.5">
          {[false, true].map((pressed) => (
            <button key={String(pressed)} type="button" aria-pressed={pressed} className="chip">
              <icons.RangeIcon size={15} />
              14 people near
            </button>
          ))}
        </div>
      </Part>
      <Part title="Fields and switches">
        <Fields />
      </Part>
      <Part title="People">
        <div className="flex flex-wrap items-center gap-4">
          <Avatar id="ist1100001" name="Sample person 1" size={48} band="here" />
          <Avatar id="ist1100002" name="Sample person 2" size={48} band="near" />
          <Avatar id="ist1100003" name="Sample person 3" size={48} band="in range" />
          <Avatar id="ist1100004" name="Sample person 4" size={48} photo="/icon.svg" />
          <Avatar id="door-bot" name="door-bot" bot size={48} />
        </div>
      </Part>
      <Part title="Messages">
        <Bubbles />
      </Part>
      <Part title="Overlays">
        <Overlays />
      </Part>
      <Part title="Sheet">
        <SheetExample />
      </Part>
      <Part title="Waiting">
        <div className="skeleton h-10 w-1/2" />
      </Part>
      <Part title="Icons">
        <ul className="flex flex-wrap gap-3">
          {Object.entries({ ...namedIcons, ...laterIcons }).map(([name, Icon]) => (
            <li key={name} className="flex w-24 flex-col items-center gap-1 text-soft text-tiny">
              <Icon />
              {name}
            </li>
          ))}
        </ul>
      </Part>
    </main>
  );
}

function Part({ title, children }: { title: string; children: ReactNode }) {
  return (
    <section aria-label={title} className="flex flex-col gap-3">
      <h2 className="heading">{title}</h2>
      {children}
    </section>
  );
}

function Fields() {
  const [on, setOn] = useState(true);
  return (
    <div className="grid max-w-md gap-3">
      <Field label="With a hint" hint="It says what is expected." />
      <Field label="With a problem" problem="This name is taken." defaultValue="ana" />
      <Field label="Disabled" disabled defaultValue="fixed" />
      <Switch label="Share my place" hint={on ? 'On' : 'Off'} on={on} onClick={() => setOn(!on)} />
      <Switch label="Disabled" hint="Cannot be changed now" on={false} disabled onClick={() => {}} />
    </div>
  );
}

function Bubbles() {
  return (
    <div className="flex max-w-md flex-col items-start gap-1">
      {[
        { own: false, text: 'Is there a vegan dish today?', edited: '' },
        { own: true, text: 'Yes, the chickpea curry. It goes fast, come before one.', edited: '' },
        { own: true, text: 'On my way', edited: 'edited ' },
      ].map(({ own, text, edited }) => (
        <div
          key={text}
          className={`bubble ${edited && 'bubble-edited'} ${own ? 'on-mine self-end bg-mine text-on-mine' : 'bg-sunk'}`}
        >
          <div className="said">
            <p>{text}</p>
          </div>
          <div className="bubble-time">{edited}12:22</div>
        </div>
      ))}
    </div>
  );
}

function Overlays() {
  const [dialog, setDialog] = useState(false);
  const [menu, setMenu] = useState<DOMRect | null>(null);
  const [card, setCard] = useState<DOMRect | null>(null);
  const [liked, setLiked] = useState(true);
  return (
    <div className="flex flex-wrap gap-2">
      <button type="button" className="button" onClick={() => setDialog(true)}>
        Dialog
      </button>
      <button
        type="button"
        className="button"
        onClick={(event) => setMenu(event.currentTarget.getBoundingClientRect())}
      >
        Menu <MoreIcon />
      </button>
      <button
        type="button"
        className="button"
        onClick={(event) => setCard(event.currentTarget.getBoundingClientRect())}
      >
        Popover
      </button>
      <Dialog open={dialog} onClose={() => setDialog(false)} title="Leave the channel?">
        <p className="pb-4 text-soft">You can join it again.</p>
        <DialogButtons cancel="Cancel" onCancel={() => setDialog(false)}>
          <button type="button" className="button button-danger" onClick={() => setDialog(false)}>
            Leave
          </button>
        </DialogButtons>
      </Dialog>
      <Menu anchor={menu} label="Menu" onClose={() => setMenu(null)}>
        <div className="grid grid-cols-8">
          <MenuToggle label="React with 👍" on={liked} onClick={() => setLiked(!liked)}>
            👍
          </MenuToggle>
        </div>
        <MenuItem icon={<WriteIcon />} onClick={() => {}}>
          Edit
        </MenuItem>
        <MenuItem bad icon={<TrashIcon />} onClick={() => {}}>
          Delete
        </MenuItem>
      </Menu>
      <Popover anchor={card} label="Sample person 2" onClose={() => setCard(null)}>
        <div className="flex items-center gap-3">
          <Avatar id="ist1100002" name="Sample person 2" size={48} band="near" />
          <div>
            <p className="font-display text-name">Sample person 2</p>
            <p className="text-soft text-sm">Near, Pavilhão de Civil</p>
          </div>
        </div>
      </Popover>
    </div>
  );
}

function SheetExample() {
  const [height, setHeight] = useState<SheetHeight>('low');
  return (
    <div className="relative h-96 overflow-hidden rounded-card bg-map-ground">
      <Sheet height={height} onHeight={setHeight} labels={{ larger: 'Show more', smaller: 'Show less' }}>
        <p className="px-4 pb-4">Its height: {height}</p>
      </Sheet>
    </div>
  );
}
