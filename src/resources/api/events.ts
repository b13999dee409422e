import type { NewEvent } from '../../webhooks/event.ts';
import type { Tell } from '../entries/publishing.ts';
import type { Import } from '../imports/import.ts';

/** What programs hear of an entry: thin, they read the rest themselves. */
export function eventOf({ type, entry, at, reason }: Parameters<Tell>[1]): NewEvent {
  const { institutionId, channel, externalId, title } = entry;
  const clientId = entry.clientId ?? entry.pushedBy;
  return {
    ...{ type, at, institutionId, clientId },
    subject: { kind: 'resource', id: entry.id },
    data: { channel, external_id: externalId, title, ...(reason !== undefined && { reason }) },
  };
}

/** What programs hear of an import that is over. */
export const eventOfImport = ({
  id,
  institutionId,
  clientId,
  channel,
  state,
  bad,
  counts,
  updatedAt,
}: Pick<
  Import,
  'id' | 'institutionId' | 'clientId' | 'channel' | 'state' | 'bad' | 'counts' | 'updatedAt'
>): NewEvent => ({
  ...{ type: 'import.completed', institutionId, clientId, at: updatedAt, key: `import ${id}` },
  subject: { kind: 'import', id },
  data: { channel, status: state, problems: bad, ...counts },
});
