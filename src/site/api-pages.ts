import { z } from 'zod';
import { overview } from '../applications/api-operations.ts';
import { anyone } from '../http/access.ts';
import type { Context } from '../http/context.ts';
import { type Operation, operation } from '../http/operation.ts';
import type { Pages } from '../http/pages/page.ts';
import { page, type Route } from '../http/route.ts';
import { jsonSchemaOf } from '../resources/api/json-schema.ts';
import type { Channel } from '../resources/channels/channel.ts';
import { readable } from './readable-api.ts';

type Needs = {
  pages: Pages;
  publicUrl: URL;
  operations: readonly Operation[];
  /** What entries of each channel say. */
  channels: readonly Channel[];
};

const itself = operation({
  method: 'get',
  path: '/api/v1/openapi.json',
  tag: overview,
  access: 'anyone',
  summary: '这份接口说明（OpenAPI 3.1）',
  answer: z.record(z.string(), z.unknown()),
});

/** The description of the API: for programs as OpenAPI, and for people as a page made of the same document. */
export function createApiPages({ pages, publicUrl, operations, channels }: Needs): Route[] {
  let made: ReturnType<typeof make> | undefined;
  const description = () => {
    made ??= make();
    return made;
  };
  /** When somebody asks for the first time: a start need not wait for it. */
  async function make() {
    const { createOpenApi } = await import('./openapi.ts');
    const contents = Object.fromEntries(
      channels.map((channel) => [channel.code, jsonSchemaOf(channel, publicUrl.origin)]),
    );
    const api = createOpenApi({ operations: [...operations, itself], publicUrl, contents });
    return { ...api, chapters: readable(api.document) };
  }

  async function sendDocument(ctx: Context) {
    const api = await description();
    ctx.set('Cache-Control', 'public, max-age=300');
    ctx.set('ETag', api.etag);
    ctx.type = 'application/json';
    ctx.body = api.text;
    ctx.status = 200;
    if (ctx.fresh) ctx.status = 304;
  }

  async function showApi(ctx: Context) {
    const { chapters } = await description();
    pages.show(ctx, 'site/api', { chapters, document: itself.path, origin: publicUrl.origin }, { title: '接口说明' });
  }

  return [page(itself.path, anyone, sendDocument), page('/docs/api', anyone, showApi)];
}
