import { regionsBelow, regionsChanged } from '../../fields/regions/region-table.ts';
import type { Context } from '../../http/context.ts';
import { type Served, serve } from '../../http/operation.ts';
import type { Resources } from '../entries/service.ts';
import * as operations from './catalogue-operations.ts';
import { jsonSchemaOf } from './json-schema.ts';

type Needs = {
  resources: Pick<Resources, 'channels' | 'channel'>;
  /** The workbook of a channel. */
  template: (channel: string) => Promise<Buffer>;
  publicUrl: URL;
};

/** Descriptions for programs before their first request. */
export function createCatalogueApi({ resources, template, publicUrl }: Needs): Served[] {
  const { origin } = publicUrl;
  const keep = (ctx: Context) => ctx.set('Cache-Control', 'public, max-age=300');

  return [
    serve(operations.listChannels, async (ctx) => {
      keep(ctx);
      return {
        items: resources.channels().map(({ code, name, live = {} }) => ({
          code,
          name,
          schema: `${origin}/api/v1/channels/${code}/schema`,
          template: `${origin}/api/v1/channels/${code}/template.xlsx`,
          fields: `${origin}/docs/fields/${code}`,
          live_state: Object.keys(live),
        })),
      };
    }),

    serve(operations.readSchema, async (ctx, { params: { channel = '' } }) => {
      keep(ctx);
      return { ...jsonSchemaOf(resources.channel(channel), origin) };
    }),

    serve(operations.readTemplate, async (ctx, { params: { channel = '' } }) => {
      const bytes = await template(resources.channel(channel).code);
      keep(ctx);
      ctx.type = 'application/vnd.openxmlformats-officedocument.spreadsheetml.sheet';
      ctx.attachment(`${channel}.xlsx`);
      return bytes;
    }),

    serve(operations.listRegions, async (ctx, { query: { parent, updated_since: since } }) => {
      keep(ctx);
      const regions = since === undefined ? regionsBelow(parent) : regionsChanged(since, parent);
      return {
        items: regions.map(({ code, name, validFrom = null, validTo = null, replacedBy = null }) => ({
          code,
          name,
          valid_from: validFrom,
          valid_to: validTo,
          replaced_by: replacedBy,
        })),
      };
    }),
  ];
}
