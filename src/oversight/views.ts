import type { Field } from '../fields/form.ts';
import type { Line } from './details.ts';

/** How something is called, and the beginning of its number. */
type Said = { called: string; state: 'live' | 'ended' | 'gone'; short: string };

declare module '../http/views.ts' {
  interface Views {
    'oversight/audit': {
      groups: Readonly<Record<string, string>>;
      asked: Readonly<Record<'since' | 'until' | 'month' | 'actor' | 'group' | 'kind' | 'subject', string>>;
      kinds: Readonly<Record<string, string>>;
      months: Readonly<Record<string, string>>;
      isFiltered: boolean;
      /** The filter is to be corrected. */
      isOpen: boolean;
      /** The filter as an address has it. */
      query: string;
      chips: readonly { id: string | undefined; name: string; href: string; isHere: boolean }[];
      /** The question: the chosen subject and actor by their `id`, the rest in words; `rest`: the list without that choice. */
      chosen: readonly ({ name: string; id: string; label: string; rest: string } & Said)[];
      events: readonly {
        id: number;
        at: Date;
        verb: string;
        code: string;
        actor: string;
        actorId: string;
        actorHref: string | undefined;
        by: Said;
        subject: string;
        subjectId: string;
        subjectHref: string | undefined;
        of: Said;
        lines: readonly Line[];
        requestId: string | undefined;
        position: number | undefined;
      }[];
      next: string | undefined;
      values: { from: string; to: string; name: string };
    };
    'oversight/looks': {
      looks: readonly {
        at: Date;
        who: string;
        isFile: boolean;
        /** A file, or a field. */
        what: string;
        reason: string;
        about: { doing: string; title: string; href: string } | undefined;
        /** The file belongs to something. */
        isUsed: boolean;
      }[];
      next: string | undefined;
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

  interface Partials {
    'partials/oversight/called': { of: Said; id: string; href: string | undefined };
  }
}
