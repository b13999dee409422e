import { anyone, certified, staff } from '../http/access.ts';
import { form, page, postOfOthers, type Route } from '../http/route.ts';
import type { HandlerNeeds, TransparencyHandlers } from './handlers.ts';
import type { OwnProof, OwnProofNeeds } from './own-proof.ts';

/** Larger than any proof, and than any checkpoint with the lines of all witnesses, as forms write them. */
const largest = 262_144;

/** 公开校验: the logs for whoever watches them (C2SP tlog-tiles), and a page for people. */
export function createTransparencyPages(needs: HandlerNeeds & OwnProofNeeds): Route[] {
  let made: Promise<TransparencyHandlers> | undefined;
  function handlers(): Promise<TransparencyHandlers> {
    made ??= import('./handlers.ts').then(({ createTransparencyHandlers }) => createTransparencyHandlers(needs));
    return made;
  }
  let own: Promise<OwnProof> | undefined;
  function ownProof(): Promise<OwnProof> {
    own ??= import('./own-proof.ts').then(({ createOwnProof }) => createOwnProof(needs));
    return own;
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
    page('/console/statistics/:ak/:day/proof', certified(), async (ctx) => (await ownProof()).show(ctx)),
    page('/console/statistics/:ak/:day/proof/:revision', certified(), async (ctx) => (await ownProof()).send(ctx)),
    page('/admin/audit/proof', staff('auditor'), async (ctx) => (await handlers()).sendEventProof(ctx)),
  ];
}
