import { z } from 'zod';
import type { Sealed } from '../sealed.ts';
import { kinds } from './tokens/kinds.ts';
import { contexts } from './tokens/packing.ts';

const stored = z.object({ sealedId: z.string().optional(), sealedParJti: z.string().optional() });

export const sealed: readonly Sealed[] = [
  {
    table: 'oidc_tokens',
    column: 'payload',
    reads: [],
    where: `kind in (${kinds.Session}, ${kinds.Interaction})`,
    values(document) {
      const found = stored.parse(document);
      return (['sealedId', 'sealedParJti'] as const).flatMap((name) =>
        found[name] === undefined ? [] : [{ path: [name], as: 'base64url' as const, context: contexts[name] }],
      );
    },
  },
];
