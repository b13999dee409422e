import type { Clock } from '../clock.ts';
import type { Database } from '../database/open.ts';
import type { Words } from '../fact.ts';
import { createRenderLetter } from '../http/pages/render.ts';
import type { Mail } from '../mail/service.ts';
import type { LateServices, Module } from '../module.ts';
import type { Sms } from '../sms/service.ts';
import { fact } from './facts.ts';
import type { Contact } from './letter.ts';
import { personal } from './personal-data.ts';
import { createNotices, type Notices } from './service.ts';
import { createTemplatePages } from './templates/pages.ts';

type Needs = {
  db: Database;
  clock: Clock;
  mail: Mail;
  sms: Sms;
  contact: Contact;
  words: Words;
  views: string;
  asks: Pick<LateServices, 'names'>;
};

/** Notices to people, by message, mail and SMS, in words that operators may change. */
export function createNoticesModule(needs: Needs): Module<{ notices: Notices }> {
  const notices = createNotices({ ...needs, render: createRenderLetter({ dir: needs.views }) });
  return {
    service: { notices },
    personal,
    menu: [
      { side: 'staff', key: 'templates', href: '/admin/messages', label: fact('notices.menu_messages'), order: 111 },
    ],
    pages: ({ pages }) =>
      createTemplatePages({ ...needs, pages, templates: notices.templates, names: needs.asks.names }),
    jobs: notices.jobs,
  };
}
