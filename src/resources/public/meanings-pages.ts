import { Problem, type Problems } from '../../errors.ts';
import { staffOf } from '../../http/admitted.ts';
import type { Context } from '../../http/context.ts';
import type { Pages } from '../../http/pages/page.ts';
import type { Form } from '../../http/requests/body.ts';
import { form, page, type Route, seeOther } from '../../http/route.ts';
import type { Meanings } from '../listing/meanings.ts';
import { may } from '../policies.ts';

const home = '/admin/synonyms';
/** 300 groups of 12 words, in bytes as a form sends them. */
const longest = 1024 * 1024;

/** R44 搜索同义词: operators define synonyms for searches. */
export function createMeaningPages({ pages, meanings }: { pages: Pages; meanings: Meanings }): Route[] {
  async function show(ctx: Context, typed?: string, problems: Problems = {}): Promise<void> {
    const { groups, version } = await meanings.read();
    const kept = groups.map((group) => group.join('、')).join('\n');
    const data = {
      count: groups.length,
      values: { groups: typed ?? kept, version: String(version) },
      isSaved: ctx.query.saved === '1',
    };
    pages.show(ctx, 'resources/synonyms', data, { title: '搜索同义词', here: 'synonyms', problems });
  }

  async function save(ctx: Context, { groups = '', version = '' }: Form) {
    try {
      await meanings.write(staffOf(ctx), groups, Number(version));
    } catch (error) {
      if (!(error instanceof Problem) || error.fields === undefined) throw error;
      return show(ctx, groups, error.fields);
    }
    seeOther(ctx, `${home}?saved=1`);
  }

  return [
    page(home, may('edit the synonyms of the search'), (ctx) => show(ctx)),
    form(home, may('edit the synonyms of the search'), save, { limit: longest }),
  ];
}
