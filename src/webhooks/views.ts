import type { Field } from '../fields/form.ts';
import type { shownDelivery, shownEndpoint } from './presented.ts';

type ShownEndpoint = ReturnType<typeof shownEndpoint>;

declare module '../http/views.ts' {
  interface Views {
    'webhooks/delete': {
      endpoint: Pick<ShownEndpoint, 'id' | 'url' | 'host'>;
    };
    'webhooks/detail': {
      endpoint: ShownEndpoint;
      problem: string | undefined;
      deliveries: readonly ReturnType<typeof shownDelivery>[];
      said: string | undefined;
      state: 'failed' | undefined;
    };
    'webhooks/list': {
      mayOpen: boolean;
      endpoints: readonly ShownEndpoint[];
    };
    'webhooks/made': {
      endpoint: Pick<ShownEndpoint, 'id' | 'url'>;
      secret: string;
    };
    'webhooks/new': {
      fields: readonly Field[];
      values: Readonly<Record<string, string>>;
    };
  }
}
