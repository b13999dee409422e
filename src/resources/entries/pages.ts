import type { Member } from '../../actor.ts';
import { byteOrderMark, csvLine } from '../../audit/csv.ts';
import type { Clock } from '../../clock.ts';
import { isId } from '../../crypto/secrets.ts';
import type { Fact } from '../../fact.ts';
import { permits } from '../../http/access.ts';
import { memberOf } from '../../http/admitted.ts';
import type { Context } from '../../http/context.ts';
import { longAnswer } from '../../http/long-answer.ts';
import { dateTime, machineTime } from '../../http/pages/text.ts';
import type { Form } from '../../http/requests/body.ts';
import type { Cursors, TimeCursor } from '../../http/requests/cursors.ts';
import { form, page, type Route, seeOther } from '../../http/route.ts';
import type { Institutions } from '../../institutions/service.ts';
import type { Act } from '../facts.ts';
import { may } from '../policies.ts';
import { standings } from '../standing.ts';
import { beginningOf } from './beginning.ts';
import { type Entry, standingOf } from './entry.ts';
import { cursorOf, type Sort } from './entry-list-store.ts';
import { createEntryPages, type EntryNeeds } from './entry-pages.ts';
import { fileNameOf, presentOwn } from './presented.ts';
import { filterOf, hrefOf, readEntryQuery, sortChoices } from './query.ts';
import type { Selection } from './selection.ts';
import { createSelectionPages, presentPressed } from './selection-pages.ts';
import { newExternalId } from './written.ts';

type Needs = EntryNeeds & {
  clock: Clock;
  institutions: Pick<Institutions, 'get'>;
  cursors: Cursors;
  selection: Selection;
  /** The last files that entries came in. */
  batches: (actor: Member, limit: number) => Promise<readonly { id: string; number: string; channel: string }[]>;
};

const pageSize = 20;
const mostBatches = 30;
const tabs = ['published', 'in_review', 'returned', 'draft', 'scheduled', 'withdrawn', 'expired', 'rejected'] as const;

/** The buttons of a whole batch. */
const batchActs: readonly { act: Act; label: string }[] = [
  { act: 'submit', label: '提交整批审核' },
  { act: 'recall', label: '收回整批送审' },
  { act: 'withdraw', label: '申请撤回已发布的' },
  { act: 'remove', label: '删除整批草稿' },
];

const noActs: readonly Act[] = [];

/** 资源: an institution's entries, by form, workbook and program (P9, P10, R49). */
export function createResourcePages(needs: Needs): Route[] {
  const { pages, resources, clock, institutions, cursors, selection } = needs;
  const places = cursors.byTexts('resources');
  const channels = Object.fromEntries(resources.channels().map((channel) => [channel.code, channel]));
  const names = resources.channels().map(({ code, name }) => ({ code, name }));
  const here = 'resources';
  const mayWrite = (ctx: Context) => permits(may('write entries, one by one and by workbook'), memberOf(ctx));

  /** The bar of the action under way, or its result. */
  async function actionOf(ctx: Context, wanted: unknown) {
    const actor = memberOf(ctx);
    const { say } = ctx.state.speech;
    const asked = typeof wanted === 'string' && isId(wanted) ? await selection.get(actor, wanted) : undefined;
    const one = asked ?? (await selection.open(actor));
    if (one === undefined || one.state === 'chosen') return undefined;
    const left = one.state === 'done' && one.left > 0 ? await selection.left(actor, one.id) : [];
    return presentPressed(one, clock.now(), say, left);
  }

  async function list(ctx: Context, query: Context['query'] = ctx.query, notice?: Fact, recall?: readonly string[]) {
    const actor = memberOf(ctx);
    const { institutionId, applications: only } = actor;
    const asked = readEntryQuery(query, channels);
    const whose = { ...asked, institutionId };
    const filter = { ...filterOf(asked, institutionId, clock), only };
    const { standing: _standing, ...wider } = filter;
    const sort = asked.sort === '' ? undefined : asked.sort;
    const [at, id, last0] = places.find(whose, query.before) ?? [];
    const before = at === undefined || id === undefined ? undefined : { at: new Date(at), id, title: last0 ?? '' };
    const [found, tally, batches, acts, action] = await Promise.all([
      resources.list(filter, before, pageSize + 1, sort),
      resources.tally(wider),
      needs.batches(actor, mostBatches),
      asked.batch === '' ? noActs : selection.applicable({ institutionId, only, batchId: asked.batch }),
      mayWrite(ctx) ? actionOf(ctx, query.act) : undefined,
    ]);
    const rows = found.slice(0, pageSize);
    const last = found.length > pageSize ? rows.at(-1) : undefined;
    const isMine = mayWrite(ctx);
    const shown = rows.map((entry) => presentOwn(entry, channels, isMine));
    const data = {
      asked,
      channels: names,
      channel: names.find(({ code }) => code === asked.channel),
      tabs: [
        { name: '全部', count: tally.all, href: hrefOf(asked, { status: '' }), isHere: asked.status === '' },
        ...tabs
          .map((standing) => ({
            name: standings[standing],
            count: tally[standing],
            href: hrefOf(asked, { status: standing }),
            isHere: asked.status === standing,
          }))
          .filter(({ count, isHere }, place) => place < 4 || count > 0 || isHere),
      ],
      rows: shown,
      mayPick: isMine && shown.length > 0,
      matching: tally[asked.status || 'all'],
      listed: hrefOf(asked).split('?')[1] ?? '',
      sorts: sortChoices,
      batches: batches.map(({ id, number, channel }) => ({ id, name: `${number} ${channels[channel]?.name ?? ''}` })),
      batch: batches.find(({ id }) => id === asked.batch)?.number,
      batchActs: batchActs.filter(({ act }) => acts.includes(act)),
      action,
      notice: notice && ctx.state.speech.say(notice),
      recall,
      isEmpty: tally.all === 0 && hrefOf(asked, { status: '', sort: '' }) === '/console/resources',
      mayWrite: isMine,
      exported: hrefOf(asked, {}, '/console/resources/export.csv'),
      next: last && hrefOf(asked, { before: places.write(whose, positionOf(last, sort)) }),
    };
    pages.show(ctx, 'resources/list', data, { title: '资源', here });
  }

  async function askForChannel(ctx: Context) {
    const chosen = names.find(({ code }) => code === ctx.query.channel);
    const lead = (code: string) => channels[code]?.lead;
    const data = {
      channels: names.map((each) => ({ ...each, lead: lead(each.code) })),
      chosen: chosen?.code,
      as: newExternalId(),
    };
    pages.show(ctx, 'resources/new', data, { title: '填写一条', here });
  }

  async function create(ctx: Context, form: Form) {
    const actor = memberOf(ctx);
    const { institutionId } = actor;
    const { name, regionCode } = await institutions.get(institutionId);
    const channel = resources.channel(form.channel ?? '');
    const about = { institutionId, clientId: undefined };
    // The page gives the new entry its name: sent twice, it is still one.
    const externalId = /^auto-[\da-f]{16}$/.exec(form.as ?? '')?.[0];
    const data = beginningOf({ name, regionCode });
    const entrySet = { institutionId, channel: channel.code };
    const existing = externalId && (await resources.find(actor, entrySet, externalId));
    const [made] = existing
      ? [existing]
      : await resources.proposeMany(actor, channel.code, about, [{ ...(externalId && { externalId }), data }]);
    seeOther(ctx, `/console/submissions/${made?.submissionId}`);
  }

  async function sendCsv(ctx: Context) {
    const { institutionId, applications: only } = memberOf(ctx);
    const filter = { ...filterOf(readEntryQuery(ctx.query, channels), institutionId, clock), only };
    async function* lines() {
      yield byteOrderMark + csvLine(['本地编号', '栏目', '标题', '状态', '行政区划代码', '更新时间', '创建时间']);
      let before: TimeCursor | undefined;
      for (;;) {
        const found = await resources.list(filter, before, 500);
        for (const entry of found)
          yield csvLine([
            entry.externalId,
            channels[entry.channel]?.name ?? entry.channel,
            entry.title,
            standings[standingOf(entry)],
            entry.regionCode,
            dateTime(entry.updatedAt),
            machineTime(entry.createdAt),
          ]);
        const last = found.at(-1);
        if (found.length < 500 || last === undefined) return;
        before = { at: last.updatedAt, id: last.id };
      }
    }
    ctx.type = 'text/csv; charset=utf-8';
    ctx.set('Content-Disposition', `attachment; filename="${fileNameOf(clock.now())}"`);
    ctx.set('Cache-Control', 'no-store');
    ctx.body = longAnswer(lines());
  }

  return [
    page('/console/resources', may('see own entries'), (ctx) => list(ctx)),
    page('/console/resources/new', may('write entries, one by one and by workbook'), askForChannel),
    form('/console/resources/new', may('write entries, one by one and by workbook'), create),
    page('/console/resources/export.csv', may('see own entries'), sendCsv),
    ...createSelectionPages({
      ...{ pages, clock, channels, selection },
      showList: (ctx, query, ...more) => list(ctx, Object.fromEntries(new URLSearchParams(query)), ...more),
    }),
    ...createEntryPages({ ...needs, channels, mayWrite }),
  ];
}

const positionOf = (entry: Entry, sort: Sort | undefined): string[] => {
  const { at, id, title = '' } = cursorOf(entry, sort);
  return [at.toISOString(), id, title];
};
