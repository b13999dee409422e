import {
  type Answer,
  actor,
  type Commands,
  fact as commandFact,
  date,
  flag,
  forTerminal,
  must,
  mustDate,
  one,
  text,
  type Values,
  withoutUndefined,
} from '../command.ts';
import { Problem } from '../errors.ts';
import type { Fact } from '../fact.ts';
import { eventsAsCsv } from './events-csv.ts';
import { type Fault, fact } from './facts.ts';
import type { Anchor, Audit, CheckedFile, Filter, Report, StoredEvent } from './service.ts';

export const commands: Commands<{ audit: Pick<Audit, 'verify' | 'verifyFile' | 'putAway' | 'list' | 'export'> }> = {
  'audit verify': {
    help: 'Checks that no event of the audit log was changed, removed or put in later; exit code 1 if one was.',
    example: 'audit verify --anchor 1024:9f2c…',
    asOwner: true,
    options: {
      anchor: text('COUNT:HASH that an earlier verify printed: the log must still contain it'),
      file: text('a month that was put away, instead of what is in the database'),
    },
    positionals: [],
    work: async ({ audit }, values) => {
      const file = one(values, 'file');
      if (file !== undefined) return checked(await audit.verifyFile(actor, file, anchorOf(one(values, 'anchor'))));
      const report = await audit.verify(actor, anchorOf(one(values, 'anchor')));
      return {
        document: documentOf(report),
        text: (say) => linesOf(report).map(say).join('\n'),
        ...(report.broken !== undefined && { exitCode: 1 as const }),
      };
    },
  },
  'audit put-away': {
    help: 'Writes all events up to the end of a month into a file and takes them out of the database; the chain goes on from the head that is kept. As the owner of the tables.',
    example: 'audit put-away --month 2026-05 --file /var/backups/cloud/audit-2026-05.jsonl',
    asOwner: true,
    options: {
      month: text('the last month that goes (北京时间), over at least 180 days ago'),
      file: text('a file that is not there yet'),
    },
    positionals: [],
    work: async ({ audit }, values) => {
      const gone = await audit.putAway(actor, must(values, 'month'), must(values, 'file'));
      const { count, hash } = anchor(gone.to);
      return {
        document: { events: gone.events, from: anchor(gone.from), to: anchor(gone.to), sha256: gone.sha256 },
        text: (say) => say(fact('audit.archived', { events: gone.events, count, hash, sha256: gone.sha256 })),
      };
    },
  },
  'audit list': {
    help: 'Shows what happened, the newest first.',
    example: 'audit list --subject application:ncc_… --since 2026-11-01T00:00:00+08:00',
    options: {
      subject: text('KIND:ID, for example application:ncc_…'),
      actor: text('id of the account that did it'),
      verb: text('what was done, or how it begins: application.'),
      since: text('from this time on'),
      until: text('before this time'),
      cursor: text('where the page before ended'),
    },
    positionals: [],
    work: async ({ audit }, values) => {
      const before = cursorOf(one(values, 'cursor'));
      const { events, next } = await audit.list(actor, filterOf(values), withoutUndefined({ before }));
      return {
        document: { events: events.map(present), next: next ?? null },
        text: (say) => {
          const more = next === undefined ? [] : [say(commandFact('commands.more', { cursor: next }))];
          return [...events.map(line), ...more].join('\n') || say(fact('audit.none_listed'));
        },
      };
    },
  },
  'audit export': {
    help: 'Writes all events of a time, a JSON document to a line.',
    example: 'audit export --since 2026-11-01T00:00:00+08:00 --until 2026-12-01T00:00:00+08:00 --csv',
    options: {
      since: text('from this time on (required)'),
      until: text('before this time (required)'),
      csv: flag('as CSV for a spreadsheet'),
    },
    positionals: [],
    work: async ({ audit }, values) => {
      const events = audit.export(actor, { since: mustDate(values, 'since'), until: mustDate(values, 'until') });
      return { lines: values.csv === true ? eventsAsCsv(events) : jsonLines(events) };
    },
  },
};

function anchorOf(given: string | undefined): Anchor | undefined {
  if (given === undefined) return undefined;
  const [, count, hash] = /^(\d{1,15}):([\da-f]{64})$/i.exec(given) ?? [];
  if (count === undefined || hash === undefined || Number(count) === 0)
    throw new Problem('bad_request', commandFact('commands.anchor_form'));
  return { count: Number(count), hash: hash.toLowerCase() };
}

function cursorOf(given: string | undefined): number | undefined {
  if (given === undefined) return undefined;
  if (!/^\d{1,15}$/.test(given)) throw new Problem('bad_request', commandFact('commands.cursor_form'));
  return Number(given);
}

function filterOf(values: Values): Filter {
  const [, kind, id] = /^([^:]+):(.+)$/s.exec(one(values, 'subject') ?? '') ?? [];
  if (one(values, 'subject') !== undefined && (kind === undefined || id === undefined))
    throw new Problem('bad_request', commandFact('commands.subject_form'));
  return withoutUndefined({
    subject: kind !== undefined && id !== undefined ? { kind, id } : undefined,
    actorId: one(values, 'actor'),
    verbPrefix: one(values, 'verb'),
    since: date(values, 'since'),
    until: date(values, 'until'),
  });
}

const anchor = ({ position, hash }: Report['head']) => ({ count: position, hash: hash.toString('hex') });

function checked({ from, to, sha256, forged, broken, isKept, holdsAnchor }: CheckedFile): Answer {
  const fault = faultOf({ forged, broken, isKept, holdsAnchor });
  const { count, hash } = anchor(to);
  return {
    document: {
      ...{ ok: fault === undefined, from: anchor(from), to: anchor(to), sha256, forged },
      broken: fault?.text ?? null,
    },
    text: (say) =>
      [
        fault === undefined
          ? fact('audit.sound', { count: to.position - from.position })
          : fact('audit.broken', { position: undefined, eventId: undefined, ...fault }),
        fact('audit.head', { count, hash, isWhole: broken === undefined }),
      ]
        .map(say)
        .join('\n'),
    ...(fault !== undefined && { exitCode: 1 as const }),
  };
}

type Faulty = { fault: Fault; text: string; position?: number | undefined; eventId?: number | undefined };

function faultOf({
  forged,
  broken,
  isKept,
  holdsAnchor,
}: Pick<CheckedFile, 'forged' | 'broken' | 'isKept' | 'holdsAnchor'>): Faulty | undefined {
  if (broken !== undefined) return broken;
  if (!isKept) return { fault: 'chain elsewhere', text: 'the chain in the database does not go on from it' };
  if (!holdsAnchor) return { fault: 'anchor missing', text: 'it does not contain the anchor' };
  return forged === 0
    ? undefined
    : { fault: 'event forged', text: `${forged} events were not written by the application` };
}

const documentOf = ({ head, unsealed, backdated, broken, personsEnded, putAway }: Report) => ({
  ok: broken === undefined,
  head: anchor(head),
  put_away: putAway === undefined ? null : { count: putAway.count, until: putAway.until.toISOString() },
  unsealed: {
    count: unsealed.count,
    oldest_at: unsealed.oldestAt?.toISOString() ?? null,
    age_in_seconds: unsealed.ageInSeconds ?? null,
  },
  backdated: { count: backdated.count, event: backdated.eventId ?? null },
  persons_ended: personsEnded,
  broken:
    broken === undefined
      ? null
      : {
          fault: broken.fault,
          position: broken.position ?? null,
          event: broken.eventId ?? null,
          message: broken.text,
        },
});

function linesOf({ head, unsealed, backdated, broken, personsEnded, putAway }: Report): Fact[] {
  const { count, hash } = anchor(head);
  return [
    broken === undefined ? fact('audit.sound', { count }) : fact('audit.broken', broken),
    fact('audit.head', { count, hash, isWhole: broken === undefined }),
    ...(putAway === undefined
      ? []
      : [fact('audit.put_away', { count: putAway.count, until: putAway.until.toISOString() })]),
    fact('audit.unsealed', { count: unsealed.count, seconds: unsealed.ageInSeconds ?? 0 }),
    ...(personsEnded === 0 ? [] : [fact('audit.persons_ended', { count: personsEnded })]),
    ...(backdated.count === 0
      ? []
      : [fact('audit.backdated', { count: backdated.count, event: backdated.eventId ?? null })]),
  ];
}

const present = (event: StoredEvent) => ({
  id: event.id,
  at: event.at.toISOString(),
  actor: { kind: event.actorKind, id: event.actorId ?? null },
  verb: event.verb,
  subject: event.subject,
  details: event.details,
  request_id: event.requestId ?? null,
  seal: event.seal ?? null,
});

const line = (event: StoredEvent) =>
  forTerminal(
    [
      event.id,
      event.at.toISOString(),
      [event.actorKind, event.actorId].filter(Boolean).join(':'),
      event.verb,
      `${event.subject.kind}:${event.subject.id}`,
      JSON.stringify(event.details),
      event.requestId ?? '',
    ].join('  '),
  );

async function* jsonLines(events: AsyncIterable<StoredEvent>): AsyncGenerator<string> {
  for await (const event of events) yield `${JSON.stringify(present(event))}\n`;
}
