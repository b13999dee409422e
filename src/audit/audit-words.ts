import type { Report } from './service.ts';

type Named = Readonly<Record<string, string>>;

/** The words of the audit's names; an unknown one is shown as its name, so that nothing is hidden by a missing word. */
export interface AuditWords {
  verb(verb: string): string;
  kind(kind: string): string;
  /** Of a verb of the back office, its user is no citizen. */
  actor(kind: string, verb?: string): string;
  /** The name of a detail. */
  name(name: string): string;
  /** The value of a detail, by its name. */
  value(name: string, value: string): string;
  /** The filters of the desk. */
  verbGroups: Named;
  subjectKinds: Named;
  /** The result of a verification. */
  report(report: Report): ReportInWords;
}

export type ReportInWords = {
  sound: boolean;
  heading: string;
  place: string | undefined;
  detail: string | undefined;
  anchor: string;
  backdated: string | undefined;
  waiting: string;
};
