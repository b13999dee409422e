import type { Listed } from '../../resources/public/lists.ts';

declare module '../../http/views.ts' {
  interface Views {
    'follows/list': {
      /** The institution whose page led here: it may be followed. */
      asked: { id: string; name: string; isFollowed: boolean } | undefined;
      followed: readonly { id: string; name: string; href: string; listings: readonly Listed[] }[];
    };
  }
}
