/** A parameter, or a part of a request or an answer. */
export type Row = { name: string; type: string; required: boolean; note: string; href?: string };

/** A recorded call, with variable parts replaced by constants. */
export type Example = {
  request: {
    path: string;
    headers?: Readonly<Record<string, string>> | undefined;
    /** As JSON; or as a text where it is something else. */
    body?: unknown;
    /** A file that is sent as a part of a form. */
    file?: string | undefined;
  };
  answer: { status: number; headers?: Readonly<Record<string, string>> | undefined; body?: unknown };
};

export type Group = {
  title: string;
  rows: readonly Row[];
  /** Where its rows stand in a request; undefined in an answer. */
  place?: 'path' | 'query' | 'header' | 'body';
};

/** One call, as its page shows it. */
export type Call = {
  id: string;
  method: string;
  path: string;
  summary: string;
  description: string;
  /** Who may call it, in words, and which ability of an application it takes. */
  who: string;
  /** The scheme of the header `Authorization`. */
  auth: 'none' | 'bearer' | 'basic';
  scope?: string;
  /** Parameters by where they stand, the body last. */
  asked: readonly Group[];
  /** `application/json`, or another media type of the body. */
  media?: string;
  answers: readonly { status: string; words: string; type?: string }[];
  /** The parts of the answer, and its headers. */
  answered: readonly Group[];
  refusals: readonly { status: string; words: string; codes: readonly string[] }[];
  example?: Example;
};

export type Tag = { name: string; title: string; shelf: Shelf; calls: readonly Call[] };

/** Who would look for it. */
export const audiences = {
  partner: '机构的应用',
  login: '登录（OAuth 2.0、OpenID Connect）',
  operator: '运营人员的程序',
} as const;
type Shelf = keyof typeof audiences;
