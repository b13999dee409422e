import type { SearchResult } from '../docs/search.ts';

declare module '../../http/views.ts' {
  interface Views {
    'help/home': {
      query: string;
      found: readonly SearchResult[];
      isCut: boolean;
      shelves: readonly {
        key: string;
        title: string;
        articles: readonly { path: string; title: string; summary: string }[];
      }[];
    };
    'help/article': {
      article: { path: string; title: string; summary: string };
      html: string;
      role: string;
      isForClerks: boolean;
      beside: readonly { path: string; title: string }[];
      next: { path: string; title: string } | undefined;
    };
  }

  interface Partials {
    'partials/help/call': object;
  }
}
