import type { Member } from '../../actor.ts';
import type { Clock } from '../../clock.ts';
import { invalid, Problem, type Problems } from '../../errors.ts';
import type { Files } from '../../files/service.ts';
import { permits } from '../../http/access.ts';
import { memberOf, staffOf } from '../../http/admitted.ts';
import type { Context } from '../../http/context.ts';
import type { Pages } from '../../http/pages/page.ts';
import type { Form } from '../../http/requests/body.ts';
import type { Upload } from '../../http/requests/upload.ts';
import { form, page, param, type Route, seeOther, upload } from '../../http/route.ts';
import { may } from '../policies.ts';
import { answersFor, answersIn, type SourceAnswers, settingsOf } from './answers.ts';
import { fact } from './facts.ts';
import type { Preview } from './looking.ts';
import type { SourceItem } from './reading/item.ts';
import type { Sources } from './service.ts';
import { presentPreview, presentRuns, presentSettings, presentSource, presentTrust, presentView } from './shown.ts';

type Needs = { pages: Pages; sources: Sources; clock: Clock; files: Pick<Files, 'keep'> };

const here = 'sources';
const home = '/console/sources';
const steps = ['地址', '先看一眼', '接入'];
const shownFirst = 10;

/** 接入来源: the list, a look before it is on, and one source. */
export function createSourcePages({ pages, sources, clock, files }: Needs): Route[] {
  const mayWrite = (ctx: Context) => permits(may('connect sources, change and end them'), memberOf(ctx));

  async function showAll(ctx: Context, address = '', problems: Readonly<Problems> = {}) {
    const { say } = ctx.state.speech;
    const actor = memberOf(ctx);
    const all = await sources.list(actor, actor.institutionId);
    const data = { address, mayWrite: mayWrite(ctx), sources: all.map((source) => presentSource(source, say)) };
    pages.show(ctx, 'resources/sources/list', data, { title: '接入来源', here, problems });
  }

  type Typed = { answers: SourceAnswers; problems: Readonly<Problems> };

  /** A source that cannot be read, and looks that are too many, are said beside the address. */
  async function lookAt(actor: Member, address: string) {
    try {
      return { found: await sources.look(actor, actor.institutionId, address) };
    } catch (error) {
      if (error instanceof Problem && error.fields !== undefined) return { problems: error.fields };
      if (error instanceof Problem && error.code === 'rate_limited') return { problems: { address: error.fact } };
      throw error;
    }
  }

  async function showLook(ctx: Context, address: string, typed?: Typed) {
    const { say } = ctx.state.speech;
    const actor = memberOf(ctx);
    const looked = await lookAt(actor, address);
    if ('problems' in looked) return showAll(ctx, address, looked.problems);
    const { found } = looked;
    const { reading, coming, hall } = found;
    const answers = typed?.answers ?? answersFor(coming, hall, found.cover);
    const all = await sources.preview(actor.institutionId, found, settingsOf(answers));
    const count = (state: Preview['state']) => all.filter((each) => each.state === state).length;
    const settings = presentSettings(coming, answers, answers.fixed.cover);
    const open = settings.categories.find(({ target }) => target === '');
    const data = {
      steps,
      address: found.address,
      form: reading.form,
      name: reading.name ?? '',
      why: say(found.why),
      count: coming.length,
      fits: count('fits') + count('same'),
      refused: count('refused'),
      isTimed: coming.some(({ startsAt }) => startsAt !== undefined),
      first: all.slice(0, shownFirst).map((each) => presentPreview(each, say)),
      more: Math.max(0, coming.length - shownFirst),
      settings,
      open: open === undefined ? undefined : { name: open.name, id: `category_${open.n}` },
      unset: settings.categories.filter(({ target }) => target === '').length,
    };
    pages.show(ctx, 'resources/sources/look', data, { title: '先看一眼', here, problems: typed?.problems ?? {} });
  }

  /** An uploaded cover in the place of the one before. */
  async function coverIn(
    ctx: Context,
    institutionId: string,
    answers: SourceAnswers,
    [sent]: readonly Upload[],
  ): Promise<SourceAnswers> {
    if (sent === undefined || sent.bytes.length === 0) return answers;
    const accept = { types: ['image/jpeg', 'image/png', 'image/webp'], least: { width: 800, height: 450 } };
    const kept = await files.keep(memberOf(ctx), { institutionId, ...sent, accept });
    if ('problem' in kept) throw invalid({ cover_file: kept.problem });
    return { ...answers, fixed: { ...answers.fixed, cover: kept.id } };
  }

  async function begin(ctx: Context, typed: Form, uploads: readonly Upload[]) {
    const actor = memberOf(ctx);
    const { institutionId } = actor;
    const read = answersIn(typed);
    const address = typed.source ?? '';
    try {
      const answers = await coverIn(ctx, institutionId, read.answers, uploads);
      const problems = {
        ...read.problems,
        ...(answers.fixed.cover === undefined && { cover_file: fact('sources.cover_missing') }),
      };
      if (Object.keys(problems).length > 0) return showLook(ctx, address, { answers, problems });
      const title = typed.title ?? '';
      const id = await sources.begin(actor, institutionId, {
        address,
        form: formIn(typed.form),
        title,
        settings: settingsOf(answers),
      });
      return seeOther(ctx, `${home}/${id}`);
    } catch (error) {
      if (!(error instanceof Problem) || error.fields === undefined) throw error;
      return showLook(ctx, address, { answers: read.answers, problems: error.fields });
    }
  }

  async function showOne(ctx: Context) {
    const found = await sources.view(memberOf(ctx), param(ctx, 'id'));
    const data = {
      ...presentView(found, ctx.state.speech.say, clock),
      mayWrite: mayWrite(ctx),
      trust: presentTrust(found.source.trust, sources.trustAfter),
    };
    const refresh = data.source.light === 'run' ? { refresh: 3 } : {};
    pages.show(ctx, 'resources/sources/show', data, { title: found.source.title, here, ...refresh });
  }

  /** Whether the first reading is over. */
  async function sendProgress(ctx: Context) {
    const { source } = await sources.view(memberOf(ctx), param(ctx, 'id'));
    const { say } = ctx.state.speech;
    const { light } = presentSource(source, say);
    ctx.set('Cache-Control', 'no-store');
    ctx.body = { state: light, words: say(fact('sources.reading_first')), percent: null, is_over: light !== 'run' };
  }

  async function showRuns(ctx: Context) {
    const before = String(ctx.query.before ?? '');
    const found = await sources.runs(memberOf(ctx), param(ctx, 'id'), /^\d{1,18}$/.test(before) ? before : undefined);
    pages.show(ctx, 'resources/sources/runs', presentRuns(found, ctx.state.speech.say), {
      title: '以前的每一次',
      here,
    });
  }

  /** The mapping of a source that is on: its categories and rooms by the items that are known. */
  async function showSettings(ctx: Context, typed?: Typed) {
    const { source, items } = await sources.view(memberOf(ctx), param(ctx, 'id'));
    const answers: SourceAnswers = typed?.answers ?? source.settings;
    const named = new Set(
      [...Object.keys(answers.categories), ...items.map(({ category }) => category)].filter((name) => name !== ''),
    );
    const categories = [...named].map(
      (name): SourceItem => ({ key: name, title: name, categories: [name], isCancelled: false }),
    );
    const places = Object.keys(answers.places).map(
      (place): SourceItem => ({ key: place, title: place, categories: ['x'], place, isCancelled: false }),
    );
    const settings = presentSettings([...categories, ...places], answers, answers.fixed.cover);
    const shown = {
      ...settings,
      categories: settings.categories
        .filter(({ name }) => named.has(name))
        .map((each) => ({
          ...each,
          count: items.filter(({ category, state }) => category === each.name && state !== 'gone').length,
        })),
      isWithoutEnd: true,
      hasNoCategory: true,
    };
    const data = { source: presentSource(source, ctx.state.speech.say), settings: shown };
    pages.show(ctx, 'resources/sources/settings', data, {
      title: '改栏目和房间',
      here,
      problems: typed?.problems ?? {},
    });
  }

  async function change(ctx: Context, typed: Form, uploads: readonly Upload[]) {
    const actor = memberOf(ctx);
    const id = param(ctx, 'id');
    const read = answersIn(typed);
    try {
      const answers = await coverIn(ctx, actor.institutionId, read.answers, uploads);
      if (Object.keys(read.problems).length > 0) return showSettings(ctx, { answers, problems: read.problems });
      await sources.change(actor, id, settingsOf(answers));
      return seeOther(ctx, `${home}/${id}`);
    } catch (error) {
      if (!(error instanceof Problem) || error.fields === undefined) throw error;
      return showSettings(ctx, { answers: read.answers, problems: error.fields });
    }
  }

  const step = (verb: 'pause' | 'resume' | 'readNow') => async (ctx: Context) => {
    const id = param(ctx, 'id');
    await sources[verb](memberOf(ctx), id);
    seeOther(ctx, `${home}/${id}`);
  };

  async function stop(ctx: Context) {
    await sources.stop(memberOf(ctx), param(ctx, 'id'));
    seeOther(ctx, home);
  }

  async function skip(ctx: Context, { key = '' }: Form) {
    const id = param(ctx, 'id');
    await sources.skip(memberOf(ctx), id, key);
    seeOther(ctx, `${home}/${id}`);
  }

  async function answer(ctx: Context, { gone }: Form) {
    const id = param(ctx, 'id');
    await sources.answer(memberOf(ctx), id, gone === '1');
    seeOther(ctx, `${home}/${id}`);
  }

  async function showDesk(ctx: Context) {
    const from = Math.max(0, Math.trunc(Number(ctx.query.from)) || 0);
    const found = await sources.all(staffOf(ctx), from);
    const data = {
      sources: found.slice(0, 50).map((source) => presentSource(source, ctx.state.speech.say)),
      next: found.length > 50 ? `/admin/sources?from=${from + 50}` : undefined,
    };
    pages.show(ctx, 'resources/sources/desk', data, { title: '接入来源', here });
  }

  const desk = (verb: 'hold' | 'release') => async (ctx: Context) => {
    await sources[verb](staffOf(ctx), param(ctx, 'id'));
    seeOther(ctx, '/admin/sources');
  };

  const write = may('connect sources, change and end them');
  const operate = may('see every source, and hold one');
  return [
    page(home, may('see own sources'), (ctx) => showAll(ctx)),
    page(`${home}/look`, write, (ctx) => showLook(ctx, String(ctx.query.address ?? ''))),
    upload(home, write, begin, { files: 1 }),
    page(`${home}/:id`, may('see own sources'), showOne),
    page(`${home}/:id/progress.json`, may('see own sources'), sendProgress),
    page(`${home}/:id/runs`, may('see own sources'), showRuns),
    page(`${home}/:id/settings`, write, (ctx) => showSettings(ctx)),
    upload(`${home}/:id/settings`, write, change, { files: 1 }),
    form(`${home}/:id/read`, write, step('readNow')),
    form(`${home}/:id/pause`, write, step('pause')),
    form(`${home}/:id/resume`, write, step('resume')),
    form(`${home}/:id/skip`, write, skip),
    form(`${home}/:id/answer`, write, answer, {
      asks: ({ gone }) => (gone === '1' ? fact('sources.ask_gone') : undefined),
    }),
    form(`${home}/:id/stop`, write, stop, { asks: fact('sources.ask_stop') }),
    page('/admin/sources', operate, showDesk),
    form('/admin/sources/:id/hold', operate, desk('hold')),
    form('/admin/sources/:id/release', operate, desk('release')),
  ];
}

const forms = ['calendar', 'feed', 'page', 'sitemap', 'rpde', 'open'] as const;
const formIn = (typed: string | undefined) => forms.find((each) => each === typed) ?? 'page';
