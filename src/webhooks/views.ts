import type { Field } from '../fields/form.ts';

declare module '../http/views.ts' {
  interface Views {
    'webhooks/delete': {
      endpoint: { id: string; url: string; host: string };
    };
    'webhooks/detail': {
      endpoint: {
        id: string;
        url: string;
        host: string;
        description: string;
        ak: string | undefined;
        types: string;
        state: { tag: string; label: string; note: string };
        isDisabled: boolean;
        failingSince: Date | undefined;
        createdAt: Date;
      };
      problem: string | undefined;
      deliveries: readonly {
        type: string;
        name: string;
        state: { tag: 'wait' | 'ok' | 'bad-t'; label: string };
        isPending: boolean;
        id: string;
        shortId: string;
        attempts: number;
        nextAt: Date | undefined;
        lastAt: Date | undefined;
        lastStatus: number | undefined;
        lastProblem: string | undefined;
        createdAt: Date;
      }[];
      said: string | undefined;
      state: 'failed' | undefined;
    };
    'webhooks/list': {
      mayOpen: boolean;
      endpoints: readonly {
        id: string;
        url: string;
        host: string;
        description: string;
        ak: string | undefined;
        types: string;
        state: { tag: string; label: string; note: string };
      }[];
    };
    'webhooks/made': {
      endpoint: { id: string; url: string };
      secret: string;
    };
    'webhooks/new': {
      fields: readonly Field[];
      values: Readonly<Record<string, string>>;
    };
  }
}
