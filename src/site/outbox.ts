import { anyone } from '../http/access.ts';
import type { Context } from '../http/context.ts';
import type { Pages } from '../http/pages/page.ts';
import { page, type Route } from '../http/route.ts';
import type { Mail } from '../mail/service.ts';
import type { Sms } from '../sms/service.ts';

type Needs = { pages: Pages; mail: Mail; sms: Sms };

/** /dev/outbox: the messages that would have gone out. Development only; production refuses to start without real gateways. */
export function createOutboxPages({ pages, mail, sms }: Needs): Route[] {
  async function showOutbox(ctx: Context) {
    const [mails, texts] = await Promise.all([mail.recent(), sms.recent()]);
    const messages = [
      ...mails.map((message) => ({ ...message, channel: '邮件' })),
      ...texts.map((message) => ({ ...message, channel: '短信' })),
    ].toSorted((one, other) => other.at.getTime() - one.at.getTime());
    pages.show(ctx, 'site/outbox', { messages }, { title: '开发发件箱' });
  }

  return [page('/dev/outbox', anyone, showOutbox)];
}
