import type { Field } from '../fields/form.ts';

import type { ProblemTexts } from '../http/speech.ts';

declare module '../http/views.ts' {
  interface Views {
    'assistants/consent': {
      uid: string;
      client: { name: string; host: string; hasDocument: boolean };
      user: string;
      target: { isHere: boolean; host: string };
      scopes: readonly { field: string; title: string; detail: string; on: boolean }[];
      institution: string | undefined;
      place: 'institution' | 'self';
      problems?: ProblemTexts;
    };
    'assistants/token-made': {
      token: { name: string; expiresAt: Date };
      value: string;
      address: string;
    };
    'assistants/tokens': {
      tokens: readonly {
        id: string;
        name: string;
        place: string;
        standing: { tag: string; label: string; isActive: boolean };
        createdAt: Date;
        expiresAt: Date;
        lastUsedAt: Date | undefined;
      }[];
      accesses: readonly {
        id: string;
        name: string;
        host: string;
        place: string;
        may: string;
        standing: { tag: string; label: string; isActive: boolean };
        createdAt: Date;
        expiresAt: Date;
        lastUsedAt: Date | undefined;
      }[];
      fields: readonly Field[];
      values: Readonly<Record<string, string>>;
      institution: string | undefined;
      address: string;
    };
  }
}
