import { byteOrderMark, csvLine } from './csv.ts';
import type { StoredEvent } from './store.ts';

const header = 'id,at,actor_kind,actor_id,verb,subject_kind,subject_id,details,request_id,position,hash'.split(',');

/** Events as a table for a spreadsheet, line by line, however many. */
export async function* eventsAsCsv(events: AsyncIterable<StoredEvent>): AsyncGenerator<string> {
  yield byteOrderMark + csvLine(header);
  for await (const event of events)
    yield csvLine([
      event.id,
      event.at.toISOString(),
      event.actorKind,
      event.actorId,
      event.verb,
      event.subject.kind,
      event.subject.id,
      JSON.stringify(event.details),
      event.requestId,
      event.seal?.position,
      event.seal?.hash,
    ]);
}
