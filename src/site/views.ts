import type { Showcase } from '../resources/public/home.ts';

declare module '../http/views.ts' {
  interface Views {
    'site/api': {
      document: `/api/v1/${string}`;
      origin: string;
      chapters: {
        tags: readonly {
          name: string;
          calls: readonly {
            id: string;
            method: string;
            path: string;
            summary: string;
            description: string;
            who: string;
            parameters: readonly { name: string; type: string; required: boolean; note: string; model?: string }[];
            body: readonly { name: string; type: string; required: boolean; note: string; model?: string }[];
            answer: readonly { name: string; type: string; required: boolean; note: string; model?: string }[];
            answers: readonly { status: string; words: string }[];
            refusals: readonly { status: string; words: string }[];
          }[];
        }[];
        models: readonly {
          name: string;
          words: string;
          rows: readonly { name: string; type: string; required: boolean; note: string; model?: string }[];
        }[];
      };
    };
    'site/channel-fields': {
      name: string;
      code: string;
      sections: readonly {
        name: string;
        title: string;
        fields: readonly {
          name: string;
          title: string;
          type: string;
          need: string;
          notes: readonly string[];
          options: readonly { value: string; label: string }[];
          columns: readonly { name: string; title: string }[];
        }[];
      }[];
    };
    'site/channels': {
      channels: readonly { code: string; name: string }[];
    };
    'site/errors': {
      errors: readonly { code: string; cause: string; cure: string }[];
    };
    'site/home': {
      showcase: Showcase;
      partners: readonly {
        id: string;
        name: string;
        institution: string;
        href: string;
        phone: string | undefined;
        tile: string;
        code: string | undefined;
      }[];
      partnersInAll: number;
      issuer: string;
      demoSite: string | undefined;
    };
    'site/outbox': {
      messages: readonly { channel: string; to: string; subject?: string; text: string; at: Date }[];
    };
    'site/privacy': object;
    'site/problem': {
      code: string;
      title: string;
      isOfField: boolean;
      cause: string;
      cure: string;
      origin: string;
      curl?: string;
    };
    'site/problems': {
      whole: readonly { code: string; title: string }[];
      ofFields: readonly { code: string; title: string }[];
    };
    'site/regions': {
      here: { code: string; name: string } | undefined;
      below: readonly { code: string; name: string }[];
    };
    'site/terms': object;
  }
  interface Partials {
    'partials/site/fields': {
      title?: string;
      label: string;
      rows: readonly { name: string; type: string; required: boolean; note: string; model?: string }[];
    };
  }
}
