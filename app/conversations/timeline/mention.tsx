'use client';

import { useClientState } from '../../connection/client-provider';
import { useNavigation } from '../../navigation/navigation-provider';
import { urlOfRoute } from '../../navigation/page-route';

/** Shows a mention with the user's name; a click opens the direct conversation. */
export function Mention({ person }: { person: { id: string; name: string } }) {
  const { push } = useNavigation();
  const own = useClientState((state) => state.you.id === person.id);
  const route = {
    tab: 'chats',
    view: { of: 'direct', username: person.id },
    seq: null,
    details: false,
  } as const;
  return (
    <a
      href={urlOfRoute({ ...route, query: '' })}
      title={`@${person.id}`}
      className={own ? 'mention mention-own' : 'mention'}
      onClick={(event) => {
        if (event.metaKey || event.ctrlKey || event.shiftKey) return;
        event.preventDefault();
        push(route);
      }}
    >
      @<bdi>{person.name}</bdi>
    </a>
  );
}
