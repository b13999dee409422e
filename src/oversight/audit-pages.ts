import { z } from 'zod';
import type { AuditWords } from '../audit/audit-words.ts';
import { eventsAsCsv } from '../audit/events-csv.ts';
import type { createAudit, StoredEvent } from '../audit/service.ts';
import { after, type Clock, dayOf, days, startOf } from '../clock.ts';
import { isId } from '../crypto/secrets.ts';
import type { Problems } from '../errors.ts';
import { day } from '../fields/moment.ts';
import { readFields } from '../fields/read.ts';
import { staffOf } from '../http/admitted.ts';
import type { Context } from '../http/context.ts';
import { longAnswer } from '../http/long-answer.ts';
import type { Pages } from '../http/pages/page.ts';
import type { Form } from '../http/requests/body.ts';
import type { Cursors } from '../http/requests/cursors.ts';
import { form, page, type Route } from '../http/route.ts';
import { readFilter } from './audit-filter.ts';
import { readableDetails } from './details.ts';
import { may } from './policies.ts';
import type { Transparency } from './transparency/service.ts';

type Needs = {
  pages: Pages;
  clock: Clock;
  cursors: Cursors;
  audit: ReturnType<typeof createAudit>;
  auditWords: AuditWords;
  names: (ids: readonly string[]) => Promise<Map<string, string>>;
  transparency: Pick<Transparency, 'sizeOf'>;
};

const range = z.object({ from: day('起始日期'), to: day('截止日期') });

/** 审计（O12）: the audit for auditors: search, export, and proofs. */
export function createAuditPages({ pages, clock, audit, names, cursors, auditWords, transparency }: Needs): Route[] {
  const places = cursors.byNumber('audit');

  async function show(ctx: Context, more: { problems?: Problems; values?: Readonly<Record<string, string>> } = {}) {
    const { asked, filter, problems } = readFilter(ctx.query, auditWords);
    const wrong = { ...problems, ...more.problems };
    const before = places.find(given(asked), ctx.query.before);
    const isAsked = Object.keys(problems).length === 0;
    const { events, next } = isAsked
      ? await audit.list(staffOf(ctx), filter, before === undefined ? {} : { before })
      : { events: [], next: undefined };
    const [known, included] = await Promise.all([
      names(events.flatMap(({ actorId }) => actorId ?? [])),
      transparency.sizeOf('events'),
    ]);
    const today = dayOf(clock.now());
    const monthAgo = dayOf(after(clock.now(), -days(30)));
    pages.show(
      ctx,
      'oversight/audit',
      {
        asked,
        events: events.map((event) => ({
          ...present(event, known, auditWords),
          hasProof: event.seal !== undefined && event.seal.position <= included,
        })),
        next:
          next === undefined
            ? undefined
            : `/admin/audit?${new URLSearchParams({ ...given(asked), before: places.write(given(asked), next) })}`,
        isFiltered: Object.keys(given(asked)).length > 0,
        values: { from: asked.since || monthAgo, to: asked.until || today, ...more.values },
        groups: auditWords.verbGroups,
        kinds: auditWords.subjectKinds,
      },
      { title: '审计', here: 'audit', problems: wrong },
    );
  }

  async function verify(ctx: Context) {
    const report = auditWords.report(await audit.verify(staffOf(ctx)));
    pages.show(ctx, 'oversight/verified', { report, at: clock.now() }, { title: '完整性校验', here: 'audit' });
  }

  async function sendExport(ctx: Context, form: Form) {
    const read = readFields(range, form);
    if ('problems' in read) return show(ctx, { problems: read.problems, values: { ...form } });
    const { from, to } = read.values;
    const events = audit.export(staffOf(ctx), { since: startOf(from), until: after(startOf(to), days(1)) });
    ctx.set('Cache-Control', 'no-store');
    ctx.attachment(`audit-${from}-${to}.csv`);
    ctx.type = 'text/csv; charset=utf-8';
    ctx.body = longAnswer(await begun(eventsAsCsv(events)));
  }

  return [
    page('/admin/audit', may('read and verify the audit'), (ctx) => show(ctx)),
    form('/admin/audit/verify', may('read and verify the audit'), verify),
    form('/admin/audit/export', may('export the audit'), sendExport),
  ];
}

/** The first line is made before the answer begins, so that a refusal is still a page. */
async function begun(lines: AsyncGenerator<string>): Promise<AsyncGenerator<string>> {
  const first = [(await lines.next()).value, (await lines.next()).value];
  return (async function* () {
    for (const line of first) if (typeof line === 'string') yield line;
    yield* lines;
  })();
}

const given = (asked: Readonly<Record<string, string>>) =>
  Object.fromEntries(Object.entries(asked).filter(([, value]) => value !== ''));

const present = (event: StoredEvent, known: Map<string, string>, words: AuditWords) => ({
  id: event.id,
  at: event.at,
  verb: words.verb(event.verb),
  code: event.verb,
  actor: words.actor(event.actorKind),
  actorName: event.actorId === undefined ? '' : (known.get(event.actorId) ?? event.actorId),
  actorHref: event.actorId === undefined ? undefined : `/admin/audit?${new URLSearchParams({ actor: event.actorId })}`,
  subject: words.kind(event.subject.kind),
  subjectId: event.subject.id,
  /** The link and its title hold the whole of it. */
  subjectShort: isId(event.subject.id) ? `${event.subject.id.slice(0, 8)}…` : event.subject.id,
  subjectHref: Object.hasOwn(words.subjectKinds, event.subject.kind)
    ? `/admin/audit?${new URLSearchParams({ kind: event.subject.kind, subject: event.subject.id })}`
    : undefined,
  lines: [
    ...readableDetails(event.details, words),
    ...(event.personEnded ? [{ name: words.name('person'), to: words.value('person', 'ended') }] : []),
  ],
  requestId: event.requestId,
  position: event.seal?.position,
});
