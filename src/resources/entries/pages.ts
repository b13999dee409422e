import { byteOrderMark, csvLine } from '../../audit/csv.ts';
import type { Clock } from '../../clock.ts';
import { isId } from '../../crypto/secrets.ts';
import { Problem } from '../../errors.ts';
import { permits } from '../../http/access.ts';
import { memberOf } from '../../http/admitted.ts';
import type { Context } from '../../http/context.ts';
import { longAnswer } from '../../http/long-answer.ts';
import { dateTime, machineTime } from '../../http/pages/text.ts';
import type { Form } from '../../http/requests/body.ts';
import type { Cursors, TimeCursor } from '../../http/requests/cursors.ts';
import { form, page, type Route, seeOther } from '../../http/route.ts';
import type { Institutions } from '../../institutions/service.ts';
import { may } from '../policies.ts';
import { type Standing, standings } from '../standing.ts';
import { standingOf } from './entry.ts';
import { createEntryPages, type EntryNeeds } from './entry-pages.ts';
import { fileNameOf, presentOwn } from './presented.ts';
import { filterOf, hrefOf, readEntryQuery } from './query.ts';
import { newExternalId } from './written.ts';

type Needs = EntryNeeds & { clock: Clock; institutions: Pick<Institutions, 'get'>; cursors: Cursors };

const pageSize = 20;
const tabs = ['published', 'in_review', 'returned', 'draft', 'scheduled', 'withdrawn', 'expired', 'rejected'] as const;

/** 资源: an institution's entries, by form, workbook and program (P9, P10, R49). */
export function createResourcePages(needs: Needs): Route[] {
  const { pages, resources, clock, institutions, cursors } = needs;
  const places = cursors.byTime('resources');
  const channels = Object.fromEntries(resources.channels().map((channel) => [channel.code, channel]));
  const names = resources.channels().map(({ code, name }) => ({ code, name }));
  const here = 'resources';
  const mayWrite = (ctx: Context) => permits(may('write entries, one by one and by workbook'), memberOf(ctx));

  async function list(ctx: Context, outcome?: Outcome) {
    const { institutionId, applications: only } = memberOf(ctx);
    const asked = readEntryQuery(ctx.query, channels);
    const whose = { ...asked, institutionId };
    const [found, counts] = await Promise.all([
      resources.list(
        { ...filterOf(asked, institutionId, clock), only },
        places.find(whose, ctx.query.before),
        pageSize + 1,
      ),
      resources.counts(institutionId, only),
    ]);
    const sum = (standing?: Standing) =>
      counts
        .filter(
          (each) =>
            (standing === undefined || each.standing === standing) &&
            (asked.channel === '' || each.channel === asked.channel),
        )
        .reduce((all, { count }) => all + count, 0);
    const rows = found.slice(0, pageSize);
    const last = found.length > pageSize ? rows.at(-1) : undefined;
    const isMine = mayWrite(ctx);
    const shown = rows.map((entry) => presentOwn(entry, channels, isMine));
    const data = {
      asked,
      channels: names,
      channel: names.find(({ code }) => code === asked.channel),
      tabs: [
        { name: '全部', count: sum(), href: hrefOf(asked, { status: '' }), isHere: asked.status === '' },
        ...tabs
          .map((standing) => ({
            name: standings[standing],
            count: sum(standing),
            href: hrefOf(asked, { status: standing }),
            isHere: asked.status === standing,
          }))
          .filter(({ count, isHere }, place) => place < 4 || count > 0 || isHere),
      ],
      rows: shown,
      mayPick: shown.some(({ mayPick }) => mayPick),
      isEmpty: counts.length === 0,
      mayWrite: isMine,
      outcome,
      exported: hrefOf(asked, {}, '/console/resources/export.csv'),
      next: last && hrefOf(asked, { before: places.write(whose, { at: last.updatedAt, id: last.id }) }),
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
    const data = {
      source_name: name,
      copyright_owner: name,
      language: 'zh-Hans',
      ...(regionCode && { region_code: regionCode }),
    };
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

  /** A button's action on all ticked entries. Each is independent: failures are named, the rest is done. */
  async function doWithMany(ctx: Context, form: Form) {
    const actor = memberOf(ctx);
    const ids = Object.keys(form).flatMap((name) =>
      name.startsWith('id.') && isId(name.slice(3)) ? name.slice(3) : [],
    );
    const isSubmit = form.submit !== undefined;
    const outcome: Outcome = { verb: isSubmit ? '提交' : '删除', done: 0, left: [] };
    for (const id of ids) {
      const entry = await resources.get(actor, id);
      try {
        await (isSubmit ? resources.submit(actor, id) : resources.remove(actor, id));
        outcome.done += 1;
      } catch (error) {
        if (!(error instanceof Problem) || error.status >= 500) throw error;
        const problems = Object.values(error.fields ?? { form: error.fact }).slice(0, 3);
        const why = problems.map(ctx.state.speech.say).join('；');
        outcome.left.push({ href: `/console/resources/${id}`, title: entry.title || '未命名', why });
      }
    }
    await list(ctx, ids.length === 0 ? { ...outcome, isNothing: true } : outcome);
  }

  return [
    page('/console/resources', may('see own entries'), (ctx) => list(ctx)),
    page('/console/resources/new', may('write entries, one by one and by workbook'), askForChannel),
    form('/console/resources/new', may('write entries, one by one and by workbook'), create),
    page('/console/resources/export.csv', may('see own entries'), sendCsv),
    form('/console/resources/bulk', may('write entries, one by one and by workbook'), doWithMany),
    ...createEntryPages({ ...needs, channels, mayWrite }),
  ];
}

type Outcome = {
  verb: string;
  done: number;
  left: { href: string; title: string; why: string }[];
  isNothing?: boolean;
};
