import type { AccountLetters } from '../../../accounts/facts.ts';
import type { Letters } from '../../catalogue.ts';
import { added, undone } from '../accounts.ts';
import { inBeijing } from './parts.ts';

export const accounts = {
  'accounts.way_added_letter': ({ kind, device, at }) => ({
    heading: `您的账号${added[kind]}`,
    paragraphs: [
      `${inBeijing(at)}（北京时间），您的账号${added[kind]}${device === '' ? '' : `（${device}）`}。`,
      `如果不是您本人，请在 7 天内到“登录与安全”${undone[kind]}，并修改密码。`,
    ],
    action: '去登录与安全',
  }),
} satisfies Letters<AccountLetters>;
