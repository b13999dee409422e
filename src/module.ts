/** A room as the others see it: verbs, pages, operations, kinds, jobs, menu entries. */

import type { Actor, Member, Staff } from './actor.ts';
import type { AuditWords } from './audit/audit-words.ts';
import type { Connection } from './database/open.ts';
import type { Fact, Language } from './fact.ts';
import type { Person } from './http/admitted.ts';
import type { Context } from './http/context.ts';
import type { Explanations } from './http/explained.ts';
import type { Operation, Served } from './http/operation.ts';
import type { Pages } from './http/pages/page.ts';
import type { Route } from './http/route.ts';
import type { Action, Finder } from './http/search.ts';
import type { Job } from './jobs/job.ts';
import type { PersonalTable } from './personal.ts';
import type { PoolState } from './queue.ts';
import type { Names } from './review/api-answers.ts';
import type { HistoryOf } from './review/history.ts';
import type { Progress } from './review/progress.ts';
import type { TieOf } from './review/workflow/conflict.ts';
import type { Kind } from './review/workflow/kind.ts';
import type { Announcement, AnnounceTogether } from './review/workflow/needs.ts';
import type { Sealed } from './sealed.ts';

export type { HistoryLine, HistoryOf } from './review/history.ts';

/** How an institution stands with one thing. */
export type Standing = {
  progress: Progress;
  /** 2 个应用生效中. */
  note: Fact;
  /** Where it goes on. */
  href?: string;
  /** Progress of work under way. */
  percent?: number;
  /** The next step there, before any later layer: a sentence, and the label of the button to `href`. */
  next?: { sentence: Fact; label?: Fact };
  /** Overdue and due items there, for 需要您处理: they come before any next step. */
  tasks?: readonly Task[];
};

/** `tag`: how late it is, or until when there is time; `label`: the words of the button to `href`. */
export type Task = { title: Fact; note: Fact; label: Fact; tag: Fact; isOver: boolean; href: string };

/** One line of 对接进度 on 首页 (R06). */
export type ProgressLine = {
  key: string;
  title: Fact;
  /** A step before the integration, or a part of it, which begins once the institution is certified. */
  part: 'step' | 'integration';
  order: number;
  of: (institutionId: string) => Promise<Standing>;
};

/**
 * An entry of a side menu: for members of institutions, for staff, for accounts without an institution, or for citizens in the account centre.
 * It is shown if its page is open to the visitor.
 */
export type MenuEntry = {
  key: string;
  href: string;
  label: Fact;
  order: number;
  /** A new group begins. */
  gap?: boolean;
} & (
  | {
      side: 'member';
      /** How much waits there. */
      waiting?: (member: Member) => Promise<number>;
      /** Which of the visitors with access have an entry there; all by default. */
      isFor?: (member: Member) => Promise<boolean>;
    }
  | { side: 'staff'; waiting?: (staff: Staff) => Promise<number>; isFor?: never }
  | { side: 'person' | 'citizen'; waiting?: never; isFor?: never }
);

/** Called in the transaction of every step of a submission. */
export type Announce = (trx: Connection, announcement: Announcement) => Promise<void>;

/** How an AK stands with 在线验证 (R57), as its page and the desks show it. */
export type ShownSeal = {
  state: 'none' | 'running' | 'passed' | 'due' | 'lapsed' | 'broken' | 'failed';
  /** In words: 验证通过. */
  word: string;
  /** The lamp beside the word: a pass for practice is green too, and counts for nothing. */
  light: '' | 'run' | 'on' | 'off';
  /** Whether 用户登录 is done by it. */
  counts: boolean;
  isPractice: boolean;
  isRunning: boolean;
  /** The last pass. */
  passed: { number: string; at: Date; dueAt: Date; lapsesAt: Date } | undefined;
};

/**
 * Services that rooms need from rooms above them, which they cannot import. Each is given by exactly one room under that name: without one the
 * house does not compile, and with two it does not start.
 */
export interface LateServices {
  /** The ties between an actor and a submitting institution: reviewers do not decide about their own (R58). */
  tieOf: TieOf;
  /** Throws where an institution is disabled: it begins nothing then. */
  mustBeOpen: (institutionId: string, connection?: Connection) => Promise<void>;
  /** The developers (institutions) who act for an institution, or have since that moment. */
  vendorsOf: (institutionId: string, since: Date, connection?: Connection) => Promise<readonly string[]>;
  /** Names of people, for those who work with them. */
  names: Names;
  /** The applications of an institution, of which a member may be limited to some. */
  applicationsOf: (institutionId: string) => Promise<readonly { clientId: string; name: string }[]>;
  /** R08: announcements of joint promotion, the newest first. */
  promotionsShown: (limit: number) => Promise<readonly { id: string; title: string; at: Date }[]>;
  /** The seal of an AK, for readers of its application. */
  sealOf: (clientId: string) => Promise<ShownSeal>;
  /** An institution was closed: nothing that its applications hold is good any more. */
  endTokens: (trx: Connection, institutionId: string, at: Date) => Promise<unknown>;
}

/** A scope, and how consent pages title it. */
export type GrantedScope = { name: string; title: string };

/** One application that a person allowed something, as the account centre shows it. */
export type Grant = {
  clientId: string;
  client: object & { name: string };
  scopes: readonly GrantedScope[];
  /** The scopes it got, by the days with a login of the person: 2026-11-24, newest first. */
  received: readonly { day: string; scopes: readonly GrantedScope[] }[];
  firstAt: Date;
  lastAt: Date;
};

/** A browser with a session of the account; unknown details of its login are left out. */
export type OwnSession = {
  id: string;
  device: string | undefined;
  address: string | undefined;
  at: Date;
  isThis: boolean;
};

/** 登录着的设备, for the account centre: each is about the sessions of that account alone. */
export type OwnSessions = {
  list: (ctx: Context, accountId: string) => Promise<OwnSession[]>;
  /** False where it is over already, or never was. */
  end: (accountId: string, id: string, requestId: string) => Promise<boolean>;
  /** All but the one of this request. */
  endOthers: (ctx: Context, accountId: string, requestId: string) => Promise<void>;
  endAll: (accountId: string, requestId: string) => Promise<void>;
};

/** A card on the first page of the account centre: its subject, and a line about its state for this person. */
export type AccountCard = {
  key: string;
  href: string;
  title: Fact;
  order: number;
  /** Undefined: there is nothing to say to this person, and no card. */
  note: (accountId: string) => Promise<Fact | undefined>;
};

/** A sign-in method beside phone and password, on 登录与安全: its name, and whether the account has it. */
export type WayIn = {
  key: string;
  href: string;
  title: Fact;
  order: number;
  standing: (accountId: string) => Promise<{ isSet: boolean; note: Fact }>;
  /** Ends one of them, or all but those that are kept, within the transaction that gives the reason; says how many. */
  remove?: (trx: Connection, actor: Actor, accountId: string, which: Removed) => Promise<number>;
};
export type Removed = { only: string } | { allBut: readonly string[] };

/** Something that makes a new account safer: it stands on that page until it is done. */
export type FirstStep = {
  key: string;
  href: string;
  /** The label of its page: 绑定邮箱. */
  label: Fact;
  order: number;
  isDone: (accountId: string) => Promise<boolean>;
};

/** Needs of pages beside the services of the rooms: showing a page, and the provider's and the back office's knowledge of the visitor. */
export type PageServices = {
  pages: Pages;
  /** Texts of single pages, looked up by a code: the audit's names, and each problem explained to programmers. */
  auditWords: AuditWords;
  explained: Readonly<Record<Language, Explanations>>;
  /** Every operation of the API in any room, for its descriptions. */
  operations: readonly Operation[];
  /** A text that stays the same in one browser, and that no other has. */
  browserOf: (ctx: Context) => string;
  /** The label of the account whose session this browser has at the Cloud. */
  userLabel: (ctx: Context) => Promise<string | undefined>;
  /** Who is signed in at the back office, on a page that is open to anyone: `sandboxOfPerson` has the values for their samples. */
  developer: (ctx: Context) => Promise<Person | undefined>;
  /** A short token of a sandbox for 试一试, with one ability; undefined where the sandbox is over or has not got it. */
  trialToken: (clientId: string, scope: string | undefined) => Promise<string | undefined>;
  sessions: OwnSessions;
  /** A login that ends back at `path`; `again`: even with a session. */
  signIn: (path: string, options?: { again?: boolean }) => string;
  grants: (accountId: string) => Promise<Grant[]>;
  withdraw: (accountId: string, clientId: string, requestId: string) => Promise<boolean>;
  /** Names of applications for the login history. */
  clientNames: (clientIds: readonly string[]) => Promise<Map<string, string>>;
  /** From now on this browser works for that institution. */
  workFor: (ctx: Context, institutionId: string) => Promise<void>;
};

/**
 * A room as the roster sees it (services.ts): its services for rooms above, and its entries in the common lists. All readers of those lists use
 * these entries, so that a new room is one file and one line.
 */
export interface Module<Service extends object = object> {
  /** Its verbs, by the names under which rooms above ask for them. */
  service: Service;
  /** Kinds of submissions that institutions send and operators decide about. */
  kinds?: readonly Kind[];
  /** Routes for browsers. */
  pages?: (services: PageServices) => readonly Route[];
  /** Where one finds them. */
  menu?: readonly MenuEntry[];
  /** Its commands and finders, for 搜索和命令. */
  actions?: readonly Action[];
  finders?: readonly Finder[];
  /** Its cards on the first page of the account centre, and on 登录与安全. */
  cards?: readonly AccountCard[];
  firstSteps?: readonly FirstStep[];
  waysIn?: readonly WayIn[];
  /** The progress of an institution in the room's layer. */
  progress?: readonly ProgressLine[];
  /** Its lines in 对接历史 (R10): one entry a kind of line. The words of its facts stand with those of the room. */
  history?: readonly HistoryOf[];
  /** Operations for programs: the description and the handler. */
  operations?: readonly Served[];
  /** Its tables of personal data: exported to their owner, erased at the deletion of the account. */
  personal?: readonly PersonalTable[];
  /** Its sealed columns: resealed once another key or another format seals. */
  sealed?: readonly Sealed[];
  /** Its bounded work, and the present load: for `/metrics`. */
  pools?: () => Readonly<Record<string, PoolState>>;
  /** Its background work. */
  jobs?: readonly Job[];
  /** Its action when a submission of any kind takes a step. */
  announced?: Announce;
  announcedTogether?: AnnounceTogether;
  /** Once everything is there; not for the command line. Begun again where the database goes away meanwhile. */
  start?: () => void | Promise<void>;
  /** At the end, beside all the others. */
  stop?: () => Promise<void>;
}
