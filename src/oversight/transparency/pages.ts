import { anyone } from '../../http/access.ts';
import { form, page, postOfOthers, type Route } from '../../http/route.ts';
import { may } from '../policies.ts';
import { createTransparencyHandlers, type HandlerNeeds } from './handlers.ts';
import { createOwnProof, type OwnProofNeeds } from './own-proof.ts';

/** Larger than any proof, and than any checkpoint with the lines of all witnesses, as forms write them. */
const largest = 262_144;

/** 公开校验: the logs for witnesses (C2SP tlog-tiles), and a page for people. */
export function createTransparencyPages(needs: HandlerNeeds & OwnProofNeeds): Route[] {
  const handlers = createTransparencyHandlers(needs);
  const ownProof = createOwnProof(needs);
  /** x001/x234/067.p/12: as many parts as a tile has. */
  const tile = (...parts: readonly string[]) =>
    page(`/transparency/:log/tile/:level/${parts.map((part) => `:${part}`).join('/')}`, anyone, (ctx) =>
      handlers.sendTile(ctx, parts),
    );
  return [
    page('/transparency', anyone, (ctx) => handlers.show(ctx)),
    form('/transparency', may('check a proof, and send a cosignature'), handlers.check, { limit: largest }),
    page('/transparency/:log/checkpoint', anyone, handlers.sendCheckpoint),
    tile('part1'),
    tile('part1', 'part2'),
    tile('part1', 'part2', 'part3'),
    tile('part1', 'part2', 'part3', 'part4'),
    page('/transparency/:log/proof/:index', anyone, handlers.sendPublicProof),
    postOfOthers(
      '/transparency/:log/cosignatures',
      may('check a proof, and send a cosignature'),
      handlers.takeCosignatures,
      { limit: largest },
    ),
    page('/console/statistics/:ak/:day/proof', may('see the proof of a report'), ownProof.show),
    page('/console/statistics/:ak/:day/proof/:revision', may('see the proof of a report'), ownProof.send),
    page('/admin/audit/proof', may('read and verify the audit'), handlers.sendEventProof),
  ];
}
