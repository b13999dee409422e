import type { Told } from '../../webhooks/event.ts';
import type { Import } from './import.ts';

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
