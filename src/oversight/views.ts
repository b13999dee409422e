import type { Field } from '../fields/form.ts';
import type { Line } from './details.ts';

declare module '../http/views.ts' {
  interface Views {
    'oversight/audit': {
      groups: Readonly<Record<string, string>>;
      asked: { since: string; until: string; actor: string; group: string; kind: string; subject: string };
      kinds: Readonly<Record<string, string>>;
      isFiltered: boolean;
      events: readonly {
        id: number;
        at: Date;
        verb: string;
        code: string;
        actor: string;
        actorName: string;
        actorHref: string | undefined;
        subject: string;
        subjectId: string;
        subjectShort: string;
        subjectHref: string | undefined;
        lines: readonly Line[];
        requestId: string | undefined;
        position: number | undefined;
        /** It is in the transparency log already. */
        hasProof: boolean;
      }[];
      next: string | undefined;
      values: { from: string; to: string };
    };
    'oversight/token-made': {
      token: { name: string; expiresAt: Date };
      value: string;
      can: readonly string[];
      origin: string;
    };
    'oversight/token-new': {
      roles: readonly string[];
      fields: readonly Field[];
      values: Readonly<Record<string, string>>;
    };
    'oversight/tokens': {
      mayMint: boolean;
      next: string | undefined;
      tokens: readonly {
        owner: string;
        can: readonly string[];
        standing: { tag: string; label: string; isActive: boolean };
        id: string;
        name: string;
        createdAt: Date;
        expiresAt: Date;
        lastUsedAt: Date | undefined;
        overtaken: boolean;
      }[];
    };
    'oversight/verified': {
      at: Date;
      report: {
        sound: boolean;
        heading: string;
        place: string | undefined;
        detail: string | undefined;
        anchor: string;
        backdated: string | undefined;
        waiting: string;
      };
    };
  }
}
