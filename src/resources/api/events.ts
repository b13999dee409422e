import type { NewEvent } from '../../webhooks/event.ts';
import type { SendEvent } from '../entries/publishing.ts';
import type { Import } from '../imports/import.ts';

/** An entry's event for programs: thin, the details are fetched. */
export function eventOf({ type, entry, at, reason }: Parameters<SendEvent>[1]): NewEvent {
  const { institutionId, channel, externalId, title } = entry;
  const clientId = entry.clientId ?? entry.pushedBy;
  return {
    ...{ type, at, institutionId, clientId },
    subject: { kind: 'resource', id: entry.id },
    data: { channel, external_id: externalId, title, ...(reason !== undefined && { reason }) },
  };
}

/** The event at the end of an import. */
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
