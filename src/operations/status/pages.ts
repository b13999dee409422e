import { epoch, minutes } from '../../clock.ts';
import { anyone } from '../../http/access.ts';
import { sendDocument } from '../../http/cached.ts';
import type { Context } from '../../http/context.ts';
import type { Pages } from '../../http/pages/page.ts';
import type { Cursors } from '../../http/requests/cursors.ts';
import { page, param, type Route, sharedPage } from '../../http/route.ts';
import { rss } from '../../resources/public/feeds.ts';
import { worst } from './component.ts';
import { stages } from './form.ts';
import type { Incident } from './incident-store.ts';
import type { StatusIncidents } from './incidents.ts';
import type { ReadStanding, Shown } from './standing.ts';
import { stripOf } from './strip.ts';
import type { ShownIncident } from './views.ts';

type Needs = { pages: Pages; cursors: Cursors; publicUrl: URL; read: ReadStanding; incidents: StatusIncidents };

const home = '/status';
const feed = `${home}/feed.xml`;
const pageSize = 20;
const paragraphsOf = (body: string) => body.split('\n').filter((line) => line.trim() !== '');

/** 运行状态, public: it answers also while the database does not. */
export function createStatusPages({ pages, cursors, publicUrl, read, incidents }: Needs): Route[] {
  const places = cursors.byTime('status');
  const absolute = (path: string) => new URL(path, publicUrl).href;

  async function showStatus(ctx: Context) {
    const { standing, awaySince, at }: Shown = await read();
    const { components = [], open = [], past = [] } = standing ?? {};
    const isPlanned = ({ kind, startsAt }: Incident) => kind === 'maintenance' && startsAt > at;
    const data = {
      meta: { feed, canonical: absolute(home) },
      at: standing?.at ?? at,
      city: standing?.city,
      awaySince,
      overall: worst(components.map(({ state }) => state)),
      components: components.map(({ key, state, days }) => ({ key, state, strip: stripOf(days, at) })),
      current: open.filter((each) => !isPlanned(each)).map((each) => shownIn(ctx, each)),
      planned: open.filter(isPlanned).map((each) => shownIn(ctx, each)),
      past: past.map((each) => shownIn(ctx, each)),
    };
    pages.show(ctx, 'status/public', data, { layout: 'public' });
  }

  /** While the database is away, those that the page still shows. */
  async function findShown(id: string): Promise<Incident> {
    const { standing, awaySince } = await read();
    const known = [...(standing?.open ?? []), ...(standing?.past ?? [])].find((each) => each.id === id);
    return awaySince !== undefined && known !== undefined ? known : incidents.shown(id);
  }

  async function showIncident(ctx: Context) {
    const incident = shownIn(ctx, await findShown(param(ctx, 'id')));
    const data = { meta: { feed, canonical: absolute(incident.href) }, incident };
    pages.show(ctx, 'status/incident', data, { title: incident.title, layout: 'public' });
  }

  async function showHistory(ctx: Context) {
    const found = await incidents.told({ before: places.find({}, ctx.query.before), limit: pageSize + 1 });
    const list = found.slice(0, pageSize);
    const last = found.length > pageSize ? list.at(-1) : undefined;
    const next = last?.publishedAt && places.write({}, { at: last.publishedAt, id: last.id });
    const data = {
      meta: { feed, ...(ctx.query.before !== undefined && { noIndex: true }) },
      list: list.map((each) => shownIn(ctx, each)),
      next: next && `${home}/history?before=${next}`,
    };
    pages.show(ctx, 'status/history', data, { layout: 'public' });
  }

  async function sendFeed(ctx: Context) {
    const found = await incidents.told({ before: undefined, limit: pageSize });
    const items = found.flatMap((incident) =>
      incident.updates.map(({ id, at, stage, body }) => ({
        id,
        href: absolute(`${home}/${incident.id}`),
        title: `${incident.title}：${stageOf(incident, stage)}`,
        summary: body,
        category: incident.kind === 'maintenance' ? '维护' : '故障',
        author: '国家公共文化云',
        publishedAt: at,
      })),
    );
    const text = rss({
      title: '运行状态 - 国家公共文化云',
      description: '登录、接口、公共页面和短信的故障与计划中的维护',
      href: absolute(home),
      self: absolute(feed),
      items: items.toSorted((one, other) => epoch(other.publishedAt) - epoch(one.publishedAt)).slice(0, 50),
    });
    sendDocument(ctx, 'application/rss+xml; charset=utf-8', text, minutes(1));
  }

  return [
    sharedPage(home, {}, showStatus),
    page(feed, anyone, sendFeed),
    sharedPage(`${home}/history`, {}, showHistory),
    sharedPage(`${home}/:id`, {}, showIncident),
  ];
}

const stageOf = ({ kind }: Pick<Incident, 'kind'>, stage: string): string => {
  const own: Readonly<Record<string, string>> = stages[kind];
  return own[stage] ?? stage;
};

function shownIn(ctx: Context, incident: Incident): ShownIncident {
  const isEnglish = ctx.state.language === 'en';
  const { id, kind, components, impact, startsAt, endsAt, title, titleEn, state } = incident;
  return {
    ...{ id, kind, components, impact, startsAt, endsAt },
    href: `${home}/${id}`,
    isOver: state === 'resolved',
    title: isEnglish ? (titleEn ?? title) : title,
    updates: incident.updates.map(({ at, stage, body, bodyEn }) => ({
      ...{ at, stage },
      paragraphs: paragraphsOf(isEnglish ? (bodyEn ?? body) : body),
    })),
  };
}
