import type { Field } from '../fields/form.ts';

declare module '../http/views.ts' {
  interface Views {
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
      fields: readonly Field[];
      values: Readonly<Record<string, string>>;
      institution: string | undefined;
      address: string;
    };
  }
}
