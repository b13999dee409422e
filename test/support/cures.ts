import { execFile } from 'node:child_process';
import { promisify } from 'node:util';
import { expect } from 'chai';
import type { Config } from '../../src/config.ts';
import type { Services } from '../../src/services.ts';
import { linesOf, runbookOf, runLine } from './runbooks.ts';

/** Instructions of pages that no test can run on this machine, and why; all other commands are run as written. */
export const byHand: Readonly<Record<string, string>> = {
  'systemctl restart postgresql': 'no systemd runs here; the test starts the server that it stopped',
  'systemctl restart chrony': 'the clock of this machine belongs to all that runs on it',
  'chronyc makestep': 'the clock of this machine belongs to all that runs on it',
  'journalctl --vacuum-size=500M': 'there is no journal here',
  'systemctl restart systemd-journald': 'there is no journal here',
  'systemctl edit cloud': 'it opens an editor; the test raises the same limit by prlimit',
  'systemctl reload-or-restart cloud': 'the process that hangs is that of the test, which ends its own work',
  'cloud-backup': 'the script of docs/operating.md; npm run drill -- restore makes backups by it and restores them',
};

/** Alerts that others cure, whatever is typed here. */
export const byOthers: Readonly<Record<string, string>> = {
  CloudCodesNotRedeemed: 'the partner fetches its tokens',
  CloudLinksDown: 'the partner mends its page, or somebody the way out',
  CloudVerificationsFailing: 'the partner passes',
};

type On = {
  services: Services & { config: Readonly<Config> };
  /** psql of the server that the page means. */
  sql: (statement: string) => Promise<unknown>;
  /** `systemctl restart|reload cloud`: by the lines of the unit. */
  restart?: () => Promise<void>;
  reload?: () => Promise<void>;
  /** Where a node listens. */
  origin?: string;
  /** Folders of the manual, and their replacements here. */
  folders?: Readonly<Record<string, string>>;
};

/** Runs cures of pages, and remembers their lines. */
export function openCures() {
  const done = new Set<string>();

  async function line(text: string, on: On, values: Readonly<Record<string, string>>): Promise<boolean> {
    const mapped = Object.entries(on.folders ?? {}).reduce(
      (mapping, [folder, here]) => mapping.replaceAll(folder, here),
      text,
    );
    if (text in byHand) return false;
    if (text.startsWith('cloud ')) await runLine(mapped, values, on.services);
    else if (text === 'systemctl restart cloud' && on.restart !== undefined) await on.restart();
    else if (text === 'systemctl reload cloud' && on.reload !== undefined) await on.reload();
    else if (text.startsWith('curl ') && on.origin !== undefined) {
      const url = /http:\/\/127\.0\.0\.1:3000(\S*)/.exec(text)?.[1] ?? '';
      expect((await fetch(`${on.origin}${url}`)).status, text).to.equal(200);
    } else if (/^(find|sed|tar) /.test(text) && mapped !== text) await promisify(execFile)('/bin/sh', ['-c', mapped]);
    else return false;
    return true;
  }

  return {
    /** Every line, as it stands on the pages, that was run. */
    done,
    /** Runs the cure of an alert's page with these values; at least one line of it has to be executable. */
    async cure(alert: string, on: On, values: Readonly<Record<string, string>> = {}): Promise<void> {
      const page = runbookOf(alert);
      const ran: string[] = [];
      for (const { language, text } of linesOf(page, 'cure')) {
        if (language === 'sql') await on.sql(text);
        else if (!(await line(text, on, values))) continue;
        ran.push(text);
      }
      expect(ran, `what cures ${alert}`).not.to.eql([]);
      for (const each of ran) done.add(each);
    },
  };
}
