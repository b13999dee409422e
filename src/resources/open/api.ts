import { iso } from '../../http/answer.ts';
import { keepAnswer } from '../../http/cached.ts';
import type { Context } from '../../http/context.ts';
import { addressPrefix } from '../../http/limits/throttle.ts';
import { type Served, serve } from '../../http/operation.ts';
import type { Cursors } from '../../http/requests/cursors.ts';
import { dcatCatalogue } from './catalogue.ts';
import { createDownloads } from './downloads.ts';
import { openInstitution, openInstitutionPage } from './institution.ts';
import * as operations from './operations.ts';
import { termsOf } from './resource.ts';
import type { Cursor, OpenReading, Question } from './service.ts';

type Needs = { openReading: OpenReading; cursors: Cursors; publicUrl: URL };
type Query = Question & { cursor?: string | undefined; page_size?: number | undefined };

/** Seconds that browsers and shared caches keep a list: the delay of a withdrawal there. A single entry is revalidated each time. */
const kept = 30;

/** Public reading by program: anonymous, cached, counted by address. */
export function createOpenApi({ openReading, cursors, publicUrl: { origin } }: Needs): Served[] {
  const [byTime, byWords] = [cursors.byTime('open resources'), cursors.byTexts('open search')];
  const [changes, hosts] = [cursors.byNumber('open changes'), cursors.byTexts('open institutions')];
  const downloads = createDownloads();

  function read(asked: Question, text: string | undefined): Cursor | undefined {
    if (asked.q === undefined) {
      const found = byTime.read(asked, text);
      return found && { by: 'time', cursor: { at: found.at, entryId: found.id } };
    }
    const found = byWords.read(asked, text);
    if (found === undefined) return undefined;
    const [score = '', at = '', entryId = ''] = found;
    return { by: 'words', cursor: { score: Number(score), at: new Date(at), entryId } };
  }

  const write = (asked: Question, next: Cursor): string =>
    next.by === 'time'
      ? byTime.write(asked, { at: next.cursor.at, id: next.cursor.entryId })
      : byWords.write(asked, [String(next.cursor.score), next.cursor.at.toISOString(), next.cursor.entryId]);

  async function list({ cursor, page_size: limit = 50, ...asked }: Query) {
    const { found, next } = await openReading.list(asked, read(asked, cursor), limit);
    return { found, next: next === undefined ? null : write(asked, next) };
  }

  /** `Link: <…>; rel="next"`, for an answer that has no place for it. */
  function leadOn(ctx: Context, next: string | null): void {
    if (next === null) return;
    const parameters = new URLSearchParams(ctx.querystring);
    parameters.set('cursor', next);
    ctx.append('Link', `<${origin}${ctx.path}?${parameters}>; rel="next"`);
  }

  /** Links for a program that found a list by itself: the other data, and their terms. */
  function describe(ctx: Context): void {
    ctx.append('Link', [
      `<${origin}${operations.cataloguePath}>; rel="describedby"; type="application/ld+json"`,
      `<${termsOf(origin)}>; rel="license"`,
    ]);
  }

  const linked = { type: 'application/ld+json; charset=utf-8', context: 'https://schema.org' };

  return [
    serve(operations.listOpenLinkedData, async (ctx, { query }) => {
      const { found, next } = await list(query);
      leadOn(ctx, next);
      describe(ctx);
      ctx.type = linked.type;
      const elements = openReading.presentLinked(found).map((item, place) => ({
        '@type': 'DataFeedItem',
        dateCreated: found[place]?.publishedAt.toISOString(),
        dateModified: found[place]?.changedAt.toISOString(),
        item,
      }));
      return keepAnswer(
        ctx,
        { '@context': linked.context, '@type': 'DataFeed', license: termsOf(origin), dataFeedElement: elements },
        kept,
      );
    }),

    serve(operations.listOpenResources, async (ctx, { query }) => {
      const { found, next } = await list(query);
      describe(ctx);
      return keepAnswer(ctx, { items: openReading.present(found), next }, kept);
    }),

    serve(operations.readOpenLinkedData, async (ctx, { params: { id = '' } }) => {
      const [item] = openReading.presentLinked([await openReading.open(id)]);
      ctx.type = linked.type;
      return keepAnswer(ctx, item);
    }),

    serve(operations.readOpenResource, async (ctx, { params: { id = '' } }) => {
      const [item] = openReading.present([await openReading.open(id)]);
      if (item === undefined) throw new Error('an entry was not presented');
      return keepAnswer(ctx, item);
    }),

    serve(operations.listOpenChanges, async (ctx, { query: { cursor, page_size: limit = 50 } }) => {
      describe(ctx);
      const { items, next, isMore } = await openReading.changed(changes.read({}, cursor) ?? 0, limit);
      const answer = items.map(({ entryId, changedAt, opened }) => ({
        id: entryId,
        status: opened === undefined ? ('withdrawn' as const) : ('published' as const),
        changed_at: iso(changedAt),
        resource: (opened && openReading.present([opened])[0]) ?? null,
      }));
      return keepAnswer(ctx, { items: answer, next: changes.write({}, next), has_more: isMore }, kept);
    }),

    serve(operations.listOpenInstitutions, async (ctx, { query: { cursor, page_size: limit = 50, region } }) => {
      describe(ctx);
      const [after] = hosts.read({ region }, cursor) ?? [];
      const rows = await openReading.institutions(after, region, limit + 1);
      const items = rows.slice(0, limit);
      const last = rows.length > limit ? items.at(-1) : undefined;
      const answer = {
        items: items.map((each) => openInstitution(each, origin)),
        next: last === undefined ? null : hosts.write({ region }, [last.id]),
      };
      return keepAnswer(ctx, answer, kept * 10);
    }),

    serve(operations.readOpenInstitution, async (ctx, { params: { id = '' } }) => {
      const { host, house } = await openReading.institution(id);
      const [item = null] = openReading.present(house === undefined ? [] : [house]);
      return keepAnswer(ctx, openInstitutionPage(host, item, origin));
    }),

    serve(operations.readOpenCatalogue, async (ctx) => {
      const { speech, language } = ctx.state;
      const datasets = await openReading.datasets();
      ctx.type = linked.type;
      ctx.vary('Accept-Language');
      return keepAnswer(ctx, dcatCatalogue(datasets, { origin, say: speech.say, language }), kept * 10);
    }),

    serve(operations.listOpenExports, async (ctx) => {
      describe(ctx);
      const found = await openReading.exported();
      const items = found.map(({ day, madeAt, entries, channels, size, sha256, isSigned, position }) => ({
        ...{ date: day, made_at: iso(madeAt), resources: entries, channels: { ...channels }, size, sha256 },
        url: `${origin}${operations.exportPath(day)}`,
        signature_url: isSigned ? `${origin}${operations.signaturePath(day)}` : null,
        changes: changes.write({}, position),
      }));
      return keepAnswer(ctx, { licence_url: termsOf(origin), items }, kept);
    }),

    serve(operations.readOpenSignature, async (ctx, { params: { date = '' } }) => {
      const signature = await openReading.exportSignature(date);
      ctx.attachment(`open-resources-${date}.ndjson.gz.sm2`);
      ctx.type = 'application/octet-stream';
      return keepAnswer(ctx, signature, kept);
    }),

    serve(operations.readSigningKey, async (ctx) => {
      const keys = await openReading.signingKeys();
      ctx.type = 'application/x-pem-file';
      return keepAnswer(ctx, keys, kept * 10);
    }),

    serve(operations.readOpenExport, async (ctx, { params: { date = '' } }) => {
      const { size, sha256, revision } = await openReading.export(date);
      ctx.status = 200;
      ctx.set('ETag', `"${sha256}"`);
      ctx.set('Cache-Control', `public, max-age=${kept}`); // withdrawn entries leave it
      ctx.attachment(`open-resources-${date}.ndjson.gz`);
      ctx.type = 'application/gzip';
      if (ctx.fresh) {
        ctx.status = 304;
        return '';
      }
      ctx.length = size;
      if (ctx.method !== 'HEAD') ctx.res.once('close', downloads.enter(addressPrefix(ctx.state.address)));
      return downloads.body((place) => openReading.exportPart(date, place, revision));
    }),
  ];
}
