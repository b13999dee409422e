import Router from '@koa/router';
import { isMemberOf } from '../../actor.ts';
import { notFound, Problem } from '../../errors.ts';
import { tableKindOf } from '../../fields/table.ts';
import { frameOf, type Guards, memberOf } from '../../http/access.ts';
import { readForm } from '../../http/body.ts';
import type { Context, State } from '../../http/context.ts';
import type { FormTokens } from '../../http/csrf.ts';
import type { Cursors } from '../../http/cursors.ts';
import { longAnswer } from '../../http/long-answer.ts';
import type { Pages } from '../../http/page.ts';
import { readUpload } from '../../http/upload.ts';
import type { Resources } from '../service.ts';
import { type Grade, type Import, isUnderWay } from './import.ts';
import { presentFinding, presentImport, presentLeft, progressOf } from './presented.ts';
import { type Imports, largestFile } from './service.ts';

type Needs = {
  pages: Pages;
  formTokens: FormTokens;
  guards: Guards;
  imports: Imports;
  resources: Resources;
  cursors: Cursors;
};

const pageSize = 50;
const workbook = 'application/vnd.openxmlformats-officedocument.spreadsheetml.sheet';
const steps = ['下载模板', '上传', '检查', '导入'];

/** 用 Excel 批量上传 (R47, R49, P11). */
export function createImportPages({ pages, formTokens, guards, imports, resources, cursors }: Needs): Router<State> {
  const router = new Router<State>({ prefix: '/console/resources' });
  const channels = resources.channels();
  const channelOf = (code: string) => channels.find((channel) => channel.code === code);
  const options = (ctx: Context, title: string) => ({ ...frameOf(ctx), title, here: 'resources' });
  const mayWrite = (ctx: Context) => isMemberOf(memberOf(ctx), memberOf(ctx).institutionId, ['owner', 'agent']);
  const go = (ctx: Context, path: string) => {
    ctx.status = 303;
    ctx.redirect(path);
  };
  const places = cursors.byTime('imports');

  async function showAll(ctx: Context, chosen: unknown, problems: Readonly<Record<string, string>> = {}) {
    const actor = memberOf(ctx);
    const whose = { institutionId: actor.institutionId };
    const found = await imports.list(actor, actor.institutionId, places.find(whose, ctx.query.before), 11);
    const last = found.length > 10 ? found[9] : undefined;
    const data = {
      steps,
      channels: channels.map(({ code, name, lead }) => ({ code, name, lead })),
      chosen: channelOf(String(chosen))?.code,
      mayWrite: mayWrite(ctx),
      past: found.slice(0, 10).map((one) => presentImport(one, channelOf(one.channel))),
      next: last && `/console/resources/import?before=${places.write(whose, { at: last.createdAt, id: last.id })}`,
    };
    pages.show(ctx, 'resources/imports/new', data, { ...options(ctx, '用 Excel 批量上传'), problems });
  }

  router.get('/import', guards.certified(), (ctx) => showAll(ctx, ctx.query.channel));

  router.post('/import', guards.certified('owner', 'agent'), async (ctx) => {
    const { form, uploads } = await readUpload(ctx, { files: 1, bytes: largestFile }).catch((error: unknown) => {
      throw error instanceof Problem && error.code === 'payload_too_large'
        ? new Problem(error.code, '文件超过 10 MB / 20,000 行，请拆分', { cause: error })
        : error;
    });
    formTokens.verify(ctx, form);
    const actor = memberOf(ctx);
    const [upload] = uploads;
    const channel = channelOf(form.channel ?? '');
    const problems = {
      ...(channel === undefined && { channel: '请选择栏目' }),
      ...((upload === undefined || upload.bytes.length === 0) && { file: '请选择要上传的文件' }),
    };
    if (channel === undefined || upload === undefined || upload.bytes.length === 0)
      return showAll(ctx, form.channel, problems);
    const { name, bytes } = upload;
    const about = { channel: channel.code, institutionId: actor.institutionId, clientId: undefined };
    const { id } = await imports.begin(actor, { ...about, name, bytes, type: tableKindOf(name, bytes) });
    go(ctx, `/console/resources/imports/${id}`);
  });

  router.get('/templates/:file', guards.certified(), async (ctx) => {
    const channel = channelOf(/^([a-z]+)\.xlsx$/.exec(ctx.params.file ?? '')?.[1] ?? '');
    if (channel === undefined) throw notFound('没有这个栏目的模板');
    sendFile(ctx, `${channel.name}-模板.xlsx`, await imports.template(channel.code));
  });

  const from = (ctx: Context) => Math.max(0, Math.trunc(Number(ctx.query.from)) || 0);

  async function leftOf(ctx: Context, one: Import, grade: Grade) {
    const left = await imports.problems(memberOf(ctx), one.id, 0, { grade, limit: 100 });
    return left.map(presentLeft);
  }

  router.get('/imports/:id', guards.certified(), async (ctx) => {
    const actor = memberOf(ctx);
    const one = await imports.get(actor, ctx.params.id ?? '');
    const grade = ctx.query.show === 'notice' ? 'notice' : 'bad';
    const [found, counts, unsent, stayed] = await Promise.all([
      imports.problems(actor, one.id, from(ctx), { grade, limit: pageSize + 1 }),
      imports.problemCounts(actor, one.id),
      leftOf(ctx, one, 'unsent'),
      leftOf(ctx, one, 'stayed'),
    ]);
    const shown = found.slice(0, pageSize);
    const presented = presentImport(one, channelOf(one.channel));
    const show = grade === 'notice' ? 'show=notice&' : '';
    const data = {
      steps,
      one: presented,
      grade,
      problems: {},
      findings: shown.map(presentFinding),
      counts: { bad: counts.bad ?? 0, notice: counts.notice ?? 0 },
      isFirst: from(ctx) === 0,
      next: found.length > pageSize ? `${presented.path}?${show}from=${shown.at(-1)?.place}` : undefined,
      ...{ unsent, stayed },
      maySend: mayWrite(ctx) && one.state === 'done' && (one.counts.sent === undefined || unsent.length > 0),
      mayWrite: mayWrite(ctx),
    };
    const title = presented.state.label === '等待确认' ? '检查结果' : `批次 ${one.number}`;
    const refresh = isUnderWay(one.state) ? { refresh: 3 } : {};
    pages.show(ctx, 'resources/imports/show', data, { ...options(ctx, title), ...refresh });
  });

  router.get('/imports/:id/progress.json', guards.certified(), async (ctx) => {
    const one = await imports.get(memberOf(ctx), ctx.params.id ?? '');
    ctx.set('Cache-Control', 'no-store');
    const { percent, state } = presentImport(one, undefined);
    ctx.body = { state: state.key, words: progressOf(one), percent: percent ?? null, is_over: !isUnderWay(one.state) };
  });

  for (const step of ['start', 'abandon', 'send', 'undo'] as const)
    router.post(`/imports/:id/${step}`, guards.certified('owner', 'agent'), async (ctx) => {
      formTokens.verify(ctx, await readForm(ctx));
      const { id = '' } = ctx.params;
      await imports[step](memberOf(ctx), id);
      go(ctx, `/console/resources/imports/${id}`);
    });

  router.get('/imports/:id/annotated.xlsx', guards.certified(), async (ctx) => {
    const made = await imports.annotated(memberOf(ctx), ctx.params.id ?? '');
    sendFile(ctx, `${made.import.name.replace(/\.[^.]*$/, '')}-错误标注.xlsx`, made.bytes);
  });
  router.get('/imports/:id/migrated.xlsx', guards.certified(), async (ctx) => {
    const made = await imports.migrated(memberOf(ctx), ctx.params.id ?? '');
    sendFile(ctx, `${made.import.name.replace(/\.[^.]*$/, '')}-新模板.xlsx`, made.bytes);
  });
  router.get('/imports/:id/problems.csv', guards.certified(), async (ctx) => {
    const { id, number } = await imports.get(memberOf(ctx), ctx.params.id ?? '');
    sendAs(ctx, `问题清单-${number}.csv`, 'text/csv; charset=utf-8');
    ctx.body = longAnswer(imports.problemsCsv(memberOf(ctx), id));
  });
  return router;
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
