import type { Clock } from '../clock.ts';
import type { Database } from '../database/open.ts';
import type { Words } from '../fact.ts';
import { createRenderLetter } from '../http/pages/render.ts';
import type { Mail } from '../mail/service.ts';
import type { Module } from '../module.ts';
import type { Sms } from '../sms/service.ts';
import type { Contact } from './letter.ts';
import { personal } from './personal-data.ts';
import { createNotices, type Notices } from './service.ts';

type Needs = { db: Database; clock: Clock; mail: Mail; sms: Sms; contact: Contact; words: Words; views: string };

/** Notices to people, by message, mail and SMS. */
export function createNoticesModule(needs: Needs): Module<{ notices: Notices }> {
  const notices = createNotices({ ...needs, render: createRenderLetter({ dir: needs.views }) });
  return {
    service: { notices },
    personal,
    jobs: notices.jobs,
  };
}
