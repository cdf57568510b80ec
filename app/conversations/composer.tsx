'use client';

import { useTranslations } from 'next-intl';
import { type ReactNode, type RefObject, useId, useState } from 'react';
import type { Conversation } from '@/clients/state/log';
import { addressOf, keyOf, obstacle, type View } from '@/clients/state/views';
import type { MAX_TEXT } from '@/protocol/fields';
import type { WireEntry } from '@/protocol/messages';
import { AttachButton } from '../attachments/attach-button';
import { ChosenStrip } from '../attachments/chosen-strip';
import { useAttachmentRules } from '../attachments/rules';
import { useChosenFiles } from '../attachments/use-chosen-files';
import { useDrop } from '../attachments/use-drop';
import { useClient, useClientState } from '../connection/client-provider';
import { titleOf } from '../people/names';
import { Reached } from '../reach/reached';
import { CheckIcon, SendIcon } from '../ui/later-icons';
import { EditStrip, ReplyStrip } from './composer/context-strip';
import { EmojiButton } from './composer/emoji-button';
import { MessageField } from './composer/message-field';
import { sendableText } from './composer/sendable-text';
import { useDraft } from './composer/use-draft';
import { useTyping } from './composer/use-typing';

// Only the type is imported: the value would add the parser of the whole protocol to the page.
const MAX_CHARACTERS: typeof MAX_TEXT = 4000;

interface Props {
  view: View;
  conversation: Conversation | null;
  field: RefObject<HTMLTextAreaElement | null>;
  /** The user's message that is being edited. */
  editing: WireEntry | null;
  onEdited: () => void;
  /** Edits a message. Resolves to false when the server did not do it. */
  edit: (entry: WireEntry, text: string) => Promise<boolean>;
  onEditLast: () => void;
  onShare: () => void;
  onPlace: () => void;
  /** Shows above the field whom the message reaches, and lets the user change it. */
  audience?: ReactNode;
  /** The text of the empty field; by default the title of the conversation. */
  placeholder?: string | undefined;
}

/** Shows the form that writes messages. It works without a connection: messages wait until there is one. */
export function Composer(props: Props) {
  const { view, conversation, field, editing, onEdited, edit, onEditLast, audience, placeholder } = props;
  const t = useTranslations('composer');
  const c = useTranslations('conversations');
  const a = useTranslations('attachments');
  const { send, drafts } = useClient();
  const key = keyOf(view);
  const draft = useDraft(key);
  const typing = useTyping(conversation);
  const title = useClientState((state) => titleOf(view, conversation, state, c));
  const why = useClientState((state) => (state.loaded ? obstacle(state, view, conversation) : null));
  const hint = useId();
  const [edited, setEdited] = useState({ id: '', text: '' });
  const [saving, setSaving] = useState(false);
  const { allowed, maxBytes } = useAttachmentRules(view, conversation);
  const chosen = useChosenFiles(key, maxBytes);
  const addFiles = allowed && !editing && why === null ? chosen.add : null;
  const dropping = useDrop(addFiles);

  // The edited text, which begins as the text of the message.
  const { id, text: original } = editing?.message ?? { id: '', text: '' };
  const text = editing ? (edited.id === id ? edited.text : original) : draft.text;
  const over = [...text].length - MAX_CHARACTERS;
  const filled = sendableText(text) !== '' || (!editing && chosen.files.length > 0);
  const preparing = !editing && chosen.preparing > 0;
  const ready = filled && !preparing && over <= 0 && !saving && (editing !== null || why === null);

  async function submit() {
    if (!ready) return;
    if (!editing) {
      const carried = drafts.send(key);
      typing.stop();
      send(
        addressOf(view, conversation),
        { text: sendableText(text) },
        { replyTo: draft.reply?.id, files: chosen.take(), ...carried },
      );
      return;
    }
    setSaving(true);
    const saved = sendableText(text) === original || (await edit(editing, sendableText(text)));
    setSaving(false);
    if (!saved) return;
    setEdited({ id: '', text: '' });
    onEdited();
  }

  function setText(next: string) {
    if (editing) return setEdited({ id, text: next });
    drafts.set(key, { ...draft, text: next });
    if (next !== '') typing.write();
  }

  /** Inserts a text where the caret is. */
  function insert(inserted: string) {
    const { selectionStart: from = text.length, selectionEnd: to = text.length } = field.current ?? {};
    setText(text.slice(0, from) + inserted + text.slice(to));
    requestAnimationFrame(() => {
      field.current?.focus();
      field.current?.setSelectionRange(from + inserted.length, from + inserted.length);
    });
  }

  return (
    <form
      aria-label={t('label')}
      className="relative mx-auto w-full max-w-[45rem] flex-none px-3 pt-1 pb-[max(0.75rem,env(safe-area-inset-bottom))] sm:px-5"
      onSubmit={(event) => {
        event.preventDefault();
        void submit();
      }}
    >
      {!editing && audience}
      <div id={hint} className="text-sm empty:hidden">
        {!editing && why && <ObstacleNotice why={why} {...props} />}
        {over > 0 && <p className="pb-2 text-bad">{t('tooLong', { over })}</p>}
        {over > -200 && over <= 0 && <p className="pb-1 text-soft text-xs">{t('left', { count: -over })}</p>}
      </div>
      {editing ? (
        <EditStrip onCancel={onEdited} />
      ) : (
        draft.reply && (
          <ReplyStrip reply={draft.reply} onCancel={() => drafts.set(key, { text: draft.text })} />
        )
      )}
      {!editing && <ChosenStrip chosen={chosen} maxBytes={maxBytes} />}
      {dropping && (
        <p className="drop-here" role="status">
          {a('drop')}
        </p>
      )}
      <div className="flex items-end gap-2">
        {addFiles && <AttachButton onFiles={addFiles} />}
        <MessageField
          field={field}
          conversation={conversation}
          text={text}
          placeholder={
            placeholder ??
            (view.of === 'nearby' ? t('placeholder.nearby') : t('placeholder.to', { name: title }))
          }
          describedBy={hint}
          onText={setText}
          onFiles={addFiles}
          onEnter={() => void submit()}
          onEscape={() => {
            if (editing) onEdited();
            else if (draft.reply) drafts.set(key, { text: draft.text });
            // The next Escape closes the conversation.
            else if (text === '') field.current?.blur();
          }}
          onUp={() => {
            if (!editing) onEditLast();
          }}
        />
        <EmojiButton onChoose={insert} />
        <button
          type="submit"
          className="button button-primary w-11 flex-none px-0"
          aria-label={editing ? t('save') : t('send')}
          title={editing ? t('save') : t('send')}
          disabled={!ready}
        >
          {editing ? <CheckIcon /> : <SendIcon />}
        </button>
      </div>
      {(view.of === 'nearby' || view.of === 'building') && <Reached conversation={conversation} />}
    </form>
  );
}

/** Shows why the user cannot write here now, and a button that helps. */
function ObstacleNotice({
  why,
  onShare,
  onPlace,
}: Pick<Props, 'onShare' | 'onPlace'> & { why: NonNullable<ReturnType<typeof obstacle>> }) {
  const t = useTranslations('composer');
  if (why === 'left') return null;
  const text = { off: t('why.off'), waiting: t('why.waiting'), 'no building': t('why.noBuilding') }[why];
  return (
    <p className="flex flex-wrap items-center gap-x-2 pb-1 text-soft">
      {text}
      <button type="button" className="link min-h-9 font-medium" onClick={why === 'off' ? onShare : onPlace}>
        {why === 'off' ? t('turnOn') : t('toPlace')}
      </button>
    </p>
  );
}
