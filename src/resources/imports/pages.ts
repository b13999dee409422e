import type { Member } from '../../actor.ts';
import { invalid, notFound, Problem, type Problems } from '../../errors.ts';
import { fact as ofFields } from '../../fields/facts.ts';
import { tableKindOf } from '../../fields/workbooks/table.ts';
import type { Files } from '../../files/service.ts';
import { permits } from '../../http/access.ts';
import { memberOf } from '../../http/admitted.ts';
import type { Context } from '../../http/context.ts';
import { longAnswer } from '../../http/long-answer.ts';
import type { Pages } from '../../http/pages/page.ts';
import type { Form } from '../../http/requests/body.ts';
import type { Cursors } from '../../http/requests/cursors.ts';
import type { Upload } from '../../http/requests/upload.ts';
import { form, page, param, type Route, seeOther, upload } from '../../http/route.ts';
import { everyField } from '../channels/canonical.ts';
import type { Resources } from '../entries/service.ts';
import { may } from '../policies.ts';
import { isStanding, standings } from '../standing.ts';
import { fact } from './facts.ts';
import { type Grade, type Import, isUnderWay } from './import.ts';
import { presentFinding, presentGroup, presentImport, presentLeft, progressOf } from './presented.ts';
import { mendingOf } from './problem-table.ts';
import { type Imports, largestFile } from './service.ts';

type Needs = {
  pages: Pages;
  imports: Imports;
  resources: Resources;
  cursors: Cursors;
  files: Pick<Files, 'keep'>;
};

const pageSize = 50;
const workbook = 'application/vnd.openxmlformats-officedocument.spreadsheetml.sheet';
const steps = ['下载模板', '上传', '检查', '导入'];

/** 用 Excel 批量上传 (R47, R49, P11). */
export function createImportPages({ pages, imports, resources, cursors, files }: Needs): Route[] {
  const channels = resources.channels();
  const channelOf = (code: string) => channels.find((channel) => channel.code === code);
  const here = 'resources';
  const mayWrite = (ctx: Context) => permits(may('write entries, one by one and by workbook'), memberOf(ctx));
  const places = cursors.byTime('imports');

  async function showAll(ctx: Context, chosen: unknown, problems: Readonly<Problems> = {}) {
    const actor = memberOf(ctx);
    const whose = { institutionId: actor.institutionId };
    const found = await imports.list(actor, actor.institutionId, places.find(whose, ctx.query.before), 11);
    const last = found.length > 10 ? found[9] : undefined;
    const data = {
      steps,
      channels: channels.map(({ code, name, lead }) => ({ code, name, lead })),
      chosen: channelOf(String(chosen))?.code,
      mayWrite: mayWrite(ctx),
      past: found.slice(0, 10).map((one) => presentImport(one, channelOf(one.channel), ctx.state.speech)),
      next: last && `/console/resources/import?before=${places.write(whose, { at: last.createdAt, id: last.id })}`,
    };
    pages.show(ctx, 'resources/imports/new', data, { title: '用 Excel 批量上传', here, problems });
  }

  async function begin(ctx: Context, form: Form, uploads: readonly Upload[]) {
    const actor = memberOf(ctx);
    const [upload] = uploads;
    const channel = channelOf(form.channel ?? '');
    const problems = {
      ...(channel === undefined && { channel: ofFields('fields.choose', { label: '栏目' }) }),
      ...((upload === undefined || upload.bytes.length === 0) && { file: fact('imports.file_missing') }),
    };
    if (channel === undefined || upload === undefined || upload.bytes.length === 0)
      return showAll(ctx, form.channel, problems);
    const { name, bytes } = upload;
    const about = { channel: channel.code, institutionId: actor.institutionId, clientId: undefined };
    const { id } = await imports.begin(actor, { ...about, name, bytes, type: tableKindOf(name, bytes) });
    seeOther(ctx, `/console/resources/imports/${id}`);
  }

  async function sendTemplate(ctx: Context) {
    const channel = channelOf(/^([a-z]+)\.xlsx$/.exec(param(ctx, 'file'))?.[1] ?? '');
    if (channel === undefined) throw notFound(fact('imports.no_template'));
    sendFile(ctx, `${channel.name}-模板.xlsx`, await imports.template(channel.code));
  }

  const from = (ctx: Context) => Math.max(0, Math.trunc(Number(ctx.query.from)) || 0);

  async function leftOf(ctx: Context, one: Import, grade: Grade) {
    const left = await imports.problems(memberOf(ctx), one.id, 0, { grade, limit: 100 });
    return presentLeft(left, mendingOf(ctx.state.speech, undefined));
  }

  /** How its entries stand today: after a recall no longer as the import left them. */
  async function standToday({ institutionId, applications: only }: Member, { id: batchId, state }: Import) {
    if (state !== 'done' && state !== 'undone') return [];
    const tally = await resources.tally({ institutionId, only, batchId });
    return Object.entries(standings).flatMap(([standing, name]) =>
      isStanding(standing) && tally[standing] > 0
        ? [{ name, count: tally[standing], href: `/console/resources?batch=${batchId}&status=${standing}` }]
        : [],
    );
  }

  async function showOne(ctx: Context, problems: Readonly<Problems> = {}) {
    const actor = memberOf(ctx);
    const one = await imports.get(actor, param(ctx, 'id'));
    const grade = ctx.query.show === 'notice' ? 'notice' : 'bad';
    const [today, groups, found, counts, unsent, stayed] = await Promise.all([
      standToday(actor, one),
      imports.problemGroups(actor, one.id, grade),
      imports.problems(actor, one.id, from(ctx), { grade, limit: pageSize + 1 }),
      imports.problemCounts(actor, one.id),
      leftOf(ctx, one, 'unsent'),
      leftOf(ctx, one, 'stayed'),
    ]);
    const shown = found.slice(0, pageSize);
    const mending = mendingOf(ctx.state.speech, channelOf(one.channel));
    const presented = presentImport(one, channelOf(one.channel), ctx.state.speech);
    const show = grade === 'notice' ? 'show=notice&' : '';
    const data = {
      steps,
      one: presented,
      grade,
      groups: groups.map((each) =>
        presentGroup(each, {
          ...{ channel: channelOf(one.channel), mending },
          isOpen: grade === 'bad' && (one.state === 'checked' || mayCureRest(one)) && mayWrite(ctx),
        }),
      ),
      isListed: ctx.query.from !== undefined || ctx.query.rows !== undefined,
      findings: shown.map((each) => presentFinding(each, mending)),
      counts: { bad: counts.bad ?? 0, notice: counts.notice ?? 0 },
      isFirst: from(ctx) === 0,
      next: found.length > pageSize ? `${presented.path}?${show}from=${shown.at(-1)?.place}` : undefined,
      ...{ today, unsent, stayed },
      maySend: mayWrite(ctx) && one.state === 'done' && (one.counts.sent === undefined || unsent.length > 0),
      mayWrite: mayWrite(ctx),
    };
    const title = presented.state.label === '等待确认' ? '检查结果' : `批次 ${one.number}`;
    const refresh = isUnderWay(one.state) ? { refresh: 3 } : {};
    pages.show(ctx, 'resources/imports/show', data, { title, here, problems, ...refresh });
  }

  async function sendProgress(ctx: Context) {
    const one = await imports.get(memberOf(ctx), param(ctx, 'id'));
    ctx.set('Cache-Control', 'no-store');
    const { percent, state } = presentImport(one, undefined, ctx.state.speech);
    ctx.body = {
      state: state.key,
      words: progressOf(one, ctx.state.speech),
      percent: percent ?? null,
      is_over: !isUnderWay(one.state),
    };
  }

  const move = (step: 'abandon' | 'send' | 'undo') => async (ctx: Context) => {
    const id = param(ctx, 'id');
    await imports[step](memberOf(ctx), id);
    seeOther(ctx, `/console/resources/imports/${id}`);
  };

  async function start(ctx: Context, form: Form) {
    const id = param(ctx, 'id');
    await imports.start(memberOf(ctx), id, form.send === '1');
    seeOther(ctx, `/console/resources/imports/${id}`);
  }

  /** One value for all rows with a problem: typed, chosen, a picture, or nothing; or https:// before the value of each. */
  async function cure(ctx: Context, form: Form, [upload]: readonly Upload[]) {
    const actor = memberOf(ctx);
    const one = await imports.get(actor, param(ctx, 'id'));
    const { id, channel, institutionId } = one;
    const { field = '', problem: code = '', value = '' } = form;
    const isCleared = form.clear === '1';
    const scheme = form.scheme === '1';
    try {
      const wanted = everyField(resources.channel(channel)).find(({ name }) => name === field);
      const kept =
        upload === undefined || upload.bytes.length === 0 || isCleared
          ? undefined
          : await files.keep(actor, { institutionId, ...upload, accept: { types: [], ...wanted?.accept } });
      if (kept !== undefined && 'problem' in kept) throw invalid({ value: kept.problem });
      if (!isCleared && !scheme && kept === undefined && value.trim() === '')
        throw invalid({ value: fact('imports.cure_missing') });
      const meant = { field, code, scheme, value: isCleared ? '' : (kept?.id ?? value.trim()) };
      if (one.state === 'done') {
        const rest = await imports.cureRest(actor, id, meant, ctx.state.speech);
        return seeOther(ctx, `/console/resources/imports/${rest.id}`);
      }
      await imports.cure(actor, id, meant);
    } catch (error) {
      if (!(error instanceof Problem) || error.fields === undefined) throw error;
      return showOne(ctx, error.fields);
    }
    return seeOther(ctx, `/console/resources/imports/${id}`);
  }

  async function sendAnnotated(ctx: Context) {
    const only = ctx.query.only === 'bad';
    const made = await imports.annotated(memberOf(ctx), param(ctx, 'id'), ctx.state.speech, { only });
    sendFile(ctx, `${made.import.name.replace(/\.[^.]*$/, '')}-${only ? '有问题的行' : '错误标注'}.xlsx`, made.bytes);
  }

  async function sendMigrated(ctx: Context) {
    const made = await imports.migrated(memberOf(ctx), param(ctx, 'id'));
    sendFile(ctx, `${made.import.name.replace(/\.[^.]*$/, '')}-新模板.xlsx`, made.bytes);
  }

  async function sendProblems(ctx: Context) {
    const { id, number } = await imports.get(memberOf(ctx), param(ctx, 'id'));
    sendAs(ctx, `问题清单-${number}.csv`, 'text/csv; charset=utf-8');
    ctx.body = longAnswer(imports.problemsCsv(memberOf(ctx), id, ctx.state.speech));
  }
  return [
    page('/console/resources/import', may('see own entries'), (ctx) => showAll(ctx, ctx.query.channel)),
    {
      ...upload('/console/resources/import', may('write entries, one by one and by workbook'), begin, {
        files: 1,
        bytes: largestFile,
      }),
      rescue: sayHowLarge,
    },
    page('/console/resources/templates/:file', may('see own entries'), sendTemplate),
    page('/console/resources/imports/:id', may('see own entries'), (ctx) => showOne(ctx)),
    page('/console/resources/imports/:id/progress.json', may('see own entries'), sendProgress),
    form('/console/resources/imports/:id/start', may('write entries, one by one and by workbook'), start),
    upload('/console/resources/imports/:id/cure', may('write entries, one by one and by workbook'), cure, { files: 1 }),
    form('/console/resources/imports/:id/abandon', may('write entries, one by one and by workbook'), move('abandon')),
    form('/console/resources/imports/:id/send', may('write entries, one by one and by workbook'), move('send')),
    form('/console/resources/imports/:id/undo', may('write entries, one by one and by workbook'), move('undo'), {
      asks: fact('resources.ask_undo_import'),
    }),
    page('/console/resources/imports/:id/annotated.xlsx', may('see own entries'), sendAnnotated),
    page('/console/resources/imports/:id/migrated.xlsx', may('see own entries'), sendMigrated),
    page('/console/resources/imports/:id/problems.csv', may('see own entries'), sendProblems),
  ];
}

/** Its bad rows are still there, in a file that can be written again. */
const mayCureRest = ({ state, kind, isKept }: Import): boolean => state === 'done' && isKept && kind !== 'ndjson';

/** The message for a file that is too large: the limits of a workbook, not those of an upload. */
function sayHowLarge(_ctx: Context, error: unknown): never {
  if (!(error instanceof Problem) || error.code !== 'payload_too_large') throw error;
  throw new Problem(error.code, fact('imports.file_too_large'), { cause: error });
}

function sendAs(ctx: Context, name: string, type: string): void {
  ctx.type = type;
  ctx.set('Cache-Control', 'no-store');
  ctx.set('Content-Disposition', `attachment; filename="import"; filename*=UTF-8''${encodeURIComponent(name)}`);
}

function sendFile(ctx: Context, name: string, bytes: Buffer): void {
  sendAs(ctx, name, workbook);
  ctx.body = bytes;
}
