import { anyone, staff } from '../http/access.ts';
import { form, page, postOfOthers, type Route } from '../http/route.ts';
import type { HandlerNeeds, TransparencyHandlers } from './handlers.ts';

/** Larger than any proof, and than any checkpoint with the lines of all witnesses, as forms write them. */
const largest = 262_144;

/** 公开校验: the logs for whoever watches them (C2SP tlog-tiles), and a page for people. */
export function createTransparencyPages(needs: HandlerNeeds): Route[] {
  let made: Promise<TransparencyHandlers> | undefined;
  function handlers(): Promise<TransparencyHandlers> {
    made ??= import('./handlers.ts').then(({ createTransparencyHandlers }) => createTransparencyHandlers(needs));
    return made;
  }
  /** x001/x234/067.p/12: as many parts as a tile has. */
  const tile = (...parts: readonly string[]) =>
    page(`/transparency/:log/tile/:level/${parts.map((part) => `:${part}`).join('/')}`, anyone, async (ctx) =>
      (await handlers()).sendTile(ctx, parts),
    );
  return [
    page('/transparency', anyone, async (ctx) => (await handlers()).show(ctx)),
    form('/transparency', anyone, async (ctx, posted) => (await handlers()).check(ctx, posted), { limit: largest }),
    page('/transparency/:log/checkpoint', anyone, async (ctx) => (await handlers()).sendCheckpoint(ctx)),
    tile('part1'),
    tile('part1', 'part2'),
    tile('part1', 'part2', 'part3'),
    tile('part1', 'part2', 'part3', 'part4'),
    page('/transparency/:log/proof/:index', anyone, async (ctx) => (await handlers()).sendPublicProof(ctx)),
    postOfOthers(
      '/transparency/:log/cosignatures',
      anyone,
      async (ctx, posted) => (await handlers()).takeCosignatures(ctx, posted),
      { limit: largest },
    ),
    page('/admin/audit/proof', staff('auditor'), async (ctx) => (await handlers()).sendEventProof(ctx)),
  ];
}
