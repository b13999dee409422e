import type { Field } from '../../fields/form.ts';
import type { GrantedScope } from '../../module.ts';

/** A version of 用户协议 and 隐私政策, beside the one in force. */
export type ShownVersion = { version: number; effectiveAt: Date; changes: string; state: 'next' | 'now' | 'over' };

declare module '../../http/views.ts' {
  interface Views {
    'privacy/home': {
      exports: readonly {
        id: string;
        askedAt: Date;
        isReady: boolean;
        percent: number;
        size: string;
        expiresAt: Date | undefined;
      }[];
      doneToday: boolean;
      isMaking: boolean;
      grants: readonly { clientId: string; name: string; scopes: readonly GrantedScope[]; firstAt: Date }[];
      /** 张*, by papers that the support saw. */
      realname: { masked: string; at: Date; withYear: boolean } | undefined;
      closing: { askedAt: Date; lastMoment: Date; device: string } | undefined;
    };
    'privacy/close': {
      isClosing: boolean;
      platforms: readonly string[];
      obstacles: readonly { said: string; at: 'family' | 'console' }[];
      /** How many days the audit keeps the person of an event. */
      logDays: number;
    };
    'privacy/confirm': { hasPassword: boolean; lastDay: Date; values: Readonly<Record<string, string>> };
    'privacy/closed': object;
    /** 用户协议 or 隐私政策, one version of it. */
    'privacy/document': {
      path: string;
      name: 'terms' | 'privacy';
      shown: ShownVersion;
      versions: readonly ShownVersion[];
      next: ShownVersion | undefined;
      html: string;
    };
    'privacy/versions': { versions: readonly ShownVersion[]; mayPublish: boolean; hasNext: boolean };
    'privacy/new-version': {
      fields: readonly Field[];
      values: Readonly<Record<string, string>>;
      preview: readonly { key: string; title: string; html: string }[] | undefined;
      /** The texts are those that the product brings along for the next version. */
      isProposed: boolean;
    };
    'privacy/report': {
      year: number;
      years: readonly number[];
      tables: readonly {
        key: string;
        title: string;
        head: readonly string[];
        rows: readonly (readonly string[])[];
        note?: string;
      }[];
    };
  }
}
