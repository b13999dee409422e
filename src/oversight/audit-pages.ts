import { z } from 'zod';
import type { Accounts } from '../accounts/service.ts';
import type { AuditWords } from '../audit/audit-words.ts';
import { eventsAsCsv } from '../audit/events-csv.ts';
import type { createAudit, StoredEvent } from '../audit/service.ts';
import { after, type Clock, dayOf, days, startOf } from '../clock.ts';
import { isId } from '../crypto/secrets.ts';
import type { Database } from '../database/open.ts';
import { Problem, type Problems } from '../errors.ts';
import { day } from '../fields/moment.ts';
import { readFields } from '../fields/read.ts';
import { staffOf } from '../http/admitted.ts';
import type { Context } from '../http/context.ts';
import type { Throttle } from '../http/limits/throttle.ts';
import { longAnswer } from '../http/long-answer.ts';
import type { Pages } from '../http/pages/page.ts';
import type { Form } from '../http/requests/body.ts';
import type { Cursors } from '../http/requests/cursors.ts';
import { form, page, param, type Route, seeOther } from '../http/route.ts';
import { createFilters } from '../review/desk/filters.ts';
import { createAsking, isAk } from './asking.ts';
import { type AuditQuery, monthInWords, readFilter, recentMonths } from './audit-filter.ts';
import { readableDetails } from './details.ts';
import { type CalledOf, kindOfActor, namesIn, shortOf } from './names.ts';
import { may } from './policies.ts';

type Needs = {
  pages: Pages;
  db: Database;
  clock: Clock;
  throttle: Throttle;
  cursors: Cursors;
  audit: ReturnType<typeof createAudit>;
  accounts: Pick<Accounts, 'findByIdentifier' | 'staff'>;
  auditWords: AuditWords;
};

const range = z.object({ from: day('起始日期'), to: day('截止日期') });

const here = '/admin/audit';
const addressOf = (query: Readonly<Record<string, string>>) => {
  const said = new URLSearchParams(given(query));
  return said.size === 0 ? here : `${here}?${said}`;
};

/** 审计（O12）: the audit for auditors: search, export, and proofs. */
export function createAuditPages(needs: Needs): Route[] {
  const { pages, db, clock, audit, cursors, auditWords } = needs;
  const places = cursors.byNumber('audit');
  const asking = createAsking(needs);
  const filters = createFilters(needs, 'audit');

  /** 全部, the question that is asked most, and those that the auditor keeps. */
  async function chips(ctx: Context, asked: AuditQuery) {
    const kept = await filters.list(staffOf(ctx));
    return [
      { id: undefined, name: '全部记录', href: here },
      { id: undefined, name: '谁看过资料', href: addressOf({ group: 'looks' }) },
      ...kept.map(({ id, name, query }) => ({ id, name, href: `${here}?${query}` })),
    ].map((chip, place, all) => {
      // A narrower question of 谁看过 is still one, unless it is kept under a name of its own.
      const isKept = all.some(({ href }) => href === addressOf(asked));
      return { ...chip, isHere: isKept ? chip.href === addressOf(asked) : place === 1 && asked.group === 'looks' };
    });
  }

  type More = { query?: Form; problems?: Problems; values?: Readonly<Record<string, string>>; name?: string };

  async function show(ctx: Context, more: More = {}) {
    const { asked, filter, problems } = readFilter(more.query ?? ctx.query, auditWords);
    const wrong = { ...(more.query === undefined && problems), ...more.problems };
    const before = places.find(given(asked), ctx.query.before);
    const isAsked = Object.keys(more.query === undefined ? problems : wrong).length === 0;
    const { events, next } = isAsked
      ? await audit.list(staffOf(ctx), filter, before === undefined ? {} : { before })
      : { events: [], next: undefined };
    const chosen = isAsked ? chosenIn(asked) : [];
    const [calledOf, shownChips] = await Promise.all([
      namesIn(db, [...events, ...chosen.map(({ event }) => event)]),
      chips(ctx, asked),
    ]);
    const today = dayOf(clock.now());
    const monthAgo = dayOf(after(clock.now(), -days(30)));
    pages.show(
      ctx,
      'oversight/audit',
      {
        asked,
        chips: shownChips,
        chosen: [
          ...chosen.map(({ name, label, id, event }) => ({
            ...{ name, id, label, rest: addressOf({ ...asked, ...(name === 'subject' && { kind: '' }), [name]: '' }) },
            ...said(calledOf, event.subject),
          })),
          ...(isAsked ? wordsOf(asked) : []),
        ],
        events: events.map((event) => present(event, calledOf, auditWords)),
        next: next === undefined ? undefined : addressOf({ ...given(asked), before: places.write(given(asked), next) }),
        isFiltered: Object.keys(given(asked)).length > 0,
        isOpen: Object.keys(wrong).some((name) => name !== 'from' && name !== 'to'),
        query: addressOf(asked).slice(here.length),
        values: { from: asked.since || monthAgo, to: asked.until || today, name: more.name ?? '', ...more.values },
        groups: auditWords.verbGroups,
        kinds: auditWords.subjectKinds,
        months: recentMonths(clock.now()),
      },
      { title: '审计', here: 'audit', problems: wrong },
    );
  }

  /** The numbers in the address, for the line above the list that says them by names. */
  const chosenIn = ({ kind, subject, actor }: AuditQuery) => [
    ...(subject === ''
      ? []
      : [{ name: 'subject', label: auditWords.kind(kind), id: subject, event: about({ kind, id: subject }) }]),
    ...(actor === ''
      ? []
      : [{ name: 'actor', label: '操作人', id: actor, event: about({ kind: actorKind(actor), id: actor }) }]),
  ];

  /** The chosen words in the address, beside the numbers. */
  const wordsOf = (asked: AuditQuery) =>
    [
      { name: 'group', label: '动作', called: auditWords.verbGroups[asked.group] },
      { name: 'month', label: '月份', called: monthInWords(asked.month) },
      { name: 'since', label: '从哪一天', called: asked.since },
      { name: 'until', label: '到哪一天', called: asked.until },
    ].flatMap(({ name, label, called }) =>
      called === undefined || called === ''
        ? []
        : [
            {
              ...{ name, label, called, id: '', short: '', state: 'live' as const },
              rest: addressOf({ ...asked, [name]: '' }),
            },
          ],
    );

  async function find(ctx: Context, sent: Form) {
    audit.mayRead(staffOf(ctx));
    const { query, problems } = await asking.read(staffOf(ctx), sent);
    const { asked, problems: wrong } = readFilter(query, auditWords);
    const { kind: _, ...others } = wrong;
    // A kind is asked for only where the text alone does not tell it.
    const all = { ...(problems.subject === undefined ? wrong : others), ...problems };
    if (Object.keys(all).length > 0) return show(ctx, { query: asked, problems: all });
    return seeOther(ctx, addressOf(asked));
  }

  async function keepFilter(ctx: Context, { name = '' }: Form) {
    const { asked } = readFilter(ctx.query, auditWords);
    const address = addressOf(asked);
    try {
      await filters.keep(staffOf(ctx), name, address.slice(here.length + 1));
    } catch (error) {
      if (!(error instanceof Problem) || error.status >= 500) throw error;
      return show(ctx, { problems: error.fields ?? { name: error.fact }, name });
    }
    return seeOther(ctx, address);
  }

  async function removeFilter(ctx: Context) {
    await filters.remove(staffOf(ctx), param(ctx, 'id'));
    return seeOther(ctx, here);
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
    form('/admin/audit/find', may('read and verify the audit'), find),
    form('/admin/audit/filters', may('read and verify the audit'), keepFilter),
    form('/admin/audit/filters/:id/remove', may('read and verify the audit'), removeFilter),
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

/** An event of nothing but its subject, to have that named. */
const about = (subject: StoredEvent['subject']): StoredEvent => ({
  ...{ id: 0, at: new Date(0), actorKind: 'system', actorId: undefined, verb: '', details: {} },
  ...{ subject, personEnded: false, requestId: undefined, seal: undefined },
});

/** Of the actor in an address, which has no kind: people have ids, applications AKs; a job or a command is called by its own name. */
const actorKind = (id: string) => (isId(id) ? 'account' : isAk(id) ? 'application' : 'system');

/** The name of something as a list shows it, and its number beside it. */
function said(calledOf: CalledOf, subject: StoredEvent['subject']) {
  const called = calledOf(subject);
  return { called: called?.name ?? '', state: called?.state ?? ('live' as const), short: shortOf(subject.id) };
}

const present = (event: StoredEvent, calledOf: CalledOf, words: AuditWords) => ({
  id: event.id,
  at: event.at,
  verb: words.verb(event.verb),
  code: event.verb,
  actor: words.actor(event.actorKind, event.verb),
  actorId: event.actorId ?? '',
  actorHref: event.actorId === undefined ? undefined : addressOf({ actor: event.actorId }),
  by: said(calledOf, { kind: kindOfActor(event.actorKind), id: event.actorId ?? '' }),
  subject: words.kind(event.subject.kind),
  subjectId: event.subject.id,
  subjectHref: Object.hasOwn(words.subjectKinds, event.subject.kind)
    ? addressOf({ kind: event.subject.kind, subject: event.subject.id })
    : undefined,
  of: said(calledOf, event.subject),
  lines: [
    ...readableDetails(event.details, words, calledOf),
    ...(event.personEnded ? [{ name: words.name('person'), to: words.value('person', 'ended') }] : []),
  ],
  requestId: event.requestId,
  position: event.seal?.position,
});
