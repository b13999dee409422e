import type { Told } from '../../webhooks/event.ts';
import type { Tell } from '../entries/publishing.ts';
import type { Import } from '../imports/import.ts';

/** What programs hear of an entry: thin, they read the rest themselves. */
export function toldOf({ type, entry, at, reason }: Parameters<Tell>[1]): Told {
  const { institutionId, channel, externalId, title } = entry;
  const clientId = entry.clientId ?? entry.pushedBy;
  return {
    ...{ type, at, institutionId, clientId },
    subject: { kind: 'resource', id: entry.id },
    data: { channel, external_id: externalId, title, ...(reason !== undefined && { reason }) },
  };
}

/** What programs hear of an import that is over. */
export const toldOfImport = ({
  id,
  institutionId,
  clientId,
  channel,
  state,
  bad,
  counts,
  updatedAt,
}: Pick<Import, 'id' | 'institutionId' | 'clientId' | 'channel' | 'state' | 'bad' | 'counts' | 'updatedAt'>): Told => ({
  ...{ type: 'import.completed', institutionId, clientId, at: updatedAt, key: `import ${id}` },
  subject: { kind: 'import', id },
  data: { channel, status: state, problems: bad, ...counts },
});
