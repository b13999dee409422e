import { applicationOf } from '../../http/bearer.ts';
import { type Served, serve } from '../../http/operation.ts';
import type { Announcements } from '../announcements/service.ts';
import { readAnnouncement } from './announcement-operations.ts';

type Needs = { announcements: Pick<Announcements, 'read' | 'propose'> };

/** 粘贴通知, for programs: the same rules, and nothing that is not certain enters a draft. */
export const createAnnouncementApi = ({ announcements }: Needs): Served[] => [
  serve(readAnnouncement, async (ctx, { body }) => {
    const actor = applicationOf(ctx);
    const { text, html, file, written_on: writtenOn, propose = false } = body;
    const given = {
      ...(text !== undefined && { text }),
      ...(html !== undefined && { html }),
      ...(file !== undefined && { file: { name: '', bytes: Buffer.from(file, 'base64') } }),
      ...(writtenOn !== undefined && { writtenOn }),
    };
    const made = propose
      ? await announcements.propose(actor, given)
      : { ...(await announcements.read(actor, given)), proposed: [] };
    const { announcement, reading, attachments, proposed } = made;
    const { say } = ctx.state.speech;
    return {
      ...{ text: announcement.text, written_on: announcement.writtenOn ?? null },
      entries: reading.entries.map(({ channel, values, change }) => ({
        ...{ channel, change: change?.kind ?? null },
        values: Object.fromEntries(
          Object.entries(values).map(([name, { value, spans, source, doubt, others = [] }]) => [
            name,
            {
              ...{ value, source, spans: spans.map(([from, to]): [number, number] => [from, to]) },
              ...{ doubt: doubt === undefined ? null : say(doubt), others: [...others] },
            },
          ]),
        ),
      })),
      none: reading.none?.kind ?? null,
      closures: reading.closures.map(({ from, to }) => ({ from, to })),
      ...{ left_out: reading.leftOut.length, attachments: [...attachments] },
      proposed: proposed.map(({ externalId, channel, outcome, withheld }) => ({
        ...{ external_id: externalId, channel, outcome, withheld: [...withheld] },
      })),
    };
  }),
];
