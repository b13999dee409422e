import { z } from 'zod';
import type { Context } from '../../http/context.ts';
import { render } from '../../http/pages/markdown.ts';
import { type Route, sharedPage } from '../../http/route.ts';
import { channels } from '../../resources/channels/channels.ts';
import { schemaCatalogue } from '../../resources/open/catalogue.ts';
import { cataloguePath, exportPath, resource } from '../../resources/open/operations.ts';
import type { OpenReading } from '../../resources/open/service.ts';
import type { Libraries } from './library.ts';
import { rowsOf, schemaOf } from './reference/rows.ts';
import type { Show } from './show.ts';

type Needs = {
  show: Show;
  libraries: Libraries;
  openReading: Pick<OpenReading, 'exported' | 'datasets'>;
  origin: string;
};

const path = '/docs/open';
const nameOf = (code: string) => Object.values(channels).find((channel) => channel.code === code)?.name ?? code;

/** 开放数据: the available data today, the ways to read them, and their terms. */
export function createOpenPages({ show, libraries, openReading, origin }: Needs): Route[] {
  const rows = () => {
    const schema = z.toJSONSchema(z.object(resource.shape), {
      override({ jsonSchema }) {
        if (jsonSchema.maximum === Number.MAX_SAFE_INTEGER) delete jsonSchema.maximum; // of every integer
      },
    });
    return rowsOf(schemaOf(schema), new Map());
  };

  async function showOpen(ctx: Context) {
    const { speech, language } = ctx.state;
    const [found, datasets, article] = await Promise.all([
      openReading.exported(),
      openReading.datasets(),
      libraries[language].find(path),
    ]);
    const catalogue = schemaCatalogue(datasets, { origin, say: speech.say, language });
    const { html } = await render(article?.text ?? '', language);
    const [newest, ...older] = found.map(({ day, madeAt, entries, size, sha256, channels: counts }) => ({
      ...{ day, madeAt, entries, size, sha256, href: exportPath(day) },
      channels: Object.entries(counts)
        .toSorted(([, one], [, other]) => other - one)
        .map(([code, count]) => `${nameOf(code)} ${count}`)
        .join('，'),
    }));
    const data = {
      ...{ title: article?.title ?? '', summary: article?.summary ?? '', html },
      ...{ newest, older, rows: rows(), catalogue },
    };
    await show(ctx, 'docs/open', data, { path, title: data.title, describedBy: cataloguePath });
  }

  return [sharedPage(path, {}, showOpen)];
}
